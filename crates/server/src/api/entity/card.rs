//! What a status leads to, in Mastodon's shape.

use serde::Serialize;
use url::Url;
use utoipa::ToSchema;
use vouchwell_domain::account::Account;
use vouchwell_service::card::{Card, RecommendationCard};
use vouchwell_service::preview_card::LinkedPage;

use super::time::moment;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::phrase::Phrase;
use crate::web::site::Site;
use crate::web::statement::Affirmation;
use crate::web::{preview, recommendation};

/// Characters of the text that are shown.
const SHOWN: usize = 200;

/// A link with what is behind it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviewCard {
    url: String,
    title: String,
    description: String,
    #[serde(rename = "type")]
    kind: &'static str,
    language: Option<String>,
    author_name: String,
    author_url: String,
    provider_name: String,
    provider_url: String,
    html: &'static str,
    width: u32,
    height: u32,
    image: Option<String>,
    image_description: String,
    embed_url: &'static str,
    blurhash: Option<String>,
    published_at: Option<String>,
    authors: Vec<CardAuthor>,
}

/// Who wrote what is behind a link.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardAuthor {
    name: String,
    url: String,
    account: Option<String>,
}

impl PreviewCard {
    /// What a status leads to.
    pub fn new(card: &Card, site: &Site) -> Self {
        match card {
            Card::Recommendation(card) => Self::of_recommendation(card, site),
            Card::Page(page) => Self::of_page(page),
        }
    }

    /// What a page says of itself, beside the host on which it was found, which it cannot choose. Its picture is left
    /// where it is: apps would ask its host for it.
    fn of_page(page: &LinkedPage) -> Self {
        let says = &page.says;
        let found = Url::parse(says.page.as_str()).ok();
        let host = found.as_ref().and_then(Url::host_str).unwrap_or_default();
        let author = says.author.as_str().to_owned();
        let authors = Some(CardAuthor {
            name: author.clone(),
            url: String::new(),
            account: None,
        });
        Self {
            url: page.link.to_string(),
            title: says.title.as_str().to_owned(),
            description: says.description.as_str().to_owned(),
            kind: "link",
            language: says.language.as_ref().map(ToString::to_string),
            authors: authors
                .filter(|author| !author.name.is_empty())
                .into_iter()
                .collect(),
            author_name: author,
            author_url: String::new(),
            provider_name: host.strip_prefix("www.").unwrap_or(host).to_owned(),
            provider_url: found
                .as_ref()
                .map(|found| found.origin().ascii_serialization())
                .unwrap_or_default(),
            html: "",
            width: 0,
            height: 0,
            image: None,
            image_description: String::new(),
            embed_url: "",
            blurhash: None,
            published_at: says.published_at.map(moment),
        }
    }

    /// As this instance shows it: who recommends whom, what readers learn before the praise, the first words, and that
    /// it can be checked.
    fn of_recommendation(card: &RecommendationCard, site: &Site) -> Self {
        let words = &card.text.words;
        let topics: Vec<&str> = words.topics.iter().map(|topic| topic.as_str()).collect();
        let said: String = words.text.as_str().chars().take(SHOWN).collect();
        let mark = if said.len() < words.text.as_str().len() {
            "…"
        } else {
            ""
        };
        let (by, of) = (card.author.shown_name(), card.subject.shown_name());
        let english = Locale::accepted(Language::English);
        let (image, image_description) = if preview::is_drawable(by, of, words) {
            let path = recommendation::picture_path(&card.id, &card.text.foundation.endorsement);
            (path, preview::description(by, of, words, &english).plain())
        } else {
            (preview::of_all_pages().to_owned(), String::new())
        };
        let (name, url) = (by.to_owned(), page(&card.author));
        Self {
            url: card.url.to_string(),
            title: format!("{name} recommends {of}"),
            description: format!(
                "{} For {}: “{said}{mark}” Both have signed that they know each other, and anybody can check it.",
                before_praise(card, site, &english),
                topics.join(", ")
            ),
            kind: "link",
            language: Some(words.language.to_string()),
            author_name: name.clone(),
            author_url: url.clone(),
            provider_name: site.host(),
            provider_url: site.absolute("/"),
            html: "",
            width: preview::SIZE.0,
            height: preview::SIZE.1,
            image: Some(site.absolute(&image)),
            image_description,
            embed_url: "",
            blurhash: None,
            published_at: Some(moment(card.text.published_at)),
            authors: vec![CardAuthor {
                name,
                url,
                account: None,
            }],
        }
    }
}

/// Disclosures and what else pages say before the words.
fn before_praise(card: &RecommendationCard, site: &Site, locale: &Locale) -> String {
    let (author, subject) = (Person::of(&card.author, site), Person::of(&card.subject, site));
    let affirmation = Affirmation::of(card.text.text_published_at, card.is_expired);
    let disclosed = locale.disclosures(&card.text.words.disclosures, &author, &subject);
    let marks = locale.marks(card.reciprocity, &affirmation, &author, &subject);
    let sentences = disclosed.iter().chain(&marks).map(Phrase::plain);
    let sentences: Vec<String> = sentences.collect();
    format!("{}: {}", locale.say("disclosures").plain(), sentences.join(" "))
}

fn page(account: &Account) -> String {
    account.profile.url.to_string()
}
