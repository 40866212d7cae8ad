//! Ties: who knows whom, as far as paths may lead over it.
//!
//! A tie stands between two people who both signed that they know each other. It follows from their
//! acquaintance, as every one of them who is a member here has it, or from a public recommendation, whose
//! attestations are public with it. Where either has made the acquaintance private, as far as this server
//! knows, there is no tie.

use vouchwell_evidence::{Attestation, DidKey, Digest, EvidenceKind, KnownSince, Signed, Timestamp};

use crate::identifier::AccountId;

/// A tie, seen from one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Who is seen first.
    pub from: AccountId,
    /// The other.
    pub to: AccountId,
    /// What the first signed.
    pub said: Digest,
    /// What the other signed.
    pub heard: Digest,
    /// The key of the first: another person behind the same address inherits nothing.
    pub from_key: DidKey,
    /// The key of the other.
    pub to_key: DidKey,
    /// Both say that they confirmed a code in each other's presence.
    pub met: bool,
    /// The month since when both say so, counted from the year 0; a year alone counts as its end.
    pub known_since: i32,
    /// Until when it stands.
    pub ends_at: Timestamp,
}

/// What a tie may follow from.
#[derive(Debug, Clone)]
pub struct Ground<'a> {
    /// The attestations of the two, in the order in which the people are given.
    pub attestations: [&'a Signed<Attestation>; 2],
    /// The end of what they are public by, if not their own.
    pub ends_at: Option<Timestamp>,
}

impl Ground<'_> {
    fn end(&self) -> Timestamp {
        let [one, other] = self.attestations;
        let ends = [Some(one.end_time), Some(other.end_time), self.ends_at];
        ends.into_iter().flatten().min().unwrap_or(one.end_time)
    }
}

impl Tie {
    /// The tie between two people, from both sides: by the ground that ends last, the first of several.
    pub fn between([one, other]: [AccountId; 2], grounds: &[Ground<'_>]) -> Option<[Self; 2]> {
        let last = grounds.iter().map(Ground::end).max()?;
        let ground = grounds.iter().find(|ground| ground.end() == last)?;
        let [first, second] = ground.attestations;
        let months = [first, second].map(|attestation| month(&attestation.known_since));
        let tie = Self {
            from: one,
            to: other,
            said: *first.digest(),
            heard: *second.digest(),
            from_key: first.author_key.clone(),
            to_key: second.author_key.clone(),
            met: [first, second]
                .iter()
                .all(|attestation| attestation.evidence == EvidenceKind::CodesExchanged),
            known_since: months[0].max(months[1]),
            ends_at: last,
        };
        let reversed = tie.reversed();
        Some([tie, reversed])
    }

    fn reversed(&self) -> Self {
        Self {
            from: self.to,
            to: self.from,
            said: self.heard,
            heard: self.said,
            from_key: self.to_key.clone(),
            to_key: self.from_key.clone(),
            ..*self
        }
    }
}

/// A year alone counts as its last month: what is said less exactly is no older for that.
fn month(since: &KnownSince) -> i32 {
    let number = |text: &str| text.parse::<i32>().unwrap_or_default();
    let month = since
        .as_str()
        .split_once('-')
        .map_or(12, |(_, month)| number(month));
    number(since.year()) * 12 + month
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn what_is_said_less_exactly_is_no_older_for_that() {
        let month = |text: &str| month(&text.parse().unwrap());
        assert!(month("2021-03") < month("2021-12"));
        assert_eq!(month("2021"), month("2021-12"));
        assert!(month("2021") < month("2022-01"));
    }
}
