use crate::{Attestation, Signed, Verdict};

/// Checks that two attestations make an acquaintance: `second` answers `first` (protocol §5, steps 3 and 4
/// and the first part of 6).
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
    if !answers(second, first) {
        return Err(Verdict::CounterpartMismatch);
    }
    check_answer_time(first, second)
}

/// Step 3: each is by the person and key that the other is about.
pub(crate) fn mirrors(one: &Attestation, other: &Attestation) -> bool {
    (&one.author, &one.author_key) == (&other.object, &other.object_key)
        && (&one.object, &one.object_key) == (&other.author, &other.author_key)
}

/// Step 4: the two in the order in which they were signed.
pub(crate) fn in_order(pair: &[Signed<Attestation>; 2]) -> Result<[&Signed<Attestation>; 2], Verdict> {
    match pair {
        [first, second] if answers(second, first) => Ok([first, second]),
        [second, first] if answers(second, first) => Ok([first, second]),
        _ => Err(Verdict::CounterpartMismatch),
    }
}

/// Only the second has `counterpart`, whatever the first may hold there, and it is the digest of the first.
fn answers(second: &Signed<Attestation>, first: &Signed<Attestation>) -> bool {
    first.value().get("counterpart").is_none() && second.counterpart == Some(*first.digest())
}

/// Step 6, the first part.
pub(crate) fn check_answer_time(first: &Attestation, second: &Attestation) -> Result<(), Verdict> {
    let in_time = first
        .accept_by
        .is_some_and(|accept_by| second.published <= accept_by);
    if in_time && first.published <= second.published {
        Ok(())
    } else {
        Err(Verdict::LateAccept)
    }
}
