//! A recommendation as it is shown wherever its text is shown.

use chrono::{DateTime, Utc};
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{EvidenceKind, KnownSince, Relationship, Timestamp};
use vouchwell_service::recommendation::RecommendationView;

use super::head::excerpt;
use super::link::Link;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::site::Site;

/// The most characters of a text that a list shows.
const LONGEST_BEGINNING: usize = 600;

/// Whether the author still stands by the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affirmation {
    /// As far as anybody can see.
    Current,
    /// The author has not said so again since this time, and the term of the signature is over.
    NotSince(Timestamp),
}

impl Affirmation {
    /// What a text that was published at that time is.
    pub(crate) fn of(affirmed_at: DateTime<Utc>, is_expired: bool) -> Self {
        if is_expired {
            Self::NotSince(Timestamp::from_datetime(affirmed_at))
        } else {
            Self::Current
        }
    }
}

/// A public recommendation.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Who recommends.
    pub author: Person,
    /// Who is recommended.
    pub subject: Person,
    /// What it says now.
    pub words: Words,
    /// How the author stands to the subject, as the author says.
    pub relationship: Relationship,
    /// Since when they know each other, as the author says.
    pub known_since: KnownSince,
    /// What it rests on that they know each other: codes only if both say so.
    pub evidence: EvidenceKind,
    /// When it became public.
    pub published: Timestamp,
    /// When the text that holds now did.
    pub updated: Timestamp,
    /// Whether it is returned.
    pub reciprocity: Reciprocity,
    /// Whether it is still affirmed.
    pub affirmation: Affirmation,
    /// Its page, on the author's server.
    pub permalink: Link,
}

impl Statement {
    /// What is said about it besides the text: exchanged, not affirmed again.
    pub fn marks(&self, locale: &Locale) -> Vec<Phrase> {
        locale.marks(self.reciprocity, &self.affirmation, &self.author, &self.subject)
    }

    /// As much of the text as a list shows.
    pub fn beginning(&self) -> String {
        let text = self.words.text.as_str();
        excerpt(text, LONGEST_BEGINNING).unwrap_or_else(|| text.to_owned())
    }

    /// The text for previews and machines: disclosures first, as everywhere.
    pub fn plain(&self, locale: &Locale) -> String {
        let disclosures = locale.disclosures(&self.words.disclosures, &self.author, &self.subject);
        let disclosures: Vec<String> = disclosures.iter().map(Phrase::plain).collect();
        let label = locale.say("disclosures").plain();
        format!(
            "{label}: {} — {}",
            disclosures.join(" "),
            self.words.text.as_str()
        )
    }
}

impl Statement {
    /// A public recommendation; `None` if it is not public.
    pub fn of(shown: &RecommendationView, site: &Site) -> Option<Statement> {
        Some(Statement {
            author: Person::of(&shown.author.account, site),
            subject: Person::of(&shown.subject.account, site),
            words: shown.words.clone()?,
            relationship: shown.relationship?,
            known_since: shown.known_since.clone()?,
            evidence: shown.evidence?,
            published: Timestamp::from_datetime(shown.published_at?),
            updated: Timestamp::from_datetime(shown.affirmed_at?),
            reciprocity: shown.reciprocity,
            affirmation: Affirmation::of(shown.affirmed_at?, shown.is_expired),
            permalink: permalink(shown),
        })
    }
}

/// Where everybody should link to: the page on the server of the author.
fn permalink(shown: &RecommendationView) -> Link {
    let recommendation = &shown.recommendation;
    let elsewhere = (!shown.author.account.is_local()).then(|| Link::elsewhere(recommendation.url.as_str()));
    elsewhere
        .flatten()
        .unwrap_or_else(|| Link::here(format!("/recommendations/{}", recommendation.id)))
}
