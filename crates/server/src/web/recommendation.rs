//! The permanent page of a recommendation.

mod picture;
mod show;

use askama::Template;
use serde_json::json;
use vouchwell_domain::recommendation::Identity;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{DidKey, EvidenceKind, Timestamp, Verdict};

pub use picture::{path as picture_path, show as show_picture};
pub use show::show;

use super::acquaintance::Acquaintance;
use super::difference::{self, Change};
use super::frame::{Rendered, page};
use super::head::{Head, Kind, Picture};
use super::language::Language;
use super::locale::Locale;
use super::preview;
use super::qr_code::Drawing;
use super::signature::{Signature, chain};
use super::site::Site;
use super::statement::{Affirmation, Statement};
use super::structured::{DataBlock, person};

/// A key and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Signer {
    /// The key that signed.
    pub key: DidKey,
    /// Whether it is the account's.
    pub identity: Identity,
}

/// How it is known that nothing was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawals {
    /// Both are members here: a withdrawal would be known at once.
    Home,
    /// The servers of both were last asked at this time.
    Asked(Timestamp),
    /// They could not be asked yet.
    NotAsked,
}

/// What this server has checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The key of the author.
    pub author: Signer,
    /// The key of the subject.
    pub subject: Signer,
    /// Who was asked for withdrawals.
    pub withdrawals: Withdrawals,
}

/// A text that is or was public.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// What it says.
    pub words: Words,
    /// When it became public.
    pub published: Timestamp,
}

/// A recommendation with its history and evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct RecommendationView {
    /// The recommendation as it holds now.
    pub statement: Statement,
    /// The path of its signed file on this server.
    pub bundle: String,
    /// The path of its picture for link previews; `None` if it cannot be drawn.
    pub picture: Option<String>,
    /// How the two know each other, as each of them signed it.
    pub acquaintance: Acquaintance,
    /// When the author signed the text that holds now.
    pub signed: Timestamp,
    /// When the subject accepted it.
    pub accepted: Timestamp,
    /// Every text that ever was public, newest first.
    pub versions: Vec<Version>,
    /// What was checked, and when.
    pub check: Check,
    /// Where a member reports it.
    pub report: Option<String>,
}

/// A version beside the one before it.
struct Revision<'a> {
    version: &'a Version,
    text: Vec<Change>,
    limitations: Vec<Change>,
}

impl Revision<'_> {
    /// The sentence over it; versions are listed newest first.
    fn label(&self, newest: &bool, oldest: &bool) -> &'static str {
        match (newest, oldest) {
            (true, _) => "versions-now",
            (false, true) => "versions-first",
            (false, false) => "versions-between",
        }
    }
}

#[derive(Template)]
#[template(path = "recommendation.html")]
struct RecommendationPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a RecommendationView,
    statement: &'a Statement,
    chain: [Signature<'a>; 4],
    address: String,
    code: Option<Drawing>,
    revisions: Vec<Revision<'a>>,
}

/// The page of a recommendation.
pub fn render(view: &RecommendationView, site: &Site, locale: &Locale) -> Rendered {
    let statement = &view.statement;
    let address = statement.permalink.absolute(site);
    let signatures = chain(
        &statement.author,
        &statement.subject,
        &view.acquaintance,
        &view.signed,
        &view.accepted,
    );
    page(&RecommendationPage {
        site,
        locale,
        head: head(view, site, locale),
        view,
        statement,
        chain: signatures,
        code: Drawing::of(&address),
        address,
        revisions: revisions(&view.versions),
    })
}

fn head(view: &RecommendationView, site: &Site, locale: &Locale) -> Head {
    let statement = &view.statement;
    let title = locale
        .say("recommendation-title")
        .name("author", &statement.author.name)
        .name("subject", &statement.subject.name);
    let description = statement.plain(locale);
    let review = json!({
        "@type": "Recommendation",
        "url": statement.permalink.absolute(site),
        "author": person(&statement.author, site),
        "itemReviewed": person(&statement.subject, site),
        "reviewBody": description,
        "inLanguage": statement.words.language.as_str(),
        "keywords": statement.words.topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>(),
        "datePublished": statement.published.to_string(),
        "dateModified": view.signed.max(statement.published).to_string(),
    });
    let picture = view.picture.as_ref().map(|path| Picture {
        path: path.clone(),
        description: preview::description(
            &statement.author.name,
            &statement.subject.name,
            &statement.words,
            locale,
        )
        .plain(),
    });
    Head {
        activity: Some(statement.permalink.absolute(site)),
        kind: Kind::Article,
        picture,
        structured: Some(DataBlock::new(review)),
        ..Head::at(statement.permalink.clone(), &title, description)
    }
}

/// Each version beside the one before it. The oldest is compared with itself and shows no change; a single one
/// is no history.
fn revisions(versions: &[Version]) -> Vec<Revision<'_>> {
    if versions.len() < 2 {
        return Vec::new();
    }
    let before = versions.iter().skip(1).chain(versions.last());
    versions
        .iter()
        .zip(before)
        .map(|(new, old)| Revision {
            version: new,
            text: difference::between(old.words.text.as_str(), new.words.text.as_str()),
            limitations: difference::between(old.words.limitations.as_str(), new.words.limitations.as_str()),
        })
        .collect()
}
