//! A recommendation as it is shown wherever its text is shown.

use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{EvidenceKind, KnownSince, Relationship, Timestamp};

use super::head::excerpt;
use super::link::Link;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;

/// The most characters of a text that a list shows.
const LONGEST_BEGINNING: usize = 600;

/// What the author signed at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// What it says.
    pub words: Words,
    /// When the author signed it.
    pub signed: Timestamp,
}

/// How one of the two says that they know each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// How this person stands to the other.
    pub relationship: Relationship,
    /// Since when they know each other.
    pub known_since: KnownSince,
    /// When this person signed it.
    pub signed: Timestamp,
}

/// That the two know each other, as both of them signed it.
#[derive(Debug, Clone, PartialEq)]
pub struct Acquaintance {
    /// What the author of the recommendation signed.
    pub author: Side,
    /// What its subject signed.
    pub subject: Side,
    /// What it rests on: codes only if both say so.
    pub evidence: EvidenceKind,
}

/// Whether the author still stands by the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affirmation {
    /// As far as anybody can see.
    Current,
    /// The author has not said so again since this time, and the term of the signature is over.
    NotSince(Timestamp),
}

/// A public recommendation.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Who recommends.
    pub author: Person,
    /// Who is recommended.
    pub subject: Person,
    /// The text that holds now.
    pub wording: Wording,
    /// How they know each other.
    pub acquaintance: Acquaintance,
    /// When it became public.
    pub published: Timestamp,
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
        let named = |id| {
            locale
                .say(id)
                .name("author", &self.author.name)
                .name("subject", &self.subject.name)
        };
        let mut marks = Vec::new();
        match self.reciprocity {
            Reciprocity::None => {}
            Reciprocity::Mutual => marks.push(named("mark-mutual")),
            Reciprocity::Exchanged => marks.push(named("mark-exchanged")),
        }
        if let Affirmation::NotSince(since) = &self.affirmation {
            marks.push(
                locale
                    .say("mark-not-reaffirmed")
                    .phrase("date", locale.date(since)),
            );
        }
        marks
    }

    /// The disclosures in words, or that there are none.
    pub fn disclosures(&self, locale: &Locale) -> Vec<Phrase> {
        self.wording.disclosures(locale, &self.author, &self.subject)
    }

    /// As much of the text as a list shows.
    pub fn beginning(&self) -> String {
        let text = self.wording.words.text.as_str();
        excerpt(text, LONGEST_BEGINNING).unwrap_or_else(|| text.to_owned())
    }

    /// The text for previews and machines: disclosures first, as everywhere.
    pub fn plain(&self, locale: &Locale) -> String {
        let disclosures: Vec<String> = self.disclosures(locale).iter().map(Phrase::plain).collect();
        let label = locale.say("disclosures").plain();
        format!(
            "{label}: {} — {}",
            disclosures.join(" "),
            self.wording.words.text.as_str()
        )
    }
}

impl Wording {
    /// The disclosures in words, or that there are none.
    pub fn disclosures(&self, locale: &Locale, author: &Person, subject: &Person) -> Vec<Phrase> {
        if self.words.disclosures.is_empty() {
            return vec![locale.say("disclosures-none").name("author", &author.name)];
        }
        self.words
            .disclosures
            .iter()
            .map(|code| locale.disclosure(code, author, subject))
            .collect()
    }

    /// The text in paragraphs.
    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.words
            .text
            .as_str()
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
    }
}
