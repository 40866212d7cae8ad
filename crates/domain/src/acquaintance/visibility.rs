//! Who may learn of an acquaintance.

use serde::{Deserialize, Serialize};

use crate::identifier::InvalidIdentifier;

/// Who may learn of an acquaintance. The stricter of both sides wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AcquaintanceVisibility {
    /// Nobody; such an acquaintance carries no recommendation.
    Private,
    /// Acquaintances of either, and everybody as far as a public recommendation rests on it.
    Acquaintances,
    /// Everybody.
    Public,
}

impl AcquaintanceVisibility {
    /// The word used by the API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Acquaintances => "acquaintances",
            Self::Public => "public",
        }
    }
}

impl std::str::FromStr for AcquaintanceVisibility {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Private, Self::Acquaintances, Self::Public]
            .into_iter()
            .find(|visibility| visibility.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}
