//! A member says that she knows somebody: an offer, or the answer to his.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Mutual, Proposal, ProposalSide, ShownState, Stage};
use vouchwell_domain::evidence::{EvidenceKind, Timestamp};
use vouchwell_domain::identifier::{AccountId, AcquaintanceId, next_sequence};
use vouchwell_domain::limit::DEADLINE;
use vouchwell_domain::meeting::MeetingToken;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{Transaction, acquaintance, block, boundary, document, lock};

use super::AcquaintanceView;
use super::mutual::answer_yes;
use super::view::view;
use crate::account::living;
use crate::error::Refusal;
use crate::evidence::{AttestationTerms, Signer, keep_attestation};
use crate::{Context, Error, Result, meeting, outbox};

/// Sends an attestation, or answers the other's with it. Of two who are acquainted it renews what they said.
///
/// A code was shown to the member in person; the server of who showed it has been asked whose it is.
///
/// # Errors
/// See [`Refusal`]; or the other's server takes no part in this.
pub async fn attest(
    context: &Context,
    member: &Member,
    other: AccountId,
    terms: &AttestationTerms,
    code: Option<&MeetingToken>,
) -> Result<AcquaintanceView> {
    say(context, member, other, terms, code, None).await
}

/// The same from a form that was made at a time: if she has said the same since, the form was sent before, and is
/// not sent again.
///
/// # Errors
/// Those of [`attest`].
pub async fn attest_once(
    context: &Context,
    member: &Member,
    other: AccountId,
    terms: &AttestationTerms,
    code: Option<&MeetingToken>,
    made: Timestamp,
) -> Result<AcquaintanceView> {
    say(context, member, other, terms, code, Some(made)).await
}

