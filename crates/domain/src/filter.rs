//! Filters: what a member does not want to read, or not at once.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::identifier::{FilterId, FilterKeywordId, FilterStatusId, InvalidIdentifier, StatusId};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// The word used by the client API and storage.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl FromStr for $name {
            type Err = InvalidIdentifier;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(InvalidIdentifier),
                }
            }
        }
    };
}

words!(
    /// Where a filter holds.
    FilterContext {
        /// The home timeline and lists.
        Home = "home",
        /// What the member is told.
        Notifications = "notifications",
        /// The timelines of everybody and of hashtags.
        Public = "public",
        /// One post and what belongs to it.
        Thread = "thread",
        /// Profiles.
        Account = "account",
    }
);

words!(
    /// What becomes of what a filter finds.
    FilterAction {
        /// It is shown behind a warning.
        Warn = "warn",
        /// It is not shown.
        Hide = "hide",
        /// Its media are shown behind a warning.
        Blur = "blur",
    }
);

/// A filter of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Its id in the client API.
    pub id: FilterId,
    /// What the member calls it.
    pub title: String,
    /// Where it holds.
    pub contexts: Vec<FilterContext>,
    /// What becomes of what it finds.
    pub action: FilterAction,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// What it looks for.
    pub keywords: Vec<FilterKeyword>,
    /// Posts that it finds whatever they say.
    pub statuses: Vec<FilterStatus>,
}

/// Something that a filter looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterKeyword {
    /// Its id in the client API.
    pub id: FilterKeywordId,
    /// The text, whatever the case of its letters.
    pub keyword: String,
    /// Whether it must begin and end where words do.
    pub whole_word: bool,
}

/// A post that a filter finds whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterStatus {
    /// Its id in the client API.
    pub id: FilterStatusId,
    /// The post.
    pub status: StatusId,
}

/// What a filter has found in a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtered {
    /// The filter.
    pub filter: Filter,
    /// The keywords that it found.
    pub keywords: Vec<String>,
    /// The post, if it is one that the filter finds whatever it says.
    pub statuses: Vec<StatusId>,
}

/// What filters find in a post, each in its words, or because it is one that it finds whatever it says. The words
/// are put into small letters once for all filters.
pub fn find(filters: &[Filter], statuses: &[StatusId], words: &str) -> Vec<Filtered> {
    let words = words.to_lowercase();
    let found = filters
        .iter()
        .filter_map(|filter| filter.find_in_small(statuses, &words));
    found.collect()
}

impl Filter {
    /// Whether it has not ended.
    pub fn is_in_force(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// What it finds in a post whose words are in small letters.
    fn find_in_small(&self, statuses: &[StatusId], words: &str) -> Option<Filtered> {
        let keywords: Vec<String> = self
            .keywords
            .iter()
            .filter(|keyword| keyword.is_in(words))
            .map(|keyword| keyword.keyword.clone())
            .collect();
        let named = self.statuses.iter().map(|named| named.status);
        let statuses: Vec<StatusId> = named.filter(|named| statuses.contains(named)).collect();
        (!keywords.is_empty() || !statuses.is_empty()).then(|| Filtered {
            filter: self.clone(),
            keywords,
            statuses,
        })
    }
}

impl FilterKeyword {
    /// Whether it stands in words in small letters. A keyword that begins or ends with something else than a letter,
    /// such as `#art`, needs no end of a word there.
    fn is_in(&self, words: &str) -> bool {
        let keyword = self.keyword.to_lowercase();
        let is_of_a_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let (Some(first), Some(last)) = (keyword.chars().next(), keyword.chars().next_back()) else {
            return false;
        };
        words.match_indices(&keyword).any(|(at, found)| {
            let before = words[..at].chars().next_back();
            let after = words[at + found.len()..].chars().next();
            let cuts =
                |inside, outside: Option<char>| is_of_a_word(inside) && outside.is_some_and(is_of_a_word);
            !self.whole_word || !(cuts(first, before) || cuts(last, after))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(keyword: &str, whole_word: bool) -> Filter {
        Filter {
            id: FilterId::from_number(1),
            title: "f".to_owned(),
            contexts: vec![FilterContext::Home, FilterContext::Thread],
            action: FilterAction::Warn,
            expires_at: Some("2026-03-01T12:00:00Z".parse().unwrap()),
            keywords: vec![FilterKeyword {
                id: FilterKeywordId::from_number(1),
                keyword: keyword.to_owned(),
                whole_word,
            }],
            statuses: vec![FilterStatus {
                id: FilterStatusId::from_number(1),
                status: StatusId::from_number(7),
            }],
        }
    }

    #[test]
    fn a_whole_word_is_no_part_of_another() {
        let finds = |keyword, whole_word, words: &str| {
            !find(&[filter(keyword, whole_word)], &[StatusId::from_number(1)], words).is_empty()
        };
        for (keyword, words) in [
            ("Art", "state of the ART."),
            ("#art", "see #art"),
            ("é", "(é)"),
            ("a b", "x a b y"),
        ] {
            assert!(finds(keyword, true, words), "{keyword} in {words}");
        }
        for (keyword, words) in [
            ("art", "party"),
            ("art", "arts"),
            ("art", "_art"),
            ("#art", "#arts"),
            ("a", "á ba"),
        ] {
            assert!(!finds(keyword, true, words), "{keyword} in {words}");
            assert_eq!(
                finds(keyword, false, words),
                words.contains(keyword),
                "{keyword} in {words}"
            );
        }
        assert!(finds("art", true, "party art"), "a later one counts");
        assert!(!finds("", false, "anything"));
    }

    #[test]
    fn a_post_may_be_named_itself() {
        let [boost, boosted] = [8, 7].map(StatusId::from_number);
        let found = find(&[filter("x", true)], &[boost, boosted], "y").remove(0);
        assert_eq!((found.keywords.len(), found.statuses), (0, vec![boosted]));
        assert_eq!(find(&[filter("x", true)], &[boost], "y"), []);
    }

    #[test]
    fn each_filter_finds_what_it_looks_for() {
        let filters = ["Tea", "soup", "BREAD"].map(|keyword| filter(keyword, true));
        let found = find(&filters, &[], "Bread with TEA");
        let keywords: Vec<&str> = found.iter().map(|found| found.keywords[0].as_str()).collect();
        assert_eq!(keywords, ["Tea", "BREAD"]);
    }

    #[test]
    fn a_filter_is_in_force_until_its_end() {
        let (filter, before) = (filter("x", true), "2026-03-01T11:59:59Z".parse().unwrap());
        assert!(filter.is_in_force(before));
        assert!(!filter.is_in_force(filter.expires_at.unwrap()));
    }
}
