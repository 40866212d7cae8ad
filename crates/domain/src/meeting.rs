//! Meeting in person: a code that one shows and the other scans or types (protocol §6).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::Entropy;
use crate::account::Host;
use crate::identifier::MemberId;

/// The text is no code of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write the link of the code, as https://server.example/meet/…, or its six groups of five digits")]
pub struct InvalidMeetingCode;

/// The digits of a code.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeetingToken(String);

impl MeetingToken {
    const LENGTH: usize = 30;
    const GROUP: usize = 5;

    /// A new one. 128 random bits hold the 30 digits so many times over that none is likelier than another
    /// by more than one part in a hundred million.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0_u8; 16];
        entropy.fill(&mut bytes);
        let number = u128::from_be_bytes(bytes) % 10_u128.pow(30);
        Self(format!("{number:030}"))
    }

    /// The 30 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Six groups of five digits, as they are read out and typed.
    pub fn groups(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> = digits
            .chunks(Self::GROUP)
            .map(|group| group.iter().collect())
            .collect();
        groups.join(" ")
    }
}

/// Who has it can use it: it is in no log.
impl fmt::Debug for MeetingToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MeetingToken(…)")
    }
}

impl FromStr for MeetingToken {
    type Err = InvalidMeetingCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .collect();
        if digits.len() == Self::LENGTH && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(InvalidMeetingCode)
        }
    }
}

impl TryFrom<String> for MeetingToken {
    type Error = InvalidMeetingCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MeetingToken> for String {
    fn from(token: MeetingToken) -> String {
        token.0
    }
}

/// The link of a code: at the server of the person who shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingLink {
    origin: Url,
    token: MeetingToken,
}

impl MeetingLink {
    /// The link of a code at the server where something else of that person is.
    pub fn beside(url: &Url, token: MeetingToken) -> Self {
        let mut origin = url.clone();
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        Self { origin, token }
    }

    /// The server that made the code.
    pub const fn origin(&self) -> &Url {
        &self.origin
    }

    /// The digits.
    pub const fn token(&self) -> &MeetingToken {
        &self.token
    }

    /// Where the server is asked whose code it is.
    pub fn url(&self) -> Url {
        let mut url = self.origin.clone();
        url.set_path(&format!("/meet/{}", self.token.as_str()));
        url
    }
}

/// What a member scanned or typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum MeetingCode {
    /// The link.
    Link(MeetingLink),
    /// The digits alone: whose they are has to be said.
    Digits(MeetingToken),
}

impl FromStr for MeetingCode {
    type Err = InvalidMeetingCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if !text.contains("://") {
            return text.parse().map(Self::Digits);
        }
        let url = Url::parse(text).map_err(|_| InvalidMeetingCode)?;
        let is_bare = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let token = url.path().strip_prefix("/meet/").ok_or(InvalidMeetingCode)?;
        if is_bare && matches!(url.scheme(), "https" | "http") && url.has_host() {
            Ok(Self::Link(MeetingLink::beside(&url, token.parse()?)))
        } else {
            Err(InvalidMeetingCode)
        }
    }
}

impl TryFrom<String> for MeetingCode {
    type Error = InvalidMeetingCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Who tries codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trier {
    /// A member, at any server.
    Member(MemberId),
    /// Another server, at this one.
    Server(Host),
}

impl fmt::Display for Trier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(member) => write!(formatter, "member {member}"),
            Self::Server(host) => write!(formatter, "server {host}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);

    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    const DIGITS: &str = "012345678901234567890123456789";

    #[test]
    fn a_code_is_always_thirty_digits() {
        assert_eq!(MeetingToken::random(&Fixed(0)).as_str(), "0".repeat(30));
        let token = MeetingToken::random(&Fixed(0xff));
        assert_eq!(token.as_str().len(), 30);
        assert_eq!(token.groups().parse::<MeetingToken>().unwrap(), token);
        assert_eq!(token.groups().split(' ').count(), 6);
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let token: MeetingToken = DIGITS.parse().unwrap();
        for typed in [
            "01234 56789 01234 56789 01234 56789",
            " 01234-56789-01234-56789-01234-56789\n",
        ] {
            assert_eq!(
                typed.parse::<MeetingCode>(),
                Ok(MeetingCode::Digits(token.clone()))
            );
        }
        for typed in [
            "",
            "0123",
            "01234567890123456789012345678x",
            "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩",
        ] {
            assert_eq!(typed.parse::<MeetingCode>(), Err(InvalidMeetingCode), "{typed}");
        }
    }

    #[test]
    fn a_link_leads_to_the_server_that_made_it() {
        let link = format!("https://a.example:8443/meet/{DIGITS}");
        let Ok(MeetingCode::Link(read)) = link.parse() else {
            panic!("{link} is a link");
        };
        assert_eq!(read.url().as_str(), link);
        assert_eq!(read.origin().as_str(), "https://a.example:8443/");
        for wrong in [
            format!("https://a.example/meat/{DIGITS}"),
            format!("https://a.example/meet/{DIGITS}/more"),
            format!("https://a.example/meet/{DIGITS}?to=b"),
            format!("https://bob@a.example/meet/{DIGITS}"),
            format!("ftp://a.example/meet/{DIGITS}"),
            "https://a.example/meet/12345".to_owned(),
        ] {
            assert_eq!(wrong.parse::<MeetingCode>(), Err(InvalidMeetingCode), "{wrong}");
        }
    }

    #[test]
    fn a_code_is_not_told_to_a_log() {
        let token: MeetingToken = DIGITS.parse().unwrap();
        assert!(!format!("{token:?}").contains("01234"));
    }
}
