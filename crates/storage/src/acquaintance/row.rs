//! A view of an acquaintance as it is stored, with the renewal on its way.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::acquaintance::{Acquaintance, Mutual, Pair, Proposal, ProposalSide, Stage};
use vouchwell_domain::evidence::{Digest, Timestamp};
use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::error::{parse, parse_optional};
use crate::{Error, Result};

/// Reads views, each with its renewal and with whether a code of its owner came with an Offer.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT acquaintance.*, renewal.state AS renewal_state, renewal.offer_uri AS renewal_offer_uri,
                 renewal.attestation AS renewal_attestation, renewal.accept_by AS renewal_accept_by,
                 renewal.declined_silently AS renewal_declined_silently, renewal.hidden AS renewal_hidden,
                 renewal.message AS renewal_message, renewal.created_at AS renewal_created_at,
                 EXISTS (SELECT 1 FROM meeting WHERE meeting.offer_uri = acquaintance.offer_uri
                     AND meeting.member_id = acquaintance.owner_id) AS code_scanned,
                 EXISTS (SELECT 1 FROM meeting WHERE meeting.offer_uri = renewal.offer_uri
                     AND meeting.member_id = acquaintance.owner_id) AS renewal_code_scanned
             FROM acquaintance LEFT JOIN renewal ON renewal.acquaintance_id = acquaintance.id ",
            $rest
        )
    };
}
pub(super) use select;

#[derive(FromRow)]
pub(super) struct Row {
    id: String,
    owner_id: i64,
    other_id: i64,
    state: String,
    offer_uri: String,
    mine: Option<String>,
    theirs: Option<String>,
    accept_by: Option<DateTime<Utc>>,
    declined_silently: bool,
    hidden: bool,
    message: Option<String>,
    visibility: String,
    sequence: i64,
    created_at: DateTime<Utc>,
    mutual_since: Option<DateTime<Utc>>,
    code_scanned: bool,
    renewal_state: Option<String>,
    renewal_offer_uri: Option<String>,
    renewal_attestation: Option<String>,
    renewal_accept_by: Option<DateTime<Utc>>,
    renewal_declined_silently: Option<bool>,
    renewal_hidden: Option<bool>,
    renewal_message: Option<String>,
    renewal_created_at: Option<DateTime<Utc>>,
    renewal_code_scanned: bool,
}

/// The columns that a first Offer and a renewal have in common.
struct Parts<'a> {
    state: &'a str,
    attestation: Option<&'a String>,
    accept_by: Option<DateTime<Utc>>,
    declined_silently: bool,
    hidden: bool,
    code_scanned: bool,
}

impl Parts<'_> {
    fn side(&self) -> Result<ProposalSide> {
        let attestation: Option<Digest> = parse_optional(self.attestation, "attestation digest")?;
        let accept_by = self.accept_by.map(Timestamp::from_datetime);
        Ok(match (self.state, attestation, accept_by) {
            ("offered", Some(mine), Some(accept_by)) => ProposalSide::Offered { mine, accept_by },
            ("asked", Some(theirs), Some(accept_by)) => ProposalSide::Asked {
                theirs,
                accept_by,
                declined_silently: self.declined_silently,
                hidden: self.hidden,
                code_scanned: self.code_scanned,
            },
            ("declined", ..) => ProposalSide::Declined,
            _ => return Err(Error::Unreadable("acquaintance")),
        })
    }
}

impl Row {
    fn stage(&self) -> Result<Stage> {
        match self.state.as_str() {
            "ended" => Ok(Stage::Ended),
            "mutual" => self.mutual().map(Stage::Mutual),
            state => {
                let parts = Parts {
                    state,
                    attestation: self.mine.as_ref().or(self.theirs.as_ref()),
                    accept_by: self.accept_by,
                    declined_silently: self.declined_silently,
                    hidden: self.hidden,
                    code_scanned: self.code_scanned,
                };
                Ok(Stage::Proposed(Proposal {
                    offer: parse(&self.offer_uri, "offer id")?,
                    side: parts.side()?,
                    message: self.message.clone(),
                    created_at: self.created_at,
                }))
            }
        }
    }

    fn mutual(&self) -> Result<Mutual> {
        let (Some(mine), Some(theirs), Some(since)) = (&self.mine, &self.theirs, self.mutual_since) else {
            return Err(Error::Unreadable("acquaintance"));
        };
        let pair = Pair {
            offer: parse(&self.offer_uri, "offer id")?,
            mine: parse(mine, "attestation digest")?,
            theirs: parse(theirs, "attestation digest")?,
        };
        let renewal = self.renewal()?;
        Ok(Mutual { pair, since, renewal })
    }

    fn renewal(&self) -> Result<Option<Proposal>> {
        let (Some(state), Some(offer), Some(created_at)) = (
            &self.renewal_state,
            &self.renewal_offer_uri,
            self.renewal_created_at,
        ) else {
            return Ok(None);
        };
        let parts = Parts {
            state,
            attestation: self.renewal_attestation.as_ref(),
            accept_by: self.renewal_accept_by,
            declined_silently: self.renewal_declined_silently == Some(true),
            hidden: self.renewal_hidden == Some(true),
            code_scanned: self.renewal_code_scanned,
        };
        Ok(Some(Proposal {
            offer: parse(offer, "offer id")?,
            side: parts.side()?,
            message: self.renewal_message.clone(),
            created_at,
        }))
    }
}

impl TryFrom<Row> for Acquaintance {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id, "acquaintance id")?,
            owner: MemberId::of_stored_member(AccountId::from_number(row.owner_id)),
            other: AccountId::from_number(row.other_id),
            stage: row.stage()?,
            visibility: parse(&row.visibility, "visibility")?,
            sequence: row.sequence,
            created_at: row.created_at,
        })
    }
}
