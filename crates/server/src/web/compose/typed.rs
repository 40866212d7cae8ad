//! What an author types, and what it comes to.

use vouchwell_domain::limit::LIMITATIONS_LENGTH;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{Disclosure, Limitations};
use vouchwell_service::error::Refusal;

use super::{Disclosed, Sketch};
use crate::web::form::{Complaints, lines};
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::topics;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedWords {
    /// What they did together, and what the author saw.
    pub text: String,
    /// What the author cannot speak to.
    pub limitations: String,
    /// For what, with commas between.
    pub topics: String,
    /// In which language.
    pub language: String,
    /// What is ticked.
    pub disclosures: Vec<String>,
    /// Whether "none of these" is ticked.
    pub discloses_nothing: bool,
}

impl TypedWords {
    /// Words that stand already, to be changed.
    pub(super) fn of(words: &Words) -> TypedWords {
        TypedWords {
            text: words.text.as_str().to_owned(),
            limitations: words.limitations.as_str().to_owned(),
            topics: topics::written(&words.topics),
            language: words.language.as_str().to_owned(),
            disclosures: words
                .disclosures
                .iter()
                .map(|disclosure| disclosure.as_str().to_owned())
                .collect(),
            discloses_nothing: words.disclosures.is_empty(),
        }
    }

    /// All that can be disclosed, with what is ticked.
    pub(super) fn choices(&self, locale: &Locale, author: &Person, subject: &Person) -> Vec<Disclosed> {
        let choice = |disclosure: &Disclosure| Disclosed {
            code: disclosure.as_str(),
            sentence: locale.disclosure(disclosure, author, subject),
            is_ticked: self
                .disclosures
                .iter()
                .any(|ticked| ticked == disclosure.as_str()),
        };
        Disclosure::ALL.iter().map(choice).collect()
    }

    /// The words, as soon as there is something to show, with a complaint about each part that does not do.
    pub(super) fn read(&self, complaints: &mut Complaints, locale: &Locale) -> Option<Sketch> {
        let text = lines(&self.text).parse().ok();
        if text.is_none() {
            complaints.add("text", locale.say("compose-text-wrong"));
        }
        let limitations: Option<Limitations> = lines(&self.limitations).parse().ok();
        let limitations =
            limitations.filter(|limitations| limitations.as_str().chars().count() <= LIMITATIONS_LENGTH);
        if limitations.is_none() {
            complaints.add("limitations", locale.refusal(&Refusal::LimitationsTooLong));
        }
        let topics = topics::read(&self.topics, complaints, locale);
        let language = self.language.parse().ok();
        if language.is_none() {
            complaints.add("language", locale.say("compose-language-missing"));
        }
        let disclosures = self.disclosed();
        if disclosures.is_none() {
            complaints.add("disclosures", locale.say("compose-disclosures-missing"));
        }
        Some(Sketch {
            text: text?,
            language: language?,
            limitations: limitations?,
            topics,
            disclosures,
        })
    }

    /// What is disclosed; nothing if neither anything is ticked nor that there is nothing, or both are.
    fn disclosed(&self) -> Option<Vec<Disclosure>> {
        let ticked: Vec<Disclosure> = Disclosure::ALL
            .iter()
            .filter(|disclosure| self.disclosures.iter().any(|code| code == disclosure.as_str()))
            .copied()
            .collect();
        (ticked.is_empty() == self.discloses_nothing).then_some(ticked)
    }
}

#[cfg(test)]
mod tests {
    use vouchwell_evidence::Disclosure;

    use super::TypedWords;
    use crate::web::form::Complaints;
    use crate::web::language::Language;
    use crate::web::locale::Locale;

    fn typed() -> TypedWords {
        TypedWords {
            text: "She keeps our books.\r\n\r\nFor years.".into(),
            limitations: String::new(),
            topics: "Bookkeeping, payroll".into(),
            language: "en".into(),
            disclosures: vec!["was-asked".into(), "pays-subject".into(), "unknown".into()],
            discloses_nothing: false,
        }
    }

    fn complaints(typed: &TypedWords) -> Complaints {
        let mut complaints = Complaints::default();
        let read = typed.read(&mut complaints, &Locale::accepted(Language::English));
        assert!(read.and_then(|words| words.complete()).is_none());
        complaints
    }

    #[test]
    fn what_is_typed_becomes_words_that_can_be_edited_again() {
        let mut complaints = Complaints::default();
        let words = typed()
            .read(&mut complaints, &Locale::accepted(Language::English))
            .and_then(|words| words.complete())
            .unwrap();
        assert!(complaints.is_empty());
        assert_eq!(words.text.as_str(), "She keeps our books.\n\nFor years.");
        assert_eq!(words.disclosures, [Disclosure::PaysSubject, Disclosure::WasAsked]);
        let again = TypedWords::of(&words);
        let words_again = again
            .read(&mut complaints, &Locale::accepted(Language::German))
            .and_then(|words| words.complete())
            .unwrap();
        assert_eq!(words_again, words);
    }

    #[test]
    fn what_is_to_be_disclosed_has_to_be_decided() {
        for (disclosures, nothing) in [(vec![], false), (vec!["was-asked".to_owned()], true)] {
            let typed = TypedWords {
                disclosures,
                discloses_nothing: nothing,
                ..typed()
            };
            assert!(complaints(&typed).about("disclosures").is_some());
        }
    }

    #[test]
    fn a_text_is_shown_before_all_is_said_that_stands_beside_it() {
        let typed = TypedWords {
            topics: String::new(),
            disclosures: Vec::new(),
            ..typed()
        };
        let mut complaints = Complaints::default();
        let shown = typed
            .read(&mut complaints, &Locale::accepted(Language::English))
            .unwrap();
        assert_eq!(shown.text.as_str(), "She keeps our books.\n\nFor years.");
        assert_eq!((shown.topics, shown.disclosures), (None, None));
        assert!(complaints.about("topics").is_some() && complaints.about("disclosures").is_some());
    }

    #[test]
    fn every_part_that_does_not_do_is_named() {
        let typed = TypedWords {
            text: "  \r\n ".into(),
            limitations: "x".repeat(5_001),
            topics: String::new(),
            language: String::new(),
            ..typed()
        };
        let complaints = complaints(&typed);
        for field in ["text", "limitations", "topics", "language"] {
            assert!(complaints.about(field).is_some(), "{field}");
        }
        assert!(complaints.about("disclosures").is_none());
    }
}
