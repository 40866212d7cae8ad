//! A member names her other accounts, and moves to one of them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::member::Member;
use vouchwell_federation::client::FetchBudget;
use vouchwell_service::Error;
use vouchwell_service::member::PASSWORD_LENGTH;
use vouchwell_service::moving::{self, Alias};

use super::{overview, password};
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given, Pressed};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::link::Link;
use crate::web::locale::Locale;
use crate::web::named::{self, Unnamed};
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/settings/moving";
/// Where an alias is added.
pub(in crate::web) const ALIASES: &str = "/settings/moving/aliases";
/// Where one is removed.
pub(in crate::web) const REMOVED: &str = "/settings/moving/aliases/remove";
/// Where a move is ended.
pub(in crate::web) const BACK: &str = "/settings/moving/back";

/// Another account of the member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherAccount {
    /// Its id.
    pub uri: String,
    /// Who it is, as far as it is known here.
    pub person: Person,
}

/// What the page has to say.
#[derive(Debug, Clone, Default)]
pub struct MovingView {
    /// Her handle here.
    pub handle: String,
    /// The accounts that she names.
    pub aliases: Vec<OtherAccount>,
    /// The one to which she has moved.
    pub moved_to: Option<OtherAccount>,
    /// The alias as she typed it.
    pub alias: String,
    /// The account to move to, as she typed it.
    pub target: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_moving.html")]
struct MovingPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a MovingView,
}

/// The page.
pub fn render(view: &MovingView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("moving-title"), locale.say("overview-moving"));
    let head = Head::of_member(Area::Settings, &title, &lead);
    page(&MovingPage {
        site,
        locale,
        head,
        view,
    })
}

impl OtherAccount {
    fn of(alias: Alias, site: &Site) -> Self {
        let address = alias.uri.as_str();
        let person = match &alias.account {
            Some(account) => Person::of(account, site),
            None => Person {
                name: address.to_owned(),
                handle: None,
                link: Link::elsewhere(address),
                picture_description: String::new(),
            },
        };
        Self {
            uri: address.to_owned(),
            person,
        }
    }
}

/// Answers `GET /settings/moving`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let loaded = load(&records, &session.member, &browser).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(records: &Records, member: &Member, browser: &Browser) -> Result<MovingView, Error> {
    let site = &*records.pages.site;
    let others = moving::other_accounts(&records.context, member).await?;
    let other = |alias| OtherAccount::of(alias, site);
    Ok(MovingView {
        handle: format!("@{}@{}", member.account.name, site.host()),
        aliases: others.aliases.into_iter().map(other).collect(),
        moved_to: others.moved_to.map(other),
        stamp: browser.stamp(records),
        ..MovingView::default()
    })
}

/// The alias that she has typed.
#[derive(Deserialize)]
pub(in crate::web) struct TypedAlias {
    #[serde(default)]
    alias: String,
}

/// Answers `POST /settings/moving/aliases`.
pub(in crate::web) async fn add_alias(State(records): State<Records>, given: Given<TypedAlias>) -> Response {
    let typed = given.typed.alias.trim();
    let outcome = match named::named(&records, given.member(), typed).await {
        Ok(alias) => moving::add_alias(&records.context, given.member(), alias.id)
            .await
            .map_err(Unnamed::Service),
        Err(unnamed) => Err(unnamed),
    };
    let mut complaints = Complaints::default();
    if let Err(unnamed) = outcome {
        match unnamed.sentence(&given.reader.locale) {
            Ok(sentence) => complaints.add("alias", sentence),
            Err(failure) => return failure::answer(failure, &records.pages, &given.reader),
        }
    }
    let typed = typed.to_owned();
    answer(&records, &given, complaints, |view| view.alias = typed).await
}

/// Which alias is to be removed.
#[derive(Deserialize)]
pub(in crate::web) struct RemovedAlias {
    alias: String,
}

/// Answers `POST /settings/moving/aliases/remove`.
pub(in crate::web) async fn remove_alias(
    State(records): State<Records>,
    given: Given<RemovedAlias>,
) -> Response {
    let Ok(alias) = given.typed.alias.parse::<ActorUri>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let removed = moving::remove_alias(&records.context, given.member(), &alias).await;
    form::done(removed, PATH, &records, &given.reader)
}

/// Where she wants to move.
#[derive(Deserialize)]
pub(in crate::web) struct TypedTarget {
    #[serde(default)]
    target: String,
    #[serde(default)]
    password: String,
}

/// Answers `POST /settings/moving`.
pub(in crate::web) async fn leave(State(records): State<Records>, given: Given<TypedTarget>) -> Response {
    let locale = &given.reader.locale;
    let mut complaints = Complaints::default();
    match password::complaint(&records, &given, &given.typed.password).await {
        Ok(None) => {}
        Ok(Some(sentence)) => complaints.add("password", sentence),
        Err(error) => return failure::answer(error.into(), &records.pages, &given.reader),
    }
    let typed = given.typed.target.trim();
    let found = named::named(&records, given.member(), typed).await;
    let outcome = match found {
        Ok(target) if complaints.is_empty() => leave_for(&records, given.member(), target).await,
        Ok(_) => Ok(()),
        Err(unnamed) => Err(unnamed),
    };
    if let Err(unnamed) = outcome {
        match unnamed.sentence(locale) {
            Ok(sentence) => complaints.add("target", sentence),
            Err(failure) => return failure::answer(failure, &records.pages, &given.reader),
        }
    }
    let typed = typed.to_owned();
    answer(&records, &given, complaints, |view| view.target = typed).await
}

/// The other account is read anew: it may name this one since a moment ago.
async fn leave_for(records: &Records, member: &Member, target: Account) -> Result<(), Unnamed> {
    if !target.is_local() {
        let budget = FetchBudget::default();
        records.federation.refetch(&target.uri, &budget).await?;
    }
    moving::leave(&records.context, member, target.id)
        .await
        .map_err(Unnamed::Service)
}

/// Answers `POST /settings/moving/back`.
pub(in crate::web) async fn come_back(State(records): State<Records>, given: Given<Pressed>) -> Response {
    let done = moving::come_back(&records.context, given.member()).await;
    form::done(done, PATH, &records, &given.reader)
}

/// Back to the page, or what is wrong with what was typed.
async fn answer<T>(
    records: &Records,
    given: &Given<T>,
    complaints: Complaints,
    keep: impl FnOnce(&mut MovingView),
) -> Response {
    if complaints.is_empty() {
        return response::see_other(&given.reader.locale.path(PATH));
    }
    let mut view = match load(records, given.member(), &given.browser).await {
        Ok(view) => view,
        Err(error) => return failure::answer(error.into(), &records.pages, &given.reader),
    };
    keep(&mut view);
    view.complaints = complaints;
    let status = form::status(&view.complaints);
    let rendered = render(&view, &records.pages.site, &given.reader.locale);
    response::private(status, rendered, &given.reader)
}
