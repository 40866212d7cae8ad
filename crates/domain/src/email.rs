//! E-mail addresses of members.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write the e-mail address as name@example.org")]
pub struct InvalidEmail;

/// An address that mail can be tried at; whether it arrives only a mail can tell.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest path that SMTP takes (RFC 5321 §4.5.3.1.3), without the angle brackets.
    const MAX_LENGTH: usize = 254;

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (name, host) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let plain = |part: &str| {
            !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter.is_control())
        };
        let valid = text.len() <= Self::MAX_LENGTH && plain(name) && plain(host) && !host.contains("..");
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidEmail)
        }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// Nobody's address gets into a log by accident.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EmailAddress(…)")
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert_eq!(
            " ada@example.org ".parse::<EmailAddress>().unwrap().as_str(),
            "ada@example.org"
        );
        for wrong in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada @example.org",
            "ada@exa..mple",
            "a\n@b.example",
        ] {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong:?}");
        }
    }
}
