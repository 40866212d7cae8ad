//! What others say about knowing a member.

mod answers;
mod undo;

use vouchwell_domain::account::{Account, Home};
use vouchwell_domain::acquaintance::{
    Acquaintance, IncomingCode, IncomingOffer, Proposal, ProposalSide, Reception, Stage,
};
use vouchwell_domain::evidence::{Attestation, EvidenceKind, Signed};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::limit::{DOUBT_PERIOD, DOUBTS, OFFERS_OF_SERVER};
use vouchwell_domain::meeting::MeetingToken;
use vouchwell_domain::member::Member;
use vouchwell_domain::notice::Notice;
use vouchwell_storage::{Transaction, acquaintance, document, doubt, lock, remembered_key};

pub(crate) use answers::{receive_accept, receive_meet_first, receive_reject};
pub(crate) use undo::receive_undo;

use super::attest::{propose, take_back};
use super::foundation::{attestations, is_met};
use super::mutual::answer_yes;
use crate::evidence::{AttestationTerms, keep_attestation};
use crate::{Context, Result, boundary, meeting, notice, portrait};

/// Whether an attestation is what the sender can say about this member now.
fn is_by_and_about(attestation: &Signed<Attestation>, from: &Account, to: &Member) -> bool {
    attestation.author == from.uri
        && attestation.object == to.account.uri
        && Some(&attestation.author_key) == from.evidence_key.as_ref()
        && Some(&attestation.object_key) == to.account.evidence_key.as_ref()
        && attestation.is_at_home()
}

/// What somebody offers to a member.
pub(crate) struct ReceivedAttestation<'a> {
    pub(crate) offer: &'a ObjectUri,
    pub(crate) attestation: &'a Signed<Attestation>,
    pub(crate) meeting: Option<&'a MeetingToken>,
}

/// Somebody says that he knows a member.
pub(crate) async fn receive_offer(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    received: ReceivedAttestation<'_>,
) -> Result<()> {
    let ReceivedAttestation {
        offer,
        attestation,
        meeting,
    } = received;
    let now = context.timestamp();
    let plausible = is_by_and_about(attestation, from, to)
        && attestation.counterpart.is_none()
        && !to.account.is_same_person(from)
        && attestation.accept_by.is_some_and(|accept_by| now <= accept_by)
        && attestation.published <= now + chrono::TimeDelta::minutes(5);
    let Some(accept_by) = attestation.accept_by.filter(|_| plausible) else {
        return Ok(());
    };
    lock::pair(transaction, from.id, to.account.id).await?;
    let known = acquaintance::between(transaction, to.account.id, from.id).await?;
    let own = own_attestation(transaction, known.as_ref()).await?;
    let own_is_scanned = own
        .as_ref()
        .is_some_and(|own| own.evidence == EvidenceKind::CodesExchanged);
    let claimed = meeting.filter(|_| attestation.evidence == EvidenceKind::CodesExchanged);
    let code = match claimed {
        Some(code) => meeting::redeem(context, transaction, (from, to), code, offer).await?,
        None => IncomingCode::Absent,
    };
    let incoming = IncomingOffer {
        offer,
        code,
        own_is_scanned,
    };
    let reception = known
        .as_ref()
        .map_or(Reception::Ask, |known| known.receive_offer(incoming, now));
    if reception == Reception::Ignore {
        return Ok(());
    }
    keep_attestation(context, transaction, attestation).await?;
    remembered_key::remember(transaction, from.id, &attestation.author_key, context.now()).await?;
    let is_right = code == IncomingCode::Right;
    if is_right {
        portrait::ask(context, transaction, from).await?;
    }
    let hidden = !is_right
        && (is_to_be_hidden(context, transaction, from, to, known.as_ref()).await?
            || boundary::keeps_off(transaction, to, from, known.as_ref()).await?);
    let proposal = Proposal {
        offer: offer.clone(),
        side: ProposalSide::Asked {
            theirs: *attestation.digest(),
            accept_by,
            declined_silently: false,
            hidden,
            code_scanned: is_right,
        },
        message: None,
        created_at: context.now(),
    };
    if let (Reception::TakeBackAndAsk, Some(known)) = (reception, &known) {
        take_back(context, transaction, to, from, known).await?;
    }
    let waiting = known.as_ref().and_then(Acquaintance::proposal).cloned();
    let asked = propose(context, transaction, to, from.id, known, proposal).await?;
    acquaintance::save(transaction, &asked).await?;
    if let (Reception::AnswerAtOnce, Some(own)) = (reception, own) {
        let both_scanned = is_right && own_is_scanned;
        let terms = AttestationTerms {
            relationship: own.relationship,
            known_since: own.known_since.clone(),
            evidence: if both_scanned {
                EvidenceKind::CodesExchanged
            } else {
                EvidenceKind::Declared
            },
        };
        let mut mutual = answer_yes(context, transaction, to, from, asked, &terms).await?;
        // The other's server knows its own code, and asks him whether he confirms it.
        if own_is_scanned
            && !both_scanned
            && let Stage::Mutual(mutual) = &mut mutual.stage
        {
            mutual.renewal = waiting;
        }
        acquaintance::save(transaction, &mutual).await?;
        notice::give(context, transaction, to, Notice::Acquainted, (from, offer)).await?;
    } else if !hidden {
        notice::give(context, transaction, to, Notice::Attested, (from, offer)).await?;
    }
    Ok(())
}

/// What the owner of a view has offered, while it is on its way.
async fn own_attestation(
    transaction: &mut Transaction,
    known: Option<&Acquaintance>,
) -> Result<Option<Signed<Attestation>>> {
    match known
        .and_then(Acquaintance::proposal)
        .map(|proposal| &proposal.side)
    {
        Some(ProposalSide::Offered { mine, .. }) => Ok(Some(document::attestation(transaction, mine).await?)),
        _ => Ok(None),
    }
}

async fn is_to_be_hidden(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
    known: Option<&Acquaintance>,
) -> Result<bool> {
    let is_doubted = is_doubted(context, transaction, from).await?;
    let Some(Stage::Mutual(mutual)) = known.map(|known| &known.stage) else {
        return Ok(is_doubted || is_flood(context, transaction, from, to).await?);
    };
    if !is_doubted {
        return Ok(false);
    }
    let pair = attestations(transaction, &mutual.pair).await?;
    Ok(!is_met(&pair) || Some(&pair[1].author_key) != from.evidence_key.as_ref())
}

/// Whether so much of one domain lies unanswered before a member that she is shown no more of it.
async fn is_flood(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    to: &Member,
) -> Result<bool> {
    let Home::Elsewhere(host) = &from.home else {
        return Ok(false);
    };
    let domain = host.registrable_domain();
    let asked = acquaintance::count_asked_from(transaction, to.id, &domain, context.now()).await?;
    Ok(asked >= OFFERS_OF_SERVER)
}

/// Whether too many members do not know this person.
pub(crate) async fn is_doubted(
    context: &Context,
    transaction: &mut Transaction,
    asker: &Account,
) -> Result<bool> {
    Ok(doubt::count(transaction, asker.id, context.now() - DOUBT_PERIOD).await? >= DOUBTS)
}
