//! Where a member begins: what waits for her, and what those publish whom she follows.

mod write;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use vouchwell_domain::filter::{FilterAction, FilterContext};
use vouchwell_domain::member::Member;
use vouchwell_domain::post::LONGEST;
use vouchwell_service::profile;
use vouchwell_service::timeline::{self, StatusView};
use vouchwell_service::waiting::somebody_waits;

pub use write::Writing;
pub(super) use write::write;

use super::acquaintances;
use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::people;
use super::person::Person;
use super::position::Position;
use super::post::{CARRIED, Post, lighten};
use super::response;
use super::router::Records;
use super::settings::preferences::AUDIENCES;
use super::signed_in::SignedIn;
use super::site::Site;
use super::waiting;

/// Where the page is.
pub(super) const PATH: &str = "/home";
/// How many posts a page lists.
const LENGTH: u32 = 20;

/// A post or recommendation, and through whom it came here.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What is to be read.
    pub post: Post,
    /// Who passed it on.
    pub boosted_by: Option<Person>,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct HomeView {
    /// Whether somebody waits for her answer.
    pub somebody_waits: bool,
    /// What she writes, on the first page.
    pub writing: Option<Writing>,
    /// The stamp of the form.
    pub stamp: String,
    /// What those published whom she follows, newest first.
    pub entries: Vec<Entry>,
    /// The path of the next page.
    pub older: Option<String>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a HomeView,
}

/// The page.
pub fn render(view: &HomeView, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::of_member(Area::Home, &locale.say("home-title"), &locale.say("home-lead"));
    page(&HomePage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /home`.
pub(super) async fn show(
    State(records): State<Records>,
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
    let loaded = load(&records, &session.member, &browser, position).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
    position: Position,
) -> vouchwell_service::Result<HomeView> {
    let site = &*records.pages.site;
    let writing = match position.before {
        None => {
            let preferences = profile::preferences(&records.context, member).await?;
            Some(Writing::begin(&records.context, &preferences))
        }
        Some(_) => None,
    };
    let views = timeline::home(&records.context, member, position.page(LENGTH)).await?;
    let is_full = u32::try_from(views.len()).is_ok_and(|length| length == LENGTH);
    let last = views.last().filter(|_| is_full).map(|view| view.status.id);
    let entries = views.iter().filter_map(|view| Entry::of(view, site));
    let mut entries: Vec<Entry> = entries.collect();
    lighten(entries.iter_mut().map(|entry| &mut entry.post), CARRIED);
    Ok(HomeView {
        writing,
        stamp: browser.stamp(records),
        somebody_waits: somebody_waits(&records.context, member).await?,
        entries,
        older: last.map(|last| format!("{PATH}?before={last}")),
    })
}

impl Entry {
    /// What one of the member's filters hides is left out.
    fn of(view: &StatusView, site: &Site) -> Option<Self> {
        let shown = view.reblog.as_deref().unwrap_or(view);
        let mut post = Post::for_member(shown, site).among_others();
        let filters = view.filtered.iter().map(|filtered| &filtered.filter);
        for filter in filters.filter(|filter| filter.contexts.contains(&FilterContext::Home)) {
            match filter.action {
                FilterAction::Hide => return None,
                FilterAction::Warn => post.spoiler.clone_from(&filter.title),
                FilterAction::Blur => {}
            }
        }
        let boosted_by = view.reblog.is_some();
        Some(Self {
            post,
            boosted_by: boosted_by.then(|| people::known(&view.account.account, site)),
        })
    }
}
