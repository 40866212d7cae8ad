//! Identifiers. Local and remote ones, and those of different things, are different types.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Entropy;

/// The text is not an identifier of the kind that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a valid identifier")]
pub struct InvalidIdentifier;

static LAST_SEQUENCE: AtomicI64 = AtomicI64::new(0);

/// A number that grows with time, unique in this process: milliseconds shifted by 16 bits.
///
/// Two processes on one database differ by the random low bits; a clash is refused by the primary key.
pub fn next_sequence(now: DateTime<Utc>, entropy: &dyn Entropy) -> i64 {
    let mut low = [0_u8; 2];
    entropy.fill(&mut low);
    let candidate = first_sequence(now) | i64::from(u16::from_be_bytes(low) >> 1);
    let following = |last: i64| candidate.max(last + 1);
    match LAST_SEQUENCE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(following(last))) {
        Ok(last) | Err(last) => following(last),
    }
}

/// When such a number was made.
const fn time_of_sequence(number: i64) -> DateTime<Utc> {
    match DateTime::from_timestamp_millis(number >> 16) {
        Some(time) => time,
        None => DateTime::UNIX_EPOCH,
    }
}

/// The lowest of such numbers that a time can have.
pub const fn first_sequence(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis() << 16
}

macro_rules! sequence_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The next one, later than all before it.
            pub fn next(now: DateTime<Utc>, entropy: &dyn Entropy) -> Self {
                Self(next_sequence(now, entropy))
            }

            /// From a stored number.
            pub const fn from_number(number: i64) -> Self {
                Self(number)
            }

            /// The number to store.
            pub const fn number(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = InvalidIdentifier;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self).map_err(|_| InvalidIdentifier)
            }
        }
    };
}

sequence_id!(
    /// Anybody: a member of this instance or a remote account.
    AccountId
);
sequence_id!(
    /// A status (post).
    StatusId
);
sequence_id!(
    /// A picture or another file of a post.
    MediaId
);
sequence_id!(
    /// A post that waits for its time.
    ScheduledId
);
sequence_id!(
    /// A notification.
    NotificationId
);
sequence_id!(
    /// One member's view of a conversation.
    ConversationId
);
sequence_id!(
    /// The people whom a member recommends for one topic.
    CollectionId
);
sequence_id!(
    /// A report to the moderators.
    ReportId
);
sequence_id!(
    /// A hashtag on somebody's profile.
    FeaturedTagId
);
sequence_id!(
    /// A list of people.
    ListId
);
sequence_id!(
    /// A filter.
    FilterId
);
sequence_id!(
    /// Something that a filter looks for.
    FilterKeywordId
);
sequence_id!(
    /// A post that a filter finds whatever it says.
    FilterStatusId
);
sequence_id!(
    /// A place in the audit log.
    AuditEntryId
);
sequence_id!(
    /// A stored job.
    JobId
);
sequence_id!(
    /// A program that registered here.
    ApplicationId
);

impl JobId {
    /// When the job was stored.
    pub const fn made_at(self) -> DateTime<Utc> {
        time_of_sequence(self.number())
    }
}

/// A member: an account of this instance, whose keys are kept here.
///
/// Made only by storage, from a row of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberId(AccountId);

impl MemberId {
    /// The member whose row was just read or written.
    pub const fn of_stored_member(account: AccountId) -> Self {
        Self(account)
    }

    /// The same person among all accounts.
    pub const fn account(self) -> AccountId {
        self.0
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

macro_rules! unguessable_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new one: 128 bits from the source of randomness, in hexadecimal.
            pub fn random(entropy: &dyn Entropy) -> Self {
                Self(unguessable(entropy))
            }

            /// The 32 hexadecimal digits.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidIdentifier;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let valid = text.len() == 32
                    && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
                if valid { Ok(Self(text.to_owned())) } else { Err(InvalidIdentifier) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidIdentifier;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

/// 128 random bits in hexadecimal, for addresses that nobody may guess.
pub fn unguessable(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes);
    hex::encode(bytes)
}

unguessable_id!(
    /// One member's view of an acquaintance.
    AcquaintanceId
);
unguessable_id!(
    /// One member's view of a request for a recommendation.
    RequestId
);
unguessable_id!(
    /// A recommendation; the last part of its permalink where it was written.
    RecommendationId
);
unguessable_id!(
    /// One text of a recommendation.
    VersionId
);

unguessable_id!(
    /// An invitation, for its inviter; the link is made from it and does not show it.
    InvitationId
);
unguessable_id!(
    /// What somebody uploaded; the part of the names of its files that nobody can guess.
    FileId
);

/// The id of an activity or object anywhere: an http or https URL, kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectUri(String);

impl ObjectUri {
    /// The longest id that is taken, in bytes.
    pub const MAX_LENGTH: usize = 2048;

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port, to compare owners by.
    pub fn origin(&self) -> Option<url::Origin> {
        Url::parse(&self.0).ok().map(|url| url.origin())
    }
}

impl fmt::Display for ObjectUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for ObjectUri {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| InvalidIdentifier)?;
        let valid = text.len() <= Self::MAX_LENGTH
            && matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none();
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidIdentifier)
        }
    }
}

impl TryFrom<String> for ObjectUri {
    type Error = InvalidIdentifier;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ObjectUri> for String {
    fn from(uri: ObjectUri) -> String {
        uri.0
    }
}
