//! The `@context` of activities and Notes (protocol §3).

use serde_json::{Value, json};

/// The `@context` of everything that is sent but actors and evidence.
pub(crate) fn context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v2",
        {
            "Hashtag": "as:Hashtag",
            "sensitive": "as:sensitive",
            "toot": "http://joinmastodon.org/ns#",
            "blurhash": "toot:blurhash",
            "votersCount": "toot:votersCount",
            "focalPoint": { "@id": "toot:focalPoint", "@container": "@list" },
            "gts": "https://gotosocial.org/ns#",
            "interactionPolicy": { "@id": "gts:interactionPolicy", "@type": "@id" },
            "canQuote": { "@id": "gts:canQuote", "@type": "@id" },
            "automaticApproval": { "@id": "gts:automaticApproval", "@type": "@id" },
            "meeting": "https://w3id.org/vouchwell#meeting",
            "topics": "https://w3id.org/vouchwell#topics",
            "recommendation": { "@id": "https://w3id.org/vouchwell#recommendation", "@type": "@json" },
            "withdrawal": { "@id": "https://w3id.org/vouchwell#withdrawal", "@type": "@json" }
        }
    ])
}
