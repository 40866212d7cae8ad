//! Names of accounts: what a member is called, and how anybody is addressed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

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

/// Labels under which the registries of countries register domains.
const SECOND_LEVELS: [&str; 14] = [
    "ac", "co", "com", "edu", "gob", "gov", "go", "gv", "mil", "ne", "net", "nom", "or", "org",
];

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

    /// The host and every domain above it: what is decided about one of them holds for this host. Without its port,
    /// each stands for all ports.
    pub fn domains(&self) -> Vec<Self> {
        let mut domains = vec![self.clone()];
        let mut rest = self.without_port();
        if rest.len() < self.0.len() {
            domains.push(Self(rest.to_owned()));
        }
        if is_address(rest) {
            return domains;
        }
        while let Some((_, above)) = rest.split_once('.') {
            domains.push(Self(above.to_owned()));
            rest = above;
        }
        domains
    }

    /// The domain that somebody had to register to have this host, as far as its labels say. What one server may do is
    /// counted by it, since whoever has a domain has as many names under it as she likes. An address stands for itself.
    pub fn registrable_domain(&self) -> Self {
        let name = self.without_port();
        if is_address(name) {
            return Self(name.to_owned());
        }
        let labels: Vec<&str> = name.split('.').collect();
        let is_under_registry = match labels[..] {
            [.., second, top] => top.len() == 2 && SECOND_LEVELS.contains(&second),
            _ => false,
        };
        let own = if is_under_registry { 3 } else { 2 };
        Self(labels[labels.len().saturating_sub(own)..].join("."))
    }

    fn without_port(&self) -> &str {
        // An IPv6 address has colons within its brackets.
        let split = self.0.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        split.map_or(self.0.as_str(), |(name, _)| name)
    }
}

fn is_address(name: &str) -> bool {
    name.starts_with('[') || name.parse::<std::net::Ipv4Addr>().is_ok()
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

#[cfg(test)]
mod tests {
    use super::Host;

    #[test]
    fn hosts_of_one_owner_are_counted_as_one_and_those_of_a_registry_are_not() {
        for (host, domain) in [
            ("vouch.example", "vouch.example"),
            ("a.b.vouch.example:8443", "vouch.example"),
            ("social.town.co.uk", "town.co.uk"),
            ("town.co.uk", "town.co.uk"),
            ("x.co.example", "co.example"),
            ("deep.evil.de", "evil.de"),
            ("localhost:8080", "localhost"),
            ("192.0.2.7:8080", "192.0.2.7"),
            ("[2001:db8::1]:8080", "[2001:db8::1]"),
        ] {
            let host: Host = host.parse().unwrap();
            assert_eq!(host.registrable_domain().as_str(), domain, "{host}");
        }
    }
}
