//! What happened, for those who look on while it does. An event names what is concerned and does not show it: what
//! it looks like is read for each who is shown it, by the rules of reading.

use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, MemberId, NotificationId, StatusId};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A status is there.
    Posted(StatusId),
    /// A status says something else.
    Edited(StatusId),
    /// A status is gone.
    Removed {
        /// Which.
        status: StatusId,
        /// Who could read it.
        readers: Readers,
    },
    /// A member is told something.
    Notified {
        /// Who.
        member: MemberId,
        /// What.
        notification: NotificationId,
    },
    /// A member's filters find something else.
    FiltersChanged(MemberId),
    /// A token of a member was ended.
    AccessEnded(MemberId),
}

/// Who could read what is gone and cannot be asked any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readers {
    /// Everybody.
    Everybody,
    /// Its author and some others.
    Some {
        /// Who wrote it.
        author: AccountId,
        /// Whether her followers could.
        followers: bool,
        /// Members who were mentioned.
        mentioned: Vec<MemberId>,
    },
}
