//! What an author types, and what it comes to.

use vouchwell_domain::limit::LIMITATIONS_LENGTH;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{Disclosure, Limitations, RecommendationText};
use vouchwell_service::error::Refusal;

use super::{Disclosed, Sketch};
use crate::web::form::{Complaints, lines};
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::topics;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedWords {
    /// What they did together.
    pub text: String,
    /// What the author saw.
    pub seen: String,
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
        let (together, seen) = taken_apart(words.text.as_str());
        TypedWords {
            text: together.to_owned(),
            seen: seen.to_owned(),
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
        let text = self.read_text(complaints, locale);
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

    /// The text of both answers; the first is needed.
    fn read_text(&self, complaints: &mut Complaints, locale: &Locale) -> Option<RecommendationText> {
        let together = put_together(&self.text, "").parse::<RecommendationText>();
        let text = put_together(&self.text, &self.seen).parse().ok();
        if together.is_err() {
            complaints.add("text", locale.say("compose-text-wrong"));
        } else if text.is_none() {
            complaints.add("seen", locale.say("compose-seen-wrong"));
        }
        text.filter(|_| together.is_ok())
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

/// What stands between the two answers of a text, and nowhere in the first: for readers the end of a paragraph, and its
/// author gets each answer back where she wrote it.
const BETWEEN: &str = "\t\n\n";

/// The text of two answers.
fn put_together(together: &str, seen: &str) -> String {
    let together = lines(together).replace(BETWEEN, "\n\n");
    let seen = lines(seen);
    if seen.is_empty() {
        together
    } else {
        format!("{together}{BETWEEN}{seen}")
    }
}

/// The two answers of a text; one that was written elsewhere is the first.
fn taken_apart(text: &str) -> (&str, &str) {
    text.split_once(BETWEEN).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use vouchwell_evidence::Disclosure;

    use super::{TypedWords, put_together, taken_apart};
    use crate::web::form::Complaints;
    use crate::web::language::Language;
    use crate::web::locale::Locale;

    fn typed() -> TypedWords {
        TypedWords {
            text: "She keeps our books.\r\n\r\nFor years.".into(),
            seen: "\r\nShe found an error.\t\r\n\r\nIt was mine.".into(),
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
        assert_eq!(
            words.text.as_str(),
            "She keeps our books.\n\nFor years.\t\n\nShe found an error.\t\n\nIt was mine."
        );
        assert_eq!(words.disclosures, [Disclosure::PaysSubject, Disclosure::WasAsked]);
        let again = TypedWords::of(&words);
        assert_eq!(again.text, "She keeps our books.\n\nFor years.");
        assert_eq!(again.seen, "She found an error.\t\n\nIt was mine.");
        let words_again = again
            .read(&mut complaints, &Locale::accepted(Language::German))
            .and_then(|words| words.complete())
            .unwrap();
        assert_eq!(words_again, words);
    }

    #[test]
    fn each_answer_comes_back_where_it_was_written() {
        let together = "We moved a shop.";
        for (together, seen) in [(together, ""), (together, "She was there at six.")] {
            let text = put_together(together, seen);
            assert_eq!(taken_apart(&text), (together, seen), "{text:?}");
        }
        assert_eq!(put_together(" ", "\r\n"), "", "nothing was written");
        let marked = put_together("One.\t\n\nTwo.", "Three.\t\n\nFour.");
        assert_eq!(taken_apart(&marked), ("One.\n\nTwo.", "Three.\t\n\nFour."));
        let elsewhere = "One paragraph. \n\nAnother.";
        assert_eq!(
            put_together(elsewhere, ""),
            elsewhere,
            "what is saved unchanged is the same text"
        );
        assert_eq!(taken_apart(elsewhere), (elsewhere, ""));
    }

    #[test]
    fn both_answers_together_have_the_length_of_a_text() {
        let typed = TypedWords {
            text: "x".repeat(2_500),
            seen: "y".repeat(2_500),
            ..typed()
        };
        let complaints = complaints(&typed);
        assert!(complaints.about("seen").is_some() && complaints.about("text").is_none());
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
            seen: String::new(),
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
            seen: String::new(),
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
