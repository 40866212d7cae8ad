use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Party, PeerActor};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// The signed documents of one recommendation.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The author's words.
    pub endorsement: Value,
    /// The author's attestation, then the subject's.
    pub attestations: [Value; 2],
    /// The subject's consent; absent before it is given.
    pub acceptance: Option<Value>,
}

impl Bundle {
    /// As it is embedded, exported and verified.
    pub fn json(&self) -> Value {
        let mut json = json!({"endorsement": self.endorsement, "attestations": self.attestations});
        if let Some(acceptance) = &self.acceptance {
            json["acceptance"] = acceptance.clone();
        }
        json
    }
}

impl PeerActor {
    /// The Note that shows a recommendation, at a new address.
    pub fn note(&self, subject: &Party, bundle: &Bundle) -> Value {
        let id = self.address("recommendations");
        json!({
            "@context": activity_context(), "id": id, "type": "Note", "attributedTo": self.id(),
            "content": "<p>A recommendation</p>", "url": id, "published": self.time(),
            "to": [PUBLIC], "cc": [format!("{}/followers", self.id()), subject.id],
            "tag": [{"type": "Mention", "href": subject.id, "name": "@subject"}],
            "recommendation": bundle.json(),
        })
    }

    /// The Offer of such a Note to its subject.
    pub fn offer(&self, note: &Value, subject: &Party) -> Value {
        let mut offer = self.activity("Offer", &subject.id, note);
        offer["target"] = json!(subject.id);
        offer["published"] = json!(self.time());
        offer["endTime"] = json!(self.time_in(TimeDelta::days(21)));
        let note = offer["object"].as_object_mut().expect("a Note is an object");
        note.remove("published");
        offer
    }

    /// `Create`, `Update` or another public activity about a Note.
    pub fn public_activity(&self, kind: &str, object: &Value) -> Value {
        let mut activity = self.activity(kind, PUBLIC, object);
        activity["@context"] = activity_context();
        activity["cc"] = object["cc"].clone();
        activity["published"] = json!(self.time());
        activity
    }

    /// The Delete of something, with the withdrawal that makes it last.
    pub fn deletion(&self, id: &Value, withdrawal: &Value) -> Value {
        let mut activity = self.public_activity("Delete", &json!({"id": id, "type": "Tombstone"}));
        activity["cc"] = json!([]);
        activity["withdrawal"] = withdrawal.clone();
        activity
    }
}

/// The context of Notes and of the activities that carry evidence.
pub(crate) fn activity_context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v2",
        {
            "Hashtag": "as:Hashtag", "sensitive": "as:sensitive",
            "recommendation": {"@id": "https://w3id.org/vouchwell#recommendation", "@type": "@json"},
            "withdrawal": {"@id": "https://w3id.org/vouchwell#withdrawal", "@type": "@json"},
        },
    ])
}
