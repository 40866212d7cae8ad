//! A member deletes her account.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::{Handle, MemberName};
use vouchwell_domain::member::Member;
use vouchwell_service::deletion::Consequences;
use vouchwell_service::member::PASSWORD_LENGTH;
use vouchwell_service::{Error, deletion};

use super::{overview, password};
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::cookie::Cookie;
use crate::web::failure;
use crate::web::form::{Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/settings/delete";

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct DeletionView {
    /// Her handle, to be typed.
    pub handle: String,
    /// What goes with the account; nothing once it is gone.
    pub consequences: Option<Consequences>,
    /// The handle as she typed it.
    pub typed: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_deletion.html")]
struct DeletionPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a DeletionView,
}

/// The page.
pub fn render(view: &DeletionView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("deletion-title"), locale.say("overview-deletion"));
    let head = match view.consequences {
        Some(_) => Head::of_member(Area::Settings, &title, &lead),
        None => Head::unlisted(&title, &lead).at_entrance(),
    };
    page(&DeletionPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /settings/delete`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    match load(&records, &session.member, &browser).await {
        Ok(view) => answer(StatusCode::OK, &view, &records, &reader),
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

fn name(member: &Member) -> Result<MemberName, Error> {
    let name = member.account.name.parse();
    name.map_err(|_| Error::Internal("a member has a name that no member can have"))
}

async fn load(records: &Records, member: &Member, browser: &Browser) -> Result<DeletionView, Error> {
    Ok(DeletionView {
        handle: format!("@{}@{}", member.account.name, records.pages.site.host()),
        consequences: Some(deletion::consequences(&records.context, &name(member)?).await?),
        typed: String::new(),
        complaints: Complaints::default(),
        stamp: browser.stamp(records),
    })
}

/// What she has typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    password: String,
}

/// Answers `POST /settings/delete`.
pub(in crate::web) async fn delete(State(records): State<Records>, given: Given<Typed>) -> Response {
    let fail = |error: Error| failure::answer(error.into(), &records.pages, &given.reader);
    let mut view = match load(&records, given.member(), &given.browser).await {
        Ok(view) => view,
        Err(error) => return fail(error),
    };
    let locale = &given.reader.locale;
    view.typed.clone_from(&given.typed.handle);
    if !is_own(&given, &records) {
        view.complaints.add("handle", locale.say("deletion-handle-wrong"));
    }
    match password::complaint(&records, &given, &given.typed.password).await {
        Ok(None) => {}
        Ok(Some(sentence)) => view.complaints.add("password", sentence),
        Err(error) => return fail(error),
    }
    if !view.complaints.is_empty() {
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &view, &records, &given.reader);
    }
    let deleted = match name(given.member()) {
        Ok(name) => deletion::delete(&records.context, &name).await,
        Err(error) => Err(error),
    };
    if let Err(error) = deleted {
        return fail(error);
    }
    view.consequences = None;
    let response = answer(StatusCode::OK, &view, &records, &given.reader);
    response::with_cookie(response, Cookie::Session.clear(&records.pages.site))
}

fn is_own(given: &Given<Typed>, records: &Records) -> bool {
    given.typed.handle.parse::<Handle>().is_ok_and(|handle| {
        let host = handle.host.as_ref();
        handle.name.eq_ignore_ascii_case(&given.member().account.name)
            && host.is_none_or(|host| host == records.context.address.host())
    })
}

fn answer(status: StatusCode, view: &DeletionView, records: &Records, reader: &Reader) -> Response {
    let rendered = render(view, &records.pages.site, &reader.locale);
    response::private(status, rendered, reader)
}
