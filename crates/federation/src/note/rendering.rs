//! A recommendation as HTML for servers that know nothing of evidence (protocol §7). The same evidence
//! always gives the same text. Readers of ours never show it.

mod wording;

use vouchwell_domain::text::hashtag_address;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{Relationship, Topic};

use self::wording::Wording;
use crate::html::{escape, from_plain};

/// Disclosures first, then the text, topics, relationship, limitations and a link to the permalink.
pub fn render(words: &Words, relationship: Relationship, page: &str, origin: &str) -> String {
    let wording = Wording::in_language(&words.language);
    let mut html = String::new();
    if !words.disclosures.is_empty() {
        let disclosures = words.disclosures.iter();
        let disclosures: Vec<&str> = disclosures
            .map(|disclosure| wording.disclosure(*disclosure))
            .collect();
        html.push_str(&format!(
            "<p><em>{}: {}.</em></p>",
            wording.note(),
            disclosures.join("; ")
        ));
    }
    html.push_str(&from_plain(words.text.as_str()));
    let topics: Vec<String> = words.topics.iter().map(|topic| hashtag(topic, origin)).collect();
    html.push_str(&format!("<p>{}</p>", topics.join(" ")));
    html.push_str(&format!(
        "<p>{}: {}.</p>",
        wording.acquaintance(),
        wording.relationship(relationship)
    ));
    if !words.limitations.as_str().is_empty() {
        html.push_str(&format!("<p>{}:</p>", wording.limitations()));
        html.push_str(&from_plain(words.limitations.as_str()));
    }
    html.push_str(&format!("<p><a href=\"{0}\">{0}</a></p>", escape(page)));
    html
}

fn hashtag(topic: &Topic, origin: &str) -> String {
    let (address, name) = (
        escape(&hashtag_address(topic.as_str(), origin)),
        escape(topic.as_str()),
    );
    format!("<a href=\"{address}\" class=\"mention hashtag\" rel=\"tag\">#<span>{name}</span></a>")
}

#[cfg(test)]
mod tests {
    use vouchwell_evidence::{Disclosure, Relationship};

    use super::wording::Wording;

    #[test]
    fn the_words_around_a_text_are_in_its_language_if_there_are_some() {
        for (language, expected) in [
            ("de-AT", "ich bezahle diese Person"),
            ("en", "I pay this person"),
            ("nl", "I pay this person"),
        ] {
            let wording = Wording::in_language(&language.parse().unwrap());
            assert_eq!(
                wording.disclosure(Disclosure::PaysSubject),
                expected,
                "{language}"
            );
        }
        let german = Wording::in_language(&"de".parse().unwrap());
        for relationship in Relationship::ALL {
            let english = Wording::English.relationship(*relationship);
            assert_ne!(german.relationship(*relationship), english);
        }
    }
}
