//! An acquaintance as one of the two sees it.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::acquaintance::{AcquaintanceVisibility, ShownState};
use vouchwell_domain::evidence::{EvidenceKind, KnownSince, Relationship, Timestamp};
use vouchwell_service::acquaintance::{AcquaintanceView, RenewalView, SaidView};

use super::account::Account;
use crate::web::site::Site;

/// An acquaintance as one of the two sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Acquaintance {
    id: String,
    /// `offered`, `asked`, `mutual`, `closed` or `ended`.
    #[schema(value_type = String)]
    state: ShownState,
    account: Account,
    /// What the caller said.
    mine: Option<Said>,
    /// What the other said.
    theirs: Option<Said>,
    message: Option<String>,
    /// The last moment for an answer.
    #[schema(value_type = Option<String>)]
    accept_by: Option<Timestamp>,
    /// `acquaintances`, `public` or `private`.
    #[schema(value_type = String)]
    visibility: AcquaintanceVisibility,
    /// The other has scanned or typed a code of the caller's: she may confirm it with `codes-exchanged`.
    code_scanned: bool,
    /// What one of the two says anew; what stands above stays until it is answered.
    renewal: Option<Renewal>,
}

/// What one of two acquaintances says anew.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Renewal {
    /// `offered`, `asked` or `closed`.
    #[schema(value_type = String)]
    state: ShownState,
    /// What the caller said.
    mine: Option<Said>,
    /// What the other said.
    theirs: Option<Said>,
    message: Option<String>,
    /// The last moment for an answer.
    #[schema(value_type = Option<String>)]
    accept_by: Option<Timestamp>,
    /// As for the acquaintance itself.
    code_scanned: bool,
    /// The other's key is not the one under which they were acquainted: it may be somebody else.
    key_changed: bool,
}

/// What one of the two said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Said {
    #[schema(value_type = String)]
    relationship: Relationship,
    #[schema(value_type = String)]
    known_since: KnownSince,
    #[schema(value_type = String)]
    evidence: EvidenceKind,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl Acquaintance {
    /// As its owner sees it.
    pub fn new(view: &AcquaintanceView, site: &Site) -> Self {
        Self {
            id: view.acquaintance.id.to_string(),
            state: view.state,
            account: Account::new(&view.other, site),
            mine: view.mine.as_ref().map(said),
            theirs: view.theirs.as_ref().map(said),
            message: view.message.clone(),
            accept_by: view.accept_by,
            visibility: view.acquaintance.visibility,
            code_scanned: view.code_scanned,
            renewal: view.renewal.as_ref().map(renewal),
        }
    }
}

fn renewal(view: &RenewalView) -> Renewal {
    Renewal {
        state: view.state,
        mine: view.mine.as_ref().map(said),
        theirs: view.theirs.as_ref().map(said),
        message: view.message.clone(),
        accept_by: view.accept_by,
        code_scanned: view.code_scanned,
        key_changed: view.key_changed,
    }
}

fn said(view: &SaidView) -> Said {
    Said {
        relationship: view.relationship,
        known_since: view.known_since.clone(),
        evidence: view.evidence,
        at: view.at,
    }
}
