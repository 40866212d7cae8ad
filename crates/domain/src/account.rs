//! Accounts: everybody known here, on this instance and elsewhere.

mod attribution;
mod handle;
mod profile;

use chrono::{DateTime, Utc};
use vouchwell_evidence::{ActorUri, DidKey};

use crate::identifier::{AccountId, ObjectUri};

pub use attribution::{ATTRIBUTION_DOMAINS, AttributionDomains, InvalidAttribution};
pub use handle::{Handle, Host, InvalidHandle, MemberName};
pub use profile::{AccountKind, Profile, ProfileField, ProfileTabs};

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

    /// Whether a program speaks.
    pub const fn is_bot(&self) -> bool {
        matches!(self.kind, AccountKind::Service | AccountKind::Application)
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
