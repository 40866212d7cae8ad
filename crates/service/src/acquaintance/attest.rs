//! A member says that she knows somebody: an offer, or the answer to his.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, AcquaintanceVisibility, Stage};
use vouchwell_domain::evidence::{Attestation, Signed};
use vouchwell_domain::identifier::{AccountId, AcquaintanceId, ObjectUri, next_sequence};
use vouchwell_domain::limit::DEADLINE;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Audience, Message};
use vouchwell_storage::{Transaction, acquaintance, block, document, lock, remembered_key};

use super::AcquaintanceView;
use crate::account::living;
use crate::error::Refusal;
use crate::evidence::{AttestationTerms, Signer, keep_attestation};
use crate::{Context, Error, Result, outbox};

/// Sends an attestation, or answers the other's with it.
///
/// # Errors
/// See [`Refusal`]; or the other's server takes no part in this.
pub async fn attest(
    context: &Context,
    member: &Member,
    other: AccountId,
    terms: &AttestationTerms,
) -> Result<AcquaintanceView> {
    let mut transaction = context.store.begin().await?;
    let other = counterpart(&mut transaction, member, other).await?;
    lock::pair(&mut transaction, member.account.id, other.id).await?;
    let now = context.timestamp();
    let known = acquaintance::between(&mut transaction, member.account.id, other.id).await?;
    let result = match known {
        Some(known) if known.may_be_accepted(now) => {
            answer_yes(context, &mut transaction, member, &other, known, terms).await?
        }
        Some(Acquaintance {
            stage: Stage::Offered { accept_by, .. },
            ..
        }) if now <= accept_by => {
            return Err(Refusal::AlreadyOffered.into());
        }
        Some(Acquaintance {
            stage: Stage::Mutual { theirs, .. },
            ..
        }) if document::attestation(&mut transaction, &theirs).await?.author_key
            == other.evidence_key.clone().ok_or(Error::ServerCannotAnswer)? =>
        {
            return Err(Refusal::AlreadyMutual.into());
        }
        known => offer(context, &mut transaction, member, &other, terms, known.as_ref()).await?,
    };
    let view = super::view(context, &mut transaction, result).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// The person at the other end, if a handshake with her is possible at all.
pub(crate) async fn counterpart(
    transaction: &mut Transaction,
    member: &Member,
    other: AccountId,
) -> Result<Account> {
    let other = living(transaction, other).await?;
    if other.gone_at.is_some() {
        return Err(Error::NotFound);
    }
    if member.account.is_same_person(&other) {
        return Err(Refusal::Oneself.into());
    }
    if block::exists(transaction, member.account.id, other.id).await? {
        return Err(Refusal::Blocking.into());
    }
    if !other.understands_recommendations || other.evidence_key.is_none() {
        return Err(Error::ServerCannotAnswer);
    }
    Ok(other)
}

async fn offer(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
    terms: &AttestationTerms,
    earlier: Option<&Acquaintance>,
) -> Result<Acquaintance> {
    let attestation = Signer::of(context, transaction, member)
        .await?
        .attest(other, terms, None)?;
    keep_attestation(context, transaction, &attestation).await?;
    let offer = context.address.new_activity(&*context.entropy);
    let stage = Stage::Offered {
        mine: *attestation.digest(),
        accept_by: attestation.accept_by.unwrap_or(attestation.published + DEADLINE),
    };
    let made = begin(context, member, other.id, &offer, stage, earlier);
    acquaintance::save(transaction, &made).await?;
    let message = Message::OfferAttestation {
        to: other.uri.clone(),
        attestation: Box::new(attestation),
    };
    outbox::send_as(
        context,
        transaction,
        member,
        offer,
        message,
        Audience::only(other.id),
    )
    .await?;
    // Two members whose offers cross are acquainted within this transaction.
    Ok(acquaintance::between(transaction, member.account.id, other.id)
        .await?
        .unwrap_or(made))
}

/// A new view of a pair. What the owner chose for an earlier one still holds.
pub(crate) fn begin(
    context: &Context,
    owner: &Member,
    other: AccountId,
    offer: &ObjectUri,
    stage: Stage,
    earlier: Option<&Acquaintance>,
) -> Acquaintance {
    Acquaintance {
        id: AcquaintanceId::random(&*context.entropy),
        owner: owner.id,
        other,
        offer: offer.clone(),
        stage,
        message: None,
        visibility: earlier.map_or(AcquaintanceVisibility::Acquaintances, |earlier| {
            earlier.visibility
        }),
        sequence: next_sequence(context.now(), &*context.entropy),
        created_at: context.now(),
    }
}

/// Says yes to the other's offer: both are acquainted on this server, and the other's server is told.
pub(crate) async fn answer_yes(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
    known: Acquaintance,
    terms: &AttestationTerms,
) -> Result<Acquaintance> {
    let Stage::Asked { theirs, .. } = known.stage else {
        return Err(Refusal::NothingToAnswer.into());
    };
    let first = document::attestation(transaction, &theirs).await?;
    if Some(&first.author_key) != other.evidence_key.as_ref() {
        return Err(Refusal::KeyChanged.into());
    }
    let second = Signer::of(context, transaction, member)
        .await?
        .attest(other, terms, Some(&first))?;
    keep_attestation(context, transaction, &second).await?;
    let mutual = become_mutual(context, transaction, known, &second, &first, other).await?;
    let message = Message::Accept {
        object: mutual.offer.clone(),
        to: other.uri.clone(),
        result: AcceptResult::Attestation(Box::new(second)),
    };
    outbox::send(context, transaction, member, message, Audience::only(other.id)).await?;
    Ok(mutual)
}

/// Both have attested: the view says so, and the other's key is remembered.
pub(crate) async fn become_mutual(
    context: &Context,
    transaction: &mut Transaction,
    known: Acquaintance,
    mine: &Signed<Attestation>,
    theirs: &Signed<Attestation>,
    other: &Account,
) -> Result<Acquaintance> {
    let stage = Stage::Mutual {
        mine: *mine.digest(),
        theirs: *theirs.digest(),
        since: context.now(),
    };
    let mutual = Acquaintance { stage, ..known };
    acquaintance::save(transaction, &mutual).await?;
    remembered_key::remember(transaction, other.id, &theirs.author_key, context.now()).await?;
    Ok(mutual)
}
