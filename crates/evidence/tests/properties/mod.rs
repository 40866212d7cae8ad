//! What holds for any input at all. The fuzz targets and the property tests share these functions.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(dead_code, reason = "each fuzz target has its own property")]

use serde_json::Value;
use vouchwell_evidence::json::{read, read_with};
use vouchwell_evidence::{Bundle, Digest, Limits, Timestamp, bundle, canonical, verify};

/// The recommendation whose keys nobody has who changes input at random.
pub(crate) const BUNDLE: &[u8] = include_bytes!("../../vectors/valid.json");

pub(crate) fn now() -> Timestamp {
    "2026-04-30T12:00:00Z".parse().unwrap()
}

/// The reader never panics; what it takes is within its limits, means the same to any reader and has one
/// canonical form.
pub(crate) fn reading_is_strict(bytes: &[u8]) {
    let Ok(value) = read(bytes) else { return };
    assert!(bytes.len() <= Limits::EVIDENCE.size);
    assert!(depth(&value) <= Limits::EVIDENCE.depth);
    assert!(has_only_exact_integers(&value));
    assert_eq!(serde_json::from_slice::<Value>(bytes).ok().as_ref(), Some(&value));
    assert_eq!(read_with(bytes, Limits::INBOX).as_ref(), Ok(&value));

    let form = canonical(&value);
    let again = serde_json::from_slice::<Value>(&form).unwrap();
    assert_eq!(again, value);
    assert_eq!(canonical(&again), form);
}

/// The verifier never panics and says the same of a file and of a Note; it calls valid only what says the
/// same as the documents that were signed.
pub(crate) fn only_what_was_signed_is_valid(bytes: &[u8]) {
    let verdict = verify(bytes, now());
    if let Ok(value) = read(bytes) {
        let embedded = bundle::verify_embedded(&value, now());
        assert_eq!(embedded, verdict);
    }
    if let Ok(verified) = verdict {
        let signed = verify(BUNDLE, now()).unwrap();
        assert_eq!(digests(&verified), digests(&signed));
    }
}

fn digests(bundle: &Bundle) -> [Digest; 4] {
    let [author, subject] = &bundle.attestations;
    [
        *author.digest(),
        *subject.digest(),
        *bundle.endorsement.digest(),
        *bundle.acceptance.digest(),
    ]
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

pub(crate) fn has_only_exact_integers(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_i64().is_some_and(|integer| integer.abs() < 1 << 53),
        Value::Array(items) => items.iter().all(has_only_exact_integers),
        Value::Object(members) => members.values().all(has_only_exact_integers),
        _ => true,
    }
}
