//! A person as pages name her.

use super::link::Link;

/// Somebody named on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name as she writes it; the handle or address where she has given none.
    pub name: String,
    /// `@name@host`, or nothing where only an address is known.
    pub handle: Option<String>,
    /// Her profile page.
    pub link: Option<Link>,
}

impl Person {
    /// Up to two letters that stand for her where others show a picture.
    pub fn initials(&self) -> String {
        let first = |word: &str| word.chars().find(|character| character.is_alphanumeric());
        let letters: Vec<char> = self.name.split_whitespace().filter_map(first).collect();
        let shown = match letters.as_slice() {
            [] => return "·".to_owned(),
            [only] => vec![*only],
            [given, .., family] => vec![*given, *family],
        };
        shown.into_iter().flat_map(char::to_uppercase).collect()
    }
}
