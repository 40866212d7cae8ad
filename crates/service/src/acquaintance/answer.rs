//! A member answers somebody who says that he knows her.

use vouchwell_domain::acquaintance::{Proposal, Stage};
use vouchwell_domain::evidence::EvidenceKind;
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{acquaintance, doubt};

use super::attest::counterpart;
use super::mutual::answer_yes;
use super::view::view;
use super::{AcquaintanceView, check_length, locked};
use crate::error::Refusal;
use crate::evidence::AttestationTerms;
use crate::{Context, Result, outbox};

/// What a member answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferAnswer {
    /// She knows him too. That they met in person she can say if he scanned a code of hers.
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

/// Answers an offer, the first one or a renewal.
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
    let mut known = locked(&mut transaction, member, id).await?;
    let now = context.timestamp();
    let asked = known
        .proposal()
        .filter(|proposal| proposal.is_visible_to_owner() && proposal.may_be_accepted(now));
    let Some(asked) = asked.cloned() else {
        return Err(Refusal::NothingToAnswer.into());
    };
    let other = counterpart(&mut transaction, member, known.other).await?;
    let audience = Audience::only(other.id);
    let (to, object) = (other.uri.clone(), asked.offer.clone());
    let changed = match answer {
        OfferAnswer::Yes(terms) => {
            check_evidence(&terms, &asked)?;
            terms.check(context.now())?;
            answer_yes(context, &mut transaction, member, &other, known, &terms).await?
        }
        OfferAnswer::No { told } => {
            if let Some(proposal) = known.proposal_mut() {
                proposal.decline_silently();
            }
            acquaintance::save(&mut transaction, &known).await?;
            // Whoever only renews is known.
            if matches!(known.stage, Stage::Proposed(_)) {
                doubt::record(&mut transaction, member.id, other.id, context.now()).await?;
            }
            if let Some(content) = told {
                check_length(content.as_deref())?;
                let message = Message::Reject { object, to, content };
                outbox::send(context, &mut transaction, member, message, audience).await?;
            }
            known
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

fn check_evidence(terms: &AttestationTerms, asked: &Proposal) -> Result<()> {
    if terms.evidence == EvidenceKind::CodesExchanged && !asked.is_code_scanned() {
        return Err(Refusal::NoCodeScanned.into());
    }
    Ok(())
}
