//! What the two people of a recommendation are told by each other.
//!
//! Two members of this instance share one row: what the one did is there already when the other is told,
//! and the message changes nothing more.

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::{SignedDocument, Timestamp, check_offer};
use vouchwell_domain::identifier::{ObjectUri, RecommendationId, VersionId, next_sequence};
use vouchwell_domain::limit::{LONGEST_DEADLINE, MESSAGE_LENGTH};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::OfferedNote;
use vouchwell_domain::notice::Notice;
use vouchwell_domain::recommendation::{Recommendation, Standing};
use vouchwell_domain::version::{Foundation, Hold, Offer, Version, VersionStage, Words};
use vouchwell_storage::{Transaction, document, lock, recommendation, tombstone, version};

use super::answer::accept;
use super::draft::save_version;
use crate::acquaintance::is_foundation;
use crate::{Context, Result, notice, publication};

/// A text that is put before a member.
pub(crate) struct ReceivedOffer<'a> {
    pub(crate) id: &'a ObjectUri,
    pub(crate) note: &'a OfferedNote,
    pub(crate) published: Timestamp,
    pub(crate) end_time: Timestamp,
}

/// Somebody puts a text before a member: it replaces the one before of the same Note.
pub(crate) async fn receive_offer(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    received: ReceivedOffer<'_>,
) -> Result<()> {
    if from.is_local() {
        return receive_offer_here(context, transaction, from, to, received.id).await;
    }
    lock::pair(transaction, from.id, to.account.id).await?;
    if !is_sound(context, transaction, from, to, &received).await? {
        tracing::info!(offer = %received.id, "an offered text was not taken: its evidence does not fit");
        return Ok(());
    }
    let note = received.note;
    let found = match recommendation::by_uri(transaction, &note.uri).await? {
        Some(found) if found.author != from.id || found.subject != to.account.id => return Ok(()),
        Some(Recommendation {
            standing: Standing::Withdrawn { .. },
            ..
        }) => return Ok(()),
        Some(found) => found,
        None => begin(context, transaction, from, to, note).await?,
    };
    document::keep(
        transaction,
        &SignedDocument::Endorsement(note.endorsement.clone()),
        context.now(),
    )
    .await?;
    version::drop_in_progress(transaction, &found.id).await?;
    let words = Words::of(&note.endorsement);
    let offer = Offer {
        uri: received.id.clone(),
        foundation: Foundation {
            endorsement: *note.endorsement.digest(),
            author_attestation: *note.author_attestation.digest(),
            subject_attestation: *note.subject_attestation.digest(),
        },
        ends_at: received.end_time,
        set_aside: false,
        kept_back: false,
    };
    let offered = Version {
        id: VersionId::random(&*context.entropy),
        words: words.clone(),
        stage: VersionStage::Offered(offer.clone()),
        message: None,
    };
    save_version(context, transaction, &found.id, offered.clone()).await?;
    if is_reaffirmed(&found, &words) {
        return accept(context, transaction, to, &found, offered, offer).await;
    }
    notice::give(context, transaction, to, Notice::Offered, (from, received.id)).await?;
    Ok(())
}

/// Another member puts a text before a member; it is in the one row already.
async fn receive_offer_here(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    id: &ObjectUri,
) -> Result<()> {
    if let Some(recommendation) = version::recommendation_by_offer(transaction, id).await?
        && let Some(found) = recommendation::by_id(transaction, &recommendation).await?
        && let Some(version) = found.progress.clone()
        && let VersionStage::Offered(offer) = version.stage.clone()
        && is_reaffirmed(&found, &version.words)
    {
        return accept(context, transaction, to, &found, version, offer).await;
    }
    notice::give(context, transaction, to, Notice::Offered, (from, id)).await
}

/// Whether the words are those that are public: the subject has accepted them before, and is not asked again.
fn is_reaffirmed(found: &Recommendation, words: &Words) -> bool {
    matches!(&found.standing, Standing::Public(text) if text.words == *words)
}

async fn is_sound(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    received: &ReceivedOffer<'_>,
) -> Result<bool> {
    let note = received.note;
    let pair = [note.author_attestation.clone(), note.subject_attestation.clone()];
    let now = context.timestamp();
    let by_and_about = note.endorsement.author == from.uri
        && note.endorsement.object == to.account.uri
        && note.endorsement.is_at_home()
        && note.uri.origin() == Some(from.uri.url().origin())
        && Some(&note.endorsement.author_key) == from.evidence_key.as_ref();
    let in_time = now <= received.end_time && received.end_time <= received.published + LONGEST_DEADLINE;
    if !by_and_about || !in_time || check_offer(&note.endorsement, &pair, now).is_err() {
        return Ok(false);
    }
    if tombstone::exists(transaction, &note.uri, &from.uri).await? {
        return Ok(false);
    }
    // The attestations are those that both servers hold; the member's own stands first in the pair here.
    let pair = [note.subject_attestation.clone(), note.author_attestation.clone()];
    is_foundation(transaction, to, from, &pair).await
}

