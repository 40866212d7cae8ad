//! Collections of people, and their entries and consents, as FEP-7aa9 writes them.

use serde_json::{Value, json};
use vouchwell_domain::collection::{ShownCollection, ShownItem};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::text::hashtag_address;
use vouchwell_evidence::ActorUri;

/// The list of a member's collections.
pub(crate) fn all_of(actor: &ActorUri) -> String {
    format!("{actor}/collections/recommended_for")
}

/// A collection, without a context.
pub(crate) fn collection(shown: &ShownCollection, origin: &str) -> Value {
    let items: Vec<Value> = shown.items.iter().map(item).collect();
    let topic = shown.topic.as_str();
    json!({
        "id": shown.uri,
        "type": "FeaturedCollection",
        "attributedTo": shown.author,
        "name": shown.name,
        "summaryMap": { (shown.language.as_str()): shown.description },
        "topic": { "type": "Hashtag", "href": hashtag_address(topic, origin), "name": format!("#{topic}") },
        "sensitive": false,
        "discoverable": shown.discoverable,
        "totalItems": items.len(),
        "orderedItems": items,
        "published": shown.published,
        "updated": shown.updated,
    })
}

/// An entry, without a context.
pub(crate) fn item(item: &ShownItem) -> Value {
    json!({
        "id": item.uri,
        "type": "FeaturedItem",
        "featuredObject": item.actor,
        "featuredObjectType": item.kind,
        "featureAuthorization": item.authorization,
        "published": item.published,
    })
}

/// The consent of a member to be in a collection, at its own id.
pub(crate) fn authorization(id: &ObjectUri, collection: &ObjectUri, member: &ActorUri) -> Value {
    json!({
        "@context": context(),
        "id": id,
        "type": "FeatureAuthorization",
        "interactingObject": collection,
        "interactionTarget": member,
    })
}

/// A document with the context that it needs.
pub(crate) fn with_context(mut document: Value) -> Value {
    document["@context"] = context();
    document
}

fn context() -> Value {
    json!(["https://www.w3.org/ns/activitystreams", terms()])
}

/// The terms that these documents need, also within activities.
pub(crate) fn terms() -> Value {
    json!({
        "Hashtag": "as:Hashtag",
        "sensitive": "as:sensitive",
        "toot": "http://joinmastodon.org/ns#",
        "discoverable": "toot:discoverable",
        "gts": "https://gotosocial.org/ns#",
        "interactingObject": { "@id": "gts:interactingObject", "@type": "@id" },
        "interactionTarget": { "@id": "gts:interactionTarget", "@type": "@id" },
        "FeaturedCollection": "https://w3id.org/fep/7aa9#FeaturedCollection",
        "FeaturedItem": "https://w3id.org/fep/7aa9#FeaturedItem",
        "FeatureAuthorization": "https://w3id.org/fep/7aa9#FeatureAuthorization",
        "topic": { "@id": "https://w3id.org/fep/7aa9#topic", "@type": "@id" },
        "featuredObject": { "@id": "https://w3id.org/fep/7aa9#featuredObject", "@type": "@id" },
        "featuredObjectType": "https://w3id.org/fep/7aa9#featuredObjectType",
        "featureAuthorization": { "@id": "https://w3id.org/fep/7aa9#featureAuthorization", "@type": "@id" }
    })
}
