//! Which page answers at which address.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{self, get};
use vouchwell_federation::Federation;
use vouchwell_service::Context;

use super::reader::Reader;
use super::site::Site;
use super::{
    about, acquaintances, administration, affirmation, asset, authorization, compose, email_link, failure,
    forgotten_password, hashtag, home, invitation, joining, landing, manifest, meet, meeting, new_password,
    notifications, passkey, people, post, profile, reader, recommendation, recommendations, refused,
    requests, response, second_factor, security, session, settings, setup, texts, verification, waiting,
    welcome,
};
use crate::rate_limit::RateLimits;

/// What the pages about the instance are made from.
#[derive(Clone)]
pub struct Pages {
    /// The instance.
    pub site: Arc<Site>,
}

/// What the pages about people are made from.
#[derive(Clone)]
pub struct Records {
    /// What all pages share.
    pub pages: Pages,
    /// Where the records are.
    pub context: Context,
    /// Asks other servers.
    pub federation: Arc<Federation>,
    /// How often a password may be tried.
    pub rate_limits: Arc<RateLimits>,
}

impl FromRef<Records> for Arc<RateLimits> {
    fn from_ref(records: &Records) -> Self {
        Arc::clone(&records.rate_limits)
    }
}

/// All pages and their files, with the headers that hold browsers to what they need.
pub fn router(site: Arc<Site>, federation: Arc<Federation>, rate_limits: Arc<RateLimits>) -> Router {
    let pages = Pages { site };
    let records = Records {
        pages: pages.clone(),
        context: federation.context().clone(),
        federation,
        rate_limits,
    };
    let verify = get(verification::show)
        .post(verification::check)
        .layer(DefaultBodyLimit::max(verification::LARGEST_FORM));
    let people = Router::new()
        .route("/@{name}", get(profile::show))
        .route("/@{name}/follow", get(profile::follow::show))
        .route("/@{name}/recommendations.atom", get(profile::feed::show))
        .route("/@{name}/{id}", get(post::show))
        .route(home::PATH, get(home::show).post(home::write))
        .route(notifications::PATH, get(notifications::show))
        .route(people::PATH, get(people::find))
        .route("/people/followers", get(people::followers))
        .route("/people/requests", get(people::requests))
        .route("/people/muted", get(people::muted))
        .route("/people/blocked", get(people::blocked))
        .route("/people/{id}", get(people::account::show).post(people::act))
        .route(
            "/people/{id}/report",
            get(people::report::show).post(people::report::send),
        )
        .route("/authorize_interaction", get(people::authorize_interaction))
        .route("/tags/{name}", get(hashtag::show))
        .route("/recommendations/{id}", get(recommendation::show))
        .route(
            "/recommendations/{id}/preview.png",
            get(recommendation::show_picture),
        )
        .route("/verify", verify)
        .route("/setup/{secret}", get(setup::show).post(setup::create))
        .route(joining::PATH, get(joining::show).post(joining::join))
        .route(
            "/join/{secret}",
            get(joining::show_invited).post(joining::join_invited),
        )
        .route(welcome::PATH, get(welcome::show))
        .route(administration::PATH, get(administration::show))
        .route(administration::person::PATH, get(administration::person::list))
        .route(
            "/admin/people/{name}",
            get(administration::person::show).post(administration::person::decide),
        )
        .route(administration::report::PATH, get(administration::report::list))
        .route(
            "/admin/reports/{id}",
            get(administration::report::show).post(administration::report::resolve),
        )
        .route(
            administration::queue::PATH,
            get(administration::queue::show).post(administration::queue::retry),
        )
        .route(
            administration::domain::PATH,
            get(administration::domain::list).post(administration::import::import),
        )
        .route(
            "/admin/domains/{host}",
            get(administration::domain::show).post(administration::domain::decide),
        )
        .route(administration::audit::PATH, get(administration::audit::show))
        .route(invitation::PATH, get(invitation::show).post(invitation::make))
        .route(invitation::TAKEN_BACK, routing::post(invitation::take_back))
        .route("/login", get(session::show).post(session::sign_in))
        .route(session::code::PATH, routing::post(session::code::show))
        .route(
            second_factor::PATH,
            get(second_factor::show).post(second_factor::begin),
        )
        .route(second_factor::CONFIRMED, routing::post(second_factor::confirm))
        .route(second_factor::ENDED, routing::post(second_factor::end))
        .route(session::passkey::PATH, routing::post(session::passkey::sign_in))
        .route(session::passkey::CHALLENGE, routing::post(session::passkey::ask))
        .route(passkey::PATH, get(passkey::show).post(passkey::add))
        .route(passkey::CHALLENGE, routing::post(passkey::ask))
        .route(passkey::REMOVED, routing::post(passkey::remove))
        .route(
            new_password::PATH,
            get(forgotten_password::show).post(forgotten_password::ask),
        )
        .route("/email/{secret}", get(email_link::show).post(email_link::confirm))
        .route(
            affirmation::PATH,
            get(affirmation::show).post(affirmation::affirm),
        )
        .route(
            settings::boundaries::PATH,
            get(settings::boundaries::show).post(settings::boundaries::save),
        )
        .route(
            settings::email::PATH,
            get(settings::email::show).post(settings::email::change),
        )
        .route(
            "/password/{secret}",
            get(new_password::show).post(new_password::choose),
        )
        .route("/logout", routing::post(session::sign_out))
        .route(
            "/oauth/authorize",
            get(authorization::answer::show).post(authorization::answer::answer),
        )
        .route(
            settings::PATH,
            get(settings::show).post(settings::end_application),
        )
        .route(settings::overview::PATH, get(settings::overview::show))
        .route(
            settings::profile::PATH,
            get(settings::profile::show).post(settings::profile::save),
        )
        .route(
            settings::preferences::PATH,
            get(settings::preferences::show).post(settings::preferences::save),
        )
        .route(
            settings::password::PATH,
            get(settings::password::show).post(settings::password::change),
        )
        .route(
            settings::deletion::PATH,
            get(settings::deletion::show).post(settings::deletion::delete),
        )
        .route(
            settings::moving::PATH,
            get(settings::moving::show).post(settings::moving::leave),
        )
        .route(
            settings::moving::ALIASES,
            routing::post(settings::moving::add_alias),
        )
        .route(
            settings::moving::REMOVED,
            routing::post(settings::moving::remove_alias),
        )
        .route(settings::moving::BACK, routing::post(settings::moving::come_back))
        .route("/settings/sessions", routing::post(settings::end_session))
        .route(waiting::PATH, get(waiting::show))
        .merge(acquaintances::routes())
        .merge(requests::routes())
        .merge(recommendations::routes())
        .merge(compose::routes())
        .merge(texts::routes())
        .merge(meet::routes())
        .route("/waiting/acquaintances", routing::post(waiting::answer::know))
        .route("/waiting/requests", routing::post(waiting::answer::request))
        .route("/waiting/recommendations", routing::post(waiting::answer::text))
        .with_state(records);
    let remember = from_fn_with_state(pages.clone(), reader::remember);
    let all = instance(pages)
        .merge(people)
        .method_not_allowed_fallback(to_page_above);
    let pages_again = all.clone();
    let refused = from_fn(move |request, next| refused::on_its_page(pages_again.clone(), request, next));
    all.layer(refused)
        .layer(remember)
        .layer(from_fn(security::headers))
}

/// An answer to a form stands at an address that cannot be read by itself, as by a link to its other language: that
/// leads to the page of the form.
async fn to_page_above(reader: Reader, method: Method, uri: Uri) -> Response {
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let above = uri.path().rsplit_once('/').map_or("", |(above, _)| above);
    let above = if above.is_empty() { "/" } else { above };
    response::see_other(&reader.locale.path(above))
}

/// The pages that need no records.
pub fn instance(pages: Pages) -> Router {
    Router::new()
        .route("/", get(landing::show))
        .route("/about", get(about::show))
        .route("/meet/{token}", get(meeting::show))
        .route("/assets/{name}", get(asset::show))
        .route("/favicon.ico", get(asset::favicon))
        .route(manifest::PATH, get(manifest::show))
        .fallback(failure::not_found)
        .with_state(pages)
}
