//! Withdrawals that take effect here, whoever brought them.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Stage};
use vouchwell_domain::evidence::{Digest, Signed, SignedDocument, Withdrawal};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::recommendation::{Recommendation, Standing};
use vouchwell_domain::version::{Version, VersionStage};
use vouchwell_storage::{
    Transaction, account, acquaintance, activity, document, lock, member, recommendation, request, status,
    tombstone, version,
};

use crate::recommendation::save_version;
use crate::{Context, Error, Result, collection, outbox, reblog};

/// Lets withdrawals take effect, whoever brought them: each is believed by its own proof, over the document
/// of its own author and key.
///
/// # Errors
/// The database is away.
pub async fn receive(
    context: &Context,
    transaction: &mut Transaction,
    withdrawals: &[Signed<Withdrawal>],
) -> Result<()> {
    for withdrawal in withdrawals {
        document::keep(
            transaction,
            &SignedDocument::Withdrawal(withdrawal.clone()),
            context.now(),
        )
        .await?;
        let withdrawn = withdrawal.content().digest;
        let author = document::author(transaction, &withdrawn).await?;
        let has_force = author
            .is_some_and(|author| author.author == withdrawal.author && author.key == withdrawal.author_key);
        if !has_force {
            continue;
        }
        for id in version::recommendations_resting_on(transaction, &withdrawn).await? {
            if let Some(found) = recommendation::by_id(transaction, &id).await? {
                unfound(context, transaction, &found, &withdrawn, withdrawal).await?;
            }
        }
        // Whoever takes back any of his words that he knows somebody ends it. A member who said no in silence
        // goes on not being asked.
        for known in acquaintance::resting_on(transaction, &withdrawn).await? {
            if !matches!(&known.stage, Stage::Proposed(proposal) if proposal.is_declined_silently()) {
                let stage = Stage::Ended;
                acquaintance::save(transaction, &Acquaintance { stage, ..known }).await?;
            }
        }
    }
    Ok(())
}

/// Lets nobody else change what withdrawals are about, and what somebody has a part in who is gone, until the transaction
/// ends: as whoever publishes does, before anything of it is written.
///
/// # Errors
/// The database is away.
pub(crate) async fn lock_concerned(
    transaction: &mut Transaction,
    withdrawals: &[Signed<Withdrawal>],
    gone: Option<&Account>,
) -> Result<()> {
    let mut concerned = Vec::new();
    for withdrawal in withdrawals {
        let withdrawn = &withdrawal.content().digest;
        for id in version::recommendations_resting_on(transaction, withdrawn).await? {
            concerned.extend(recommendation::by_id(transaction, &id).await?);
        }
    }
    if let Some(gone) = gone {
        concerned.extend(recommendation::living_of(transaction, gone.id).await?);
    }
    let people: Vec<AccountId> = concerned
        .iter()
        .flat_map(|found| [found.author, found.subject])
        .collect();
    Ok(lock::all(transaction, &people).await?)
}

/// A document under a recommendation is withdrawn: the public text falls with it, and a text on the way goes
/// back to its author.
async fn unfound(
    context: &Context,
    transaction: &mut Transaction,
    found: &Recommendation,
    withdrawn: &Digest,
    withdrawal: &Signed<Withdrawal>,
) -> Result<()> {
    let rests_publicly = match &found.standing {
        Standing::Public(text) => text.documents().contains(withdrawn),
        Standing::Unpublished | Standing::Withdrawn { .. } => false,
    };
    if rests_publicly {
        return fall(context, transaction, found, vec![withdrawal.clone()]).await;
    }
    drop_progress(context, transaction, found).await
}

async fn drop_progress(
    context: &Context,
    transaction: &mut Transaction,
    found: &Recommendation,
) -> Result<()> {
    let author_is_here = member::by_account(transaction, found.author).await?.is_some();
    match found.progress.clone() {
        Some(version) if author_is_here => {
            let draft = Version {
                stage: VersionStage::Draft,
                ..version
            };
            save_version(context, transaction, &found.id, draft).await
        }
        _ => Ok(version::drop_in_progress(transaction, &found.id).await?),
    }
}

/// Texts on the way that rest on an attestation go back to their authors.
pub(crate) async fn drop_resting_on(
    context: &Context,
    transaction: &mut Transaction,
    attestation: &Digest,
) -> Result<()> {
    for id in version::recommendations_resting_on(transaction, attestation).await? {
        if let Some(found) = recommendation::by_id(transaction, &id).await? {
            drop_progress(context, transaction, &found).await?;
        }
    }
    Ok(())
}

/// A public recommendation is gone, here and, where its author is a member, everywhere it was sent.
pub(super) async fn fall(
    context: &Context,
    transaction: &mut Transaction,
    found: &Recommendation,
    withdrawals: Vec<Signed<Withdrawal>>,
) -> Result<()> {
    let author = account::by_id(transaction, found.author)
        .await?
        .ok_or(Error::NotFound)?;
    recommendation::withdraw(transaction, &found.id, context.now()).await?;
    if let Some(carrier) = status::by_uri(transaction, &found.uri).await? {
        reblog::end_all_of(context, transaction, &carrier).await?;
    }
    status::remove_by_uri(transaction, &found.uri).await?;
    tombstone::add(transaction, &found.uri, &author.uri, context.now()).await?;
    activity::remove_sent_about(transaction, &found.uri).await?;
    let Some(author) = member::by_account(transaction, found.author).await? else {
        return Ok(());
    };
    let audience = Audience {
        accounts: vec![found.subject],
        readers_of: Some(found.id.clone()),
        ..Audience::followers(author.id)
    };
    let message = Message::Delete {
        object: found.uri.clone(),
        withdrawals,
    };
    outbox::send(context, transaction, &author, message, audience).await?;
    collection::tell_changed(context, transaction, &author, found, &[]).await
}

/// An account of another server is deleted: whatever it endorsed or accepted is withdrawn with it (protocol §7).
pub(crate) async fn receive_account_deletion(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
) -> Result<()> {
    if from.is_local() {
        return Ok(());
    }
    end_all_with(context, transaction, from).await?;
    crate::remote_account::forget(context, transaction, from).await
}

/// Ends everything in which somebody has a part who is gone.
pub(crate) async fn end_all_with(
    context: &Context,
    transaction: &mut Transaction,
    gone: &Account,
) -> Result<()> {
    for found in recommendation::living_of(transaction, gone.id).await? {
        match found.standing {
            Standing::Public(_) => fall(context, transaction, &found, Vec::new()).await?,
            Standing::Unpublished => drop_progress(context, transaction, &found).await?,
            Standing::Withdrawn { .. } => {}
        }
    }
    for known in acquaintance::of_other(transaction, gone.id).await? {
        let ended = Acquaintance {
            stage: Stage::Ended,
            ..known
        };
        acquaintance::save(transaction, &ended).await?;
    }
    Ok(request::close_all_with(transaction, gone.id).await?)
}
