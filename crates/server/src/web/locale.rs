//! A reader's language: its sentences, and links that keep it.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use super::language::Language;
use super::phrase::Phrase;

/// The Fluent files, one folder a language.
#[derive(RustEmbed)]
#[folder = "locales"]
struct Files;

type Sentences = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| load(Language::English));
static GERMAN: LazyLock<Sentences> = LazyLock::new(|| load(Language::German));

/// The language of one reader, and whether pages lead her to those of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale {
    language: Language,
    chosen: bool,
    is_member: bool,
}

impl Locale {
    /// The language the browser asked for.
    pub fn accepted(language: Language) -> Locale {
        Locale {
            language,
            chosen: false,
            is_member: false,
        }
    }

    /// A language the reader chose by a link; links on the page keep it.
    pub fn chosen(language: Language) -> Locale {
        Locale {
            language,
            chosen: true,
            is_member: false,
        }
    }

    /// The same for a member.
    pub fn for_member(self) -> Locale {
        Locale {
            is_member: true,
            ..self
        }
    }

    /// Whether the reader is a member, as far as her browser says.
    pub fn is_for_member(&self) -> bool {
        self.is_member
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The language if the reader chose it by a link.
    pub fn chosen_language(&self) -> Option<Language> {
        self.chosen.then_some(self.language)
    }

    /// The sentence of that name, to be completed with names and dates.
    pub fn say(&self, id: &str) -> Phrase {
        Phrase::new(*self, id)
    }

    /// A path of this site that keeps the language the reader chose.
    pub fn path(&self, path: &str) -> String {
        if !self.chosen {
            return path.to_owned();
        }
        let (path, fragment) = path
            .split_once('#')
            .map_or((path, None), |(path, part)| (path, Some(part)));
        let separator = if path.contains('?') { '&' } else { '?' };
        let tag = self.language.tag();
        match fragment {
            Some(fragment) => format!("{path}{separator}lang={tag}#{fragment}"),
            None => format!("{path}{separator}lang={tag}"),
        }
    }

    /// The words of a sentence, with the arguments filled in; `None` if the language has no such sentence.
    pub(super) fn format(&self, id: &str, arguments: &FluentArgs) -> Option<String> {
        let sentences: &Sentences = match self.language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        };
        let pattern = sentences.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let words = sentences.format_pattern(pattern, Some(arguments), &mut errors);
        errors.is_empty().then(|| words.into_owned())
    }
}

/// What Fluent cannot parse or has twice is left out here and found by the tests of both languages.
fn load(language: Language) -> Sentences {
    let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut sentences = FluentBundle::new_concurrent(vec![identifier]);
    sentences.set_use_isolating(false);
    for source in sources(language) {
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
        let _ = sentences.add_resource(resource);
    }
    sentences
}

/// The Fluent sources of a language.
fn sources(language: Language) -> impl Iterator<Item = String> {
    let folder = format!("{}/", language.tag());
    Files::iter()
        .filter(move |name| name.starts_with(&folder))
        .filter_map(|name| Files::get(&name))
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
}
