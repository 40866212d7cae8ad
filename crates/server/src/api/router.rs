//! Which call is answered by which handler, and the OpenAPI document made from the same list.

use std::sync::OnceLock;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderName, Method, header};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    ApiError, account, acquaintance, acquaintance_answer, announcement, application, authentication,
    bookmark, collection, conversation, conversation_mute, description, documentation, domain_block,
    favourite, filter, filter_part, filter_v1, instance, instance_detail, instance_domain, list, marker,
    media, meeting, notification, notification_group, notification_policy, notification_request, path,
    people, pin, poll, post, profile, push, reblog, recommendation, recommendation_answer, registration,
    relationship, report, request, scheduled, search, status, stream, suggestion, tag, timeline, unkept,
    verification,
};
use crate::application::Application;
use crate::oauth::{metadata, revocation, token, userinfo};

/// All calls.
pub fn router(application: Application) -> Router {
    CALLS
        .into_iter()
        .fold(Router::new(), |router, calls| router.merge(Router::from(calls())))
        .route("/api/openapi.json", get(describe))
        .method_not_allowed_fallback(async || ApiError::Method)
        .layer(from_fn_with_state(application.clone(), authentication::guard))
        .route(documentation::PAGE, get(documentation::show))
        .route(documentation::SCRIPT, get(documentation::script))
        .route("/api/{*rest}", any(async || ApiError::NotFound))
        .route("/.well-known/{*rest}", any(async || ApiError::NotFound))
        .layer(cross_origin())
        .with_state(application)
}

/// Answers `GET /api/openapi.json`. What describes the calls is many times as large as its text.
async fn describe() -> Result<impl IntoResponse, ApiError> {
    static TEXT: OnceLock<Bytes> = OnceLock::new();
    let text = match TEXT.get() {
        Some(text) => text.clone(),
        None => {
            let text = description::text(document())?;
            TEXT.get_or_init(|| text).clone()
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}

fn document() -> OpenApi {
    let empty = OpenApiRouter::with_openapi(description::empty());
    CALLS
        .into_iter()
        .fold(empty, |all, calls| all.merge(calls()))
        .into_openapi()
}

/// All calls, in groups: what describes those of a group is in memory only while its routes are made.
const CALLS: [fn() -> OpenApiRouter<Application>; 8] = [
    oauth,
    instance,
    accounts,
    statuses,
    lists_and_filters,
    timelines,
    notifications,
    recommendations,
];

/// How programs are let in.
fn oauth() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(metadata::show))
        .routes(routes!(token::give))
        .routes(routes!(revocation::revoke))
        .routes(routes!(userinfo::show, userinfo::show_to_post))
        .routes(routes!(application::register))
        .routes(routes!(application::verify_credentials))
}

/// What the instance says of itself and finds.
fn instance() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(instance::show))
        .routes(routes!(instance::show_v1))
        .routes(routes!(instance_detail::peers))
        .routes(routes!(instance_detail::activity))
        .routes(routes!(instance_detail::extended_description))
        .routes(routes!(instance_detail::privacy_policy))
        .routes(routes!(instance_detail::languages))
        .routes(routes!(instance_detail::translation_languages))
        .routes(routes!(announcement::list))
        .routes(routes!(announcement::dismiss))
        .routes(routes!(announcement::react, announcement::unreact))
        .routes(routes!(unkept::custom_emojis))
        .routes(routes!(instance_domain::list))
        .routes(routes!(instance_detail::rules))
        .routes(routes!(unkept::trends))
        .routes(routes!(unkept::trending_links))
        .routes(routes!(unkept::trending_statuses))
        .routes(routes!(unkept::trending_tags))
        .routes(routes!(search::search))
        .routes(routes!(path::search))
        .routes(routes!(verification::check))
}

