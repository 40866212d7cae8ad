//! Where a member finds all that she decides about her account.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use vouchwell_service::administration::Moderator;
use vouchwell_service::invitation;

use super::{boundaries, deletion, email, moving, password, preferences, profile};
use crate::web::administration;
use crate::web::area::Area;
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::passkey;
use crate::web::people::Circle;
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::second_factor;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/settings";

/// What the page has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewView {
    /// Whose page it is.
    pub person: Person,
    /// Whether e-mail can be sent to her.
    pub gets_mail: bool,
    /// Whether she may invite others.
    pub may_invite: bool,
    /// Whether she runs or moderates the instance.
    pub administers: bool,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_overview.html")]
struct OverviewPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a OverviewView,
}

/// A page that the overview leads to: its path, and the sentences that name and describe it.
type Entry = (&'static str, &'static str, &'static str);

impl OverviewView {
    /// All of them, in their order.
    fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = vec![
            (profile::PATH, "profile-edit-title", "overview-profile"),
            (boundaries::PATH, "boundaries-title", "overview-boundaries"),
            (preferences::PATH, "preferences-title", "overview-preferences"),
            (super::PATH, "settings-title", "overview-applications"),
            (password::PATH, "password-title", "overview-password"),
            (passkey::PATH, "passkeys-title", "overview-passkeys"),
            (
                second_factor::PATH,
                "second-factor-title",
                "overview-second-factor",
            ),
        ];
        if self.gets_mail {
            entries.push((email::PATH, "email-title", "overview-email"));
        }
        if self.may_invite {
            entries.push((
                crate::web::invitation::PATH,
                "invitation-title",
                "overview-invitations",
            ));
        }
        entries.extend([
            (Circle::Muted.path(), "people-muted", "overview-muted"),
            (Circle::Blocked.path(), "people-blocked", "overview-blocked"),
        ]);
        if self.administers {
            entries.push((
                administration::PATH,
                "administration-title",
                "overview-administration",
            ));
        }
        entries.push((moving::PATH, "moving-title", "overview-moving"));
        entries.push((deletion::PATH, "deletion-title", "overview-deletion"));
        entries
    }
}

/// The page.
pub fn render(view: &OverviewView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("area-settings"), locale.say("overview-lead"));
    let head = Head::of_member(Area::Settings, &title, &lead);
    page(&OverviewPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /settings`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let site = &*records.pages.site;
    let member = &session.member;
    let view = OverviewView {
        person: Person::of(&member.account, site),
        gets_mail: records.context.terms.sends_mail,
        may_invite: invitation::may_invite(&records.context, member),
        administers: Moderator::of(member).is_some(),
        stamp: browser.stamp(&records),
    };
    response::private(StatusCode::OK, render(&view, site, &reader.locale), &reader)
}
