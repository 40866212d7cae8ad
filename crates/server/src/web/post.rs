//! The page of a post, with what it answers and what answers it.

mod part;
mod pictures;
mod show;

use askama::Template;
use serde_json::json;
use vouchwell_domain::account::Home;
use vouchwell_domain::status::Visibility;
use vouchwell_evidence::Timestamp;
use vouchwell_service::timeline::StatusView;

pub use part::{Attachment, Picture, Poll, PollOption, Shown};
pub(super) use pictures::{CARRIED, CARRIED_BESIDE_PORTRAITS, lighten};
pub use show::show;

use super::frame::{Rendered, page};
use super::head::{Head, Kind};
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::passage::{Passage, beginning, passages};
use super::people;
use super::person::Person;
use super::phrase::Phrase;
use super::site::Site;
use super::structured::{DataBlock, person};
use vouchwell_domain::plain_text;

/// A post as everybody may read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Who wrote it.
    pub author: Person,
    /// Whom it publicly recommends.
    pub recommends: Option<Person>,
    /// What readers are warned of; empty for nothing.
    pub spoiler: String,
    /// What it says.
    pub passages: Vec<Passage>,
    /// Whether that is all of it.
    pub is_whole: bool,
    /// The same as plain text.
    pub plain: String,
    /// BCP 47.
    pub language: Option<String>,
    /// When it was published.
    pub published: Timestamp,
    /// When it was last changed.
    pub edited: Option<Timestamp>,
    /// Its page.
    pub link: Option<Link>,
    /// The pictures that it shows.
    pub pictures: Vec<Picture>,
    /// How many more its own page shows.
    pub more_pictures: usize,
    /// Whether they are hidden until a reader asks for them.
    pub hides_pictures: bool,
    /// What else it shows, on other servers.
    pub attachments: Vec<Attachment>,
    /// What it asks.
    pub poll: Option<Poll>,
    /// The recommendation that it leads to.
    pub leads_to: Option<Shown>,
    /// Who may read it.
    pub audience: Visibility,
    /// Whether search engines may show it.
    pub is_discoverable: bool,
}

impl Post {
    /// A status that boosts nothing.
    pub fn of(view: &StatusView, site: &Site) -> Self {
        let (status, author) = (&view.status, &view.account.account);
        let subject = view.mentions.first().filter(|_| status.recommendation.is_some());
        // What carries a recommendation shows it by itself.
        let led = view.card.as_ref().filter(|_| status.recommendation.is_none());
        let path = status.url.as_str().strip_prefix(site.url.as_str());
        let link = match (&author.home, path) {
            (Home::Here, Some(path)) => Some(Link::here(format!("/{path}"))),
            _ => Link::elsewhere(status.url.as_str()),
        };
        Self {
            author: Person::of(author, site),
            recommends: subject.map(|subject| Person::of(subject, site)),
            spoiler: status.spoiler.clone(),
            passages: passages(&status.content),
            is_whole: true,
            plain: plain_text::of(&status.content),
            language: status.language.clone(),
            published: Timestamp::from_datetime(status.created_at),
            edited: status.edited_at.map(Timestamp::from_datetime),
            link,
            pictures: view.media.iter().filter_map(Picture::of).collect(),
            more_pictures: 0,
            hides_pictures: status.sensitive && status.spoiler.is_empty(),
            attachments: view.media.iter().filter_map(Attachment::of).collect(),
            poll: view.poll.as_ref().map(Poll::of),
            leads_to: led.and_then(|card| Shown::of(card, site)),
            audience: status.visibility,
            is_discoverable: author.profile.discoverable && status.visibility == Visibility::Public,
        }
    }

    /// The same for a member, whom the names lead to her own pages about these people.
    pub(super) fn for_member(view: &StatusView, site: &Site) -> Self {
        let post = Self::of(view, site);
        let subject = view.mentions.first().filter(|_| post.recommends.is_some());
        Self {
            author: people::known(&view.account.account, site),
            recommends: subject.map(|subject| people::known(subject, site)),
            ..post
        }
    }

    /// As it stands among others: the beginning of long words, if the whole can be read where it leads.
    pub(super) fn among_others(self) -> Self {
        let is_for_everybody = matches!(self.audience, Visibility::Public | Visibility::Unlisted);
        let leads_to_all = match &self.link {
            Some(Link::Here(_)) => true,
            Some(Link::Elsewhere(_)) => is_for_everybody,
            None => false,
        };
        match beginning(&self.passages).filter(|_| leads_to_all) {
            Some(passages) => Self {
                passages,
                is_whole: false,
                ..self
            },
            None => self,
        }
    }

    /// Who may read it, where that is not everybody.
    pub(super) fn for_whom(&self, locale: &Locale) -> Option<Phrase> {
        match self.audience {
            Visibility::Public | Visibility::Unlisted => None,
            Visibility::Private => Some(locale.say("post-for-followers")),
            Visibility::Direct => Some(locale.say("post-for-named")),
        }
    }

    /// That there are more pictures of it than are shown.
    pub(super) fn more_pictures(&self, locale: &Locale) -> Phrase {
        let sentence = if self.pictures.is_empty() {
            "post-only-pictures"
        } else {
            "post-more-pictures"
        };
        locale.say(sentence).count("count", self.more_pictures)
    }

    /// What previews show of it: what readers are warned of stands in its place.
    fn preview(&self) -> &str {
        if self.spoiler.is_empty() {
            &self.plain
        } else {
            &self.spoiler
        }
    }
}

/// A post in its thread.
#[derive(Debug, Clone, PartialEq)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// The path of this page.
    pub path: String,
    /// The address of the Note.
    pub activity: String,
    /// What it answers, what that answers, and so on: the first of them first.
    pub above: Vec<Post>,
    /// What answers it.
    pub below: Vec<Post>,
    /// The path of the page with more answers.
    pub more: Option<String>,
    /// Where a member reports it, if it is another's.
    pub report: Option<String>,
}

#[derive(Template)]
#[template(path = "post.html")]
struct PostPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a PostView,
}

/// The page of a post.
pub fn render(view: &PostView, site: &Site, locale: &Locale) -> Rendered {
    let post = &view.post;
    let title = locale
        .say("post-title")
        .name("name", &post.author.name)
        .phrase("date", locale.date(&post.published));
    let mut posting = json!({
        "@type": "SocialMediaPosting",
        "url": site.absolute(&view.path),
        "author": person(&post.author, site),
        "articleBody": post.preview(),
        "datePublished": post.published.to_string(),
        "inLanguage": post.language,
    });
    if let Some(edited) = &post.edited {
        posting["dateModified"] = json!(edited.to_string());
    }
    let at = Head::at(Link::here(&view.path), &title, post.preview().to_owned());
    let head = Head {
        canonical: at.canonical.clone().filter(|_| post.is_discoverable),
        activity: Some(view.activity.clone()),
        kind: Kind::Article,
        structured: Some(DataBlock::new(posting)),
        ..at
    };
    page(&PostPage {
        site,
        locale,
        head,
        view,
    })
}
