//! Publication: the only way for a recommendation to become public.

use vouchwell_evidence::{Digest, Endorsement, Timestamp, VerifiedBundle};

use crate::account::Account;
use crate::identifier::ObjectUri;
use crate::version::{Foundation, Words};

/// The evidence is valid, but not for this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicationError {
    /// The evidence is about other people.
    #[error("the evidence is not by and about these two people")]
    OtherParties,
    /// A document has an id on a server that is not its author's, or the Note has.
    #[error("a document has an id that is not on its author's server")]
    ForeignId,
    /// Both are one person (protocol §7).
    #[error("the author and the subject are the same person")]
    SamePerson,
    /// The actor document does not list the key that signed.
    #[error("a key in the evidence is not the key of its author")]
    UnknownKey,
}

/// Proof that a recommendation may be public: a verified bundle that belongs to these two accounts
/// and to this Note. It cannot be made without one.
#[derive(Debug, Clone)]
pub struct Publication {
    bundle: VerifiedBundle,
}

impl Publication {
    /// Checks a verified bundle against the Note and the people it is said to be about.
    ///
    /// # Errors
    /// See [`PublicationError`].
    pub fn new(
        bundle: VerifiedBundle,
        note: &ObjectUri,
        author: &Account,
        subject: &Account,
    ) -> Result<Self, PublicationError> {
        let endorsement = bundle.endorsement.content();
        if endorsement.author != author.uri || endorsement.object != subject.uri {
            return Err(PublicationError::OtherParties);
        }
        if author.is_same_person(subject) {
            return Err(PublicationError::SamePerson);
        }
        if author.evidence_key.as_ref() != Some(&endorsement.author_key)
            || subject.evidence_key.as_ref() != Some(&endorsement.object_key)
        {
            return Err(PublicationError::UnknownKey);
        }
        let [by_author, by_subject] = &bundle.attestations;
        let at_home = endorsement.id.origin() == author.uri.origin()
            && by_author.id.origin() == author.uri.origin()
            && by_subject.id.origin() == subject.uri.origin()
            && bundle.acceptance.id.origin() == subject.uri.origin()
            && note.origin() == Some(author.uri.url().origin());
        if !at_home {
            return Err(PublicationError::ForeignId);
        }
        Ok(Self { bundle })
    }

    /// The evidence.
    pub const fn bundle(&self) -> &VerifiedBundle {
        &self.bundle
    }

    /// The text as signed.
    pub fn endorsement(&self) -> &Endorsement {
        self.bundle.endorsement.content()
    }

    /// Until when it holds: as long as everything that its author and both parties have signed under it.
    pub fn expires_at(&self) -> Timestamp {
        let attestations = self.bundle.attestations.iter();
        attestations
            .map(|attestation| attestation.end_time)
            .fold(self.endorsement().end_time, Ord::min)
    }

    /// The words as signed.
    pub fn words(&self) -> Words {
        Words::of(self.endorsement())
    }

    /// What stands under the text.
    pub fn foundation(&self) -> Foundation {
        Foundation {
            endorsement: *self.bundle.endorsement.digest(),
            author_attestation: *self.bundle.attestations[0].digest(),
            subject_attestation: *self.bundle.attestations[1].digest(),
        }
    }

    /// The acceptance.
    pub fn acceptance(&self) -> &Digest {
        self.bundle.acceptance.digest()
    }
}
