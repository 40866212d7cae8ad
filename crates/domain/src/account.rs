//! Accounts: everybody known here, on this instance and elsewhere.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use vouchwell_evidence::{ActorUri, DidKey};

use crate::identifier::{AccountId, ObjectUri};

/// The text is not a name or handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHandle {
    /// A member's name has other characters.
    #[error("a name has 1 to 30 of the letters a to z, digits and underscores")]
    Name,
    /// The part after the @ is no host.
    #[error("write the handle as name@server.example")]
    Host,
}

/// The name of a member, as in `/@name`: lower-case ASCII letters, digits and underscores.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemberName(String);

impl MemberName {
    /// The name alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MemberName {
    type Err = InvalidHandle;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.to_ascii_lowercase();
        let valid = (1..=30).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if valid {
            Ok(Self(name))
        } else {
            Err(InvalidHandle::Name)
        }
    }
}

impl TryFrom<String> for MemberName {
    type Error = InvalidHandle;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MemberName> for String {
    fn from(name: MemberName) -> String {
        name.0
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A host with its port, if that is not the default one: `vouch.example`, `localhost:8080`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Host(String);

impl Host {
    /// The host of a URL.
    pub fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?;
        Some(Self(match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }))
    }

    /// The host as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Host {
    type Err = InvalidHandle;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || text.contains(['/', '@', '?', '#', '\\', ' ']) || text.ends_with('.') {
            return Err(InvalidHandle::Host);
        }
        let url = Url::parse(&format!("https://{text}/")).map_err(|_| InvalidHandle::Host)?;
        Self::of(&url).ok_or(InvalidHandle::Host)
    }
}

impl TryFrom<String> for Host {
    type Error = InvalidHandle;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Host> for String {
    fn from(host: Host) -> String {
        host.0
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a person types to name an account: `name` (of this instance) or `name@host`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handle {
    /// The part before the @, as the other server spells it.
    pub name: String,
    /// The part after it, or none for this instance.
    pub host: Option<Host>,
}

impl FromStr for Handle {
    type Err = InvalidHandle;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let text = text.strip_prefix('@').unwrap_or(text);
        let (name, host) = match text.split_once('@') {
            Some((name, host)) => (name, Some(host.parse()?)),
            None => (text, None),
        };
        let valid = (1..=256).contains(&name.len())
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'));
        if valid {
            Ok(Self {
                name: name.to_owned(),
                host,
            })
        } else {
            Err(InvalidHandle::Name)
        }
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) => write!(formatter, "{}@{host}", self.name),
            None => formatter.write_str(&self.name),
        }
    }
}

/// What kind of actor an account is, as ActivityStreams names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountKind {
    /// A human being.
    Person,
    /// A bot.
    Service,
    /// A program, such as an instance.
    Application,
    /// An organisation.
    Organization,
    /// A group.
    Group,
}

impl AccountKind {
    /// The ActivityStreams type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Service => "Service",
            Self::Application => "Application",
            Self::Organization => "Organization",
            Self::Group => "Group",
        }
    }
}

impl FromStr for AccountKind {
    type Err = crate::identifier::InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [
            Self::Person,
            Self::Service,
            Self::Application,
            Self::Organization,
            Self::Group,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or(crate::identifier::InvalidIdentifier)
    }
}

/// A line of a profile: a label and a cleaned HTML value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileField {
    /// The label, plain text.
    pub name: String,
    /// Cleaned HTML.
    pub value: String,
}

/// What an account says of itself; text fields are bounded and cleaned at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The name shown to people.
    pub display_name: String,
    /// Cleaned HTML.
    pub summary: String,
    /// The page of the account.
    pub url: ObjectUri,
    /// Picture, by reference.
    pub avatar: Option<ObjectUri>,
    /// Banner, by reference.
    pub header: Option<ObjectUri>,
    /// Labelled lines.
    pub fields: Vec<ProfileField>,
    /// Other accounts of the same person, as she claims.
    pub also_known_as: Vec<ActorUri>,
    /// Whether follow requests are answered by hand.
    pub locked: bool,
}

/// Where an account is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// The account's own inbox.
    pub inbox: ObjectUri,
    /// One inbox for the whole server, if it has one.
    pub shared_inbox: Option<ObjectUri>,
    /// The collection of followers.
    pub followers: Option<ObjectUri>,
}

/// The key that signs HTTP requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// Its id, as in `keyId`.
    pub id: String,
    /// RSA public key, PEM.
    pub pem: String,
}

/// Where an account lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// On this instance.
    Here,
    /// On another server.
    Elsewhere(Host),
}

/// Anybody known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The id in the client API.
    pub id: AccountId,
    /// The actor id.
    pub uri: ActorUri,
    /// The preferred user name.
    pub name: String,
    /// Where the account lives.
    pub home: Home,
    /// What kind of actor it is.
    pub kind: AccountKind,
    /// What it says of itself.
    pub profile: Profile,
    /// Where it is reached.
    pub endpoints: Endpoints,
    /// The key that signs its requests.
    pub request_key: Option<RequestKey>,
    /// The key that signs its evidence, as its actor document lists it now.
    pub evidence_key: Option<DidKey>,
    /// Whether its server takes part in the handshake (FEP-844e capability).
    pub understands_recommendations: bool,
    /// When it was made, as far as known.
    pub created_at: DateTime<Utc>,
    /// When this instance first saw it.
    pub first_seen_at: DateTime<Utc>,
    /// When its actor document was last read.
    pub fetched_at: DateTime<Utc>,
    /// When reading it failed, if it has not been read since.
    pub refresh_failed_at: Option<DateTime<Utc>>,
    /// When it was deleted.
    pub gone_at: Option<DateTime<Utc>>,
}

impl Account {
    /// Whether it is an account of this instance.
    pub fn is_local(&self) -> bool {
        self.home == Home::Here
    }

    /// The handle as the client API writes it: without host for the own instance.
    pub fn handle(&self) -> Handle {
        let host = match &self.home {
            Home::Here => None,
            Home::Elsewhere(host) => Some(host.clone()),
        };
        Handle {
            name: self.name.clone(),
            host,
        }
    }

    /// The name to show: the display name, or the user name where that is empty.
    pub fn shown_name(&self) -> &str {
        if self.profile.display_name.trim().is_empty() {
            &self.name
        } else {
            &self.profile.display_name
        }
    }

    /// Two names of one person: they name each other, or share a key (protocol §7).
    pub fn is_same_person(&self, other: &Self) -> bool {
        let share_key = self.evidence_key.is_some() && self.evidence_key == other.evidence_key;
        let name_each_other = self.profile.also_known_as.contains(&other.uri)
            && other.profile.also_known_as.contains(&self.uri);
        self.id == other.id || share_key || name_each_other
    }
}
