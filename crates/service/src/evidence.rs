//! Signing: a document is prepared from what is known, and signed by whoever holds the key, which today is
//! the vault of this instance.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::{
    Acceptance, Attestation, DidKey, Document, Endorsement, EvidenceKind, KnownSince, Prepared, Reference,
    Relationship, SecretKey, Signed, SignedDocument, Timestamp, Withdrawal,
};
use vouchwell_domain::limit::{ATTESTATION_LIFE, DEADLINE, ENDORSEMENT_LIFE};
use vouchwell_domain::member::Member;
use vouchwell_domain::version::Words;
use vouchwell_storage::{Transaction, document};

use crate::address::DocumentKind;
use crate::error::Refusal;
use crate::key;
use crate::{Context, Error, Result};

/// How far ahead of the own clock a document may be dated (protocol §4).
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// Nobody alive knows anybody since earlier.
const EARLIEST: &str = "1901";

/// What a member says about how she knows somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationTerms {
    /// How.
    pub relationship: Relationship,
    /// Since when.
    pub known_since: KnownSince,
    /// What it is founded on.
    pub evidence: EvidenceKind,
}

impl AttestationTerms {
    /// What the format allows and nobody can honestly say is not signed here.
    pub(crate) fn check(&self, now: DateTime<Utc>) -> Result<()> {
        if can_be_known_since(&self.known_since, now) {
            Ok(())
        } else {
            Err(Refusal::NotKnownSince.into())
        }
    }
}

/// Whether this time has come, in living memory.
pub fn can_be_known_since(since: &KnownSince, now: DateTime<Utc>) -> bool {
    let since = since.as_str();
    // Both are written with the same digits in the same places, so that the earlier comes first.
    let has_come = since <= now.format("%Y-%m").to_string().as_str();
    has_come && since >= EARLIEST
}

/// Signs documents of one member.
pub(crate) struct Signer<'a> {
    context: &'a Context,
    member: &'a Member,
    key: Arc<SecretKey>,
}

impl<'a> Signer<'a> {
    pub(crate) async fn of(
        context: &'a Context,
        transaction: &mut Transaction,
        member: &'a Member,
    ) -> Result<Self> {
        let key = key::evidence_key(context, transaction, member.account.id).await?;
        Ok(Self { context, member, key })
    }

    /// The key under which this member signs.
    pub(crate) fn key(&self) -> DidKey {
        self.key.did_key()
    }

    /// An attestation about another, or the answer to hers.
    pub(crate) fn attest(
        &self,
        other: &Account,
        terms: &AttestationTerms,
        answered: Option<&Signed<Attestation>>,
    ) -> Result<Signed<Attestation>> {
        let published = self.date(answered.map(|first| first.published))?;
        Ok(self.sign(
            Attestation {
                id: self
                    .context
                    .address
                    .new_document(DocumentKind::Attestation, &*self.context.entropy),
                author: self.member.account.uri.clone(),
                author_key: self.key(),
                relationship: terms.relationship,
                object: other.uri.clone(),
                object_key: other.evidence_key.clone().ok_or(Error::ServerCannotAnswer)?,
                known_since: terms.known_since.clone(),
                evidence: terms.evidence,
                published,
                end_time: published + ATTESTATION_LIFE,
                accept_by: answered.is_none().then_some(published + DEADLINE),
                counterpart: answered.map(|first| *first.digest()),
            },
            published,
        ))
    }

    /// A text, on the attestations of both.
    pub(crate) fn endorse(
        &self,
        words: &Words,
        attestations: [&Signed<Attestation>; 2],
        replaces: Option<Reference>,
    ) -> Result<Signed<Endorsement>> {
        let [by_author, by_subject] = attestations;
        let published = self.date(Some(by_author.published.max(by_subject.published)))?;
        let end_time = (published + ENDORSEMENT_LIFE)
            .min(by_author.end_time)
            .min(by_subject.end_time);
        Ok(self.sign(
            Endorsement {
                id: self
                    .context
                    .address
                    .new_document(DocumentKind::Endorsement, &*self.context.entropy),
                author: self.member.account.uri.clone(),
                author_key: self.key(),
                object: by_author.object.clone(),
                object_key: by_author.object_key.clone(),
                topics: words.topics.clone(),
                text: words.text.clone(),
                language: words.language.clone(),
                limitations: words.limitations.clone(),
                disclosures: words.disclosures.clone(),
                published,
                end_time,
                attestations: vec![by_author.reference(), by_subject.reference()],
                replaces,
            },
            published,
        ))
    }

    /// A yes to a text.
    pub(crate) fn accept(&self, endorsement: &Signed<Endorsement>) -> Result<Signed<Acceptance>> {
        let published = self.date(Some(endorsement.published))?;
        Ok(self.sign(
            Acceptance {
                id: self
                    .context
                    .address
                    .new_document(DocumentKind::Acceptance, &*self.context.entropy),
                author: self.member.account.uri.clone(),
                author_key: self.key(),
                object: endorsement.id.clone(),
                digest: *endorsement.digest(),
                published,
            },
            published,
        ))
    }

    /// Takes a document of this member back, for good.
    pub(crate) fn withdraw<T: Document>(&self, withdrawn: &Signed<T>) -> Result<Signed<Withdrawal>> {
        let published = self.date(Some(withdrawn.content().published()))?;
        let reference = withdrawn.reference();
        Ok(self.sign(
            Withdrawal {
                id: self
                    .context
                    .address
                    .new_document(DocumentKind::Withdrawal, &*self.context.entropy),
                author: self.member.account.uri.clone(),
                author_key: self.key(),
                object: reference.id,
                digest: reference.digest,
                published,
            },
            published,
        ))
    }

    fn sign<T: Document>(&self, document: T, created: Timestamp) -> Signed<T> {
        self.key.sign(Prepared::new(document, created))
    }

    /// The later of the own clock and what is built on, so that two clocks that differ a little make no bad
    /// pair (protocol §4, `published`).
    fn date(&self, latest: Option<Timestamp>) -> Result<Timestamp> {
        let now = self.context.timestamp();
        match latest {
            Some(latest) if latest > now + CLOCK_DIFFERENCE => Err(Refusal::ClockDiffers.into()),
            Some(latest) => Ok(now.max(latest)),
            None => Ok(now),
        }
    }
}

/// Keeps an attestation.
pub(crate) async fn keep_attestation(
    context: &Context,
    transaction: &mut Transaction,
    attestation: &Signed<Attestation>,
) -> Result<()> {
    document::keep(
        transaction,
        &SignedDocument::Attestation(attestation.clone()),
        context.now(),
    )
    .await?;
    Ok(())
}
