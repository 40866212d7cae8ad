//! What was typed before somebody was signed in, or in another time, goes on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::destination::Destination;
use super::{Refusal, SignInView, Typed, form};
use crate::api::body;
use crate::web::browser::Browser;
use crate::web::carried::Carried;
use crate::web::form::sign_in_first;
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::home;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::phrase::Phrase;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// What goes on once it is wished.
#[derive(Debug, Clone)]
pub struct GoOnView {
    /// Where it is sent.
    pub action: String,
    /// What she had entered.
    pub carried: Carried,
    /// Why it did not go on by itself.
    pub occasion: Occasion,
    /// The stamp of the form.
    pub stamp: String,
}

/// Why what was entered did not go on by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// Her session was over, and she has signed in again.
    SignedIn,
    /// The page is older than the session of the browser, which is that of the member with this name, if it is anybody's.
    OlderPage(Option<String>),
}

impl GoOnView {
    fn title(&self, locale: &Locale) -> Phrase {
        match self.occasion {
            Occasion::SignedIn => locale.say("session-go-on"),
            Occasion::OlderPage(_) => locale.say("session-older"),
        }
    }

    fn lead(&self, locale: &Locale) -> Phrase {
        match self.occasion {
            Occasion::SignedIn => locale.say("session-go-on-lead"),
            Occasion::OlderPage(_) => locale.say("session-older-lead"),
        }
    }

    /// As whom it is sent, if that may be another one than she thinks.
    fn sender(&self) -> Option<&str> {
        match &self.occasion {
            Occasion::SignedIn => None,
            Occasion::OlderPage(name) => name.as_deref(),
        }
    }
}

#[derive(Template)]
#[template(path = "session_go_on.html")]
struct GoOnPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a GoOnView,
}

/// The page that sends what was entered before.
pub fn render(view: &GoOnView, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::unlisted(&view.title(locale), &view.lead(locale));
    page(&GoOnPage {
        site,
        locale,
        head,
        view,
    })
}

/// The page for somebody who has signed in again.
pub(super) fn signed_in(
    to: &str,
    carried: &str,
    records: &Records,
    reader: &Reader,
    browser: &Browser,
) -> Response {
    let view = GoOnView {
        action: reader.locale.path(to),
        carried: Carried::of(carried.as_bytes()),
        occasion: Occasion::SignedIn,
        stamp: browser.stamp(records),
    };
    let rendered = render(&view, &records.pages.site, &reader.locale);
    response::private(StatusCode::OK, rendered, reader)
}

/// What answers a form that came from a page of this site, but from one that was given to an earlier session of the
/// browser: nothing was done, and nothing is lost.
pub(in crate::web) fn older_page(
    path: &str,
    sent: &[u8],
    records: &Records,
    reader: &Reader,
    browser: &Browser,
) -> Response {
    if path == super::PATH {
        return sign_in_form(sent, records, reader, browser);
    }
    let member = browser.session.as_ref().map(|session| &session.member);
    let view = GoOnView {
        action: reader.locale.path(path),
        carried: Carried::of(sent),
        occasion: Occasion::OlderPage(member.map(|member| member.account.name.to_string())),
        stamp: browser.stamp(records),
    };
    let rendered = render(&view, &records.pages.site, &reader.locale);
    let answer = response::private(StatusCode::FORBIDDEN, rendered, reader);
    browser.remember(records, answer)
}

/// The form by which one signs in, with the name that was typed.
fn sign_in_form(sent: &[u8], records: &Records, reader: &Reader, browser: &Browser) -> Response {
    let typed = body::from_form::<Typed>(sent).unwrap_or_default();
    let view = SignInView {
        login: typed.login,
        carried: typed.carried,
        refusal: Some(Refusal::OlderPage),
        ..SignInView::before(&typed.destination.path(&records.pages.site))
    };
    form(StatusCode::FORBIDDEN, view, records, reader, browser)
}

/// The form of somebody whose session was over when she sent another one, which it carries on. What only has secrets is
/// filled in anew.
pub(in crate::web) fn sign_in_first_and_go_on(
    path: &str,
    sent: &[u8],
    records: &Records,
    reader: &Reader,
    browser: &Browser,
) -> Response {
    let carried = Carried::of(sent);
    if carried.had_secret() && !carried.has_words() {
        return sign_in_first(reader, path);
    }
    let view = SignInView {
        query: Destination::query(path),
        to: path.to_owned(),
        carried: carried.encoded(),
        ..SignInView::default()
    };
    form(StatusCode::UNAUTHORIZED, view, records, reader, browser)
}
