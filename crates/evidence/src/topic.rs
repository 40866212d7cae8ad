use std::ops::Deref;

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory as _};

use crate::Invalid;
use crate::text::written_as_text;

/// What somebody is recommended for: 1 to 50 lower-case letters, digits or `_`, not digits only, so that it
/// works as a hashtag (protocol §5, step 1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Topic(String);

impl Topic {
    fn parse(text: &str) -> Result<Topic, Invalid> {
        let length = text.chars().count();
        let digits_only = text
            .chars()
            .all(|c| c.general_category() == GeneralCategory::DecimalNumber);
        if (1..=50).contains(&length) && text.chars().all(allowed) && !digits_only {
            Ok(Topic(text.to_owned()))
        } else {
            Err(Invalid::Topic)
        }
    }

    /// The tag without `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn allowed(character: char) -> bool {
    character == '_'
        || matches!(
            character.general_category(),
            GeneralCategory::LowercaseLetter | GeneralCategory::OtherLetter
        )
        || character.general_category_group() == GeneralCategoryGroup::Number
}

written_as_text!(Topic);

/// One to five topics in the author's order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Topic>", into = "Vec<Topic>")]
pub struct Topics(Vec<Topic>);

impl Topics {
    /// The topics in their order.
    pub fn as_slice(&self) -> &[Topic] {
        &self.0
    }
}

impl Deref for Topics {
    type Target = [Topic];

    fn deref(&self) -> &[Topic] {
        &self.0
    }
}

impl TryFrom<Vec<Topic>> for Topics {
    type Error = Invalid;

    fn try_from(topics: Vec<Topic>) -> Result<Topics, Invalid> {
        if (1..=5).contains(&topics.len()) {
            Ok(Topics(topics))
        } else {
            Err(Invalid::Topics)
        }
    }
}

impl From<Topics> for Vec<Topic> {
    fn from(topics: Topics) -> Vec<Topic> {
        topics.0
    }
}
