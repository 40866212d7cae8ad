//! The permanent page of a recommendation.

mod history;
mod picture;
mod show;

use askama::Template;
use serde_json::json;
use vouchwell_domain::recommendation::Identity;
use vouchwell_evidence::{DidKey, EvidenceKind, Timestamp, Verdict};

pub use history::{History, Version};
pub use picture::{path as picture_path, show as show_picture};
pub use show::show;

use self::history::Shown;
use super::acquaintance::Acquaintance;
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
    /// The texts that ever were public.
    pub history: History,
    /// What was checked, and when.
    pub check: Check,
    /// Where a member reports it.
    pub report: Option<String>,
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
    history: Shown<'a>,
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
        history: view.history.shown(),
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
