//! A subject answers a text about her, and may pull her yes within the hold.

use vouchwell_domain::evidence::{Digest, Timestamp};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::job::Job;
use vouchwell_domain::limit::MESSAGE_LENGTH;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::recommendation::{Party, Recommendation, ShownRecommendationState};
use vouchwell_domain::version::{Hold, Offer, Version, VersionError, VersionStage};
use vouchwell_storage::{Transaction, account, member, version};

use super::draft::{finish, save_version, take_back};
use super::view::{RecommendationView, view};
use super::{locked_for, of_member};
use crate::acquaintance::check_not_private;
use crate::error::Refusal;
use crate::{Context, Error, Result, outbox, publication};

/// What a subject answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextAnswer {
    /// Yes, to what is offered now.
    Accept,
    /// Yes, to the text that she was shown, by the digest of its endorsement: another one is not meant.
    AcceptShown(Digest),
    /// Not like this.
    Correct {
        /// What to correct. She never edits his words.
        message: String,
    },
    /// She lets it lapse; nobody is told.
    Lapse,
}

/// Answers an offered text.
///
/// # Errors
/// It is not about her, not offered, or lapsed.
pub async fn answer(
    context: &Context,
    member: &Member,
    id: &RecommendationId,
    answer: TextAnswer,
) -> Result<RecommendationView> {
    let mut transaction = context.store.begin().await?;
    let (found, version) = locked(context, &mut transaction, member, id, Party::Subject).await?;
    let offer = version.answerable(context.timestamp())?.clone();
    match answer {
        TextAnswer::Correct { message } => {
            return correct(context, transaction, member, found, offer, message).await;
        }
        TextAnswer::AcceptShown(shown) if shown != offer.foundation.endorsement => {
            return Err(VersionError::NotOffered.into());
        }
        TextAnswer::Accept | TextAnswer::AcceptShown(_) => {
            check_not_private(&mut transaction, member, found.author).await?;
            accept(context, &mut transaction, member, &found, version, offer).await?;
        }
        TextAnswer::Lapse => {
            let stage = VersionStage::Offered(Offer {
                set_aside: true,
                ..offer
            });
            save_version(context, &mut transaction, &found.id, Version { stage, ..version }).await?;
        }
    }
    finish(context, transaction, member, &found.id).await
}

/// Asks for a correction: from now on the text is with its author alone, so what is returned is the last
/// that the subject sees of it.
async fn correct(
    context: &Context,
    mut transaction: Transaction,
    member: &Member,
    found: Recommendation,
    offer: Offer,
    message: String,
) -> Result<RecommendationView> {
    if message.trim().is_empty() || message.chars().count() > MESSAGE_LENGTH {
        return Err(Refusal::Invalid("say in 1 to 1,000 characters what to correct".into()).into());
    }
    let author = account::by_id(&mut transaction, found.author)
        .await?
        .ok_or(Error::NotFound)?;
    let id = found.id.clone();
    let last = view(context, &mut transaction, found, Some(member.account.id)).await?;
    if !author.is_local() {
        version::drop_in_progress(&mut transaction, &id).await?;
    }
    let content = message.clone();
    let said = Message::TentativeReject {
        object: offer.uri,
        to: author.uri,
        content,
    };
    outbox::send(context, &mut transaction, member, said, Audience::only(author.id)).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(match last.revision {
        Some(_) => RecommendationView {
            revision: None,
            ..last
        },
        None => RecommendationView {
            state: ShownRecommendationState::Draft,
            message: Some(message),
            ..last
        },
    })
}

/// Says yes: the hold begins, and the acceptance is signed when it is over.
pub(crate) async fn accept(
    context: &Context,
    transaction: &mut Transaction,
    subject: &Member,
    found: &Recommendation,
    version: Version,
    offer: Offer,
) -> Result<()> {
    let until = context.now() + context.terms.hold;
    let tentative = context.address.new_activity(&*context.entropy);
    let publish_at = match member::by_account(transaction, found.author).await? {
        Some(author) => Some(publication::publish_at(context, transaction, found, &author, until).await?),
        None => None,
    };
    let hold = Hold {
        tentative: tentative.clone(),
        until,
        acceptance: None,
        publish_at,
    };
    let object = offer.uri.clone();
    let offer = Offer {
        set_aside: false,
        ..offer
    };
    let job = Job::ConcludeHold {
        version: version.id.clone(),
    };
    let accepted = Version {
        stage: VersionStage::Accepted(offer, hold),
        ..version
    };
    save_version(context, transaction, &found.id, accepted).await?;
    let author = account::by_id(transaction, found.author)
        .await?
        .ok_or(Error::NotFound)?;
    let message = Message::TentativeAccept {
        object,
        to: author.uri,
        content: None,
        end_time: Some(Timestamp::from_datetime(until)),
    };
    let audience = Audience::only(author.id);
    outbox::send_as(context, transaction, subject, tentative, message, audience).await?;
    outbox::schedule(context, transaction, &job, until).await
}

/// Pulls within the hold, without a trace: the subject takes her yes back, or the author his offer.
///
/// # Errors
/// The text is not in its hold.
pub async fn pull(context: &Context, member: &Member, id: &RecommendationId) -> Result<RecommendationView> {
    let mut transaction = context.store.begin().await?;
    let (found, party) = of_member(context, &mut transaction, member, id).await?;
    let (found, version) = locked(context, &mut transaction, member, &found.id, party).await?;
    match party {
        Party::Author => {
            if !matches!(version.stage, VersionStage::Accepted(..)) {
                return Err(VersionError::NotHeld.into());
            }
            take_back(context, &mut transaction, member, &found, &version).await?;
        }
        Party::Subject => {
            let (offer, hold) = version.pullable()?;
            let author = account::by_id(&mut transaction, found.author)
                .await?
                .ok_or(Error::NotFound)?;
            let message = Message::Undo {
                object: hold.tentative.clone(),
                to: author.uri,
            };
            let stage = VersionStage::Offered(offer.clone());
            let pulled = Version {
                stage,
                ..version.clone()
            };
            save_version(context, &mut transaction, &found.id, pulled).await?;
            outbox::send(
                context,
                &mut transaction,
                member,
                message,
                Audience::only(author.id),
            )
            .await?;
        }
    }
    finish(context, transaction, member, &found.id).await
}

/// The recommendation with its text on the way, for this party alone, with nobody else changing it.
async fn locked(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    id: &RecommendationId,
    wanted: Party,
) -> Result<(Recommendation, Version)> {
    let found = locked_for(context, transaction, member, id, wanted).await?;
    let shown = found
        .progress
        .as_ref()
        .and_then(|version| version.shown(wanted, context.timestamp()));
    match (shown, found.progress.clone()) {
        (Some(_), Some(version)) => Ok((found, version)),
        _ => Err(VersionError::NotOffered.into()),
    }
}
