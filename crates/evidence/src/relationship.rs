use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::text::written_as_text;

macro_rules! relationships {
    ($($(#[$attribute:meta])* $variant:ident = $code:literal,)+) => {
        /// How one person knows another, from the vocabulary at `http://purl.org/vocab/relationship/`
        /// (protocol §4). Documents carry the IRI; everything else the code, its last part.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Relationship {
            $($(#[$attribute])* $variant,)+
        }

        impl Relationship {
            /// Every relationship, in the order of protocol §4.
            pub const ALL: &'static [Relationship] = &[$(Relationship::$variant,)+];

            /// The last part of the IRI, such as `worksWith`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Relationship::$variant => $code,)+
                }
            }

            /// The IRI that documents carry.
            pub fn iri(self) -> &'static str {
                match self {
                    $(Relationship::$variant => concat!("http://purl.org/vocab/relationship/", $code),)+
                }
            }
        }
    };
}

relationships! {
    /// They are acquainted.
    AcquaintanceOf = "acquaintanceOf",
    /// The author learns a trade from the other.
    ApprenticeTo = "apprenticeTo",
    /// The author is a child of the other.
    ChildOf = "childOf",
    /// They work towards one goal.
    CollaboratesWith = "collaboratesWith",
    /// They are of one profession.
    ColleagueOf = "colleagueOf",
    /// The author is employed by the other.
    EmployedBy = "employedBy",
    /// The author employs the other.
    EmployerOf = "employerOf",
    /// They are friends.
    FriendOf = "friendOf",
    /// They have met.
    HasMet = "hasMet",
    /// They know each other in person.
    KnowsInPerson = "knowsInPerson",
    /// They share their lives.
    LifePartnerOf = "lifePartnerOf",
    /// The author guides the other.
    MentorOf = "mentorOf",
    /// They live near each other.
    NeighborOf = "neighborOf",
    /// The author is a parent of the other.
    ParentOf = "parentOf",
    /// They have a parent in common.
    SiblingOf = "siblingOf",
    /// They are married.
    SpouseOf = "spouseOf",
    /// They work at one place.
    WorksWith = "worksWith",
}

impl Relationship {
    /// The relationship with this IRI.
    pub fn from_iri(iri: &str) -> Result<Relationship, Invalid> {
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.iri() == iri)
            .ok_or(Invalid::Relationship)
    }

    /// The relationship with this code.
    pub fn from_code(code: &str) -> Result<Relationship, Invalid> {
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.code() == code)
            .ok_or(Invalid::Relationship)
    }

    /// The same as [`Relationship::code`].
    pub fn as_str(self) -> &'static str {
        self.code()
    }

    fn parse(code: &str) -> Result<Relationship, Invalid> {
        Relationship::from_code(code)
    }
}

written_as_text!(Relationship);
