//! Bearer tokens and their scopes.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::identifier::ApplicationId;
use crate::member::Member;

/// What a bearer token stands for.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// By which it is known.
    pub digest: SecretDigest,
    /// For whom it speaks; nobody where an application has it for itself.
    pub member: Option<Arc<Member>>,
    /// Who was given it; nobody where it was made on the command line.
    pub application: Option<ApplicationId>,
    /// What it may do.
    pub scopes: Scopes,
    /// The last day on which it was used.
    pub last_used_on: Option<NaiveDate>,
}

/// The scope is not one of `read`, `write`, `follow`, `push`, `profile` or a known part of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a scope: use read, write, follow, push, profile, or a part such as read:accounts")]
pub struct InvalidScope(String);

/// What a token may do, in Mastodon's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// All that there are: the wholes, and their parts.
    pub const KNOWN: [&'static str; 31] = [
        "profile",
        "read",
        "read:accounts",
        "read:blocks",
        "read:bookmarks",
        "read:collections",
        "read:favourites",
        "read:filters",
        "read:follows",
        "read:lists",
        "read:mutes",
        "read:notifications",
        "read:search",
        "read:statuses",
        "write",
        "write:accounts",
        "write:blocks",
        "write:bookmarks",
        "write:collections",
        "write:conversations",
        "write:favourites",
        "write:filters",
        "write:follows",
        "write:lists",
        "write:media",
        "write:mutes",
        "write:notifications",
        "write:reports",
        "write:statuses",
        "follow",
        "push",
    ];
    const FOLLOW_PARTS: [&'static str; 6] = [
        "read:follows",
        "write:follows",
        "read:blocks",
        "write:blocks",
        "read:mutes",
        "write:mutes",
    ];

    /// Whether these allow what needs `scope`, directly or by the whole it is a part of.
    pub fn allow(&self, scope: &str) -> bool {
        let root = scope.split(':').next().unwrap_or(scope);
        self.0.contains(scope)
            || self.0.contains(root)
            || (self.0.contains("follow") && Self::FOLLOW_PARTS.contains(&scope))
    }

    /// Whether these allow everything that `others` do.
    pub fn allow_all(&self, others: &Self) -> bool {
        others.iter().all(|scope| self.allow(scope))
    }

    /// Allows what `others` do as well.
    pub fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Those that say something more than others among them, as [`Scopes::KNOWN`] orders them.
    pub fn without_parts(&self) -> impl Iterator<Item = &'static str> {
        let has = |wanted: &str| self.0.contains(wanted);
        Self::KNOWN.into_iter().filter(move |scope| {
            let is_part = scope.split_once(':').is_some_and(|(whole, _)| has(whole));
            has(scope) && !is_part
        })
    }

    /// Each of them, wholes before their parts.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromStr for Scopes {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scopes: BTreeSet<String> = text.split_whitespace().map(str::to_owned).collect();
        if scopes.is_empty() {
            return Err(InvalidScope(text.to_owned()));
        }
        if let Some(unknown) = scopes.iter().find(|scope| !Self::KNOWN.contains(&scope.as_str())) {
            return Err(InvalidScope(unknown.clone()));
        }
        Ok(Self(scopes))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.iter().collect::<Vec<_>>().join(" "))
    }
}

/// SHA-256 of a secret that its holder shows: tokens are looked up by it and never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretDigest([u8; 32]);

impl SecretDigest {
    /// The digest with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Scopes;

    #[test]
    fn a_whole_allows_its_parts_and_follow_allows_relationships() {
        let scopes: Scopes = "read follow".parse().unwrap();
        assert!(scopes.allow("read:accounts") && scopes.allow("write:follows"));
        assert!(!scopes.allow("write") && !scopes.allow("write:statuses"));
        assert!(scopes.allow_all(&"read:lists write:mutes".parse().unwrap()));
        assert!(!scopes.allow_all(&"read write:media".parse().unwrap()));
    }

    #[test]
    fn a_whole_says_what_its_parts_say() {
        let scopes: Scopes = "push write:media read:lists follow read".parse().unwrap();
        let shown: Vec<&str> = scopes.without_parts().collect();
        assert_eq!(shown, ["read", "write:media", "follow", "push"]);
    }

    #[test]
    fn unknown_scopes_are_refused() {
        assert!("read admin:write".parse::<Scopes>().is_err());
        assert!("read:everything".parse::<Scopes>().is_err());
        assert!("".parse::<Scopes>().is_err());
    }
}
