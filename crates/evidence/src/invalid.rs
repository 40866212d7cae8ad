use thiserror::Error;

/// A value that does not follow the grammar of protocol §4; the message says what would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Invalid {
    /// Not a time of whole seconds.
    #[error("a time is written YYYY-MM-DDTHH:MM:SSZ")]
    Timestamp,
    /// Not an id of an actor or document.
    #[error("an id is an https URL of at most 2048 bytes without user and fragment")]
    Uri,
    /// Not a person's key.
    #[error("a key is an Ed25519 did:key, beginning with did:key:z6Mk")]
    DidKey,
    /// Not a digest of a document.
    #[error("a digest is z and a base58btc SHA-256 multihash")]
    Digest,
    /// Not one of the relationships.
    #[error(
        "a relationship is one of acquaintanceOf, apprenticeTo, childOf, collaboratesWith, colleagueOf, employedBy, \
         employerOf, friendOf, hasMet, knowsInPerson, lifePartnerOf, mentorOf, neighborOf, parentOf, siblingOf, spouseOf, \
         worksWith"
    )]
    Relationship,
    /// Not a year or month.
    #[error("known since is written YYYY or YYYY-MM")]
    KnownSince,
    /// Not a kind of evidence.
    #[error("evidence is declared or codes-exchanged")]
    EvidenceKind,
    /// Not a topic.
    #[error("a topic has 1 to 50 lower-case letters, digits or _, and not digits only")]
    Topic,
    /// Too few or too many topics.
    #[error("a recommendation has 1 to 5 topics")]
    Topics,
    /// Not one of the disclosures.
    #[error(
        "a disclosure is one of paid-by-subject, pays-subject, same-employer, family-or-partner, shared-business, \
         received-something, was-asked, subject-drafted, text-drafted-with-help"
    )]
    Disclosure,
    /// Not a language tag.
    #[error("a language is a tag such as en or de-AT")]
    Language,
    /// Text that is empty, too long or holds control characters.
    #[error("a recommendation has 1 to 5000 characters and no control characters but line feed and tab")]
    RecommendationText,
    /// Limitations that hold control characters.
    #[error("limitations have no control characters but line feed and tab")]
    Limitations,
}
