//! Counts as the reader writes them.

use std::fmt::Display;

use super::language::Language;
use super::locale::Locale;

/// How many digits stand together.
const GROUP: usize = 3;

impl Locale {
    /// A count: "1,234".
    pub fn number(&self, count: impl Display) -> String {
        let digits = count.to_string();
        let separator = match self.language() {
            Language::English => ',',
            Language::German => '.',
        };
        let mut out = String::with_capacity(digits.len() + digits.len() / GROUP);
        for (position, digit) in digits.char_indices() {
            if position > 0 && (digits.len() - position).is_multiple_of(GROUP) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }
}
