//! How a recommendation becomes public: after the hold, with the whole evidence.

mod bundle;
mod publish;
mod receive;

pub use bundle::{PublicEvidence, PublicNote, bundle_of, by_endorsement, public_note};
pub use publish::publish;
pub use receive::{Received, Reception, receive};

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::{Acceptance, Bundle, Signed, SignedDocument};
use vouchwell_domain::identifier::{ObjectUri, VersionId};
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Audience, Message};
use vouchwell_domain::publication::Publication;
use vouchwell_domain::quarantine;
use vouchwell_domain::recommendation::Recommendation;
use vouchwell_domain::version::{Hold, Offer, Version, VersionStage};
use vouchwell_storage::{
    Transaction, account, acquaintance, document, lock, member, recommendation, suspension, version,
};

use crate::evidence::Signer;
use crate::recommendation::save_version;
use crate::{Context, Error, Result, outbox};

/// The hold is over: the subject's acceptance is signed and sent. Doing it again changes nothing.
///
/// # Errors
/// The database is away.
pub async fn conclude_hold(context: &Context, id: &VersionId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let Some((found, version)) = in_progress(&mut transaction, id).await? else {
        return Ok(());
    };
    let VersionStage::Accepted(offer, hold) = version.stage.clone() else {
        return Ok(());
    };
    let Some(subject) = member::by_account(&mut transaction, found.subject).await? else {
        return Ok(());
    };
    if hold.acceptance.is_some() || context.now() < hold.until {
        return Ok(());
    }
    let again = Job::ConcludeHold { version: id.clone() };
    if waits_for_suspended(context, &mut transaction, &subject, &again).await? {
        return Ok(transaction.commit().await?);
    }
    let author = account::by_id(&mut transaction, found.author)
        .await?
        .ok_or(Error::NotFound)?;
    let endorsement = document::endorsement(&mut transaction, &offer.foundation.endorsement).await?;
    let acceptance = Signer::of(context, &mut transaction, &subject)
        .await?
        .accept(&endorsement)?;
    let kept = SignedDocument::Acceptance(acceptance.clone());
    document::keep(&mut transaction, &kept, context.now()).await?;
    if !author.is_local() {
        let hold = Hold {
            acceptance: Some(*acceptance.digest()),
            ..hold
        };
        let signed = Version {
            stage: VersionStage::Accepted(offer.clone(), hold),
            ..version
        };
        save_version(context, &mut transaction, &found.id, signed).await?;
    }
    let message = Message::Accept {
        object: offer.uri,
        to: author.uri,
        result: AcceptResult::Acceptance(Box::new(acceptance)),
    };
    outbox::send(
        context,
        &mut transaction,
        &subject,
        message,
        Audience::only(author.id),
    )
    .await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Nothing is signed or published for a member who is kept out: it is looked at again each day, and goes on if she is
/// let in.
async fn waits_for_suspended(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    again: &Job,
) -> Result<bool> {
    let is_out = suspension::since(transaction, member.id).await?.is_some();
    if is_out {
        outbox::schedule(context, transaction, again, context.now() + TimeDelta::days(1)).await?;
    }
    Ok(is_out)
}

/// When a text of a member of this server is published whose acceptance arrives then: at once, or when the quarantine ends.
pub(crate) async fn publish_at(
    context: &Context,
    transaction: &mut Transaction,
    found: &Recommendation,
    author: &Member,
    acceptance: DateTime<Utc>,
) -> Result<DateTime<Utc>> {
    let shared = acquaintance::oldest_shared(transaction, found.author, found.subject).await?;
    Ok(quarantine::publish_at(
        acceptance,
        author,
        context.terms.quarantine,
        shared,
    ))
}

/// The subject's signed acceptance arrives: it is checked with the whole bundle, and published now or when
/// the quarantine ends.
pub(crate) async fn receive_acceptance(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer_uri: &ObjectUri,
    acceptance: &Signed<Acceptance>,
) -> Result<()> {
    lock::pair(transaction, from.id, to.account.id).await?;
    let Some(id) = version::recommendation_by_offer(transaction, offer_uri).await? else {
        return Ok(());
    };
    let found = recommendation::by_id(transaction, &id).await?;
    let found = found.filter(|found| found.author == to.account.id && found.subject == from.id);
    let Some((found, version)) =
        found.and_then(|found| found.progress.clone().map(|version| (found, version)))
    else {
        return Ok(());
    };
    if !version.takes_acceptance(offer_uri, acceptance.published, context.timestamp()) {
        return Ok(());
    }
    let (offer, hold) = match version.stage.clone() {
        VersionStage::Accepted(offer, hold) => (offer, hold),
        VersionStage::Offered(offer) => {
            let tentative = offer.uri.clone();
            (
                offer,
                Hold {
                    tentative,
                    until: context.now(),
                    acceptance: None,
                    publish_at: None,
                },
            )
        }
        VersionStage::Draft => return Ok(()),
    };
    let bundle = assemble(transaction, &offer, acceptance.clone()).await?;
    if check(context, transaction, bundle, &found, &to.account, from)
        .await?
        .is_none()
    {
        return Ok(());
    }
    document::keep(
        transaction,
        &SignedDocument::Acceptance(acceptance.clone()),
        context.now(),
    )
    .await?;
    let publish_at = publish_at(context, transaction, &found, to, context.now()).await?;
    let hold = Hold {
        acceptance: Some(*acceptance.digest()),
        publish_at: Some(publish_at),
        ..hold
    };
    let job = Job::Publish {
        version: version.id.clone(),
    };
    let accepted = Version {
        stage: VersionStage::Accepted(offer, hold),
        ..version
    };
    save_version(context, transaction, &found.id, accepted).await?;
    outbox::schedule(context, transaction, &job, publish_at).await
}

/// The recommendation and its text on the way, by the id of that text.
async fn in_progress(
    transaction: &mut Transaction,
    id: &VersionId,
) -> Result<Option<(Recommendation, Version)>> {
    let Some(recommendation) = version::recommendation_of(transaction, id).await? else {
        return Ok(None);
    };
    let Some(found) = recommendation::by_id(transaction, &recommendation).await? else {
        return Ok(None);
    };
    lock::pair(transaction, found.author, found.subject).await?;
    let found = recommendation::by_id(transaction, &recommendation).await?;
    Ok(found.and_then(|found| {
        let version = found.progress.clone().filter(|version| version.id == *id)?;
        Some((found, version))
    }))
}

async fn assemble(
    transaction: &mut Transaction,
    offer: &Offer,
    acceptance: Signed<Acceptance>,
) -> Result<Bundle> {
    let foundation = &offer.foundation;
    let endorsement = document::endorsement(transaction, &foundation.endorsement).await?;
    let by_author = document::attestation(transaction, &foundation.author_attestation).await?;
    let by_subject = document::attestation(transaction, &foundation.subject_attestation).await?;
    Ok(Bundle::new(endorsement, [by_author, by_subject], acceptance))
}

/// The proof that it may be public, or nothing, with the reason in the log.
async fn check(
    context: &Context,
    transaction: &mut Transaction,
    mut bundle: Bundle,
    found: &Recommendation,
    author: &Account,
    subject: &Account,
) -> Result<Option<Publication>> {
    bundle.withdrawals = document::withdrawals_of_bundle(transaction, &bundle).await?;
    let verified = match bundle.verify(context.timestamp()) {
        Ok(verified) => verified,
        Err(verdict) => {
            tracing::warn!(note = %found.uri, verdict = verdict.as_str(), "a recommendation was not published");
            return Ok(None);
        }
    };
    match Publication::new(verified, &found.uri, author, subject) {
        Ok(publication) => Ok(Some(publication)),
        Err(error) => {
            tracing::warn!(note = %found.uri, %error, "a recommendation was not published");
            Ok(None)
        }
    }
}
