//! Which call is answered by which handler, and the OpenAPI document made from the same list.

use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use tower_http::cors::{Any, CorsLayer};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    ApiError, account, acquaintance, authentication, instance, notification, recommendation,
    recommendation_answer, request, search, status, timeline, verification,
};
use crate::application::Application;

/// All calls.
pub fn router(application: Application) -> Router {
    let (router, document) = calls().split_for_parts();
    let describe = move || {
        let document: OpenApi = document.clone();
        async move { Json(document) }
    };
    router
        .route("/api/openapi.json", get(describe))
        .method_not_allowed_fallback(async || ApiError::Method)
        .layer(from_fn_with_state(application.clone(), authentication::guard))
        .route("/api/{*rest}", axum::routing::any(async || ApiError::NotFound))
        .layer(cross_origin())
        .with_state(application)
}

fn calls() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(instance::show))
        .routes(routes!(instance::show_v1))
        .routes(routes!(account::verify_credentials))
        .routes(routes!(account::lookup))
        .routes(routes!(account::relationships))
        .routes(routes!(account::show))
        .routes(routes!(account::statuses))
        .routes(routes!(account::follow))
        .routes(routes!(account::unfollow))
        .routes(routes!(account::block))
        .routes(routes!(account::unblock))
        .routes(routes!(status::show))
        .routes(routes!(timeline::home))
        .routes(routes!(timeline::public))
        .routes(routes!(notification::list))
        .routes(routes!(search::search))
        .routes(routes!(acquaintance::list, acquaintance::attest))
        .routes(routes!(acquaintance::show, acquaintance::end))
        .routes(routes!(acquaintance::answer))
        .routes(routes!(request::list, request::ask))
        .routes(routes!(request::answer))
        .routes(routes!(recommendation::list, recommendation::write))
        .routes(routes!(
            recommendation::show,
            recommendation::edit,
            recommendation::withdraw
        ))
        .routes(routes!(recommendation::versions))
        .routes(routes!(recommendation::offer))
        .routes(routes!(recommendation_answer::answer))
        .routes(routes!(recommendation_answer::pull))
        .routes(routes!(recommendation::of_account))
        .routes(routes!(verification::check))
}

/// Every web client may call, with a token of its user and without cookies.
pub(crate) fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(Any)
        .allow_headers(Any)
        .expose_headers(Any)
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::calls;
    use crate::api::access;

    #[test]
    fn every_call_is_in_the_table_of_access() {
        let (_, document) = calls().split_for_parts();
        let mut found = 0;
        for (path, item) in &document.paths.paths {
            let methods = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::DELETE, &item.delete),
            ];
            for (method, _) in methods.iter().filter(|(_, operation)| operation.is_some()) {
                assert!(access::of(method, path).is_some(), "{method} {path}");
                found += 1;
            }
        }
        assert!(found > 30, "only {found} calls were looked at");
    }
}
