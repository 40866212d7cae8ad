//! Properties over random input: changed, reordered and mutated recommendations, and arbitrary JSON.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod mutation;
mod properties;

use properties::{BUNDLE, has_only_exact_integers, now, only_what_was_signed_is_valid, reading_is_strict};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Number, Value};
use vouchwell_evidence::json::{ReadError, read};
use vouchwell_evidence::proof::{sign_value, verify_value};
use vouchwell_evidence::{Digest, SecretKey, canonical, verify};

/// Without spaces, every byte of the recommendation counts.
fn compact() -> Vec<u8> {
    read(BUNDLE).unwrap().to_string().into_bytes()
}

#[test]
fn no_byte_of_a_recommendation_can_be_another() {
    let honest = compact();
    assert!(verify(&honest, now()).is_ok());
    for place in 0..honest.len() {
        let mut changed = honest.clone();
        // Another letter, digit or sign of the same kind, so that most changes stay JSON.
        changed[place] = match changed[place] {
            b'z' | b'Z' | b'9' => changed[place] - 1,
            byte => byte + 1,
        };
        assert!(
            verify(&changed, now()).is_err(),
            "byte {place} of {}",
            String::from_utf8_lossy(&changed)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_byte_is_never_valid(place: Index, byte: u8) {
        let honest = compact();
        let mut changed = honest.clone();
        changed[place.index(honest.len())] = byte;
        prop_assert_eq!(verify(&changed, now()).is_ok(), changed == honest);
    }

    #[test]
    fn members_may_stand_in_any_order(order in vec(any::<Index>(), 64)) {
        let mut order = order.iter().cycle();
        let turned = shuffled(&read(BUNDLE).unwrap(), &mut order);
        let verified = verify(turned.to_string().as_bytes(), now()).unwrap();
        prop_assert_eq!(verified.value().to_string().len(), compact().len());
        prop_assert_eq!(Digest::of(&turned), Digest::of(&read(BUNDLE).unwrap()));
    }

    #[test]
    fn a_proof_holds_for_any_document_and_no_other(document in object(), name in ".{1,8}", value in scalar()) {
        let key = SecretKey::from_seed([7; 32]);
        let signed = sign_value(document.clone(), &key, "https://a.example/#key", now());
        prop_assert_eq!(verify_value(&signed, &key.did_key(), "https://a.example/#key"), Ok(()));

        let mut changed = document;
        changed[name] = value;
        changed["proof"] = signed["proof"].clone();
        prop_assert_eq!(
            verify_value(&changed, &key.did_key(), "https://a.example/#key").is_ok(),
            canonical(&changed) == canonical(&signed)
        );
    }

    #[test]
    fn the_canonical_form_agrees_with_another_implementation(value in json()) {
        prop_assert_eq!(canonical(&value), serde_json_canonicalizer::to_vec(&value).unwrap());
    }

    #[test]
    fn written_json_is_read_back(value in json()) {
        let text = value.to_string();
        reading_is_strict(text.as_bytes());
        let expected = if has_only_exact_integers(&value) { Ok(value) } else { Err(ReadError::Number) };
        prop_assert_eq!(read(text.as_bytes()), expected);
    }

    #[test]
    fn a_repeated_key_is_refused_wherever_it_stands(document in object(), member: Index) {
        let members = document.as_object().unwrap();
        let (name, value) = members.iter().nth(member.index(members.len())).unwrap();
        let escaped: String = name.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let text = document.to_string();
        let repeated = format!("[{},\"{escaped}\":{value}}}]", text.strip_suffix('}').unwrap());
        prop_assert!(matches!(read(repeated.as_bytes()), Err(ReadError::DuplicateKey | ReadError::Number)));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..64)) {
        reading_is_strict(&bytes);
        only_what_was_signed_is_valid(&bytes);
    }
}

#[test]
fn mutated_evidence_says_what_was_signed_or_nothing() {
    for sample in [BUNDLE.to_vec(), compact()] {
        assert!(verify(&sample, now()).is_ok(), "as it was signed");
    }
    let tried = mutation::tried(&[BUNDLE.to_vec(), compact()], |input| {
        reading_is_strict(input);
        only_what_was_signed_is_valid(input);
    });
    println!("evidence: {tried} inputs");
}

/// The same value with the members of every object in another order.
fn shuffled<'a>(value: &Value, order: &mut impl Iterator<Item = &'a Index>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| shuffled(item, order)).collect(),
        Value::Object(members) => {
            let mut left: Vec<_> = members.iter().collect();
            let mut turned = Map::new();
            while !left.is_empty() {
                let place = order.next().unwrap().index(left.len());
                let (name, member) = left.swap_remove(place);
                turned.insert(name.clone(), shuffled(member, order));
            }
            turned.into()
        }
        _ => value.clone(),
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|integer| Value::from(integer >> 12)),
        any::<f64>().prop_filter_map("finite", |float| Number::from_f64(float).map(Value::Number)),
        "\\PC{0,12}".prop_map(Value::String),
        any::<String>().prop_map(Value::String),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(5, 40, 6, |inside| {
        prop_oneof![vec(inside.clone(), 0..6).prop_map(Value::Array), members(inside)]
    })
}

fn object() -> impl Strategy<Value = Value> {
    members(json().boxed()).prop_filter("not empty", |value| value != &Value::Object(Map::new()))
}

fn members(inside: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec((any::<String>(), inside), 0..6).prop_map(|members| members.into_iter().collect())
}
