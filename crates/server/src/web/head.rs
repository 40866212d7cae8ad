//! What a page says about itself to browsers, link previews and search engines.

use vouchwell_domain::plain_text::undirected;

use super::area::Area;
use super::asset;
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::manifest;
use super::phrase::Phrase;
use super::preview;
use super::structured::DataBlock;

/// What Open Graph calls the type of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page about the instance.
    Website,
    /// A page about one person.
    Profile,
    /// A text somebody wrote.
    Article,
}

impl Kind {
    /// The value of `og:type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Website => "website",
            Kind::Profile => "profile",
            Kind::Article => "article",
        }
    }
}

/// What link previews show beside the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it is on this site.
    pub path: String,
    /// What it shows, in words.
    pub description: String,
}

/// The invisible half of a page.
#[derive(Debug, Clone)]
pub struct Head {
    /// The title without the name of the instance.
    pub title: String,
    /// One or two sentences for previews.
    pub description: String,
    /// The page everybody should link to; `None` keeps this one out of search engines.
    pub canonical: Option<Link>,
    /// The same thing as an ActivityPub document.
    pub activity: Option<String>,
    /// The path of the Atom feed of what the page lists.
    pub feed: Option<String>,
    /// What kind of page it is.
    pub kind: Kind,
    /// A picture of what is on the page; `None` for that of all pages.
    pub picture: Option<Picture>,
    /// The same thing for machines that read schema.org.
    pub structured: Option<DataBlock>,
    /// What the address asks besides the language.
    pub query: String,
    /// Where among her pages a member is; `None` on the pages of everybody.
    pub area: Option<Area>,
    /// Whether it is for those who are not signed in, whatever their browser says.
    pub is_entrance: bool,
}

impl Head {
    /// The head of a page that search engines should find.
    pub fn at(page: Link, title: &Phrase, description: String) -> Head {
        Head {
            title: title.plain(),
            description: shortened(&undirected(&description)),
            canonical: Some(page),
            activity: None,
            feed: None,
            kind: Kind::Website,
            picture: None,
            structured: None,
            query: String::new(),
            area: None,
            is_entrance: false,
        }
    }

    /// The head of a page that is of use only to whoever asked for it.
    pub fn unlisted(title: &Phrase, description: &Phrase) -> Head {
        Head {
            title: title.plain(),
            description: description.plain(),
            canonical: None,
            activity: None,
            feed: None,
            kind: Kind::Website,
            picture: None,
            structured: None,
            query: String::new(),
            area: None,
            is_entrance: false,
        }
    }

    /// The head of a page of a member.
    pub fn of_member(area: Area, title: &Phrase, description: &Phrase) -> Head {
        Head {
            area: Some(area),
            ..Head::unlisted(title, description)
        }
    }

    /// The same page, by which people come in.
    pub fn at_entrance(self) -> Head {
        Head {
            is_entrance: true,
            ..self
        }
    }

    /// The same page, whose address asks for something besides the language.
    pub fn asked_with(self, query: String) -> Head {
        Head { query, ..self }
    }

    /// What leads to the same page in a language.
    pub fn in_language(&self, language: Language) -> String {
        let separator = if self.query.is_empty() { "" } else { "&" };
        format!("?{}{separator}lang={}", self.query, language.tag())
    }

    /// Whether this is the page at that path.
    pub fn is_at(&self, path: &str) -> bool {
        matches!(&self.canonical, Some(Link::Here(here)) if here == path)
    }

    /// Whether the places of a member stand at its head.
    pub fn shows_areas(&self, locale: &Locale) -> bool {
        self.area.is_some() || (locale.is_for_member() && !self.is_entrance)
    }

    /// The places of a member, each with whether the page is there.
    pub fn areas(&self) -> impl Iterator<Item = (Area, bool)> {
        let here = self.area;
        Area::ALL.into_iter().map(move |area| (area, Some(area) == here))
    }

    /// Where it is said how the site stands among the apps of a phone.
    pub fn manifest(&self) -> &'static str {
        manifest::PATH
    }

    /// Where the picture for link previews is.
    pub fn picture_path(&self) -> &str {
        self.picture
            .as_ref()
            .map_or_else(|| preview::of_all_pages(), |picture| &picture.path)
    }

    /// What that shows.
    pub fn picture_description(&self) -> &str {
        self.picture
            .as_ref()
            .map_or("Vouchwell", |picture| &picture.description)
    }

    /// Its measures, the same for all.
    pub fn picture_size(&self) -> (u32, u32) {
        preview::SIZE
    }

    /// The path of a file of ours, with the digest of its content in it.
    pub fn asset(&self, name: &str) -> &'static str {
        asset::path(name)
    }
}

/// As much of a text as previews show, cut between words.
pub(super) fn shortened(text: &str) -> String {
    excerpt(text, 280).unwrap_or_else(|| text.to_owned())
}

/// The beginning of a text that is longer than `limit` characters, cut between words; `None` if it is not longer.
pub(super) fn excerpt(text: &str, limit: usize) -> Option<String> {
    let (end, _) = text.char_indices().nth(limit)?;
    let beginning = &text[..end];
    let cut = beginning.rfind(char::is_whitespace).unwrap_or(end);
    Some(format!("{}…", beginning[..cut].trim_end()))
}
