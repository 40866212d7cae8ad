//! Withdrawals: the only negative, and permanent.

pub mod question;
mod receive;

use vouchwell_domain::evidence::{Signed, SignedDocument, Withdrawal};
use vouchwell_domain::identifier::{AccountId, ObjectUri, RecommendationId};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::recommendation::{Party, Recommendation, Standing};
use vouchwell_domain::version::{Version, VersionError, VersionStage};
use vouchwell_storage::{Transaction, document, recommendation, version};

pub(crate) use question::read_current;
use receive::fall;
pub use receive::receive;
pub(crate) use receive::{drop_resting_on, end_all_with, lock_concerned, receive_account_deletion};

use crate::error::Refusal;
use crate::evidence::Signer;
use crate::recommendation::{
    RecommendationView, locked_of_member, save_version, show, show_what_waits, take_back,
};
use crate::{Context, Error, Result, notice, outbox};

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
    let (found, party) = locked_of_member(context, &mut transaction, member, id).await?;
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
            notice::take_back_answer(context, &mut transaction, member, &found).await?;
            recommendation::remove(&mut transaction, &found.id).await?;
            show_what_waits(context, &mut transaction, (found.author, found.subject)).await?;
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
        ..Audience::followers(member.id)
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
