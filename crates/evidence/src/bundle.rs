//! The recommendation with everything that proves it (protocol §4, the end).

use std::ops::Deref;

use serde_json::{Map, Value};

use crate::{Acceptance, Attestation, Endorsement, Signed, Timestamp, Verdict, Withdrawal, verification};

/// Verifies a bundle that came inside something larger, such as a Note. Size and depth count from the bundle
/// itself.
///
/// # Errors
/// The first step of protocol §5 that fails.
pub fn verify_embedded(bundle: &Value, now: Timestamp) -> Result<VerifiedBundle, Verdict> {
    verification::verify_value(bundle, now)
}

/// The signed parts of a recommendation. Together they prove something only as a [`VerifiedBundle`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// The text.
    pub endorsement: Signed<Endorsement>,
    /// The author's attestation and the subject's, in this order.
    pub attestations: [Signed<Attestation>; 2],
    /// The subject's consent.
    pub acceptance: Signed<Acceptance>,
    /// Withdrawals that came with it.
    pub withdrawals: Vec<Signed<Withdrawal>>,
}

impl Bundle {
    /// Puts the four documents together; `attestations` are the author's and the subject's.
    pub fn new(
        endorsement: Signed<Endorsement>,
        attestations: [Signed<Attestation>; 2],
        acceptance: Signed<Acceptance>,
    ) -> Bundle {
        Bundle {
            endorsement,
            attestations,
            acceptance,
            withdrawals: Vec::new(),
        }
    }

    /// The bundle as it is embedded, exported and verified.
    pub fn value(&self) -> Value {
        let mut members = Map::new();
        members.insert("endorsement".to_owned(), self.endorsement.value().clone());
        members.insert(
            "attestations".to_owned(),
            self.attestations
                .iter()
                .map(|attestation| attestation.value().clone())
                .collect(),
        );
        members.insert("acceptance".to_owned(), self.acceptance.value().clone());
        if !self.withdrawals.is_empty() {
            members.insert(
                "withdrawals".to_owned(),
                self.withdrawals
                    .iter()
                    .map(|withdrawal| withdrawal.value().clone())
                    .collect(),
            );
        }
        Value::Object(members)
    }

    /// The bundle as compact JSON.
    pub fn json(&self) -> String {
        self.value().to_string()
    }

    /// Verifies the bundle as anybody will who receives it: from its JSON, every step of protocol §5.
    ///
    /// # Errors
    /// The first step that fails.
    pub fn verify(self, now: Timestamp) -> Result<VerifiedBundle, Verdict> {
        verify_embedded(&self.value(), now)
    }

    /// Whether every document's id has the origin of its author (protocol §7, "Receiving").
    pub fn is_at_home(&self) -> bool {
        self.endorsement.is_at_home()
            && self.attestations.iter().all(Signed::is_at_home)
            && self.acceptance.is_at_home()
            && self.withdrawals.iter().all(Signed::is_at_home)
    }
}

/// A bundle that was `valid` when it was verified. Only verification makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedBundle(Bundle);

impl VerifiedBundle {
    pub(crate) fn new(bundle: Bundle) -> VerifiedBundle {
        VerifiedBundle(bundle)
    }

    /// Its parts.
    pub fn into_inner(self) -> Bundle {
        self.0
    }
}

impl Deref for VerifiedBundle {
    type Target = Bundle;

    fn deref(&self) -> &Bundle {
        &self.0
    }
}
