//! Preview cards: what the page to which a link leads says of itself.

use chrono::{DateTime, Utc};
use url::Url;
use vouchwell_evidence::Language;

use crate::identifier::ObjectUri;
use crate::plain_text::undirected;

/// Characters of a title.
pub const TITLE_LENGTH: usize = 200;
/// Characters of a description.
pub const DESCRIPTION_LENGTH: usize = 300;
/// Characters of the name of an author.
pub const AUTHOR_LENGTH: usize = 100;

/// What a page says of itself. It has said it: nothing of it is known to be so but where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewCard {
    /// Where the page was found, after redirects.
    pub page: ObjectUri,
    /// Its title.
    pub title: Line,
    /// What it is about; empty where it does not say.
    pub description: Line,
    /// Who wrote it; empty where it does not say.
    pub author: Line,
    /// In which language it is.
    pub language: Option<Language>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
}

/// Words of others on one line, without what would change how the words beside them are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line(String);

impl Line {
    /// The first characters of a text, at most as many as `longest`.
    pub fn of(text: &str, longest: usize) -> Self {
        let spaced: String = undirected(text)
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let line = words.join(" ");
        if line.chars().count() <= longest {
            return Self(line);
        }
        let kept: String = line.chars().take(longest.saturating_sub(1)).collect();
        Self(format!("{}…", kept.trim_end()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The address under which a card is kept: that of the page, whichever part of it a link leads to.
pub fn address(link: &ObjectUri) -> Option<ObjectUri> {
    let mut url = Url::parse(link.as_str()).ok()?;
    url.set_fragment(None);
    url.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Line, address};

    #[test]
    fn a_line_is_one_line_that_changes_nothing_beside_it() {
        for (text, line) in [
            ("  Tea\r\n\tand\u{0} pots ", "Tea and pots"),
            ("\u{202E}evil\u{2066} \u{200F}\u{61C}words\u{2069}", "evil words"),
            ("👩‍👩‍👧 नमस्ते", "👩‍👩‍👧 नमस्ते"),
            ("שלום", "שלום"),
            ("\u{85}\u{7F}", ""),
            ("twelve chars", "twelve chars"),
            ("thirteen char", "thirteen ch…"),
            ("twelve chars and more", "twelve char…"),
            ("an elephant walks", "an elephant…"),
        ] {
            assert_eq!(Line::of(text, 12).as_str(), line, "{text:?}");
        }
    }

    #[test]
    fn links_to_parts_of_a_page_share_its_card() {
        for (link, page) in [
            ("https://a.example", Some("https://a.example/")),
            (
                "https://A.example/b?c=%C3%A4#d",
                Some("https://a.example/b?c=%C3%A4"),
            ),
        ] {
            let found = address(&link.parse().unwrap());
            assert_eq!(found.as_ref().map(|found| found.as_str()), page, "{link}");
        }
    }
}
