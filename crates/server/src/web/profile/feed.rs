//! The recommendations of a member as an Atom feed (RFC 4287).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use vouchwell_domain::recommendation::Party;
use vouchwell_evidence::Timestamp;

use super::show::{listing, member};
use crate::web::failure::{self, Failure};
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::reader::Reader;
use crate::web::router::Records;
use crate::web::site::Site;
use crate::web::statement::Statement;

/// What the feed has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedView {
    /// Who is recommended.
    pub person: Person,
    /// The path of her profile.
    pub path: String,
    /// When a text last became public.
    pub updated: Timestamp,
    /// Recommendations of her, newest first.
    pub statements: Vec<Statement>,
}

#[derive(Template)]
#[template(path = "profile_feed.xml")]
struct Feed<'a> {
    site: &'a Site,
    locale: &'a Locale,
    view: &'a FeedView,
}

/// The feed as text.
///
/// # Errors
/// The template failed.
pub fn render(view: &FeedView, site: &Site, locale: &Locale) -> Result<String, askama::Error> {
    let feed = Feed { site, locale, view }.render()?;
    // XML has no place for these, however they are written.
    let is_allowed = |character: &char| !character.is_control() || matches!(character, '\n' | '\t');
    Ok(feed.chars().filter(is_allowed).collect())
}

impl FeedView {
    /// What readers call the feed.
    fn title(&self, locale: &Locale) -> String {
        locale.say("feed-title").name("name", &self.person.name).plain()
    }

    /// The address of the feed.
    fn address(&self, site: &Site) -> String {
        site.absolute(&path(&self.path))
    }
}

/// Where the feed of a profile is.
pub(super) fn path(profile: &str) -> String {
    format!("{profile}/recommendations.atom")
}

/// Answers `GET /@{name}/recommendations.atom`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    reader: Reader,
    Path(name): Path<String>,
) -> Response {
    let site = &*records.pages.site;
    let rendered = match load(&records, &name).await {
        Ok(view) => render(&view, site, &reader.locale),
        Err(failure) => return failure::answer(failure, &records.pages, &reader),
    };
    match rendered {
        Ok(feed) => {
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/atom+xml; charset=utf-8"),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
                (header::VARY, HeaderValue::from_static("accept-language, cookie")),
            ];
            (headers, feed).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a feed could not be rendered");
            failure::answer(Failure::Internal, &records.pages, &reader)
        }
    }
}

async fn load(records: &Records, name: &str) -> Result<FeedView, Failure> {
    let (context, site) = (&records.context, &*records.pages.site);
    let (name, found) = member(records, name).await?;
    let found = found.account;
    let path = format!("/@{name}");
    let received = listing(context, site, &found, Party::Subject, None, &path).await?;
    let newest = received.statements.iter().map(|shown| shown.updated).max();
    Ok(FeedView {
        person: Person::of(&found, site),
        path,
        updated: newest.unwrap_or_else(|| Timestamp::from_datetime(found.created_at)),
        statements: received.statements,
    })
}
