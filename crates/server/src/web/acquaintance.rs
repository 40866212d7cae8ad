//! That two people know each other, as both of them signed it.

use vouchwell_evidence::{Attestation, EvidenceKind, KnownSince, Relationship, Signed, Timestamp};

/// How one of the two says that they know each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// How this person stands to the other.
    pub relationship: Relationship,
    /// Since when they know each other.
    pub known_since: KnownSince,
    /// When this person signed it.
    pub signed: Timestamp,
}

/// Both sides of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Acquaintance {
    /// What the author of the recommendation signed.
    pub author: Side,
    /// What its subject signed.
    pub subject: Side,
    /// What it rests on: codes only if both say so (protocol §4).
    pub evidence: EvidenceKind,
}

impl Acquaintance {
    /// What the attestations of a recommendation say, the author's first.
    pub fn of(attestations: &[Signed<Attestation>; 2]) -> Acquaintance {
        let [author, subject] = attestations;
        let codes = attestations
            .iter()
            .all(|side| side.evidence == EvidenceKind::CodesExchanged);
        Acquaintance {
            author: Side::of(author),
            subject: Side::of(subject),
            evidence: if codes {
                EvidenceKind::CodesExchanged
            } else {
                EvidenceKind::Declared
            },
        }
    }
}

impl Side {
    fn of(attestation: &Attestation) -> Side {
        Side {
            relationship: attestation.relationship,
            known_since: attestation.known_since.clone(),
            signed: attestation.published,
        }
    }
}
