//! What a member lets others ask of her, and who may learn whom she knows unless she says otherwise.

use crate::acquaintance::AcquaintanceVisibility;
use crate::identifier::InvalidIdentifier;

/// Who may ask a member whether the two know each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffersFrom {
    /// Everybody.
    Everybody,
    /// Those whom she follows, and whoever meets her in person.
    Followed,
    /// Whoever meets her in person and exchanges codes with her.
    Met,
}

impl OffersFrom {
    /// All of them, the most open first.
    pub const ALL: [Self; 3] = [Self::Everybody, Self::Followed, Self::Met];

    /// The word used by pages and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Followed => "followed",
            Self::Met => "met",
        }
    }
}

impl std::str::FromStr for OffersFrom {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|from| from.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// What a member has chosen. Whoever is kept off by it sees what everybody sees who is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boundaries {
    /// Who may learn of an acquaintance for which she says nothing else.
    pub visibility: AcquaintanceVisibility,
    /// Who may ask whether they know each other. Those who do can always say it anew.
    pub offers_from: OffersFrom,
    /// Whether acquaintances may ask for recommendations at present.
    pub takes_requests: bool,
}

impl Default for Boundaries {
    fn default() -> Self {
        Self {
            visibility: AcquaintanceVisibility::Acquaintances,
            offers_from: OffersFrom::Everybody,
            takes_requests: true,
        }
    }
}
