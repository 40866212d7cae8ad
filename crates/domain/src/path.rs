//! Paths: how a member comes to somebody over people who know each other.
//!
//! Nothing here counts or rates people. Of one person the strongest ways are shown, the stronger first, by
//! what was signed: the direct one; then one whose middle person recommends her for what was searched;
//! then the one with more steps on which codes were exchanged in person; then the one whose younger
//! acquaintance is older. People themselves have no order but how near they are, and the order of the day.

use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Utc};
use serde::Serialize;

use crate::identifier::{AccountId, InvalidIdentifier};

/// The most ways that are shown to one person. They have no person in common.
pub const WAYS: usize = 3;

/// How many acquaintances away a person may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Hops {
    /// An acquaintance.
    One,
    /// An acquaintance of an acquaintance.
    #[default]
    Two,
}

impl FromStr for Hops {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "1" => Ok(Self::One),
            "2" => Ok(Self::Two),
            _ => Err(InvalidIdentifier),
        }
    }
}

/// Why a member is shown a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// She knows the person.
    Acquaintance,
    /// Somebody whom she knows recommends the person for this.
    RecommendedByAcquaintance,
    /// Somebody whom she knows knows the person.
    KnownByAcquaintance,
}

/// An order of people that is another one every day and for every reader, so that nobody is always first.
///
/// It is a formula of whole numbers, so that a database can order by it: `(id % P * factor + shift) % P`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderOfTheDay {
    /// What an id is multiplied by.
    pub factor: i64,
    /// What is added.
    pub shift: i64,
}

impl OrderOfTheDay {
    /// The number by which both remainders are taken: a prime, so that each number keeps a turn of its own.
    pub const PRIME: i64 = 2_147_483_647;

    /// The order for a reader on the day of `now`, by UTC.
    pub fn of(now: DateTime<Utc>, reader: AccountId) -> Self {
        let day = i64::from(now.date_naive().num_days_from_ce());
        let seed = mix(day.unsigned_abs() ^ mix(reader.number().unsigned_abs()));
        let below = |number: u64, limit: i64| i64::try_from(number >> 1).unwrap_or_default() % limit;
        Self {
            factor: 1 + below(seed, Self::PRIME - 1),
            shift: below(mix(seed), Self::PRIME),
        }
    }
}

/// The finaliser of SplitMix64: every bit of the input changes about half of those of the output.
const fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::OrderOfTheDay;
    use crate::identifier::AccountId;

    fn day(number: i64) -> DateTime<Utc> {
        let first = DateTime::parse_from_rfc3339("2026-03-01T00:00:00Z").unwrap();
        first.to_utc() + TimeDelta::days(number)
    }

    fn turn(order: OrderOfTheDay, person: i64) -> i64 {
        (person % OrderOfTheDay::PRIME * order.factor + order.shift) % OrderOfTheDay::PRIME
    }

    #[test]
    fn it_stays_for_a_day_and_differs_between_readers() {
        let reader = AccountId::from_number(7);
        let morning = OrderOfTheDay::of(day(0), reader);
        assert_eq!(morning, OrderOfTheDay::of(day(0) + TimeDelta::hours(23), reader));
        assert_ne!(morning, OrderOfTheDay::of(day(1), reader));
        assert_ne!(morning, OrderOfTheDay::of(day(0), AccountId::from_number(8)));
    }

    #[test]
    fn of_two_people_each_is_first_about_every_other_day() {
        // Ids of accounts that were made one after the other.
        let (one, other) = (115_000_000_000_000_001, 115_000_000_000_065_540);
        let first = (0..1_000)
            .filter(|number| {
                let order = OrderOfTheDay::of(day(*number), AccountId::from_number(42));
                turn(order, one) < turn(order, other)
            })
            .count();
        assert!((400..=600).contains(&first), "first on {first} of 1,000 days");
    }
}
