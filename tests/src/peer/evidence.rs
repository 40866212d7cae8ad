use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Party, PeerActor};
use crate::document::{digest, evidence_context, sign};

/// The evidence documents, not yet signed, so that a test may spoil them first.
impl PeerActor {
    /// Signs an evidence document.
    pub fn sign(&self, document: Value) -> Value {
        let method = self.document_key().verification_method();
        sign(document, self.document_key(), &method, &self.time())
    }

    /// "I know `other`."
    pub fn attestation(&self, other: &Party) -> Value {
        let mut document = self.evidence("attestations", "Relationship");
        document["subject"] = json!(self.id());
        document["relationship"] = json!("http://purl.org/vocab/relationship/worksWith");
        document["object"] = json!(other.id);
        document["objectKey"] = json!(other.key);
        document["knownSince"] = json!("2021-03");
        document["evidence"] = json!("declared");
        document["endTime"] = json!(self.time_in(TimeDelta::days(5 * 365)));
        document["acceptBy"] = json!(self.time_in(TimeDelta::days(21)));
        document
    }

    /// "So do I", to the attestation that came first.
    pub fn counter_attestation(&self, first: &Value) -> Value {
        let other = Party {
            id: text(&first["attributedTo"]),
            key: text(&first["authorKey"]),
        };
        let mut document = self.attestation(&other);
        let members = document.as_object_mut().expect("a document is an object");
        members.remove("acceptBy");
        members.insert("counterpart".to_owned(), json!(digest(first)));
        document
    }

    /// "This is what I say about `subject`", resting on my attestation and the other's.
    pub fn endorsement(&self, subject: &Party, words: &str, attestations: [&Value; 2]) -> Value {
        let mut document = self.evidence("endorsements", "Endorsement");
        document["object"] = json!(subject.id);
        document["objectKey"] = json!(subject.key);
        document["topics"] = json!(["bookkeeping"]);
        document["text"] = json!(words);
        document["language"] = json!("en");
        document["limitations"] = json!("");
        document["disclosures"] = json!([]);
        document["endTime"] = json!(self.time_in(TimeDelta::days(365)));
        document["attestations"] = attestations
            .map(|one| json!({"id": one["id"], "digest": digest(one)}))
            .into();
        document
    }

    /// "I accept this text about me."
    pub fn acceptance(&self, endorsement: &Value) -> Value {
        let mut document = self.evidence("acceptances", "Acceptance");
        document["object"] = endorsement["id"].clone();
        document["digest"] = json!(digest(endorsement));
        document
    }

    /// "I take this document of mine back."
    pub fn withdrawal(&self, document: &Value) -> Value {
        let mut withdrawal = self.evidence("withdrawals", "Withdrawal");
        withdrawal["object"] = document["id"].clone();
        withdrawal["digest"] = json!(digest(document));
        withdrawal
    }

    fn evidence(&self, path: &str, kind: &str) -> Value {
        json!({
            "@context": evidence_context(), "id": self.address(path), "type": kind,
            "attributedTo": self.id(), "authorKey": self.document_key().did(), "published": self.time(),
        })
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