/// People, and the hashtags that one follows or shows.
fn accounts() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(profile::verify_credentials))
        .routes(routes!(profile::update_credentials))
        .routes(routes!(profile::preferences))
        .routes(routes!(profile::show, profile::change))
        .routes(routes!(profile::remove_avatar))
        .routes(routes!(profile::remove_header))
        .routes(routes!(account::lookup))
        .routes(routes!(relationship::list))
        .routes(routes!(relationship::familiar_followers))
        .routes(routes!(account::search))
        .routes(routes!(account::list, registration::join))
        .routes(routes!(account::show))
        .routes(routes!(account::statuses))
        .routes(routes!(people::followers))
        .routes(routes!(people::following))
        .routes(routes!(people::endorsements_of))
        .routes(routes!(tag::featured_of))
        .routes(routes!(relationship::follow))
        .routes(routes!(relationship::unfollow))
        .routes(routes!(relationship::remove_from_followers))
        .routes(routes!(relationship::block))
        .routes(routes!(relationship::unblock))
        .routes(routes!(relationship::mute))
        .routes(routes!(relationship::unmute))
        .routes(routes!(relationship::note))
        .routes(routes!(relationship::endorse))
        .routes(routes!(relationship::unendorse))
        .routes(routes!(relationship::pin))
        .routes(routes!(relationship::unpin))
        .routes(routes!(people::follow_requests))
        .routes(routes!(relationship::authorize))
        .routes(routes!(relationship::reject))
        .routes(routes!(people::blocks))
        .routes(routes!(people::mutes))
        .routes(routes!(people::endorsements))
        .routes(routes!(people::directory))
        .routes(routes!(suggestion::list))
        .routes(routes!(suggestion::list_v1))
        .routes(routes!(suggestion::dismiss))
        .routes(routes!(
            domain_block::list,
            domain_block::block,
            domain_block::unblock
        ))
        .routes(routes!(marker::list, marker::save))
        .routes(routes!(report::report))
        .routes(routes!(tag::show))
        .routes(routes!(tag::follow))
        .routes(routes!(tag::unfollow))
        .routes(routes!(tag::feature))
        .routes(routes!(tag::unfeature))
        .routes(routes!(tag::followed))
        .routes(routes!(tag::featured, tag::add_featured))
        .routes(routes!(tag::suggestions))
        .routes(routes!(tag::remove_featured))
}

/// Statuses and what is done with them.
fn statuses() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(status::show, post::edit, post::delete))
        .routes(routes!(status::several, post::write))
        .routes(routes!(scheduled::list))
        .routes(routes!(scheduled::show, scheduled::put_off, scheduled::cancel))
        .routes(routes!(poll::show))
        .routes(routes!(poll::vote))
        .routes(routes!(media::upload))
        .routes(routes!(media::upload_for_later))
        .routes(routes!(media::show, media::describe, media::remove))
        .routes(routes!(status::context))
        .routes(routes!(status::history))
        .routes(routes!(status::source))
        .routes(routes!(status::quotes))
        .routes(routes!(status::interaction_policy))
        .routes(routes!(status::revoke_quote))
        .routes(routes!(status::translate))
        .routes(routes!(favourite::favourite))
        .routes(routes!(favourite::unfavourite))
        .routes(routes!(favourite::accounts))
        .routes(routes!(favourite::list))
        .routes(routes!(reblog::reblog))
        .routes(routes!(reblog::unreblog))
        .routes(routes!(reblog::accounts))
        .routes(routes!(pin::pin))
        .routes(routes!(pin::unpin))
        .routes(routes!(conversation::list))
        .routes(routes!(conversation::remove))
        .routes(routes!(conversation::read))
        .routes(routes!(conversation_mute::mute))
        .routes(routes!(conversation_mute::unmute))
        .routes(routes!(bookmark::bookmark))
        .routes(routes!(bookmark::unbookmark))
        .routes(routes!(bookmark::list))
}

/// Lists and filters.
fn lists_and_filters() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(filter::all, filter::create))
        .routes(routes!(filter::show, filter::change, filter::remove))
        .routes(routes!(filter_part::keywords, filter_part::add_keyword))
        .routes(routes!(
            filter_part::keyword,
            filter_part::change_keyword,
            filter_part::remove_keyword
        ))
        .routes(routes!(filter_part::statuses, filter_part::add_status))
        .routes(routes!(filter_part::status, filter_part::remove_status))
        .routes(routes!(filter_v1::all, filter_v1::create))
        .routes(routes!(filter_v1::show, filter_v1::change, filter_v1::remove))
        .routes(routes!(list::all, list::create))
        .routes(routes!(list::show, list::change, list::remove))
        .routes(routes!(list::accounts, list::add_accounts, list::remove_accounts))
        .routes(routes!(list::with_account))
}

