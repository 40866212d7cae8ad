//! Push subscriptions: where a browser or an app takes messages for a member while it is not open.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::identifier::{InvalidIdentifier, MemberId, ObjectUri};
use crate::notification::NotificationKind;

/// What a point that is not compressed begins with.
const UNCOMPRESSED: u8 = 4;

/// A subscription, by a small number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PushSubscriptionId(i64);

impl PushSubscriptionId {
    /// From a stored number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number to store.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// The key or the secret of a receiver does not have the right form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`keys` are a `p256dh` of 65 bytes and an `auth` of 16, in base64")]
pub struct InvalidKeys;

/// What is needed to write so that the receiver alone can read it (RFC 8291).
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiverKeys {
    /// A point of P-256, not compressed.
    pub public: [u8; 65],
    /// What receiver and sender share besides.
    pub secret: [u8; 16],
}

impl ReceiverKeys {
    /// Keys of the right form. Whether the point is on the curve is found out by using it.
    ///
    /// # Errors
    /// A key has another length, or begins as another kind of point does.
    pub fn new(public: &[u8], secret: &[u8]) -> Result<Self, InvalidKeys> {
        let public: [u8; 65] = public.try_into().map_err(|_| InvalidKeys)?;
        let secret: [u8; 16] = secret.try_into().map_err(|_| InvalidKeys)?;
        if public[0] == UNCOMPRESSED {
            Ok(Self { public, secret })
        } else {
            Err(InvalidKeys)
        }
    }
}

impl fmt::Debug for ReceiverKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ReceiverKeys").finish_non_exhaustive()
    }
}

/// Of whom a member wants to be sent messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PushPolicy {
    /// Of everybody.
    #[default]
    All,
    /// Of those whom she follows.
    Followed,
    /// Of those who follow her.
    Follower,
    /// Of nobody.
    None,
}

impl PushPolicy {
    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Followed => "followed",
            Self::Follower => "follower",
            Self::None => "none",
        }
    }
}

impl FromStr for PushPolicy {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::All, Self::Followed, Self::Follower, Self::None]
            .into_iter()
            .find(|policy| policy.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// The kinds of notifications of which messages are sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alerts(BTreeSet<&'static str>);

impl Alerts {
    /// All kinds that clients ask for, in Mastodon's words. Of some there are no notifications here.
    pub const KNOWN: [&'static str; 13] = [
        "mention",
        "quote",
        "status",
        "reblog",
        "follow",
        "follow_request",
        "favourite",
        "poll",
        "update",
        "quoted_update",
        "severed_relationships",
        "admin.sign_up",
        "admin.report",
    ];

    /// Whether a kind is among them.
    pub fn have(&self, kind: &str) -> bool {
        self.0.contains(kind)
    }

    /// Whether messages are sent of this kind.
    pub fn allow(&self, kind: NotificationKind) -> bool {
        self.have(kind.as_str())
    }
}

/// Unknown kinds are left out.
impl<'a> FromIterator<&'a str> for Alerts {
    fn from_iter<T: IntoIterator<Item = &'a str>>(kinds: T) -> Self {
        let kinds: BTreeSet<&str> = kinds.into_iter().collect();
        let known = Self::KNOWN.into_iter();
        Self(known.filter(|known| kinds.contains(known)).collect())
    }
}

impl fmt::Display for Alerts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<&str> = self.0.iter().copied().collect();
        formatter.write_str(&kinds.join(" "))
    }
}

/// What a client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPushSubscription {
    /// Where messages are taken.
    pub endpoint: ObjectUri,
    /// How they are written.
    pub keys: ReceiverKeys,
    /// Whether they are written by RFC 8291, or as in the drafts before it.
    pub standard: bool,
    /// Of which kinds of notifications.
    pub alerts: Alerts,
    /// Of whom.
    pub policy: PushPolicy,
}

/// A subscription that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSubscription {
    /// Its number.
    pub id: PushSubscriptionId,
    /// Whose it is.
    pub member: MemberId,
    /// What was asked for.
    pub wanted: NewPushSubscription,
}
