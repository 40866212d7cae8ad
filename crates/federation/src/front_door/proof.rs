//! The proof that an activity may carry (FEP-8b32).

use serde_json::Value;
use vouchwell_domain::account::Account;
use vouchwell_evidence::proof;

use super::Refusal;
use crate::activity::Fields;

const SUITE: &str = "eddsa-jcs-2022";

/// A proof of our suite must hold, if the key of its author is known. Other suites are not read: the
/// activity is believed by the signature of its request in any case.
pub(super) fn check(activity: &Value, author: &Account) -> Result<(), Refusal> {
    let given = Fields::of(activity).and_then(|activity| activity.object("proof"));
    let Some(given) = given.filter(|given| given.text("cryptosuite") == Some(SUITE)) else {
        return Ok(());
    };
    let method = given.text("verificationMethod").unwrap_or_default();
    let is_own = method
        .strip_prefix(author.uri.as_str())
        .is_some_and(|rest| rest.starts_with('#'));
    match &author.evidence_key {
        Some(key) if is_own => proof::verify_value(activity, key, method).map_err(Refusal::Proof),
        _ => Ok(()),
    }
}
