//! People around a member: whom she follows, who follows her, and whom she wants to hear no more; and how she finds
//! somebody.

pub mod account;
mod act;
mod find;
pub mod report;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use vouchwell_domain::account::Account;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_service::account::AccountView;
use vouchwell_service::{Context, block, follow, mute};

pub(super) use act::act;
pub(super) use find::{authorize_interaction, find};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::Complaints;
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::position::Position;
use super::reader::Reader;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the first page is.
pub(super) const PATH: &str = "/people";
/// How many people a page lists.
const LENGTH: u32 = 40;

/// What people are to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circle {
    /// She follows them.
    Following,
    /// They follow her.
    Followers,
    /// They ask to follow her.
    Requests,
    /// She does not want to hear them.
    Muted,
    /// She wants to have nothing to do with them.
    Blocked,
}

impl Circle {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 5] = [
        Self::Following,
        Self::Followers,
        Self::Requests,
        Self::Muted,
        Self::Blocked,
    ];

    /// Its page.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Following => PATH,
            Self::Followers => "/people/followers",
            Self::Requests => "/people/requests",
            Self::Muted => "/people/muted",
            Self::Blocked => "/people/blocked",
        }
    }

    /// The name of the sentence that names it.
    fn sentence(self) -> &'static str {
        match self {
            Self::Following => "people-following",
            Self::Followers => "people-followers",
            Self::Requests => "people-requests",
            Self::Muted => "people-muted",
            Self::Blocked => "people-blocked",
        }
    }

    /// The name of the sentence for nobody.
    fn nobody(self) -> &'static str {
        match self {
            Self::Following => "people-following-none",
            Self::Followers => "people-followers-none",
            Self::Requests => "people-requests-none",
            Self::Muted => "people-muted-none",
            Self::Blocked => "people-blocked-none",
        }
    }

    async fn load(
        self,
        context: &Context,
        member: &Member,
        page: Page,
    ) -> vouchwell_service::Result<Vec<AccountView>> {
        let own = member.account.id;
        match self {
            Self::Following => vouchwell_service::account::following(context, Some(member), own, page).await,
            Self::Followers => vouchwell_service::account::followers(context, Some(member), own, page).await,
            Self::Requests => follow::requests(context, member, page).await,
            Self::Muted => {
                let muted = mute::list(context, member, page).await?;
                Ok(muted.into_iter().map(|(view, _)| view).collect())
            }
            Self::Blocked => block::list(context, member, page).await,
        }
    }
}

/// Somebody whose name leads a member to her page about that person.
pub(super) fn known(account: &Account, site: &Site) -> Person {
    Person::known(account, &account::path(account.id), site)
}

/// Somebody in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The path of her page.
    pub path: String,
    /// Who.
    pub person: Person,
}

impl Listed {
    fn of(view: &AccountView, site: &Site) -> Self {
        Self {
            path: account::path(view.account.id),
            person: Person::of(&view.account, site),
        }
    }
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct PeopleView {
    /// Which of her people it lists.
    pub circle: Circle,
    /// Those people.
    pub people: Vec<Listed>,
    /// The path of the next page.
    pub older: Option<String>,
    /// Whom she looked for.
    pub acct: String,
    /// What the address of the page asks, besides the language.
    pub query: String,
    /// Who is called so.
    pub found: Vec<Listed>,
    /// What is wrong with what she typed.
    pub complaints: Complaints,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a PeopleView,
}

/// The page.
pub fn render(view: &PeopleView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("people-title"), locale.say("people-hint"));
    let head = Head::of_member(Area::People, &title, &lead).asked_with(view.query.clone());
    page(&PeoplePage {
        site,
        locale,
        head,
        view,
    })
}

impl PeopleView {
    /// The newest of a circle, with the form in which somebody is looked for.
    async fn load(
        records: &Records,
        member: &Member,
        browser: &Browser,
        circle: Circle,
        position: Position,
    ) -> vouchwell_service::Result<Self> {
        let site = &*records.pages.site;
        let views = circle
            .load(&records.context, member, position.page(LENGTH))
            .await?;
        let is_full = u32::try_from(views.len()).is_ok_and(|length| length == LENGTH);
        let last = views.last().filter(|_| is_full).map(|view| view.account.id);
        Ok(Self {
            circle,
            people: views.iter().map(|view| Listed::of(view, site)).collect(),
            older: last.map(|last| format!("{}?before={last}", circle.path())),
            acct: String::new(),
            query: position.query(),
            found: Vec::new(),
            complaints: Complaints::default(),
            stamp: browser.stamp(records),
        })
    }
}

/// Answers `GET /people/followers` and the pages beside it.
pub(super) async fn show(
    circle: Circle,
    records: Records,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    position: Result<Query<Position>, QueryRejection>,
) -> Response {
    let Ok(Query(position)) = position else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    match PeopleView::load(&records, &session.member, &browser, circle, position).await {
        Ok(view) => answer(StatusCode::OK, &view, &records, &reader),
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

fn answer(status: StatusCode, view: &PeopleView, records: &Records, reader: &Reader) -> Response {
    let rendered = render(view, &records.pages.site, &reader.locale);
    response::private(status, rendered, reader)
}

macro_rules! page_of {
    ($(#[$doc:meta])* $name:ident, $circle:expr) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(records): State<Records>,
            member: SignedIn,
            position: Result<Query<Position>, QueryRejection>,
        ) -> Response {
            show($circle, records, member, position).await
        }
    };
}

page_of!(
    /// Answers `GET /people/followers`.
    followers, Circle::Followers
);
page_of!(
    /// Answers `GET /people/requests`.
    requests, Circle::Requests
);
page_of!(
    /// Answers `GET /people/muted`.
    muted, Circle::Muted
);
page_of!(
    /// Answers `GET /people/blocked`.
    blocked, Circle::Blocked
);
