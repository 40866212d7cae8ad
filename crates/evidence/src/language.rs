use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::text::written_as_text;

/// The language of a recommendation, a BCP 47 tag such as `en` or `de-AT` (protocol §4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

impl Language {
    fn parse(text: &str) -> Result<Language, Invalid> {
        let mut parts = text.split('-');
        let primary = parts.next().unwrap_or_default();
        let is_primary =
            matches!(primary.len(), 2..=3) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
        let rest_fits = parts
            .all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if is_primary && rest_fits {
            Ok(Language(text.to_owned()))
        } else {
            Err(Invalid::Language)
        }
    }

    /// The tag as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

written_as_text!(Language);
