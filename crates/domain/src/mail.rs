//! E-mail: what the instance writes to members, and to those whom they invite.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::Language;

use crate::email::EmailAddress;
use crate::identifier::{InvitationId, MemberId};

/// What somebody is written about. The secrets of links are made when it is sent, so that no job holds one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    /// To an address that a member wants to be hers.
    ConfirmAddress {
        /// Who wants it.
        member: MemberId,
    },
    /// To an address that was a member's until she confirmed another.
    AddressChanged {
        /// Whose.
        member: MemberId,
        /// The one that is not used any more.
        to: EmailAddress,
    },
    /// To whoever asks for a new password, if the address is a member's.
    NewPassword {
        /// The address that was given.
        to: EmailAddress,
    },
    /// To somebody who is invited.
    Invitation {
        /// By which she comes in.
        invitation: InvitationId,
        /// Her address, as the inviter knows it.
        to: EmailAddress,
    },
}

/// A letter on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailing {
    /// What it is about.
    pub letter: Letter,
    /// The language of whoever caused it, if that is known: it is written in that if its receiver has chosen none.
    pub language: Option<Language>,
    /// From when on it is of no use any more.
    pub until: DateTime<Utc>,
}
