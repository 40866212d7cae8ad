use chrono::TimeDelta;
use serde_json::{Map, Value};

use crate::shaped::Shaped;
use crate::{
    Acceptance, Attestation, Bundle, Document, Endorsement, Signed, Timestamp, Verdict, VerifiedBundle,
    Withdrawal, json,
};

/// How far a signer's clock may be ahead of ours, in minutes (protocol §5, step 6).
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// Verifies a bundle offline, by the steps of protocol §5 in their order.
///
/// # Errors
/// The first step that fails.
pub fn verify(bytes: &[u8], now: Timestamp) -> Result<VerifiedBundle, Verdict> {
    let value = json::read(bytes).map_err(|_| Verdict::Malformed)?;
    judge(Parts::read(value)?, now)
}

pub(crate) fn verify_value(value: &Value, now: Timestamp) -> Result<VerifiedBundle, Verdict> {
    json::check(value).map_err(|_| Verdict::Malformed)?;
    judge(Parts::read(value.clone())?, now)
}

/// Checks that two attestations make an acquaintance: `second` answers `first` (protocol §5, steps 3 and 4 and the
/// first part of 6).
///
/// # Errors
/// The first step that fails.
pub fn check_pair(first: &Signed<Attestation>, second: &Signed<Attestation>) -> Result<(), Verdict> {
    if first.author == first.object || first.author_key == first.object_key {
        return Err(Verdict::SelfEndorsement);
    }
    if !mirrors(first, second) {
        return Err(Verdict::PartyMismatch);
    }
    if !answers(first, second) {
        return Err(Verdict::CounterpartMismatch);
    }
    check_answer_time(first, second)
}

/// A bundle whose shape is judged and whose proofs are not.
struct Parts {
    endorsement: Shaped<Endorsement>,
    attestations: [Shaped<Attestation>; 2],
    acceptance: Shaped<Acceptance>,
    withdrawals: Vec<Shaped<Withdrawal>>,
}

impl Parts {
    fn read(value: Value) -> Result<Parts, Verdict> {
        let Value::Object(mut members) = value else {
            return Err(Verdict::Malformed);
        };
        let attestations = list(members.remove("attestations").ok_or(Verdict::Malformed)?)?;
        let [author, subject] = <[_; 2]>::try_from(attestations).map_err(|_| Verdict::Malformed)?;
        Ok(Parts {
            endorsement: part(&mut members, "endorsement")?,
            attestations: [author, subject],
            acceptance: part(&mut members, "acceptance")?,
            withdrawals: members.remove("withdrawals").map_or(Ok(Vec::new()), list)?,
        })
    }
}

fn part<T: Document>(members: &mut Map<String, Value>, name: &str) -> Result<Shaped<T>, Verdict> {
    Shaped::read(members.remove(name).ok_or(Verdict::Malformed)?)
}

fn list<T: Document>(value: Value) -> Result<Vec<Shaped<T>>, Verdict> {
    let Value::Array(items) = value else {
        return Err(Verdict::Malformed);
    };
    items.into_iter().map(Shaped::read).collect()
}

/// Steps 2 to 8.
fn judge(parts: Parts, now: Timestamp) -> Result<VerifiedBundle, Verdict> {
    let [author, subject] = parts.attestations;
    let attestations = [author.prove()?, subject.prove()?];
    let mut bundle = Bundle::new(
        parts.endorsement.prove()?,
        attestations,
        parts.acceptance.prove()?,
    );
    check_parties(&bundle)?;
    let (first, second) = in_order(&bundle.attestations)?;
    check_references(&bundle)?;
    check_answer_time(first, second)?;
    check_times(&bundle, now)?;
    bundle.withdrawals = parts
        .withdrawals
        .into_iter()
        .map(Shaped::prove)
        .collect::<Result<_, _>>()?;
    check_withdrawals(&bundle)?;
    Ok(VerifiedBundle::new(bundle))
}

