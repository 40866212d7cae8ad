//! Two people have both attested.

use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::{Acquaintance, Mutual, Pair, ProposalSide, Stage};
use vouchwell_domain::evidence::{Attestation, Signed};
use vouchwell_domain::identifier::{ObjectUri, next_sequence};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Audience, Message};
use vouchwell_storage::{Transaction, acquaintance, document, remembered_key};

use crate::error::Refusal;
use crate::evidence::{AttestationTerms, Signer, keep_attestation};
use crate::{Context, Result, outbox};

/// Says yes to the other's offer: both are acquainted on this server, and the other's server is told.
pub(super) async fn answer_yes(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    other: &Account,
    known: Acquaintance,
    terms: &AttestationTerms,
) -> Result<Acquaintance> {
    let Some(ProposalSide::Asked { theirs, .. }) = known.proposal().map(|proposal| &proposal.side) else {
        return Err(Refusal::NothingToAnswer.into());
    };
    let first = document::attestation(transaction, theirs).await?;
    if Some(&first.author_key) != other.evidence_key.as_ref() {
        return Err(Refusal::KeyChanged.into());
    }
    let second = Signer::of(context, transaction, member)
        .await?
        .attest(other, terms, Some(&first))?;
    keep_attestation(context, transaction, &second).await?;
    let (mutual, object) = become_mutual(context, transaction, known, &second, &first, other).await?;
    let message = Message::Accept {
        object,
        to: other.uri.clone(),
        result: AcceptResult::Attestation(Box::new(second)),
    };
    outbox::send(context, transaction, member, message, Audience::only(other.id)).await?;
    Ok(mutual)
}

/// Both have attested: the view says so, and the other's key is remembered. What they said before stays in
/// force beside it. Returns the Offer that was answered, too.
pub(super) async fn become_mutual(
    context: &Context,
    transaction: &mut Transaction,
    known: Acquaintance,
    mine: &Signed<Attestation>,
    theirs: &Signed<Attestation>,
    other: &Account,
) -> Result<(Acquaintance, ObjectUri)> {
    let offer = known.proposal().ok_or(Refusal::NothingToAnswer)?.offer.clone();
    let since = match &known.stage {
        Stage::Mutual(before) => {
            let sequence = next_sequence(context.now(), &*context.entropy);
            acquaintance::keep_earlier(transaction, &known.id, &before.pair, sequence).await?;
            before.since
        }
        Stage::Proposed(_) | Stage::Ended => context.now(),
    };
    let pair = Pair {
        offer: offer.clone(),
        mine: *mine.digest(),
        theirs: *theirs.digest(),
    };
    let renewed = Mutual {
        pair,
        since,
        renewal: None,
    };
    let mutual = Acquaintance {
        stage: Stage::Mutual(renewed),
        ..known
    };
    acquaintance::save(transaction, &mutual).await?;
    remembered_key::remember(transaction, other.id, &theirs.author_key, context.now()).await?;
    Ok((mutual, offer))
}
