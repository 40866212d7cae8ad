use chrono::TimeDelta;

use crate::{Attestation, Endorsement, Signed, Timestamp, Verdict, pair};

/// How far a signer's clock may be ahead of ours (protocol §5, step 6).
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// Checks a text that is offered and not yet accepted: steps 3 to 6 of protocol §5 as far as they do not
/// concern the acceptance. `attestations` are the author's and the subject's.
///
/// # Errors
/// The first step that fails.
pub fn check_offer(
    endorsement: &Signed<Endorsement>,
    attestations: &[Signed<Attestation>; 2],
    now: Timestamp,
) -> Result<(), Verdict> {
    check_parties(endorsement, attestations)?;
    let [first, second] = pair::in_order(attestations)?;
    check_references(endorsement, attestations)?;
    pair::check_answer_time(first, second)?;
    check_order(endorsement, attestations)?;
    check_clock(endorsement.published, now)?;
    check_end(endorsement, attestations, now)
}

/// Step 3.
pub(crate) fn check_parties(
    endorsement: &Endorsement,
    [author, subject]: &[Signed<Attestation>; 2],
) -> Result<(), Verdict> {
    if endorsement.author == endorsement.object || endorsement.author_key == endorsement.object_key {
        return Err(Verdict::SelfEndorsement);
    }
    let by_author = (&author.author, &author.author_key) == (&endorsement.author, &endorsement.author_key);
    let of_subject = (&author.object, &author.object_key) == (&endorsement.object, &endorsement.object_key);
    if by_author && of_subject && pair::mirrors(author, subject) {
        Ok(())
    } else {
        Err(Verdict::PartyMismatch)
    }
}

/// Step 5.
pub(crate) fn check_references(
    endorsement: &Endorsement,
    attestations: &[Signed<Attestation>; 2],
) -> Result<(), Verdict> {
    if endorsement.attestations == attestations.each_ref().map(Signed::reference) {
        Ok(())
    } else {
        Err(Verdict::MissingAttestation)
    }
}

/// Step 6: the text is not older than what it rests on.
pub(crate) fn check_order(
    endorsement: &Endorsement,
    [one, other]: &[Signed<Attestation>; 2],
) -> Result<(), Verdict> {
    if one.published.max(other.published) <= endorsement.published {
        Ok(())
    } else {
        Err(Verdict::Order)
    }
}

/// Step 6: not even the latest document is of the future.
pub(crate) fn check_clock(latest: Timestamp, now: Timestamp) -> Result<(), Verdict> {
    if latest <= now + CLOCK_DIFFERENCE {
        Ok(())
    } else {
        Err(Verdict::NotYetValid)
    }
}

/// Step 6: nothing ran out.
pub(crate) fn check_end(
    endorsement: &Endorsement,
    [one, other]: &[Signed<Attestation>; 2],
    now: Timestamp,
) -> Result<(), Verdict> {
    let first_end = endorsement.end_time.min(one.end_time).min(other.end_time);
    if now <= first_end {
        Ok(())
    } else {
        Err(Verdict::Expired)
    }
}
