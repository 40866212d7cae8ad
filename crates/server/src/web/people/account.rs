//! The page of one person as a member sees it: who it is, and what the two are to each other.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_service::account;
use vouchwell_service::timeline::{self, Selection};

use super::{PATH, known, report};
use crate::web::acquaintances;
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::passage::{Passage, passages};
use crate::web::person::Person;
use crate::web::post::{CARRIED, Post, lighten};
use crate::web::profile::Field;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// How many posts the page shows.
const POSTS: u32 = 5;

/// The page of an account.
pub(in crate::web) fn path(id: AccountId) -> String {
    format!("{PATH}/{id}")
}

/// What the page has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountView {
    /// The path of the page.
    pub path: String,
    /// The path of the page on which she is reported.
    pub report: String,
    /// Who it is.
    pub person: Person,
    /// Where she is, coarsely.
    pub place: Option<String>,
    /// What she says about herself.
    pub note: Vec<Passage>,
    /// Her lines of facts and links.
    pub fields: Vec<Field>,
    /// Whether the member looks at herself.
    pub is_oneself: bool,
    /// Whether she answers by hand who may follow her.
    pub is_locked: bool,
    /// Whom she is now, if she has moved.
    pub moved: Option<Person>,
    /// What the two are to each other.
    pub relationship: Relationship,
    /// What she wrote last, as far as it is known here and the member may read it.
    pub posts: Vec<Post>,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "people_account.html")]
struct AccountPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a AccountView,
}

/// The page.
pub fn render(view: &AccountView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("person-title").name("name", &view.person.name);
    let head = Head::of_member(Area::People, &title, &locale.say("people-hint"));
    page(&AccountPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /people/{id}`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<AccountId>() else {
        return failure::answer(Failure::NotFound, &records.pages, &reader);
    };
    let loaded = load(&records, &session.member, &browser, id).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
    id: AccountId,
) -> vouchwell_service::Result<AccountView> {
    let (context, site) = (&records.context, &*records.pages.site);
    let found = account::by_id(context, id).await?;
    let mut relationships = account::relationships(context, member, &[id]).await?;
    let relationship = relationships.pop().map(|(_, found)| found).unwrap_or_default();
    let is_heard = !relationship.blocking && !relationship.domain_blocking && relationship.mute.is_none();
    let posts = if is_heard {
        let own = Selection {
            without_reblogs: true,
            without_replies: true,
            ..Selection::default()
        };
        timeline::of_account(context, Some(member), id, &own, Page::newest(POSTS)).await?
    } else {
        Vec::new()
    };
    let stamp = browser.stamp(records);
    let posts = posts.iter().map(|view| Post::of(view, site).among_others());
    let mut posts: Vec<Post> = posts.collect();
    lighten(&mut posts, CARRIED);
    Ok(AccountView::of(&found, member, relationship, posts, stamp, site))
}

impl AccountView {
    /// Where the member says that the two know each other.
    fn know_path(&self) -> String {
        let handle = self.person.handle.as_deref().unwrap_or_default();
        let question = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("acct", handle)
            .finish();
        format!("{}?{question}", acquaintances::new::PATH)
    }

    fn of(
        found: &account::AccountView,
        member: &Member,
        relationship: Relationship,
        posts: Vec<Post>,
        stamp: String,
        site: &Site,
    ) -> Self {
        let account = &found.account;
        let profile = &account.profile;
        let moved = found.moved.as_deref();
        Self {
            path: path(account.id),
            report: report::path(account.id),
            person: Person::of(account, site),
            place: profile.place.as_ref().map(ToString::to_string),
            note: passages(&profile.summary),
            fields: profile.fields.iter().map(Field::of).collect(),
            is_oneself: account.id == member.account.id,
            is_locked: profile.locked,
            moved: moved.map(|moved| known(&moved.account, site)),
            relationship,
            posts,
            stamp,
        }
    }
}
