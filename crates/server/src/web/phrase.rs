//! A sentence with names, dates and links set into it, as HTML and as plain text.
//!
//! Fluent never sees what is set in: it gets a private character for each part, and the part is put in its
//! place afterwards. So neither a name nor a translation can break out of its place in the page.

use std::borrow::Borrow;
use std::fmt::{self, Display, Formatter};

use askama::filters::HtmlSafe;
use fluent_bundle::FluentArgs;
use vouchwell_domain::plain_text::undirected;

use super::date::Precision;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;

/// The first of the private characters that stand for parts.
const FIRST_MARK: u32 = 0xE000;

/// A sentence in the reader's language. Shown in a template it is escaped HTML.
#[derive(Debug, Clone)]
pub struct Phrase {
    locale: Locale,
    id: String,
    parts: Vec<Part>,
    choices: Vec<(&'static str, String)>,
}

/// Something set into a sentence, in both forms.
#[derive(Debug, Clone)]
struct Part {
    key: &'static str,
    html: String,
    plain: String,
}

impl Phrase {
    pub(super) fn new(locale: Locale, id: &str) -> Phrase {
        Phrase {
            locale,
            id: id.to_owned(),
            parts: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Sets in a piece of text.
    pub fn text(self, key: &'static str, value: impl AsRef<str>) -> Phrase {
        let value = value.as_ref();
        self.part(key, escape(value), value.to_owned())
    }

    /// Sets in somebody's name, isolated so that its writing direction changes nothing around it.
    pub fn name(self, key: &'static str, name: impl AsRef<str>) -> Phrase {
        let name = name.as_ref();
        let html = format!("<bdi>{}</bdi>", escape(name));
        self.part(key, html, isolate(name))
    }

    /// Sets in a person's name with a link to her profile.
    pub fn person(self, key: &'static str, person: &Person) -> Phrase {
        let Some(link) = &person.link else {
            return self.name(key, &person.name);
        };
        let html = format!(
            "<a href=\"{}\"><bdi>{}</bdi></a>",
            escape(&link.on(&self.locale)),
            escape(&person.name)
        );
        self.part(key, html, isolate(&person.name))
    }

    /// Sets in a link to a page of this site.
    pub fn link(self, key: &'static str, label: impl Borrow<Phrase>, path: &str) -> Phrase {
        let label = label.borrow();
        let html = format!("<a href=\"{}\">{label}</a>", escape(&self.locale.path(path)));
        self.part(key, html, label.plain())
    }

    /// Sets in another sentence or a date.
    pub fn phrase(self, key: &'static str, phrase: impl Borrow<Phrase>) -> Phrase {
        let phrase = phrase.borrow();
        self.part(key, phrase.to_string(), phrase.plain())
    }

    /// Sets in a moment that machines can read too.
    pub(super) fn moment(
        self,
        key: &'static str,
        machine: &str,
        exact: Option<Precision>,
        words: &str,
    ) -> Phrase {
        let exact = exact.map_or_else(String::new, |exact| format!(" data-exact=\"{}\"", exact.as_str()));
        let html = format!(
            "<time datetime=\"{}\"{exact}>{}</time>",
            escape(machine),
            escape(words)
        );
        self.part(key, html, words.to_owned())
    }

    /// Sets in a number, and chooses by it between the variants `one` and `several`. Only one number of a sentence can
    /// choose.
    pub fn count(self, key: &'static str, count: impl Display) -> Phrase {
        let shown = self.locale.number(count);
        let number = if shown == "1" { "one" } else { "several" };
        self.choice("number", number).text(key, shown)
    }

    /// Chooses between the variants of a sentence.
    pub fn choice(mut self, key: &'static str, variant: &str) -> Phrase {
        self.choices.push((key, variant.to_owned()));
        self
    }

    /// The sentence without markup, unescaped: for titles, attributes and structured data.
    pub fn plain(&self) -> String {
        self.compose(|part| &part.plain, |character, out| out.push(character))
    }

    fn part(mut self, key: &'static str, html: String, plain: String) -> Phrase {
        self.parts.push(Part { key, html, plain });
        self
    }

    fn compose<'a>(
        &'a self,
        form: impl Fn(&'a Part) -> &'a str,
        write: impl Fn(char, &mut String),
    ) -> String {
        let mut out = String::new();
        for character in self.words().chars() {
            let index = u32::from(character)
                .checked_sub(FIRST_MARK)
                .and_then(|index| usize::try_from(index).ok());
            match index.and_then(|index| self.parts.get(index)) {
                Some(part) => out.push_str(form(part)),
                None => write(character, &mut out),
            }
        }
        out
    }

    /// The sentence with marks for its parts: in the reader's language, else in English, else its bare name.
    fn words(&self) -> String {
        let mut arguments = FluentArgs::new();
        for (key, variant) in &self.choices {
            arguments.set(*key, variant.as_str());
        }
        for (mark, part) in (FIRST_MARK..).filter_map(char::from_u32).zip(&self.parts) {
            arguments.set(part.key, mark.to_string());
        }
        let english = Locale::accepted(Language::English);
        self.locale
            .format(&self.id, &arguments)
            .or_else(|| english.format(&self.id, &arguments))
            .unwrap_or_else(|| self.id.clone())
    }
}

impl Display for Phrase {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.compose(|part| &part.html, escape_into))
    }
}

impl HtmlSafe for Phrase {}

/// Text made harmless in HTML, in and out of double-quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        escape_into(character, &mut out);
    }
    out
}

fn escape_into(character: char, out: &mut String) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        other => out.push(other),
    }
}

/// A name without directional controls of its own, between isolates if it runs from right to left.
pub(super) fn isolate(name: &str) -> String {
    let name = undirected(name);
    if name.chars().any(runs_from_right_to_left) {
        format!("\u{2068}{name}\u{2069}")
    } else {
        name
    }
}

/// The blocks of scripts that are written from right to left (Unicode Standard Annex 9).
fn runs_from_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{0590}'..='\u{08FF}'
            | '\u{FB1D}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}'
    )
}
