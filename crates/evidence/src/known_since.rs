use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::text::written_as_text;

/// Since when two people know each other: `YYYY` or `YYYY-MM` (protocol §4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KnownSince(String);

impl KnownSince {
    fn parse(text: &str) -> Result<KnownSince, Invalid> {
        let (year, month) = match text.split_once('-') {
            Some((year, month)) => (year, Some(month)),
            None => (text, None),
        };
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let is_month =
            month.is_none_or(|month| matches!(month.as_bytes(), [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']));
        if is_year && is_month {
            Ok(KnownSince(text.to_owned()))
        } else {
            Err(Invalid::KnownSince)
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year alone.
    pub fn year(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

written_as_text!(KnownSince);
