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
    let written: Vec<String> = topics.iter().map(|topic| spoken(topic.as_str())).collect();
    written.join(", ")
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
        let topic: Topic = words.join("_").to_lowercase().parse().ok()?;
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{parse, written};

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
