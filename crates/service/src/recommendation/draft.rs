//! An author writes and changes a text.

use std::collections::HashSet;

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, RecommendationId, VersionId, next_sequence};
use vouchwell_domain::limit::LIMITATIONS_LENGTH;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::recommendation::{Party, Recommendation, Standing};
use vouchwell_domain::version::{Version, VersionStage, Words};
use vouchwell_storage::{
    Transaction, account, block, kept_back, lock, recommendation, undisclosed_draft, version,
};

use super::locked_for;
use super::view::{RecommendationView, view};
use crate::account::living;
use crate::error::Refusal;
use crate::{Context, Error, Result, outbox};

/// Begins a draft about somebody. Nobody else learns of it.
///
/// # Errors
/// It is herself, somebody she blocks, or somebody she already recommends; or the words are not fit.
pub async fn write(
    context: &Context,
    member: &Member,
    subject: AccountId,
    words: Words,
) -> Result<RecommendationView> {
    let id = RecommendationId::random(&*context.entropy);
    write_once(context, member, id, subject, words).await
}

/// The same under an id that was made with the form: sent again, the form begins nothing more.
///
/// # Errors
/// Those of [`write`]; or the id is another text's.
pub async fn write_once(
    context: &Context,
    member: &Member,
    id: RecommendationId,
    subject: AccountId,
    words: Words,
) -> Result<RecommendationView> {
    check(&words)?;
    let mut transaction = context.store.begin().await?;
    let subject = recommendable(&mut transaction, member, subject).await?;
    lock::pair(&mut transaction, member.account.id, subject.id).await?;
    if let Some(begun) = recommendation::by_id(&mut transaction, &id).await? {
        if begun.author != member.account.id || begun.subject != subject.id {
            return Err(Error::NotFound);
        }
        return view(context, &mut transaction, begun, Some(member.account.id)).await;
    }
    begin(context, &mut transaction, member, id.clone(), &subject, words).await?;
    finish(context, transaction, member, &id).await
}

/// Whom a member may write about.
pub(super) async fn recommendable(
    transaction: &mut Transaction,
    member: &Member,
    subject: AccountId,
) -> Result<Account> {
    let subject = living(transaction, subject).await?;
    if member.account.is_same_person(&subject) {
        return Err(Refusal::Oneself.into());
    }
    if block::exists(transaction, member.account.id, subject.id).await? {
        return Err(Refusal::Blocking.into());
    }
    Ok(subject)
}

/// Begins a draft, and says which text it is.
pub(super) async fn begin(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    id: RecommendationId,
    subject: &Account,
    words: Words,
) -> Result<(Recommendation, VersionId)> {
    let permalink = context.address.recommendation(&id);
    let begun = Recommendation {
        id,
        uri: permalink.clone(),
        url: permalink,
        author: member.account.id,
        subject: subject.id,
        standing: Standing::Unpublished,
        progress: None,
        sequence: next_sequence(context.now(), &*context.entropy),
        created_at: context.now(),
        withdrawals_checked_at: None,
    };
    recommendation::begin(transaction, &begun).await?;
    let draft = new_draft(context, words);
    let version = draft.id.clone();
    save_version(context, transaction, &begun.id, draft).await?;
    Ok((begun, version))
}

/// Changes a text: a draft in place; an offered or accepted one first goes back to being a draft; of a
/// public one this begins a revision, and the old text stays until the new one is accepted.
///
/// # Errors
/// It is not hers, or was withdrawn; or the words are not fit.
pub async fn edit(
    context: &Context,
    member: &Member,
    id: &RecommendationId,
    words: Words,
) -> Result<RecommendationView> {
    check(&words)?;
    let mut transaction = context.store.begin().await?;
    let found = locked_for(context, &mut transaction, member, id, Party::Author).await?;
    if matches!(found.standing, Standing::Withdrawn { .. }) {
        return Err(Refusal::Withdrawn.into());
    }
    let changed = match found.progress.clone() {
        None => new_draft(context, words),
        Some(version) => {
            let message = version.message.clone();
            let draft = Version {
                id: version.id.clone(),
                words,
                stage: VersionStage::Draft,
                message,
            };
            take_back(context, &mut transaction, member, &found, &version).await?;
            draft
        }
    };
    undisclosed_draft::remove(&mut transaction, &changed.id).await?;
    save_version(context, &mut transaction, &found.id, changed).await?;
    finish(context, transaction, member, &found.id).await
}

/// Undoes the offer of a text, if it is offered or in its hold: the subject is left without a trace of it.
pub(crate) async fn take_back(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    found: &Recommendation,
    version: &Version,
) -> Result<()> {
    let Some(offer) = version.offer() else {
        return Ok(());
    };
    let draft = Version {
        stage: VersionStage::Draft,
        ..version.clone()
    };
    save_version(context, transaction, &found.id, draft).await?;
    kept_back::release(transaction, &offer.uri).await?;
    let subject = account::by_id(transaction, found.subject)
        .await?
        .ok_or(Error::NotFound)?;
    let message = Message::Undo {
        object: offer.uri.clone(),
        to: subject.uri,
    };
    outbox::send(
        context,
        transaction,
        author,
        message,
        Audience::only(found.subject),
    )
    .await?;
    Ok(())
}

pub(crate) async fn save_version(
    context: &Context,
    transaction: &mut Transaction,
    id: &RecommendationId,
    draft: Version,
) -> Result<()> {
    let now = context.now();
    version::save(
        transaction,
        id,
        &draft,
        next_sequence(now, &*context.entropy),
        now,
    )
    .await?;
    Ok(())
}

/// What members may write is less than what may be signed: a text must not outgrow its bundle.
pub(super) fn check(words: &Words) -> Result<()> {
    if words.text.as_str().trim().is_empty() {
        return Err(Refusal::BlankText.into());
    }
    if words.limitations.as_str().chars().count() > LIMITATIONS_LENGTH {
        return Err(Refusal::LimitationsTooLong.into());
    }
    let topics: HashSet<_> = words.topics.iter().collect();
    let disclosures: HashSet<_> = words.disclosures.iter().collect();
    if topics.len() < words.topics.len() || disclosures.len() < words.disclosures.len() {
        return Err(Refusal::Repeated.into());
    }
    Ok(())
}

pub(super) fn new_draft(context: &Context, words: Words) -> Version {
    Version {
        id: VersionId::random(&*context.entropy),
        words,
        stage: VersionStage::Draft,
        message: None,
    }
}

/// Shows what was made of it, and makes it durable.
pub(crate) async fn finish(
    context: &Context,
    mut transaction: Transaction,
    member: &Member,
    id: &RecommendationId,
) -> Result<RecommendationView> {
    let found = recommendation::by_id(&mut transaction, id)
        .await?
        .ok_or(Error::NotFound)?;
    let view = view(context, &mut transaction, found, Some(member.account.id)).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}
