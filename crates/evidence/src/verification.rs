use serde_json::{Map, Value};

use crate::decoded_keys::DecodedKeys;
use crate::shaped::Shaped;
use crate::{
    Acceptance, Attestation, Bundle, Document, Endorsement, Signed, Timestamp, Verdict, VerifiedBundle,
    Withdrawal, json, offer, pair,
};

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

/// A bundle whose shape is judged and whose proofs are not.
struct Parts {
    endorsement: Shaped<Endorsement>,
    attestations: [Shaped<Attestation>; 2],
    acceptance: Shaped<Acceptance>,
    withdrawals: Vec<Shaped<Withdrawal>>,
}

impl Parts {
    /// Step 1.
    fn read(value: Value) -> Result<Parts, Verdict> {
        let Value::Object(mut members) = value else {
            return Err(Verdict::Malformed);
        };
        let attestations = list(members.remove("attestations").ok_or(Verdict::Malformed)?)?;
        Ok(Parts {
            endorsement: part(&mut members, "endorsement")?,
            attestations: attestations.try_into().map_err(|_| Verdict::Malformed)?,
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
    let mut keys = DecodedKeys::default();
    let [author, subject] = parts.attestations;
    let attestations = [author.prove(&mut keys)?, subject.prove(&mut keys)?];
    let endorsement = parts.endorsement.prove(&mut keys)?;
    let acceptance = parts.acceptance.prove(&mut keys)?;

    offer::check_parties(&endorsement, &attestations)?;
    check_accepting_party(&endorsement, &acceptance)?;
    let [first, second] = pair::in_order(&attestations)?;
    offer::check_references(&endorsement, &attestations)?;
    check_accepted_text(&endorsement, &acceptance)?;
    pair::check_answer_time(first, second)?;
    offer::check_order(&endorsement, &attestations)?;
    check_acceptance_order(&endorsement, &acceptance)?;
    offer::check_clock(acceptance.published, now)?;
    offer::check_end(&endorsement, &attestations, now)?;

    let mut bundle = Bundle::new(endorsement, attestations, acceptance);
    let withdrawals = parts
        .withdrawals
        .into_iter()
        .map(|withdrawal| withdrawal.prove(&mut keys));
    bundle.withdrawals = withdrawals.collect::<Result<_, _>>()?;
    check_withdrawals(&bundle)?;
    Ok(VerifiedBundle::new(bundle))
}

/// Step 3.
fn check_accepting_party(endorsement: &Endorsement, acceptance: &Acceptance) -> Result<(), Verdict> {
    if (&acceptance.author, &acceptance.author_key) == (&endorsement.object, &endorsement.object_key) {
        Ok(())
    } else {
        Err(Verdict::PartyMismatch)
    }
}

/// Step 5.
fn check_accepted_text(endorsement: &Signed<Endorsement>, acceptance: &Acceptance) -> Result<(), Verdict> {
    if (&acceptance.object, &acceptance.digest) == (&endorsement.id, endorsement.digest()) {
        Ok(())
    } else {
        Err(Verdict::MissingAcceptance)
    }
}

/// Step 6.
fn check_acceptance_order(endorsement: &Endorsement, acceptance: &Acceptance) -> Result<(), Verdict> {
    if endorsement.published <= acceptance.published {
        Ok(())
    } else {
        Err(Verdict::Order)
    }
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
        withdrawal.withdraws(endorsement)
            || withdrawal.withdraws(one)
            || withdrawal.withdraws(other)
            || withdrawal.withdraws(acceptance)
    });
    if withdrawn {
        Err(Verdict::Withdrawn)
    } else {
        Ok(())
    }
}
