use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::text::written_as_text;

/// The text of a recommendation: 1 to 5,000 Unicode scalar values of plain text (protocol §5, step 1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecommendationText(String);

impl RecommendationText {
    fn parse(text: &str) -> Result<RecommendationText, Invalid> {
        if (1..=5000).contains(&text.chars().count()) && is_plain(text) {
            Ok(RecommendationText(text.to_owned()))
        } else {
            Err(Invalid::RecommendationText)
        }
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

written_as_text!(RecommendationText);

/// What the author says she cannot speak to; it may be empty (protocol §4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Limitations(String);

impl Limitations {
    fn parse(text: &str) -> Result<Limitations, Invalid> {
        if is_plain(text) {
            Ok(Limitations(text.to_owned()))
        } else {
            Err(Invalid::Limitations)
        }
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

written_as_text!(Limitations);

fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}
