//! What people are searched by: words.

use std::collections::BTreeSet;
use std::str::FromStr;

use vouchwell_evidence::{Topic, Topics};

/// The most words of a search.
const WORDS: usize = 5;

/// The text cannot be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write one to five words")]
pub struct InvalidSearch;

/// One to five lower-case words of letters and digits, the longest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWords(Vec<String>);

impl SearchWords {
    /// The word that says most.
    pub fn longest(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The words that have to fit besides.
    pub fn others(&self) -> impl Iterator<Item = &str> {
        self.0.iter().skip(1).map(String::as_str)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromStr for SearchWords {
    type Err = InvalidSearch;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut found: Vec<String> = words(text).collect::<BTreeSet<_>>().into_iter().collect();
        found.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        if (1..=WORDS).contains(&found.len()) {
            Ok(Self(found))
        } else {
            Err(InvalidSearch)
        }
    }
}

/// The words of a text, lower-case.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase();
    let found: Vec<String> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    found.into_iter()
}

/// The words under which topics are found: each topic, and its parts between underscores.
pub fn words_of_topics(topics: &Topics) -> BTreeSet<String> {
    let parts = |topic: &Topic| {
        let parts = topic.as_str().split('_').map(str::to_owned);
        parts.chain([topic.as_str().to_owned()]).collect::<Vec<_>>()
    };
    topics
        .iter()
        .flat_map(parts)
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{SearchWords, words_of_topics};

    #[test]
    fn what_is_typed_becomes_words() {
        let search: SearchWords = " #Tax_Law, bookkeeping TAX".parse().unwrap();
        assert_eq!(search.longest(), "bookkeeping");
        assert_eq!(search.others().collect::<Vec<_>>(), ["law", "tax"]);
    }

    #[test]
    fn without_a_word_or_with_too_many_there_is_nothing_to_search_for() {
        for wrong in ["", " ", "#_ ,", "a b c d e f"] {
            assert!(wrong.parse::<SearchWords>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_topic_is_found_by_itself_and_by_its_parts() {
        let topics = vec!["tax_law".parse().unwrap(), "_welding".parse().unwrap()];
        let words = words_of_topics(&topics.try_into().unwrap());
        assert_eq!(
            words.into_iter().collect::<Vec<_>>(),
            ["_welding", "law", "tax", "tax_law", "welding"]
        );
    }
}
