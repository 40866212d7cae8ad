//! The language in which a member reads, and what her posts are like unless she says otherwise.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::evidence;
use vouchwell_domain::member::Member;
use vouchwell_domain::status::Visibility;
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::{Context, reading_language};

use super::overview;
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::compose::{self, LanguageChoice};
use crate::web::cookie::Cookie;
use crate::web::failure;
use crate::web::form::{self, Complaints, Given};
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
pub(in crate::web) const PATH: &str = "/settings/preferences";

/// Who may read a member's posts unless she says otherwise, with the sentences that name it.
pub(in crate::web) const AUDIENCES: [(Visibility, &str); 3] = [
    (Visibility::Public, "audience-public"),
    (Visibility::Unlisted, "audience-unlisted"),
    (Visibility::Private, "audience-private"),
];

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct PreferencesView {
    /// The language she has chosen for reading.
    pub reading: Option<Language>,
    /// Who may read her posts.
    pub visibility: Visibility,
    /// The language that her posts are in, as a tag; empty for none in particular.
    pub language: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_preferences.html")]
struct PreferencesPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a PreferencesView,
    languages: Vec<LanguageChoice>,
}

/// The page.
pub fn render(view: &PreferencesView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("preferences-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("overview-preferences"));
    page(&PreferencesPage {
        site,
        locale,
        head,
        view,
        languages: compose::languages(&view.language),
    })
}

/// Answers `GET /settings/preferences`.
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

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
) -> vouchwell_service::Result<PreferencesView> {
    let preferences = profile::preferences(&records.context, member).await?;
    Ok(PreferencesView {
        reading: chosen(&records.context, member).await?,
        visibility: preferences.visibility,
        language: preferences
            .language
            .map(|language| language.to_string())
            .unwrap_or_default(),
        complaints: Complaints::default(),
        stamp: browser.stamp(records),
    })
}

/// The language that a member has chosen for reading.
async fn chosen(context: &Context, member: &Member) -> vouchwell_service::Result<Option<Language>> {
    let chosen = reading_language::of(context, member).await?;
    Ok(chosen.and_then(|chosen| Language::from_tag(chosen.as_str())))
}

/// Makes a browser in which a member signs in show pages in the language that she has chosen.
pub(in crate::web) async fn remember(
    records: &Records,
    member: &Member,
    response: Response,
) -> vouchwell_service::Result<Response> {
    let site = &records.pages.site;
    Ok(match chosen(&records.context, member).await? {
        Some(language) => response::with_cookie(response, Cookie::language(site, language)),
        None => response,
    })
}

/// What she has typed.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    reading: String,
    #[serde(default)]
    visibility: String,
    #[serde(default)]
    language: String,
}

/// Answers `POST /settings/preferences`.
pub(in crate::web) async fn save(State(records): State<Records>, given: Given<Typed>) -> Response {
    let typed = &given.typed;
    let locale = &given.reader.locale;
    let tag = typed.language.trim();
    let language = (!tag.is_empty()).then(|| tag.parse::<evidence::Language>());
    let audience = AUDIENCES
        .into_iter()
        .map(|(audience, _)| audience)
        .find(|audience| audience.as_str() == typed.visibility);
    let mut complaints = Complaints::default();
    if matches!(language, Some(Err(_))) {
        complaints.add("language", locale.say("preferences-language-wrong"));
    }
    if audience.is_none() {
        complaints.add("visibility", locale.say("preferences-visibility-missing"));
    }
    let reading = Language::from_tag(&typed.reading);
    if !complaints.is_empty() {
        let view = PreferencesView {
            reading,
            visibility: audience.unwrap_or(Visibility::Public),
            language: typed.language.clone(),
            complaints,
            stamp: given.browser.stamp(&records),
        };
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &view, &records, &given.reader);
    }
    let change = ProfileChange {
        visibility: audience,
        language: Some(language.and_then(Result::ok)),
        ..ProfileChange::default()
    };
    let saved = keep(&records.context, given.member(), reading, change).await;
    let site = &records.pages.site;
    let cookie = match reading {
        Some(language) => Cookie::language(site, language),
        None => Cookie::Language.clear(site),
    };
    let response = form::done(saved, PATH, &records, &given.reader);
    response::with_cookie(response, cookie)
}

async fn keep(
    context: &Context,
    member: &Member,
    reading: Option<Language>,
    change: ProfileChange,
) -> vouchwell_service::Result<()> {
    let tag = reading.and_then(|language| language.tag().parse().ok());
    reading_language::choose(context, member, tag.as_ref()).await?;
    profile::change(context, member, change).await
}

fn answer(status: StatusCode, view: &PreferencesView, records: &Records, reader: &Reader) -> Response {
    let rendered = render(view, &records.pages.site, &reader.locale);
    response::private(status, rendered, reader)
}