async fn say(
    context: &Context,
    member: &Member,
    other: AccountId,
    terms: &AttestationTerms,
    code: Option<&MeetingToken>,
    made: Option<Timestamp>,
) -> Result<AcquaintanceView> {
    if (terms.evidence == EvidenceKind::CodesExchanged) != code.is_some() {
        return Err(Refusal::EvidenceWithoutCode.into());
    }
    terms.check(context.now())?;
    let mut transaction = context.store.begin().await?;
    let other = counterpart(&mut transaction, member, other).await?;
    lock::pair(&mut transaction, member.account.id, other.id).await?;
    let now = context.timestamp();
    let known = acquaintance::between(&mut transaction, member.account.id, other.id).await?;
    if let (Some(made), Some(known)) = (made, &known)
        && is_said_since(&mut transaction, known, terms, made).await?
    {
        return view(context, &mut transaction, known.clone()).await;
    }
    if let Some(code) = code {
        meeting::check(context, &mut transaction, code, &other).await?;
    }
    let parties = Parties {
        context,
        member,
        other: &other,
    };
    let result = match known {
        Some(known)
            if known
                .proposal()
                .is_some_and(|proposal| proposal.may_be_accepted(now)) =>
        {
            parties.answer(&mut transaction, known, terms, code).await?
        }
        Some(known) if known.proposal().map(|proposal| proposal.shown(now)) == Some(ShownState::Offered) => {
            if code.is_none() {
                return Err(Refusal::AlreadyOffered.into());
            }
            take_back(context, &mut transaction, member, &other, &known).await?;
            parties.offer(&mut transaction, Some(known), terms, code).await?
        }
        known => parties.offer(&mut transaction, known, terms, code).await?,
    };
    let view = view(context, &mut transaction, result).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// Whether the owner has said so since a time: with an offer, or with an answer.
async fn is_said_since(
    transaction: &mut Transaction,
    known: &Acquaintance,
    terms: &AttestationTerms,
    made: Timestamp,
) -> Result<bool> {
    let offered = known.proposal().and_then(|proposal| match &proposal.side {
        ProposalSide::Offered { mine, .. } => Some(*mine),
        ProposalSide::Asked { .. } | ProposalSide::Declined => None,
    });
    let standing = match &known.stage {
        Stage::Mutual(mutual) => Some(mutual.pair.mine),
        Stage::Proposed(_) | Stage::Ended => None,
    };
    for said in [offered, standing].into_iter().flatten() {
        let said = document::attestation(transaction, &said).await?;
        let is_same = said.relationship == terms.relationship && said.known_since == terms.known_since;
        if is_same && said.published >= made {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The person at the other end, if a handshake with her is possible at all.
pub(crate) async fn counterpart(
    transaction: &mut Transaction,
    member: &Member,
    other: AccountId,
) -> Result<Account> {
    let other = living(transaction, other).await?;
    if other.gone_at.is_some() {
        return Err(Error::NotFound);
    }
    if member.account.is_same_person(&other) {
        return Err(Refusal::Oneself.into());
    }
    if block::exists(transaction, member.account.id, other.id).await? {
        return Err(Refusal::Blocking.into());
    }
    if !other.understands_recommendations || other.evidence_key.is_none() {
        return Err(Error::ServerCannotAnswer);
    }
    Ok(other)
}

struct Parties<'a> {
    context: &'a Context,
    member: &'a Member,
    other: &'a Account,
}

impl Parties<'_> {
    /// Answers what the other offers. Where the member scanned a code and he did not, what he signed can no
    /// longer say so: the two are acquainted by what he said, and renew it by what she scanned.
    async fn answer(
        &self,
        transaction: &mut Transaction,
        known: Acquaintance,
        terms: &AttestationTerms,
        code: Option<&MeetingToken>,
    ) -> Result<Acquaintance> {
        let is_code_scanned = known.proposal().is_some_and(Proposal::is_code_scanned);
        let both_scanned = code.is_some() && is_code_scanned;
        let answer = AttestationTerms {
            evidence: if both_scanned {
                EvidenceKind::CodesExchanged
            } else {
                EvidenceKind::Declared
            },
            ..terms.clone()
        };
        let Self {
            context,
            member,
            other,
        } = self;
        let mutual = answer_yes(context, transaction, member, other, known, &answer).await?;
        if code.is_none() || both_scanned {
            return Ok(mutual);
        }
        self.offer(transaction, Some(mutual), terms, code).await
    }

    async fn offer(
        &self,
        transaction: &mut Transaction,
        known: Option<Acquaintance>,
        terms: &AttestationTerms,
        code: Option<&MeetingToken>,
    ) -> Result<Acquaintance> {
        let Self {
            context,
            member,
            other,
        } = self;
        let attestation = Signer::of(context, transaction, member)
            .await?
            .attest(other, terms, None)?;
        keep_attestation(context, transaction, &attestation).await?;
        let offer = context.address.new_activity(&*context.entropy);
        let proposal = Proposal {
            offer: offer.clone(),
            side: ProposalSide::Offered {
                mine: *attestation.digest(),
                accept_by: attestation.accept_by.unwrap_or(attestation.published + DEADLINE),
            },
            message: None,
            created_at: context.now(),
        };
        let made = propose(context, transaction, member, other.id, known, proposal).await?;
        acquaintance::save(transaction, &made).await?;
        let message = Message::OfferAttestation {
            to: other.uri.clone(),
            attestation: Box::new(attestation),
            meeting: code.cloned(),
        };
        let audience = Audience::only(other.id);
        outbox::send_as(context, transaction, member, offer, message, audience).await?;
        // Two members whose offers cross are acquainted within this transaction.
        Ok(acquaintance::between(transaction, member.account.id, other.id)
            .await?
            .unwrap_or(made))
    }
}

/// Puts an Offer on its way: beside a mutual pair, which it renews, or as a new view. What the owner chose for
/// an earlier one still holds.
pub(super) async fn propose(
    context: &Context,
    transaction: &mut Transaction,
    owner: &Member,
    other: AccountId,
    known: Option<Acquaintance>,
    proposal: Proposal,
) -> Result<Acquaintance> {
    let visibility = match &known {
        Some(known) => known.visibility,
        None => boundary::of(transaction, owner.id).await?.visibility,
    };
    if let Some(known) = known
        && let Stage::Mutual(mutual) = known.stage
    {
        let renewal = Some(proposal);
        return Ok(Acquaintance {
            stage: Stage::Mutual(Mutual { renewal, ..mutual }),
            ..known
        });
    }
    Ok(Acquaintance {
        id: AcquaintanceId::random(&*context.entropy),
        owner: owner.id,
        other,
        stage: Stage::Proposed(proposal),
        visibility,
        sequence: next_sequence(context.now(), &*context.entropy),
        created_at: context.now(),
    })
}

/// Tells the other that a member's Offer on its way counts no longer.
pub(super) async fn take_back(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
    known: &Acquaintance,
) -> Result<()> {
    let Some(proposal) = known.proposal() else {
        return Ok(());
    };
    let message = Message::Undo {
        object: proposal.offer.clone(),
        to: other.uri.clone(),
    };
    outbox::send(context, transaction, member, message, Audience::only(other.id)).await?;
    Ok(())
}
