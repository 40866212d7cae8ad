use std::error::Error;
use std::fmt;

/// What verification found (protocol §5): `Valid`, or the first step that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every step passed.
    Valid,
    /// Not the shape of a recommendation, or not strict JSON (step 1).
    Malformed,
    /// No proof, or one of another kind (step 2).
    UnsupportedProof,
    /// Another context than the document's or the protocol's (step 2).
    ContextMismatch,
    /// The proof names another key than the document (step 2).
    KeyMismatch,
    /// The signature does not fit (step 2).
    BadSignature,
    /// Author and subject are one (step 3).
    SelfEndorsement,
    /// The documents are not about the same two people (step 3).
    PartyMismatch,
    /// The attestations do not answer each other (step 4).
    CounterpartMismatch,
    /// The endorsement does not rest on the two attestations (step 5).
    MissingAttestation,
    /// The acceptance is of something else (step 5).
    MissingAcceptance,
    /// The answer came too late or too early (step 6).
    LateAccept,
    /// The documents were not signed one after the other (step 6).
    Order,
    /// Something is signed for the future (step 6).
    NotYetValid,
    /// Something ran out (step 6).
    Expired,
    /// Its author took a document back (step 7).
    Withdrawn,
}

impl Verdict {
    /// Every verdict in the order of the steps.
    pub const ALL: [Verdict; 16] = [
        Verdict::Valid,
        Verdict::Malformed,
        Verdict::UnsupportedProof,
        Verdict::ContextMismatch,
        Verdict::KeyMismatch,
        Verdict::BadSignature,
        Verdict::SelfEndorsement,
        Verdict::PartyMismatch,
        Verdict::CounterpartMismatch,
        Verdict::MissingAttestation,
        Verdict::MissingAcceptance,
        Verdict::LateAccept,
        Verdict::Order,
        Verdict::NotYetValid,
        Verdict::Expired,
        Verdict::Withdrawn,
    ];

    /// The word of protocol §5.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Valid => "valid",
            Verdict::Malformed => "malformed",
            Verdict::UnsupportedProof => "unsupported_proof",
            Verdict::ContextMismatch => "context_mismatch",
            Verdict::KeyMismatch => "key_mismatch",
            Verdict::BadSignature => "bad_signature",
            Verdict::SelfEndorsement => "self_endorsement",
            Verdict::PartyMismatch => "party_mismatch",
            Verdict::CounterpartMismatch => "counterpart_mismatch",
            Verdict::MissingAttestation => "missing_attestation",
            Verdict::MissingAcceptance => "missing_acceptance",
            Verdict::LateAccept => "late_accept",
            Verdict::Order => "order",
            Verdict::NotYetValid => "not_yet_valid",
            Verdict::Expired => "expired",
            Verdict::Withdrawn => "withdrawn",
        }
    }

    /// One sentence for people, which claims no more than was checked.
    pub fn message(self) -> &'static str {
        match self {
            Verdict::Valid => {
                "The holders of these two keys both signed that they know each other, one wrote this text, the \
                 other accepted it; nothing seen here withdraws it."
            }
            Verdict::Malformed => "This is not a complete recommendation in the format of the protocol.",
            Verdict::UnsupportedProof => {
                "A document has no proof, or a proof of a kind that is not used here."
            }
            Verdict::ContextMismatch => "A document or its proof has another @context than the protocol's.",
            Verdict::KeyMismatch => "A proof names another key than the author's.",
            Verdict::BadSignature => {
                "A signature does not fit its document: one of them was changed or forged."
            }
            Verdict::SelfEndorsement => "Author and subject are the same person or use the same key.",
            Verdict::PartyMismatch => "The documents do not all concern the same two people and keys.",
            Verdict::CounterpartMismatch => "The two attestations do not answer each other.",
            Verdict::MissingAttestation => {
                "The text does not rest on the two attestations that come with it."
            }
            Verdict::MissingAcceptance => "The acceptance that comes with it is of another text.",
            Verdict::LateAccept => {
                "The second attestation was not signed within the time the first one gave."
            }
            Verdict::Order => "The documents were not signed in the right order.",
            Verdict::NotYetValid => "A document is signed with a time in the future.",
            Verdict::Expired => "An attestation or the text has run out and was not renewed here.",
            Verdict::Withdrawn => "One of the two people withdrew a document that this recommendation needs.",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Error for Verdict {}
