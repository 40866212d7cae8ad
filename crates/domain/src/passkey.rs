//! Passkeys: keys on devices of a member by which she signs in.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};

/// A name that tells nothing, or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name of a passkey has 1 to {} characters", PasskeyName::LONGEST)]
pub struct InvalidPasskeyName;

/// What a member calls a passkey, to know it among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// The most characters that it has.
    pub const LONGEST: usize = 60;

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PasskeyName {
    type Err = InvalidPasskeyName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let fits = (1..=Self::LONGEST).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPasskeyName)
        }
    }
}

/// A passkey of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// By which the device knows it.
    pub credential_id: Vec<u8>,
    /// What the member calls it.
    pub name: PasskeyName,
    /// How the device can be reached, as bits.
    pub transports: u8,
    /// What never changes of it: the public key.
    pub static_state: Vec<u8>,
    /// What changes with every use: how often it was used, and whether there is a copy of it.
    pub dynamic_state: [u8; 7],
    /// Since when she has it.
    pub created_at: DateTime<Utc>,
    /// The last day on which she signed in by it.
    pub last_used_on: Option<NaiveDate>,
}

impl Passkey {
    /// The most of them that a member has.
    pub const MOST: usize = 20;
}

#[cfg(test)]
mod tests {
    use super::{InvalidPasskeyName, PasskeyName};

    #[test]
    fn a_name_is_a_short_line() {
        assert_eq!(" my phone\t".parse::<PasskeyName>().unwrap().as_str(), "my phone");
        assert!("ü".repeat(60).parse::<PasskeyName>().is_ok());
        for text in ["", " \n ", "my\nphone", &"ü".repeat(61)] {
            assert_eq!(text.parse::<PasskeyName>(), Err(InvalidPasskeyName), "{text:?}");
        }
    }
}