/// Timelines and streams.
fn timelines() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(timeline::list))
        .routes(routes!(timeline::home))
        .routes(routes!(timeline::public))
        .routes(routes!(timeline::tag))
        .routes(routes!(stream::socket::open))
        .routes(routes!(stream::health))
        .routes(routes!(stream::user))
        .routes(routes!(stream::notifications))
        .routes(routes!(stream::public))
        .routes(routes!(stream::public_local))
        .routes(routes!(stream::public_remote))
        .routes(routes!(stream::hashtag))
        .routes(routes!(stream::hashtag_local))
        .routes(routes!(stream::list))
        .routes(routes!(stream::direct))
}

/// Notifications.
fn notifications() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(notification::list))
        .routes(routes!(notification::unread_count))
        .routes(routes!(notification::clear))
        .routes(routes!(notification::show))
        .routes(routes!(notification::dismiss))
        .routes(routes!(notification_group::list))
        .routes(routes!(notification_group::unread_count))
        .routes(routes!(notification_group::show))
        .routes(routes!(notification_group::accounts))
        .routes(routes!(notification_group::dismiss))
        .routes(routes!(notification_policy::show, notification_policy::change))
        .routes(routes!(
            notification_policy::show_v1,
            notification_policy::change_v1
        ))
        .routes(routes!(notification_request::list))
        .routes(routes!(notification_request::show))
        .routes(routes!(notification_request::accept))
        .routes(routes!(notification_request::dismiss))
        .routes(routes!(notification_request::accept_several))
        .routes(routes!(notification_request::dismiss_several))
        .routes(routes!(notification_request::merged))
        .routes(routes!(
            push::subscribe,
            push::show,
            push::change,
            push::unsubscribe
        ))
}

/// Who knows and recommends whom.
fn recommendations() -> OpenApiRouter<Application> {
    OpenApiRouter::new()
        .routes(routes!(collection::of_account))
        .routes(routes!(collection::with_account))
        .routes(routes!(collection::show, collection::change, collection::remove))
        .routes(routes!(collection::create))
        .routes(routes!(collection::add))
        .routes(routes!(collection::take_out))
        .routes(routes!(collection::revoke))
        .routes(routes!(acquaintance::list, acquaintance::attest))
        .routes(routes!(
            acquaintance::show,
            acquaintance::change,
            acquaintance::end
        ))
        .routes(routes!(acquaintance_answer::answer))
        .routes(routes!(acquaintance::take_back_renewal))
        .routes(routes!(meeting::show))
        .routes(routes!(meeting::look_up))
        .routes(routes!(request::list, request::ask))
        .routes(routes!(request::answer))
        .routes(routes!(request::remind))
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
}

/// Whether an address is one of those that web clients call.
pub(crate) fn is_for_applications(path: &str) -> bool {
    let several = ["/api/", "/.well-known/", "/nodeinfo/"];
    let single = ["/oauth/token", "/oauth/revoke", "/oauth/userinfo"];
    several.iter().any(|start| path.starts_with(start)) || single.contains(&path.trim_end_matches('/'))
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
            header::RETRY_AFTER,
            HeaderName::from_static("x-ratelimit-limit"),
            HeaderName::from_static("x-ratelimit-remaining"),
            HeaderName::from_static("x-ratelimit-reset"),
            HeaderName::from_static("x-request-id"),
        ])
}

#[cfg(test)]
mod tests {
    use vouchwell_domain::token::Scopes;

    use super::{description, document};
    use crate::api::access::{self, Access};

    #[test]
    fn every_call_is_in_the_table_of_access_with_a_scope_that_exists() {
        let mut document = document();
        let mut found = 0;
        for (path, item) in &mut document.paths.paths {
            for (method, _) in description::operations(item) {
                let access = access::of(&method, path).unwrap_or_else(|| panic!("{method} {path}"));
                let scopes: &[&str] = match &access {
                    Access::Open | Access::Token => &[],
                    Access::Public(scope) | Access::Application(scope) => &[*scope],
                    Access::Member(scopes) => scopes,
                };
                assert!(
                    scopes.iter().all(|scope| Scopes::KNOWN.contains(scope)),
                    "{method} {path}"
                );
                found += 1;
            }
        }
        assert!(found > 40, "only {found} calls were looked at");
    }
}