async fn begin(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    note: &OfferedNote,
) -> Result<Recommendation> {
    let begun = Recommendation {
        id: RecommendationId::random(&*context.entropy),
        uri: note.uri.clone(),
        url: note.url.clone(),
        author: from.id,
        subject: to.account.id,
        standing: Standing::Unpublished,
        progress: None,
        sequence: next_sequence(context.now(), &*context.entropy),
        created_at: context.now(),
        withdrawals_checked_at: None,
    };
    recommendation::begin(transaction, &begun).await?;
    Ok(begun)
}

/// The text on its way that a member of this instance offered by an activity to this person.
async fn own_offer(
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
) -> Result<Option<(Recommendation, Version)>> {
    lock::pair(transaction, from.id, to.account.id).await?;
    let Some(id) = version::recommendation_by_offer(transaction, offer).await? else {
        return Ok(None);
    };
    let found = recommendation::by_id(transaction, &id).await?;
    let found = found.filter(|found| found.author == to.account.id && found.subject == from.id);
    Ok(found.and_then(|found| found.progress.clone().map(|version| (found, version))))
}

/// The subject says yes, and her hold begins.
pub(crate) async fn receive_tentative_accept(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    (tentative, offer): (&ObjectUri, &ObjectUri),
    end_time: Option<Timestamp>,
) -> Result<()> {
    let Some((found, version)) = own_offer(transaction, from, to, offer).await? else {
        return Ok(());
    };
    if from.is_local() {
        return notice::give(context, transaction, to, Notice::Accepted, (from, tentative)).await;
    }
    let VersionStage::Offered(offer) = version.stage.clone() else {
        return Ok(());
    };
    if context.timestamp() > offer.ends_at {
        return Ok(());
    }
    let until = end_time.map_or_else(|| context.now(), Timestamp::datetime);
    let publish_at = publication::publish_at(context, transaction, &found, to, until).await?;
    let hold = Hold {
        tentative: tentative.clone(),
        until,
        acceptance: None,
        publish_at: Some(publish_at),
    };
    let accepted = Version {
        stage: VersionStage::Accepted(offer, hold),
        ..version
    };
    save_version(context, transaction, &found.id, accepted).await?;
    notice::give(context, transaction, to, Notice::Accepted, (from, tentative)).await?;
    Ok(())
}

/// The subject asks for a correction: the text is a draft again.
pub(crate) async fn receive_correction(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    offer: &ObjectUri,
    content: &str,
) -> Result<()> {
    let Some((found, version)) = own_offer(transaction, from, to, offer).await? else {
        return Ok(());
    };
    if !matches!(version.stage, VersionStage::Offered(_)) {
        return Ok(());
    }
    let message = Some(content.chars().take(MESSAGE_LENGTH).collect());
    let draft = Version {
        stage: VersionStage::Draft,
        message,
        ..version
    };
    save_version(context, transaction, &found.id, draft).await?;
    notice::give(context, transaction, to, Notice::ToCorrect, (from, offer)).await?;
    Ok(())
}

/// The author takes an offer back, or the subject her yes.
pub(crate) async fn receive_undo(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    object: &ObjectUri,
) -> Result<()> {
    if let Some(id) = version::recommendation_by_offer(transaction, object).await? {
        let found = recommendation::by_id(transaction, &id).await?;
        if found.is_some_and(|found| found.author == from.id) {
            version::drop_in_progress(transaction, &id).await?;
        }
    }
    let Some(id) = version::recommendation_by_tentative(transaction, object).await? else {
        return Ok(());
    };
    let found = recommendation::by_id(transaction, &id).await?;
    let Some(found) = found.filter(|found| found.subject == from.id) else {
        return Ok(());
    };
    match found.progress {
        Some(Version {
            id,
            words,
            stage: VersionStage::Accepted(offer, hold),
            message,
        }) if hold.acceptance.is_none() => {
            let offered = Version {
                id,
                words,
                stage: VersionStage::Offered(offer),
                message,
            };
            save_version(context, transaction, &found.id, offered).await
        }
        _ => Ok(()),
    }
}
