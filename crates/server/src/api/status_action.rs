//! The calls by which a member does something with a status, and that answer how it is then.

/// One such call: its documentation, its name, its path, and the use case.
macro_rules! status_action {
    ($(#[$doc:meta])* $name:ident, $path:literal, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = String, Path)),
            responses((status = 200, body = Status), (status = 404, body = Problem), (status = 422, body = Problem)))]
        pub(super) async fn $name(
            axum::extract::State(application): axum::extract::State<crate::application::Application>,
            crate::api::authentication::SignedIn(member): crate::api::authentication::SignedIn,
            crate::api::identifier::Id(id): crate::api::identifier::Id<vouchwell_domain::identifier::StatusId>,
        ) -> Result<axum::Json<Status>, crate::api::ApiError> {
            let view = $use_case(&application.context, &member, id).await?;
            Ok(axum::Json(Status::new(&view, &application.site)))
        }
    };
}

pub(super) use status_action;
