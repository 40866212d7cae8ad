//! Input as a fuzzer changes it. The property tests of other crates share it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// One step of what a fuzzer does.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, Index, usize),
}

impl Mutation {
    /// Takes the step.
    pub(crate) fn apply(&self, mut bytes: Vec<u8>) -> Vec<u8> {
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
pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
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
