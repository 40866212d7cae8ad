//! A member asks an acquaintance for a recommendation. There is no field for what it should say.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::limit::MESSAGE_LENGTH;
use vouchwell_domain::page::Page as Part;
use vouchwell_evidence::{Timestamp, Topics};
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, request};

use crate::web::acquaintances::new as acquaintance_new;
use crate::web::acquaintances::one::about;
use crate::web::area::Area;
use crate::web::compose::pick;
use crate::web::desk::Desk;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::named::named;
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;
use crate::web::topics;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/requests/new";

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct NewView {
    /// Whom she knows.
    pub people: Vec<Person>,
    /// The handle of who is chosen, or what was typed to find somebody.
    pub acct: String,
    /// Somebody who is no acquaintance.
    pub stranger: Option<Person>,
    /// How many of her requests are open.
    pub open: i64,
    /// For what she asks.
    pub topics: String,
    /// What she says with it.
    pub message: String,
    /// When the form was made: it takes effect once.
    pub made: Timestamp,
    /// What is wrong.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "request_new.html")]
struct NewPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a NewView,
}

/// The desk.
pub fn render(view: &NewView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("request-new-title"), locale.say("requests-lead"));
    page(&NewPage {
        site,
        locale,
        head: Head::of_member(Area::Recommendations, &title, &lead)
            .asked_with(acquaintance_new::asked(&view.acct)),
        view,
    })
}

impl NewView {
    fn is_chosen(&self, person: &Person) -> bool {
        person.handle.as_deref() == Some(self.acct.as_str())
    }
}

/// Where somebody says first that she knows a person.
fn first(person: &Person) -> String {
    about(acquaintance_new::PATH, person)
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    acct: String,
    #[serde(default)]
    topics: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    made: String,
}

/// Answers `GET /requests/new`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    asked_for: Result<Query<acquaintance_new::About>, QueryRejection>,
) -> Response {
    let Ok(Query(asked_for)) = asked_for else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let acct = asked_for.acct;
    let desk = Desk::of(&records, &reader, &browser, &session);
    let typed = Typed {
        acct,
        ..Typed::default()
    };
    desk.request_form(typed, Complaints::default()).await
}

/// Answers `POST /requests/new`.
pub(in crate::web) async fn ask(State(records): State<Records>, given: Given<Typed>) -> Response {
    let Given {
        reader,
        browser,
        session,
        typed,
    } = given;
    let desk = Desk::of(&records, &reader, &browser, &session);
    let locale = &desk.reader.locale;
    let mut complaints = Complaints::default();
    let topics = topics::read(&typed.topics, &mut complaints, locale);
    let message = Some(form::lines(&typed.message)).filter(|message| !message.is_empty());
    if message
        .as_ref()
        .is_some_and(|message| message.chars().count() > MESSAGE_LENGTH)
    {
        complaints.add("message", locale.refusal(&Refusal::MessageTooLong));
    }
    let (Ok(other), Some(topics), true) = (
        named(&records, desk.member, &typed.acct).await,
        topics,
        complaints.is_empty(),
    ) else {
        return desk.request_form(typed, complaints).await;
    };
    let asked = request::ask(&records.context, desk.member, other.id, topics.clone(), message).await;
    match asked {
        Ok(_) => response::see_other(&locale.path(super::PATH)),
        Err(Error::Refused(Refusal::AskedRecently)) if desk.is_asked(&typed, other.id, &topics).await => {
            response::see_other(&locale.path(super::PATH))
        }
        Err(Error::Refused(Refusal::NotAcquainted)) => desk.request_form(typed, complaints).await,
        Err(error) => match failure::sentence(error, locale) {
            Ok(sentence) => {
                complaints.add("all", sentence);
                desk.request_form(typed, complaints).await
            }
            Err(failure) => failure::answer(failure, &records.pages, desk.reader),
        },
    }
}

impl Desk<'_> {
    /// Whether the same was asked since the form was made: it was sent before.
    async fn is_asked(&self, typed: &Typed, other: AccountId, topics: &Topics) -> bool {
        let Ok(made) = typed.made.parse::<Timestamp>() else {
            return false;
        };
        let newest = request::list(&self.records.context, self.member, Part::newest(20)).await;
        newest.is_ok_and(|newest| {
            newest.iter().any(|one| {
                let request = &one.request;
                let since = Timestamp::from_datetime(request.created_at) >= made;
                since && request.is_asked_by_owner() && request.other == other && request.topics == *topics
            })
        })
    }

    async fn request_form(&self, typed: Typed, mut complaints: Complaints) -> Response {
        let pages = &self.records.pages;
        let locale = &self.reader.locale;
        let found = match self.found(&typed.acct).await {
            Ok(found) => found,
            Err(unnamed) => match unnamed.sentence(locale) {
                Ok(sentence) => {
                    complaints.add("acct", sentence);
                    None
                }
                Err(failure) => return failure::answer(failure, pages, self.reader),
            },
        };
        match self.request_view(typed, found, complaints).await {
            Ok(view) => {
                let status = form::status(&view.complaints);
                response::private(status, render(&view, &pages.site, locale), self.reader)
            }
            Err(error) => failure::answer(error.into(), pages, self.reader),
        }
    }

    async fn found(&self, acct: &str) -> Result<Option<Account>, crate::web::named::Unnamed> {
        if acct.trim().is_empty() {
            return Ok(None);
        }
        named(self.records, self.member, acct).await.map(Some)
    }

    async fn request_view(
        &self,
        typed: Typed,
        found: Option<Account>,
        complaints: Complaints,
    ) -> vouchwell_service::Result<NewView> {
        let (context, site) = (&self.records.context, &self.records.pages.site);
        let people = pick::people(self.records, self.member).await?;
        let found = found.map(|account| Person::of(&account, site));
        let is_known = found.as_ref().is_none_or(|found| people.contains(found));
        Ok(NewView {
            people,
            acct: match &found {
                Some(found) => found.handle.clone().unwrap_or_default(),
                None => typed.acct,
            },
            stranger: found.filter(|_| !is_known),
            open: request::count_open(context, self.member).await?,
            topics: typed.topics,
            message: typed.message,
            made: context.timestamp(),
            complaints,
            stamp: self.browser.stamp(self.records),
        })
    }
}
