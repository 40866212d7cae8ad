//! A member takes an offer back, or ends an acquaintance.

use vouchwell_domain::acquaintance::{Acquaintance, Stage};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{account, acquaintance, document, lock};

use super::{AcquaintanceView, own, view};
use crate::error::Refusal;
use crate::evidence::Signer;
use crate::{Context, Error, Result, outbox, withdrawal};

/// Ends an acquaintance for good, with everything that rests on it; or takes back an offer that has not
/// been answered; or declines one in silence.
///
/// # Errors
/// It is not hers, or over already.
pub async fn end(context: &Context, member: &Member, id: &AcquaintanceId) -> Result<AcquaintanceView> {
    let mut transaction = context.store.begin().await?;
    let found = own(&mut transaction, member, id).await?;
    lock::pair(&mut transaction, member.account.id, found.other).await?;
    let known = own(&mut transaction, member, id).await?;
    let other = account::by_id(&mut transaction, known.other)
        .await?
        .ok_or(Error::NotFound)?;
    let ended = match &known.stage {
        Stage::Offered { .. } => {
            let message = Message::Undo {
                object: known.offer.clone(),
                to: other.uri.clone(),
            };
            let ended = Acquaintance {
                stage: Stage::Ended,
                ..known
            };
            acquaintance::save(&mut transaction, &ended).await?;
            outbox::send(
                context,
                &mut transaction,
                member,
                message,
                Audience::only(other.id),
            )
            .await?;
            ended
        }
        Stage::Asked {
            theirs,
            accept_by,
            hidden,
            ..
        } => {
            let (theirs, accept_by, hidden) = (*theirs, *accept_by, *hidden);
            let stage = Stage::Asked {
                theirs,
                accept_by,
                declined_silently: true,
                hidden,
            };
            let declined = Acquaintance { stage, ..known };
            acquaintance::save(&mut transaction, &declined).await?;
            declined
        }
        Stage::Mutual { mine, .. } => {
            let attestation = document::attestation(&mut transaction, mine).await?;
            let signed = Signer::of(context, &mut transaction, member)
                .await?
                .withdraw(&attestation)?;
            let object = attestation
                .id
                .as_str()
                .parse()
                .map_err(|_| Error::Internal("an own id is no id"))?;
            withdrawal::announce(
                context,
                &mut transaction,
                member,
                object,
                vec![signed],
                Some(other.id),
            )
            .await?;
            Acquaintance {
                stage: Stage::Ended,
                ..known
            }
        }
        Stage::Declined | Stage::Ended => return Err(Refusal::AlreadyOver.into()),
    };
    let view = view(context, &mut transaction, ended).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}
