//! Lines of a profile that have a field of their own on the page.

use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::phrase::Phrase;

/// A line of a profile that has a field of its own. It is a line like all others, so that every server shows it; it
/// is known by its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnLine {
    /// How she wants to be spoken of.
    Pronouns,
    /// How she recommends.
    Recommending,
}

impl OwnLine {
    const ALL: [Self; 2] = [Self::Pronouns, Self::Recommending];

    /// Its label in a language.
    pub(super) fn label(self, locale: &Locale) -> Phrase {
        locale.say(match self {
            Self::Pronouns => "profile-edit-pronouns",
            Self::Recommending => "profile-edit-recommending",
        })
    }

    /// The line with a label in any of the languages.
    pub(super) fn labelled(label: &str) -> Option<Self> {
        let is = |line: &Self| {
            Language::ALL.into_iter().any(|language| {
                line.label(&Locale::accepted(language))
                    .plain()
                    .eq_ignore_ascii_case(label)
            })
        };
        Self::ALL.into_iter().find(is)
    }
}

#[cfg(test)]
mod tests {
    use super::OwnLine;

    #[test]
    fn a_line_is_known_by_its_label_in_every_language() {
        assert_eq!(OwnLine::labelled("pronouns"), Some(OwnLine::Pronouns));
        assert_eq!(OwnLine::labelled("Pronomen"), Some(OwnLine::Pronouns));
        assert_eq!(OwnLine::labelled("Wie ich empfehle"), Some(OwnLine::Recommending));
        assert_eq!(OwnLine::labelled("Website"), None);
    }
}
