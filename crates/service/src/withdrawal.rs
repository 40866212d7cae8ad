//! Withdrawals: the only negative, and permanent.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Stage};
use vouchwell_domain::evidence::{Digest, Signed, SignedDocument, Withdrawal};
use vouchwell_domain::identifier::{AccountId, ObjectUri, RecommendationId};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::recommendation::{Party, Recommendation, Standing};
use vouchwell_domain::version::{Version, VersionError, VersionStage};
use vouchwell_storage::{
    Transaction, account, acquaintance, activity, document, lock, member, recommendation, status, tombstone,
    version,
};

use crate::error::Refusal;
use crate::evidence::Signer;
use crate::recommendation::{RecommendationView, of_member, save_version, show, take_back};
use crate::{Context, Error, Result, outbox};

/// A party withdraws: the author what she endorsed, in every text so far; the subject his acceptance, which
/// hides it for good. Of a text that is not public yet, the author drops it, and the subject lets it lapse.
///
/// # Errors
/// It is not hers, or withdrawn already.
pub async fn withdraw(
    context: &Context,
    member: &Member,
    id: &RecommendationId,
) -> Result<Option<RecommendationView>> {
    let mut transaction = context.store.begin().await?;
    let (found, _) = of_member(context, &mut transaction, member, id).await?;
    lock::pair(&mut transaction, found.author, found.subject).await?;
    let (found, party) = of_member(context, &mut transaction, member, id).await?;
    match (&found.standing, party) {
        (Standing::Withdrawn { .. }, _) => return Err(Refusal::Withdrawn.into()),
        (Standing::Public(_), Party::Author) => {
            withdraw_texts(context, &mut transaction, member, &found).await?
        }
        (Standing::Public(text), Party::Subject) => {
            let acceptance = document::acceptance(&mut transaction, &text.acceptance).await?;
            let signed = Signer::of(context, &mut transaction, member)
                .await?
                .withdraw(&acceptance)?;
            let object = acceptance
                .id
                .as_str()
                .parse()
                .map_err(|_| Error::Internal("an own id is no id"))?;
            announce(
                context,
                &mut transaction,
                member,
                object,
                vec![signed],
                Some(found.author),
            )
            .await?;
        }
        (Standing::Unpublished, Party::Author) => {
            if let Some(version) = &found.progress {
                take_back(context, &mut transaction, member, &found, version).await?;
            }
            recommendation::remove(&mut transaction, &found.id).await?;
        }
        (Standing::Unpublished, Party::Subject) => set_aside(context, &mut transaction, &found).await?,
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    match show(context, member, &found.id).await {
        Ok(view) => Ok(Some(view)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn set_aside(context: &Context, transaction: &mut Transaction, found: &Recommendation) -> Result<()> {
    match found.progress.clone() {
        Some(Version {
            id,
            words,
            stage: VersionStage::Offered(mut offer),
            message,
        }) => {
            offer.set_aside = true;
            let aside = Version {
                id,
                words,
                stage: VersionStage::Offered(offer),
                message,
            };
            save_version(context, transaction, &found.id, aside).await
        }
        _ => Err(VersionError::NotOffered.into()),
    }
}

async fn withdraw_texts(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    found: &Recommendation,
) -> Result<()> {
    let signer = Signer::of(context, transaction, author).await?;
    let mut withdrawals = Vec::new();
    for text in version::published(transaction, &found.id).await? {
        let signed = match document::withdrawal_of(transaction, &text.foundation.endorsement).await? {
            Some(earlier) => earlier,
            None => {
                signer.withdraw(&document::endorsement(transaction, &text.foundation.endorsement).await?)?
            }
        };
        document::keep(
            transaction,
            &SignedDocument::Withdrawal(signed.clone()),
            context.now(),
        )
        .await?;
        withdrawals.push(signed);
    }
    fall(context, transaction, found, withdrawals).await
}

/// Lets own withdrawals take effect here, and tells the other person and the member's followers of them.
pub(crate) async fn announce(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    object: ObjectUri,
    withdrawals: Vec<Signed<Withdrawal>>,
    other: Option<AccountId>,
) -> Result<()> {
    receive(context, transaction, &withdrawals).await?;
    let audience = Audience {
        accounts: other.into_iter().collect(),
        followers_of: Some(member.id),
        readers_of: None,
    };
    outbox::send(
        context,
        transaction,
        member,
        Message::Delete { object, withdrawals },
        audience,
    )
    .await?;
    Ok(())
}

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
        for known in acquaintance::resting_on(transaction, &withdrawn).await? {
            if !matches!(known.stage, Stage::Ended) {
                let ended = Acquaintance {
                    stage: Stage::Ended,
                    ..known
                };
                acquaintance::save(transaction, &ended).await?;
            }
        }
    }
    Ok(())
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
        Standing::Public(text) => [
            text.foundation.endorsement,
            text.foundation.author_attestation,
            text.foundation.subject_attestation,
            text.acceptance,
        ]
        .contains(withdrawn),
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
async fn fall(
    context: &Context,
    transaction: &mut Transaction,
    found: &Recommendation,
    withdrawals: Vec<Signed<Withdrawal>>,
) -> Result<()> {
    let author = account::by_id(transaction, found.author)
        .await?
        .ok_or(Error::NotFound)?;
    recommendation::withdraw(transaction, &found.id, context.now()).await?;
    status::remove_by_uri(transaction, &found.uri).await?;
    tombstone::add(transaction, &found.uri, &author.uri, context.now()).await?;
    activity::remove_sent_about(transaction, &found.uri).await?;
    let Some(author) = member::by_account(transaction, found.author).await? else {
        return Ok(());
    };
    let audience = Audience {
        accounts: vec![found.subject],
        followers_of: Some(author.id),
        readers_of: Some(found.id.clone()),
    };
    let message = Message::Delete {
        object: found.uri.clone(),
        withdrawals,
    };
    outbox::send(context, transaction, &author, message, audience).await?;
    Ok(())
}

/// An account is deleted: whatever it endorsed or accepted is withdrawn with it (protocol §7).
pub(crate) async fn receive_account_deletion(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
) -> Result<()> {
    if from.is_local() {
        return Ok(());
    }
    for found in recommendation::living_of(transaction, from.id).await? {
        match found.standing {
            Standing::Public(_) => fall(context, transaction, &found, Vec::new()).await?,
            Standing::Unpublished => drop_progress(context, transaction, &found).await?,
            Standing::Withdrawn { .. } => {}
        }
    }
    for known in acquaintance::of_other(transaction, from.id).await? {
        acquaintance::save(
            transaction,
            &Acquaintance {
                stage: Stage::Ended,
                ..known
            },
        )
        .await?;
    }
    crate::remote_account::forget(context, transaction, from).await
}
