//! Topics as a member types them, with commas between them.

use vouchwell_evidence::{Topic, Topics};

use super::form::Complaints;
use super::locale::Locale;

/// What was typed, as topics: lower case, a `_` for what stands between two words, each of them once.
pub(super) fn read(typed: &str, complaints: &mut Complaints, locale: &Locale) -> Option<Topics> {
    let topics = parse(typed);
    if topics.is_none() {
        complaints.add("topics", locale.say("topics-wrong"));
    }
    topics
}

/// A topic as people say it: its words apart.
pub(super) fn spoken(tag: &str) -> String {
    tag.replace('_', " ")
}

/// The topics as they are typed.
pub(super) fn written(topics: &Topics) -> String {
    let written: Vec<String> = topics.iter().map(|topic| typed(topic.as_str())).collect();
    written.join(", ")
}

/// A topic as it is typed: its words apart, or the tag itself where its words do not tell where each `_` stands.
pub(super) fn typed(tag: &str) -> String {
    if tag.split('_').all(|word| !word.is_empty()) {
        spoken(tag)
    } else {
        tag.to_owned()
    }
}

fn parse(typed: &str) -> Option<Topics> {
    let mut topics: Vec<Topic> = Vec::new();
    for part in typed.split([',', ';', '\n']) {
        let words: Vec<&str> = part
            .trim()
            .trim_start_matches('#')
            .split(|letter: char| letter.is_whitespace() || letter == '-')
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            continue;
        }
        let tag = words.join("_");
        // Among what may stand in a topic are numbers that have a lower case, such as Ⅷ.
        let topic: Topic = tag.parse().or_else(|_| tag.to_lowercase().parse()).ok()?;
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics.try_into().ok()
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;
    use vouchwell_evidence::{Topic, Topics};

    use super::{parse, written};

    fn topics() -> impl Strategy<Value = Topics> {
        let topic = "[a-c_1Ⅷßア]{1,6}".prop_filter_map("digits alone", |tag| tag.parse::<Topic>().ok());
        btree_set(topic, 1..=5).prop_map(|topics| Vec::from_iter(topics).try_into().unwrap())
    }

    proptest! {
        #[test]
        fn topics_stay_the_same_where_they_are_not_typed_anew(topics in topics()) {
            prop_assert_eq!(parse(&written(&topics)), Some(topics));
        }
    }

    #[test]
    fn a_tag_of_more_than_words_is_typed_as_it_is() {
        for (tag, typed) in [
            ("tax_law", "tax law"),
            ("a__b", "a__b"),
            ("_a", "_a"),
            ("a_", "a_"),
            ("_", "_"),
            ("Ⅷ_a", "Ⅷ a"),
        ] {
            let topics = Topics::try_from(vec![tag.parse().unwrap()]).unwrap();
            assert_eq!(written(&topics), typed);
            assert_eq!(parse(typed), Some(topics), "{typed}");
        }
    }

    #[test]
    fn topics_are_read_as_people_type_them() {
        for (typed, topics) in [
            ("bookkeeping", Some("bookkeeping")),
            (" #Bookkeeping,  payroll ,", Some("bookkeeping, payroll")),
            ("Tax law; Bücher", Some("tax law, bücher")),
            ("e-commerce, E commerce", Some("e commerce")),
            ("", None),
            (" , ,", None),
            ("2024", None),
            ("a&b", None),
            ("a, b, c, d, e, f", None),
        ] {
            assert_eq!(parse(typed).as_ref().map(written).as_deref(), topics, "{typed}");
        }
    }
}
