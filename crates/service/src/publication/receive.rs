//! A recommendation that another server published.

use std::collections::BTreeSet;

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::{Signed, Withdrawal};
use vouchwell_domain::identifier::{ObjectUri, RecommendationId, VersionId, next_sequence};
use vouchwell_domain::publication::Publication;
use vouchwell_domain::recommendation::{Recommendation, Standing};
use vouchwell_storage::{Transaction, account, document, follow, lock, recommendation, tombstone};

use super::publish::record;
use crate::{Context, Result, withdrawal};

/// A Note with its verified evidence, and the two people as they were resolved.
#[derive(Debug, Clone)]
pub struct Received<'a> {
    /// The Note.
    pub uri: ObjectUri,
    /// Its page.
    pub url: ObjectUri,
    /// The proof that it may be public.
    pub publication: Publication,
    /// Who wrote it.
    pub author: &'a Account,
    /// Whom it is about.
    pub subject: &'a Account,
    /// The withdrawal of the text that it replaces.
    pub replaced: Option<Signed<Withdrawal>>,
    /// Somebody here asked for it; otherwise it is kept only if it concerns a member.
    pub wanted: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reception {
    /// It is public here too.
    Kept(RecommendationId),
    /// It concerns nobody here.
    OfNoConcern,
    /// It, or a document in it, was withdrawn.
    Withdrawn,
    /// A newer text is here, or another Note has this id.
    Outdated,
    /// It is about a member who never accepted it.
    NotAccepted,
    /// One of its people is gone, or the instance has nothing to do with her server.
    Ended,
}

/// Takes a published recommendation, new or in a new text (protocol §7, *Receiving*).
///
/// # Errors
/// The database is away.
pub async fn receive(
    context: &Context,
    transaction: &mut Transaction,
    received: Received<'_>,
) -> Result<Reception> {
    let Received {
        uri,
        url,
        publication,
        author,
        subject,
        replaced,
        wanted,
    } = received;
    lock::pair(transaction, author.id, subject.id).await?;
    if author.is_local() || tombstone::exists(transaction, &uri, &author.uri).await? {
        return Ok(Reception::Withdrawn);
    }
    let ended = account::ended_among(transaction, &BTreeSet::from([author.id, subject.id])).await?;
    if !ended.is_empty() {
        return Ok(Reception::Ended);
    }
    let known = recommendation::by_uri(transaction, &uri).await?;
    let concerned = wanted
        || subject.is_local()
        || !follow::followed_here(transaction, BTreeSet::from([author.id]))
            .await?
            .is_empty();
    if known.is_none() && !concerned {
        return Ok(Reception::OfNoConcern);
    }
    if subject.is_local()
        && document::author(transaction, publication.acceptance())
            .await?
            .is_none()
    {
        return Ok(Reception::NotAccepted);
    }
    if let Some(known) = &known {
        match newer(transaction, known, &publication, (author, subject)).await? {
            Newer::Yes => {}
            Newer::Same => return Ok(Reception::Kept(known.id.clone())),
            Newer::No(reception) => return Ok(reception),
        }
    }
    document::keep_bundle(transaction, publication.bundle(), context.now()).await?;
    if !document::withdrawals_of_bundle(transaction, publication.bundle())
        .await?
        .is_empty()
    {
        return Ok(Reception::Withdrawn);
    }
    let found = match known {
        Some(known) => known,
        None => begin(context, transaction, uri, url, (author, subject)).await?,
    };
    let version = version_for(context, &found, &publication);
    record(
        context,
        transaction,
        &publication,
        &found,
        &version,
        (author, subject),
    )
    .await?;
    if let Some(replaced) = replaced {
        withdrawal::receive(context, transaction, &[replaced]).await?;
    }
    Ok(Reception::Kept(found.id))
}

enum Newer {
    Yes,
    Same,
    No(Reception),
}

async fn newer(
    transaction: &mut Transaction,
    known: &Recommendation,
    publication: &Publication,
    (author, subject): (&Account, &Account),
) -> Result<Newer> {
    if known.author != author.id || known.subject != subject.id {
        return Ok(Newer::No(Reception::Outdated));
    }
    let text = match &known.standing {
        Standing::Unpublished => return Ok(Newer::Yes),
        Standing::Withdrawn { .. } => return Ok(Newer::No(Reception::Withdrawn)),
        Standing::Public(text) => text,
    };
    let incoming = publication.foundation().endorsement;
    if incoming == text.foundation.endorsement {
        return Ok(Newer::Same);
    }
    let stored = document::endorsement(transaction, &text.foundation.endorsement).await?;
    let endorsement = publication.endorsement();
    let same_keys =
        stored.author_key == endorsement.author_key && stored.object_key == endorsement.object_key;
    let later = endorsement.published > stored.published;
    Ok(if same_keys && later {
        Newer::Yes
    } else {
        Newer::No(Reception::Outdated)
    })
}

async fn begin(
    context: &Context,
    transaction: &mut Transaction,
    uri: ObjectUri,
    url: ObjectUri,
    (author, subject): (&Account, &Account),
) -> Result<Recommendation> {
    let begun = Recommendation {
        id: RecommendationId::random(&*context.entropy),
        uri,
        url,
        author: author.id,
        subject: subject.id,
        standing: Standing::Unpublished,
        progress: None,
        sequence: next_sequence(context.now(), &*context.entropy),
        created_at: context.now(),
        withdrawals_checked_at: None,
    };
    recommendation::begin(transaction, &begun).await?;
    Ok(begun)
}

/// The version that was offered to a member, or a new one.
fn version_for(context: &Context, found: &Recommendation, publication: &Publication) -> VersionId {
    let endorsement = publication.foundation().endorsement;
    found
        .progress
        .as_ref()
        .filter(|version| {
            version
                .offer()
                .is_some_and(|offer| offer.foundation.endorsement == endorsement)
        })
        .map_or_else(
            || VersionId::random(&*context.entropy),
            |version| version.id.clone(),
        )
}
