//! A member answers somebody who says that he knows her.

use vouchwell_domain::acquaintance::{Acquaintance, Stage};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{acquaintance, doubt, lock};

use super::attest::{answer_yes, counterpart};
use super::{AcquaintanceView, check_length, own, view};
use crate::error::Refusal;
use crate::evidence::AttestationTerms;
use crate::{Context, Result, outbox};

/// What a member answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferAnswer {
    /// She knows him too.
    Yes(AttestationTerms),
    /// She does not, or not yet. Silent, unless she tells.
    No {
        /// Said to him, if she tells.
        told: Option<Option<String>>,
    },
    /// Let's meet first. The offer stays open.
    MeetFirst {
        /// Said with it.
        message: Option<String>,
    },
}

/// Answers an offer.
///
/// # Errors
/// It is not hers, or there is nothing to answer any more.
pub async fn answer(
    context: &Context,
    member: &Member,
    id: &AcquaintanceId,
    answer: OfferAnswer,
) -> Result<AcquaintanceView> {
    let mut transaction = context.store.begin().await?;
    let found = own(&mut transaction, member, id).await?;
    lock::pair(&mut transaction, member.account.id, found.other).await?;
    let known = own(&mut transaction, member, id).await?;
    if !known.may_be_accepted(context.timestamp()) {
        return Err(Refusal::NothingToAnswer.into());
    }
    let other = counterpart(&mut transaction, member, known.other).await?;
    let audience = Audience::only(other.id);
    let (to, object) = (other.uri.clone(), known.offer.clone());
    let changed = match answer {
        OfferAnswer::Yes(terms) => {
            answer_yes(context, &mut transaction, member, &other, known, &terms).await?
        }
        OfferAnswer::No { told } => {
            let declined = decline(known);
            acquaintance::save(&mut transaction, &declined).await?;
            doubt::record(&mut transaction, member.id, other.id, context.now()).await?;
            if let Some(content) = told {
                check_length(content.as_deref())?;
                let message = Message::Reject { object, to, content };
                outbox::send(context, &mut transaction, member, message, audience).await?;
            }
            declined
        }
        OfferAnswer::MeetFirst { message } => {
            check_length(message.as_deref())?;
            let message = Message::TentativeAccept {
                object,
                to,
                content: message,
                end_time: None,
            };
            outbox::send(context, &mut transaction, member, message, audience).await?;
            known
        }
    };
    let view = view(context, &mut transaction, changed).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

fn decline(known: Acquaintance) -> Acquaintance {
    let stage = match known.stage {
        Stage::Asked {
            theirs,
            accept_by,
            hidden,
            ..
        } => Stage::Asked {
            theirs,
            accept_by,
            declined_silently: true,
            hidden,
        },
        other => other,
    };
    Acquaintance { stage, ..known }
}
