//! Where somebody is, coarsely and as she says: a town, a region.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::search::words;

/// The longest place, in characters.
const LENGTH: usize = 100;

/// The text is not a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a place is one line of at most 100 characters, such as Ghent, Belgium")]
pub struct InvalidPlace;

/// A place in plain words, one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Place(String);

impl Place {
    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its words for searching, lower-case, with a space before and after each.
    pub fn searchable(&self) -> String {
        let mut searchable = String::from(" ");
        for word in words(&self.0) {
            searchable.push_str(&word);
            searchable.push(' ');
        }
        searchable
    }
}

impl FromStr for Place {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let fits = (1..=LENGTH).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPlace)
        }
    }
}

impl TryFrom<String> for Place {
    type Error = InvalidPlace;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> String {
        place.0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_one_short_line() {
        let ghent: Place = "  Ghent, Belgium ".parse().unwrap();
        assert_eq!(ghent.as_str(), "Ghent, Belgium");
        for wrong in ["", "  ", "Ghent\nBelgium", "Ghent\u{0}", &"x".repeat(101)] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn its_words_are_found_whatever_their_case_and_what_stands_between_them() {
        let place: Place = "MÜNCHEN (Schwabing-West)".parse().unwrap();
        assert_eq!(place.searchable(), " münchen schwabing west ");
    }
}
