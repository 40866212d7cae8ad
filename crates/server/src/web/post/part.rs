//! What a post shows besides its words: pictures, files elsewhere, a poll, and a recommendation that it leads to.

use vouchwell_domain::media::{Media, MediaContent};
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_evidence::{Disclosure, Timestamp};
use vouchwell_service::card::{Card, RecommendationCard};
use vouchwell_service::poll::PollView;

use crate::web::link::Link;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::phrase::Phrase;
use crate::web::site::Site;
use crate::web::statement::Affirmation;

/// Characters of a recommendation that a post leads to.
const SHOWN: usize = 200;

/// A picture that is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it shows, in words; empty where its author has said nothing.
    pub description: String,
    /// Where it is.
    pub link: Link,
    /// Where its thumbnail is.
    pub small: String,
    /// How wide and how high a picture of its shape is.
    pub size: (u32, u32),
}

impl Picture {
    pub(super) fn of(media: &Media) -> Option<Self> {
        let MediaContent::Here(picture) = &media.content else {
            return None;
        };
        Some(Self {
            description: media.description.as_str().to_owned(),
            link: Link::here(format!("/media/{}", picture.whole())),
            small: format!("/media/{}", picture.whole().thumbnail()),
            size: (picture.preview.width, picture.preview.height),
        })
    }
}

/// A picture or another file of a post that stays on another server: pages here load nothing from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it shows, in words; empty where its author has said nothing.
    pub description: String,
    /// Where it is.
    pub link: Link,
}

impl Attachment {
    pub(super) fn of(media: &Media) -> Option<Self> {
        let MediaContent::Elsewhere(reference) = &media.content else {
            return None;
        };
        Some(Self {
            description: media.description.as_str().to_owned(),
            link: Link::elsewhere(reference.url.as_str())?,
        })
    }
}

/// What a post asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The answers to choose from.
    pub options: Vec<PollOption>,
    /// Whether it takes no votes any more.
    pub is_over: bool,
    /// When it ends or ended, if it does.
    pub ends: Option<Timestamp>,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// What it says.
    pub title: String,
    /// How many chose it; nothing while that is not told.
    pub votes: Option<i64>,
}

impl Poll {
    pub(super) fn of(view: &PollView) -> Self {
        let poll = &view.poll;
        let tells_totals = poll.has_ended || !poll.hides_totals;
        let options = poll.options.iter().map(|option| PollOption {
            title: option.title.clone(),
            votes: Some(option.votes).filter(|_| tells_totals),
        });
        Self {
            options: options.collect(),
            is_over: poll.has_ended,
            ends: poll.ends_at.map(Timestamp::from_datetime),
        }
    }

    /// When it ends or ended.
    pub(in crate::web) fn end(&self, locale: &Locale) -> Option<Phrase> {
        let sentence = if self.is_over {
            "post-poll-ended"
        } else {
            "post-poll-ends"
        };
        let ends = self.ends.as_ref()?;
        Some(locale.say(sentence).phrase("date", locale.moment(ends)))
    }
}

/// A public recommendation to which a post leads.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Who recommends.
    pub author: Person,
    /// Whom.
    pub subject: Person,
    /// What its author discloses, which is read before the words.
    pub disclosures: Vec<Disclosure>,
    /// Whether it is returned.
    pub reciprocity: Reciprocity,
    /// Whether it is still affirmed.
    pub affirmation: Affirmation,
    /// Its first words.
    pub text: String,
    /// Its page.
    pub link: Link,
}

impl Shown {
    /// What else is said before the words.
    pub(in crate::web) fn marks(&self, locale: &Locale) -> Vec<Phrase> {
        locale.marks(self.reciprocity, &self.affirmation, &self.author, &self.subject)
    }

    pub(super) fn of(card: &Card, site: &Site) -> Option<Self> {
        match card {
            Card::Recommendation(card) => Self::of_recommendation(card, site),
            Card::Page(_) => None,
        }
    }

    fn of_recommendation(card: &RecommendationCard, site: &Site) -> Option<Self> {
        let words = card.text.words.text.as_str();
        let mut text: String = words.chars().take(SHOWN).collect();
        if text.len() < words.len() {
            text.push('…');
        }
        let path = card.url.as_str().strip_prefix(site.url.as_str());
        Some(Self {
            author: Person::of(&card.author, site),
            subject: Person::of(&card.subject, site),
            disclosures: card.text.words.disclosures.clone(),
            reciprocity: card.reciprocity,
            affirmation: Affirmation::of(card.text.text_published_at, card.is_expired),
            text,
            link: match path {
                Some(path) => Link::here(format!("/{path}")),
                None => Link::elsewhere(card.url.as_str())?,
            },
        })
    }
}
