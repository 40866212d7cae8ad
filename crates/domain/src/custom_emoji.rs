//! Custom emoji: pictures that a server lets its people write as `:shortcode:`.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::identifier::{InvalidIdentifier, ObjectUri};

/// The longest shortcode.
const LONGEST: usize = 64;
/// Shortcodes of one text that are looked for; more are a flood.
const IN_ONE_TEXT: usize = 100;

/// The name of a picture, without colons.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shortcode(String);

impl Shortcode {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Shortcode {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text
            .strip_prefix(':')
            .and_then(|text| text.strip_suffix(':'))
            .unwrap_or(text);
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_plain && (1..=LONGEST).contains(&name.len()) {
            Ok(Self(name.to_owned()))
        } else {
            Err(InvalidIdentifier)
        }
    }
}

impl fmt::Display for Shortcode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A picture that stands for its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomEmoji {
    /// Its name.
    pub shortcode: Shortcode,
    /// Where it is.
    pub url: ObjectUri,
}

/// What may be names of pictures in a text: what stands between two colons.
pub fn shortcodes_in(text: &str) -> BTreeSet<Shortcode> {
    text.split(':')
        .skip(1)
        .filter_map(|part| part.parse().ok())
        .take(IN_ONE_TEXT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortcode_is_read_with_and_without_colons() {
        for text in ["blobcat", ":blobcat:"] {
            assert_eq!(text.parse::<Shortcode>().unwrap().as_str(), "blobcat");
        }
        for text in ["", "::", "blob cat", "a/b", "é", &"x".repeat(65)] {
            assert!(text.parse::<Shortcode>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_stands_between_colons_may_be_a_picture() {
        let found = shortcodes_in("<p>at 12:30: :blobcat::party_parrot: https://a.example :no</p>");
        let found: Vec<&str> = found.iter().map(Shortcode::as_str).collect();
        assert_eq!(found, ["30", "blobcat", "party_parrot"]);
        assert!(shortcodes_in("nothing").is_empty());
    }
}
