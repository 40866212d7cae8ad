//! Input as a fuzzer changes it. The property tests of other crates share it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::cell::Cell;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

/// Inputs that are made of a sample before the next has its turn.
const IN_TURN: u32 = 64;

/// Mutates the samples in turn, for a second or for as many as `VOUCHWELL_FUZZ_SECONDS` says. Answers how many inputs were
/// tried.
pub(crate) fn tried(samples: &[Vec<u8>], holds: impl Fn(&[u8])) -> u64 {
    let seconds = std::env::var("VOUCHWELL_FUZZ_SECONDS").map_or(1, |text| text.parse().unwrap());
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let (mutations, tried) = (vec(mutation(), 1..6), Cell::new(0));
    for (turn, sample) in (1..).zip(samples.iter().cycle()) {
        // A runner that has tried so many tries no more.
        let mut runner = TestRunner::new(ProptestConfig {
            failure_persistence: None,
            cases: IN_TURN,
            ..ProptestConfig::default()
        });
        let ran = runner.run(&mutations, |mutations| {
            let mutated = mutations
                .iter()
                .fold(sample.clone(), |bytes, mutation| mutation.apply(bytes));
            holds(&mutated);
            tried.set(tried.get() + 1);
            Ok(())
        });
        ran.unwrap();
        assert_eq!(
            tried.get(),
            turn * u64::from(IN_TURN),
            "every turn tries something"
        );
        if Instant::now() > deadline {
            break;
        }
    }
    tried.get()
}

/// One step of what a fuzzer does.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, Index, usize),
}

impl Mutation {
    /// Takes the step.
    fn apply(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let place = |index: &Index| index.index(bytes.len().max(1)).min(bytes.len());
        match self {
            Mutation::Replace(index, byte) => {
                let place = place(index);
                bytes.splice(place..(place + 1).min(bytes.len()), [*byte]);
            }
            Mutation::Insert(index, inserted) => {
                let place = place(index);
                bytes.splice(place..place, inserted.iter().copied());
            }
            Mutation::Remove(index, length) => {
                let place = place(index);
                bytes.drain(place..(place + length).min(bytes.len()));
            }
            Mutation::Repeat(from, to, length) => {
                let (from, to) = (place(from), place(to));
                let repeated = bytes[from..(from + length).min(bytes.len())].to_vec();
                bytes.splice(to..to, repeated);
            }
        }
        bytes
    }
}

/// Any step.
fn mutation() -> impl Strategy<Value = Mutation> {
    let tokens = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\u0000",
        "null",
        "-1",
        "1e9",
        " ",
        "\"withdrawals\":[],",
        "é",
    ];
    let token = proptest::sample::select(tokens.to_vec()).prop_map(|token| token.as_bytes().to_vec());
    let inserted = prop_oneof![token, vec(any::<u8>(), 1..4)];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Mutation::Replace(place, byte)),
        (any::<Index>(), inserted).prop_map(|(place, inserted)| Mutation::Insert(place, inserted)),
        (any::<Index>(), 1..600_usize).prop_map(|(place, length)| Mutation::Remove(place, length)),
        (any::<Index>(), any::<Index>(), 1..600_usize)
            .prop_map(|(from, to, length)| Mutation::Repeat(from, to, length)),
    ]
}
