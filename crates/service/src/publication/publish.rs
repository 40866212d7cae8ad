//! An author's server publishes.

use vouchwell_domain::account::Account;
use vouchwell_domain::content;
use vouchwell_domain::evidence::{SignedDocument, Timestamp};
use vouchwell_domain::identifier::{StatusId, VersionId, next_sequence};
use vouchwell_domain::job::Job;
use vouchwell_domain::message::{Audience, Message, OfferedNote, PublishedNote};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::publication::Publication;
use vouchwell_domain::recommendation::{PublishedText, Recommendation, Standing};
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_domain::version::VersionStage;
use vouchwell_storage::publication::Record;
use vouchwell_storage::{Transaction, account, document, member, publication, remembered_key, status};

use super::{assemble, check, in_progress, waits_for_suspended};
use crate::evidence::Signer;
use crate::notification::{tell, tell_boosters, tell_followers};
use crate::{Context, Error, Result, collection, outbox};

/// The hold and the quarantine are over: the text becomes public. Doing it again changes nothing.
///
/// # Errors
/// The database is away.
pub async fn publish(context: &Context, id: &VersionId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let Some((found, version)) = in_progress(&mut transaction, id).await? else {
        return Ok(());
    };
    let VersionStage::Accepted(offer, hold) = version.stage else {
        return Ok(());
    };
    let Some(author) = member::by_account(&mut transaction, found.author).await? else {
        return Ok(());
    };
    let subject = account::by_id(&mut transaction, found.subject)
        .await?
        .ok_or(Error::NotFound)?;
    let (Some(acceptance), Some(publish_at)) = (hold.acceptance, hold.publish_at) else {
        return Ok(());
    };
    if context.now() < publish_at {
        return Ok(());
    }
    let again = Job::Publish { version: id.clone() };
    if waits_for_suspended(context, &mut transaction, &author, &again).await? {
        return Ok(transaction.commit().await?);
    }
    let acceptance = document::acceptance(&mut transaction, &acceptance).await?;
    let bundle = assemble(&mut transaction, &offer, acceptance).await?;
    let Some(publication) = check(
        context,
        &mut transaction,
        bundle,
        &found,
        &author.account,
        &subject,
    )
    .await?
    else {
        return Ok(());
    };
    let replaced = match &found.standing {
        Standing::Public(text) => {
            let old = document::endorsement(&mut transaction, &text.foundation.endorsement).await?;
            Some(
                Signer::of(context, &mut transaction, &author)
                    .await?
                    .withdraw(&old)?,
            )
        }
        Standing::Unpublished | Standing::Withdrawn { .. } => None,
    };
    let recorded = record(
        context,
        &mut transaction,
        &publication,
        &found,
        id,
        (&author.account, &subject),
    )
    .await?;
    if let Some(withdrawal) = &replaced {
        let kept = SignedDocument::Withdrawal(withdrawal.clone());
        document::keep(&mut transaction, &kept, context.now()).await?;
    }
    let bundle = publication.bundle();
    let [author_attestation, subject_attestation] = bundle.attestations.clone();
    let note = PublishedNote {
        offered: OfferedNote {
            uri: found.uri.clone(),
            url: found.url.clone(),
            endorsement: bundle.endorsement.clone(),
            author_attestation,
            subject_attestation,
        },
        acceptance: bundle.acceptance.clone(),
        published: Timestamp::from_datetime(recorded.created_at),
        updated: recorded.edited_at.map(Timestamp::from_datetime),
    };
    let message = Message::Publish {
        note: Box::new(note),
        replaced: replaced.map(Box::new),
    };
    let audience = Audience {
        accounts: vec![found.subject],
        readers_of: Some(found.id.clone()),
        ..Audience::followers(author.id)
    };
    outbox::send(context, &mut transaction, &author, message, audience).await?;
    let topics = publication.words().topics;
    collection::tell_changed(context, &mut transaction, &author, &found, topics.as_slice()).await?;
    let expiry = Job::Expire {
        recommendation: found.id.clone(),
    };
    let expires_at = publication.expires_at().datetime();
    outbox::schedule(context, &mut transaction, &expiry, expires_at).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Writes the public state, the status that carries it, what is remembered of the keys, and the subject's
/// notification.
pub(super) async fn record(
    context: &Context,
    transaction: &mut Transaction,
    publication: &Publication,
    found: &Recommendation,
    version: &VersionId,
    (author, subject): (&Account, &Account),
) -> Result<Status> {
    let now = context.now();
    let earlier = match &found.standing {
        Standing::Public(text) => Some(&**text),
        Standing::Unpublished | Standing::Withdrawn { .. } => None,
    };
    let status = carrier(context, publication, found, earlier, (author, subject));
    let record = Record {
        recommendation: &found.id,
        version,
        status: status.id,
        sequence: next_sequence(now, &*context.entropy),
        first_published_at: status.created_at,
        now,
    };
    publication::record(transaction, publication, &record).await?;
    if earlier.is_some() {
        status::update(transaction, &status).await?;
        tell_boosters(context, transaction, &status).await?;
    } else {
        status::insert(transaction, &status).await?;
        if let Some(member) = member::by_account(transaction, subject.id).await? {
            tell(
                context,
                transaction,
                &member,
                NotificationKind::Mention,
                author.id,
                Some(status.id),
            )
            .await?;
        }
        tell_followers(context, transaction, &status).await?;
    }
    let endorsement = publication.endorsement();
    remembered_key::remember(transaction, author.id, &endorsement.author_key, now).await?;
    remembered_key::remember(transaction, subject.id, &endorsement.object_key, now).await?;
    Ok(status)
}

fn carrier(
    context: &Context,
    publication: &Publication,
    found: &Recommendation,
    earlier: Option<&PublishedText>,
    (author, subject): (&Account, &Account),
) -> Status {
    let now = context.now();
    let words = publication.words();
    let relationship = publication.bundle().attestations[0].relationship;
    Status {
        id: earlier.map_or_else(|| StatusId::next(now, &*context.entropy), |text| text.status),
        uri: found.uri.clone(),
        url: found.url.clone(),
        account: author.id,
        content: content::html(publication.endorsement(), relationship, subject, &found.url),
        spoiler: String::new(),
        sensitive: false,
        language: Some(words.language.as_str().to_owned()),
        visibility: Visibility::Public,
        in_reply_to: None,
        tags: words
            .topics
            .iter()
            .map(|topic| topic.as_str().to_owned())
            .collect(),
        mentions: vec![subject.id],
        recommendation: Some(found.id.clone()),
        reblog_of: None,
        created_at: earlier.map_or(now, |text| text.published_at),
        edited_at: earlier.map(|_| now),
    }
}
