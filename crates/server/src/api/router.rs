//! Which call is answered by which handler, and the OpenAPI document made from the same list.

use axum::http::{HeaderName, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, Info, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    ApiError, account, acquaintance, acquaintance_answer, authentication, bookmark, conversation_mute,
    favourite, instance, notification, pin, post, profile, reblog, recommendation, recommendation_answer,
    request, search, status, timeline, verification,
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
    OpenApiRouter::with_openapi(description())
        .routes(routes!(instance::show))
        .routes(routes!(instance::show_v1))
        .routes(routes!(profile::verify_credentials))
        .routes(routes!(profile::update_credentials))
        .routes(routes!(profile::preferences))
        .routes(routes!(account::lookup))
        .routes(routes!(account::relationships))
        .routes(routes!(account::show))
        .routes(routes!(account::statuses))
        .routes(routes!(account::follow))
        .routes(routes!(account::unfollow))
        .routes(routes!(account::block))
        .routes(routes!(account::unblock))
        .routes(routes!(status::show, post::delete))
        .routes(routes!(status::several, post::write))
        .routes(routes!(favourite::favourite))
        .routes(routes!(favourite::unfavourite))
        .routes(routes!(favourite::accounts))
        .routes(routes!(favourite::list))
        .routes(routes!(reblog::reblog))
        .routes(routes!(reblog::unreblog))
        .routes(routes!(reblog::accounts))
        .routes(routes!(pin::pin))
        .routes(routes!(pin::unpin))
        .routes(routes!(conversation_mute::mute))
        .routes(routes!(conversation_mute::unmute))
        .routes(routes!(bookmark::bookmark))
        .routes(routes!(bookmark::unbookmark))
        .routes(routes!(bookmark::list))
        .routes(routes!(timeline::home))
        .routes(routes!(timeline::public))
        .routes(routes!(notification::list))
        .routes(routes!(search::search))
        .routes(routes!(acquaintance::list, acquaintance::attest))
        .routes(routes!(
            acquaintance::show,
            acquaintance::change,
            acquaintance::end
        ))
        .routes(routes!(acquaintance_answer::answer))
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

/// Every web client may call, with a token of its user and without cookies. Browsers take `*` for
/// everything but `Authorization`, so what is asked for is named back.
pub(crate) fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            header::LINK,
            HeaderName::from_static("x-ratelimit-limit"),
            HeaderName::from_static("x-ratelimit-remaining"),
            HeaderName::from_static("x-ratelimit-reset"),
            HeaderName::from_static("x-request-id"),
        ])
}

/// What the document says besides the calls.
fn description() -> OpenApi {
    let info = Info::builder()
        .title("Vouchwell")
        .description(Some(
            "Calls of Mastodon's API that are kept here, and ours beside them. Send a bearer token.",
        ))
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    OpenApi::builder()
        .info(info)
        .components(Some(
            Components::builder().security_scheme("token", bearer).build(),
        ))
        .security(Some([
            SecurityRequirement::default(),
            SecurityRequirement::new("token", [""; 0]),
        ]))
        .build()
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use vouchwell_domain::token::Scopes;

    use super::calls;
    use crate::api::access::{self, Access};

    #[test]
    fn every_call_is_in_the_table_of_access_with_a_scope_that_exists() {
        let (_, document) = calls().split_for_parts();
        let mut found = 0;
        for (path, item) in &document.paths.paths {
            let methods = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, _) in methods.iter().filter(|(_, operation)| operation.is_some()) {
                let access = access::of(method, path).unwrap_or_else(|| panic!("{method} {path}"));
                let scopes: &[&str] = match &access {
                    Access::Open => &[],
                    Access::Public(scope) => &[*scope],
                    Access::Member(scopes) => scopes,
                };
                assert!(
                    scopes.iter().all(|scope| Scopes::KNOWN.contains(scope)),
                    "{method} {path}"
                );
                found += 1;
            }
        }
        assert!(found > 30, "only {found} calls were looked at");
    }
}
