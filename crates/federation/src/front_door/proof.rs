//! The proofs that an activity may carry (FEP-8b32).

use serde_json::Value;
use url::Url;
use vouchwell_domain::account::Account;
use vouchwell_evidence::{DidKey, Verdict, proof};

use super::Refusal;
use crate::Federation;
use crate::actor;
use crate::client::FetchBudget;

const SUITE: &str = "eddsa-jcs-2022";
/// Proofs of our suite that one activity may carry: each is checked over the whole of it.
const PROOFS: usize = 4;
const LINKED_DATA_SIGNATURE: &str = "signature";

impl Federation {
    /// Every proof of our suite must hold, by a key that the actor lists. Other suites are not read: the activity is
    /// believed by the signature of its request in any case.
    pub(super) async fn check_proofs(
        &self,
        activity: &Value,
        author: &Account,
        budget: &FetchBudget,
    ) -> Result<(), Refusal> {
        let proof = &activity["proof"];
        let Value::Array(given) = proof else {
            if is_ours(&proof) {
                return self.check_proof(activity, author, budget).await;
            }
            return Ok(());
        };
        let claimed: Vec<&Value> = given.iter().filter(is_ours).collect();
        if claimed.len() > PROOFS {
            return Err(Refusal::Proof(Verdict::UnsupportedProof));
        }
        for claim in claimed {
            let mut alone = activity.clone();
            alone["proof"] = claim.clone();
            self.check_proof(&alone, author, budget).await?;
        }
        Ok(())
    }

    async fn check_proof(
        &self,
        activity: &Value,
        author: &Account,
        budget: &FetchBudget,
    ) -> Result<(), Refusal> {
        let method = activity["proof"]["verificationMethod"].as_str();
        let Some((method, address)) = method.and_then(|method| Some((method, method.parse::<Url>().ok()?)))
        else {
            return Err(Refusal::Proof(Verdict::KeyMismatch));
        };
        if address.origin() != author.uri.url().origin() {
            return Err(Refusal::Proof(Verdict::KeyMismatch));
        }
        let holds = |key: &DidKey| holds(activity, key, method);
        let refusal = match self.lookups.assertion_key(author, method).map(|key| holds(&key)) {
            Some(Ok(())) => return Ok(()),
            // The actor may list another key by now.
            Some(Err(Verdict::BadSignature)) => Refusal::Proof(Verdict::BadSignature),
            Some(Err(verdict)) => return Err(Refusal::Proof(verdict)),
            None => Refusal::Key,
        };
        let fetching = self.listed_key(author, method, budget);
        let listed = match self.lookups.unknown.fetch(&address, fetching).await {
            Ok(listed) => listed?,
            Err(Refusal::Key) => return Err(refusal),
            Err(other) => return Err(other),
        };
        holds(&listed).map_err(Refusal::Proof)
    }

    /// The key that the actor lists now under a name.
    async fn listed_key(
        &self,
        author: &Account,
        method: &str,
        budget: &FetchBudget,
    ) -> Result<DidKey, Refusal> {
        let asked_at = self.context.now();
        let document = self.fetch(&author.uri.url(), budget).await.map_err(|error| {
            tracing::debug!(method, %error, "the key of a proof cannot be had");
            Refusal::Key
        })?;
        let listed = actor::assertion_key(&document, &author.uri, method);
        let listed = listed.ok_or(Refusal::Proof(Verdict::KeyMismatch))?;
        let kept = self.keep(&document, &author.uri, asked_at).await;
        kept.map_err(|error| {
            tracing::debug!(method, %error, "the actor of a proof cannot be kept");
            Refusal::Key
        })?;
        self.lookups.listed(&author.uri, method, &listed);
        Ok(listed)
    }
}

/// Whether the proof holds over the whole activity, or over what it was before somebody put a Linked Data Signature
/// beside the proof, as Fedify does. Nothing is ever taken from that member.
fn holds(activity: &Value, key: &DidKey, method: &str) -> Result<(), Verdict> {
    let checked = proof::verify_value(activity, key, method);
    let (Err(Verdict::BadSignature), Some(members)) = (&checked, activity.as_object()) else {
        return checked;
    };
    let mut before = members.clone();
    match before.remove(LINKED_DATA_SIGNATURE) {
        Some(_) => proof::verify_value(&Value::Object(before), key, method),
        None => checked,
    }
}

/// Whether a proof says that it is of our suite, or hides what it says in another list.
fn is_ours(proof: &&Value) -> bool {
    if proof.is_array() {
        return true;
    }
    match &proof["cryptosuite"] {
        Value::String(suite) => suite == SUITE,
        Value::Array(suites) => suites.iter().any(|suite| suite == SUITE),
        _ => false,
    }
}
