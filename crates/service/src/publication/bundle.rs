//! The evidence of a recommendation, for everybody who asks.

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::{Bundle, Digest, Signed, Timestamp, Withdrawal};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::message::{OfferedNote, PublishedNote};
use vouchwell_domain::recommendation::{PublishedText, Recommendation, Standing};
use vouchwell_storage::version::PublishedVersion;
use vouchwell_storage::{Transaction, account, document, recommendation, status, version};

use crate::recommendation::current;
use crate::withdrawal::read_current;
use crate::{Context, Error, Result};

/// What is there to be checked.
#[derive(Debug, Clone, PartialEq)]
pub enum PublicEvidence {
    /// The whole bundle.
    Bundle(Box<Bundle>),
    /// It was withdrawn: the withdrawals, and no text.
    Withdrawn(Vec<Signed<Withdrawal>>),
}

/// A public Note with its people.
#[derive(Debug, Clone)]
pub struct PublicNote {
    /// The Note.
    pub note: PublishedNote,
    /// Who wrote it.
    pub author: Account,
    /// Whom it is about.
    pub subject: Account,
}

/// The evidence of a recommendation that is or was public.
///
/// # Errors
/// It never was.
pub async fn bundle_of(context: &Context, id: &RecommendationId) -> Result<PublicEvidence> {
    let (mut snapshot, found) = current(context, id).await?;
    evidence(&mut snapshot, &found).await
}

/// The evidence whose endorsement has this digest. A text that was replaced is withdrawn.
///
/// # Errors
/// There is none that is or was public.
pub async fn by_endorsement(context: &Context, digest: &Digest) -> Result<PublicEvidence> {
    let read = move |mut snapshot| async move {
        let found = recommendation::by_endorsement(&mut snapshot, digest)
            .await?
            .ok_or(Error::NotFound)?;
        Ok((snapshot, found))
    };
    let (mut snapshot, found) = read_current(context, read, |found| vec![&found.id]).await?;
    match &found.standing {
        Standing::Public(text) if text.foundation.endorsement != *digest => {
            let withdrawal = document::withdrawal_of(&mut snapshot, digest).await?;
            Ok(PublicEvidence::Withdrawn(withdrawal.into_iter().collect()))
        }
        _ => evidence(&mut snapshot, &found).await,
    }
}

/// The Note as it was published: nothing while it is not public.
///
/// # Errors
/// There is none.
pub async fn public_note(context: &Context, id: &RecommendationId) -> Result<Option<PublicNote>> {
    let (mut snapshot, found) = current(context, id).await?;
    let text = match &found.standing {
        Standing::Public(text) => text.clone(),
        Standing::Withdrawn { .. } => return Ok(None),
        Standing::Unpublished => return Err(Error::NotFound),
    };
    let bundle = bundle(&mut snapshot, &text).await?;
    let carrier = status::by_id(&mut snapshot, text.status)
        .await?
        .ok_or(Error::NotFound)?;
    let author = account::by_id(&mut snapshot, found.author)
        .await?
        .ok_or(Error::NotFound)?;
    let subject = account::by_id(&mut snapshot, found.subject)
        .await?
        .ok_or(Error::NotFound)?;
    let [author_attestation, subject_attestation] = bundle.attestations;
    let note = PublishedNote {
        offered: OfferedNote {
            uri: found.uri,
            url: found.url,
            endorsement: bundle.endorsement,
            author_attestation,
            subject_attestation,
        },
        acceptance: bundle.acceptance,
        published: Timestamp::from_datetime(carrier.created_at),
        updated: carrier.edited_at.map(Timestamp::from_datetime),
    };
    Ok(Some(PublicNote {
        note,
        author,
        subject,
    }))
}

async fn evidence(transaction: &mut Transaction, found: &Recommendation) -> Result<PublicEvidence> {
    match &found.standing {
        Standing::Public(text) => Ok(PublicEvidence::Bundle(Box::new(bundle(transaction, text).await?))),
        Standing::Unpublished => Err(Error::NotFound),
        Standing::Withdrawn { .. } => {
            let mut withdrawals: Vec<Signed<Withdrawal>> = Vec::new();
            for PublishedVersion {
                foundation,
                acceptance,
                ..
            } in version::published(transaction, &found.id).await?
            {
                for digest in [
                    foundation.endorsement,
                    acceptance,
                    foundation.author_attestation,
                    foundation.subject_attestation,
                ] {
                    withdrawals.extend(
                        document::withdrawal_of(transaction, &digest)
                            .await?
                            .filter(|one| withdrawals.iter().all(|other| other.digest() != one.digest())),
                    );
                }
            }
            Ok(PublicEvidence::Withdrawn(withdrawals))
        }
    }
}

async fn bundle(transaction: &mut Transaction, text: &PublishedText) -> Result<Bundle> {
    let foundation = &text.foundation;
    let endorsement = document::endorsement(transaction, &foundation.endorsement).await?;
    let by_author = document::attestation(transaction, &foundation.author_attestation).await?;
    let by_subject = document::attestation(transaction, &foundation.subject_attestation).await?;
    let acceptance = document::acceptance(transaction, &text.acceptance).await?;
    Ok(Bundle::new(endorsement, [by_author, by_subject], acceptance))
}
