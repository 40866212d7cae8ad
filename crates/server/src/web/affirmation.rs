//! Once a year: does a member still stand by what she wrote?

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_evidence::Timestamp;
use vouchwell_service::recommendation::{self, RecommendationView};

use super::area::Area;
use super::browser::Browser;
use super::compose;
use super::failure::{self, Failure};
use super::form::{self, Given};
use super::frame::{Rendered, page};
use super::head::{Head, shortened};
use super::language::Language;
use super::locale::Locale;
use super::people;
use super::person::Person;
use super::recommendations;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/still-so";

/// A text that she may still stand by.
#[derive(Debug, Clone)]
pub struct OldText {
    /// Its id.
    pub id: String,
    /// Whom it is about.
    pub subject: Person,
    /// How it begins.
    pub beginning: String,
    /// Its language.
    pub language: String,
    /// When it first became public.
    pub published: Option<Timestamp>,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct AffirmationView {
    /// Those she is asked about now.
    pub texts: Vec<OldText>,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "affirmation.html")]
struct AffirmationPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a AffirmationView,
}

/// The page.
pub fn render(view: &AffirmationView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("affirmation-title"), locale.say("affirmation-lead"));
    page(&AffirmationPage {
        site,
        locale,
        head: Head::of_member(Area::Recommendations, &title, &lead),
        view,
    })
}

impl OldText {
    fn of(view: &RecommendationView, site: &Site) -> Option<Self> {
        let words = view.words.as_ref()?;
        Some(Self {
            id: view.recommendation.id.to_string(),
            subject: people::known(&view.subject.account, site),
            beginning: shortened(words.text.as_str()),
            language: words.language.to_string(),
            published: view.published_at.map(Timestamp::from_datetime),
        })
    }

    fn edit_path(&self) -> String {
        format!("{}/{}", compose::PATH, self.id)
    }

    fn end_path(&self) -> String {
        format!("/texts/{}/end", self.id)
    }
}

/// Answers `GET /still-so`.
pub(super) async fn show(
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

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
) -> vouchwell_service::Result<AffirmationView> {
    let found = recommendation::to_affirm(&records.context, member).await?;
    let site = &*records.pages.site;
    Ok(AffirmationView {
        texts: found.iter().filter_map(|view| OldText::of(view, site)).collect(),
        stamp: browser.stamp(records),
    })
}

/// Which text she stands by.
#[derive(Debug, Deserialize)]
pub(super) struct Affirmed {
    id: String,
}

/// Answers `POST /still-so`.
pub(super) async fn affirm(State(records): State<Records>, given: Given<Affirmed>) -> Response {
    let Ok(id) = given.typed.id.parse::<RecommendationId>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let affirmed = recommendation::affirm(&records.context, given.member(), &id).await;
    form::done(affirmed, PATH, &records, &given.reader)
}