/// Step 3.
fn check_parties(bundle: &Bundle) -> Result<(), Verdict> {
    let Bundle {
        endorsement,
        attestations: [author, subject],
        acceptance,
        ..
    } = bundle;
    if endorsement.author == endorsement.object || endorsement.author_key == endorsement.object_key {
        return Err(Verdict::SelfEndorsement);
    }
    let same_author = (&author.author, &author.author_key) == (&endorsement.author, &endorsement.author_key);
    let same_subject = (&author.object, &author.object_key) == (&endorsement.object, &endorsement.object_key);
    let accepted_by_subject =
        (&acceptance.author, &acceptance.author_key) == (&endorsement.object, &endorsement.object_key);
    if same_author && same_subject && mirrors(author, subject) && accepted_by_subject {
        Ok(())
    } else {
        Err(Verdict::PartyMismatch)
    }
}

fn mirrors(one: &Attestation, other: &Attestation) -> bool {
    (&one.author, &one.author_key) == (&other.object, &other.object_key)
        && (&one.object, &one.object_key) == (&other.author, &other.author_key)
}

/// Step 4: the first attestation of the pair and the one that answers it.
fn in_order(
    [one, other]: &[Signed<Attestation>; 2],
) -> Result<(&Signed<Attestation>, &Signed<Attestation>), Verdict> {
    if answers(one, other) {
        Ok((one, other))
    } else if answers(other, one) {
        Ok((other, one))
    } else {
        Err(Verdict::CounterpartMismatch)
    }
}

/// Only the second has `counterpart`, whatever it holds, and it is the digest of the first.
fn answers(first: &Signed<Attestation>, second: &Signed<Attestation>) -> bool {
    first.value().get("counterpart").is_none() && second.counterpart == Some(*first.digest())
}

/// Step 5.
fn check_references(bundle: &Bundle) -> Result<(), Verdict> {
    let endorsement = bundle.endorsement.reference();
    if bundle.endorsement.attestations != bundle.attestations.each_ref().map(Signed::reference) {
        return Err(Verdict::MissingAttestation);
    }
    if bundle.acceptance.object != endorsement.id || bundle.acceptance.digest != endorsement.digest {
        return Err(Verdict::MissingAcceptance);
    }
    Ok(())
}

/// Step 6, between the attestations.
fn check_answer_time(first: &Attestation, second: &Attestation) -> Result<(), Verdict> {
    let in_time = first
        .accept_by
        .is_some_and(|accept_by| second.published <= accept_by);
    if in_time && first.published <= second.published {
        Ok(())
    } else {
        Err(Verdict::LateAccept)
    }
}

/// Step 6, the rest.
fn check_times(bundle: &Bundle, now: Timestamp) -> Result<(), Verdict> {
    let Bundle {
        endorsement,
        attestations: [one, other],
        acceptance,
        ..
    } = bundle;
    if one.published.max(other.published) > endorsement.published
        || endorsement.published > acceptance.published
    {
        return Err(Verdict::Order);
    }
    // The latest of the four, as they are in order.
    if acceptance.published > now + CLOCK_DIFFERENCE {
        return Err(Verdict::NotYetValid);
    }
    if one.end_time.min(other.end_time).min(endorsement.end_time) < now {
        return Err(Verdict::Expired);
    }
    Ok(())
}

/// Step 7, once the withdrawals are proved.
fn check_withdrawals(bundle: &Bundle) -> Result<(), Verdict> {
    let Bundle {
        endorsement,
        attestations: [one, other],
        acceptance,
        withdrawals,
    } = bundle;
    let withdrawn = withdrawals.iter().any(|withdrawal| {
        withdraws(withdrawal, endorsement)
            || withdraws(withdrawal, one)
            || withdraws(withdrawal, other)
            || withdraws(withdrawal, acceptance)
    });
    if withdrawn {
        Err(Verdict::Withdrawn)
    } else {
        Ok(())
    }
}

/// Whether a withdrawal has force on a document: by its author and key, with its id and digest.
fn withdraws<T: Document>(withdrawal: &Withdrawal, document: &Signed<T>) -> bool {
    withdrawal.author == *document.author()
        && withdrawal.author_key == *document.author_key()
        && withdrawal.object == *document.id()
        && withdrawal.digest == *document.digest()
}
