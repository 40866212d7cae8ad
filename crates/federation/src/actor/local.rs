//! The actor documents of this instance (protocol §2).

use serde_json::{Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::profile::{self, RecommendationLists};
use vouchwell_evidence::{ActorUri, SecretKey, Timestamp, proof};

use crate::collection;

/// The keys of an account as its document needs them.
#[derive(Debug, Clone, Copy)]
pub struct ActorKeys<'a> {
    /// Signs the statement that the person and the actor are one.
    pub evidence: &'a SecretKey,
}

/// The document of a member or of the instance itself.
pub fn document(
    account: &Account,
    lists: RecommendationLists,
    keys: ActorKeys<'_>,
    moved_to: Option<&ActorUri>,
    host: &str,
) -> Value {
    let id = account.uri.as_str();
    let is_instance = account.endpoints.followers.is_none();
    let part = |name: &str| format!("{id}/{name}");
    let mut actor = json!({
        "@context": context(),
        "id": id,
        "type": account.kind.as_str(),
        "preferredUsername": account.name,
        "webfinger": format!("{}@{host}", account.name),
        "name": account.shown_name(),
        "summary": account.profile.summary,
        "url": account.profile.url,
        "inbox": account.endpoints.inbox,
        "outbox": part("outbox"),
        "manuallyApprovesFollowers": account.profile.locked,
        "discoverable": account.profile.discoverable,
        "indexable": account.profile.indexable,
        "published": Timestamp::from_datetime(account.created_at),
        "endpoints": { "sharedInbox": account.endpoints.shared_inbox },
        "generator": {
            "type": "Application",
            "implements": [{ "href": "https://w3id.org/vouchwell", "name": "Vouchwell" }],
        },
        "attachment": attachment(account, lists, keys.evidence),
    });
    if !is_instance {
        actor["followers"] = json!(account.endpoints.followers);
        actor["following"] = json!(part("following"));
        actor["featured"] = json!(featured(&account.uri));
        actor["featuredCollections"] = json!(collection::all_of(&account.uri));
        actor["showMedia"] = json!(account.profile.tabs.media);
        actor["showRepliesInMedia"] = json!(account.profile.tabs.media_replies);
        actor["showFeatured"] = json!(account.profile.tabs.featured);
        // Whoever accepts a recommendation agrees to that one alone, so only the actor itself may ask.
        actor["interactionPolicy"] = json!({ "canFeature": { "automaticApproval": [id] } });
    }
    if let Some(place) = &account.profile.place {
        actor["location"] = json!({ "type": "Place", "name": place });
    }
    if !account.profile.also_known_as.is_empty() {
        actor["alsoKnownAs"] = json!(account.profile.also_known_as);
    }
    if !account.profile.attribution_domains.as_slice().is_empty() {
        actor["attributionDomains"] = json!(account.profile.attribution_domains);
    }
    if let Some(target) = moved_to {
        actor["movedTo"] = json!(target);
    }
    let profile = &account.profile;
    for (name, picture, description) in [
        ("icon", &profile.avatar, &profile.avatar_description),
        ("image", &profile.header, &profile.header_description),
    ] {
        if let Some(picture) = picture {
            actor[name] = json!({ "type": "Image", "url": picture });
            if !description.is_empty() {
                actor[name]["name"] = json!(description);
            }
        }
    }
    if let Some(key) = &account.request_key {
        actor["publicKey"] = json!({ "id": key.id, "owner": id, "publicKeyPem": key.pem });
    }
    if let Some(key) = &account.evidence_key {
        actor["assertionMethod"] = json!([{
            "id": format!("{id}#ed25519-key"),
            "type": "Multikey",
            "controller": id,
            "publicKeyMultibase": key.multibase(),
        }]);
    }
    actor
}

/// The collection of what a member shows first.
pub(crate) fn featured(actor: &ActorUri) -> String {
    format!("{actor}/collections/featured")
}

fn attachment(account: &Account, lists: RecommendationLists, key: &SecretKey) -> Vec<Value> {
    let lines = account
        .profile
        .fields
        .iter()
        .cloned()
        .chain(profile::lines(account, lists));
    let lines =
        lines.map(|field| json!({ "type": "PropertyValue", "name": field.name, "value": field.value }));
    lines.chain([statement(account, key)]).collect()
}

/// The person says that the actor is hers (FEP-c390). Dated by the account, so that it is always the same.
fn statement(account: &Account, key: &SecretKey) -> Value {
    let did = key.did_key();
    let statement = json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
        "type": "VerifiableIdentityStatement",
        "subject": did.as_str(),
        "alsoKnownAs": account.uri.as_str(),
    });
    proof::sign_value(
        statement,
        key,
        did.as_str(),
        Timestamp::from_datetime(account.created_at),
    )
}

/// With data-integrity/v2 in place of did/v1 some servers find no key.
fn context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
        {
            "toot": "http://joinmastodon.org/ns#",
            "schema": "http://schema.org#",
            "discoverable": "toot:discoverable",
            "featured": { "@id": "toot:featured", "@type": "@id" },
            "featuredCollections": { "@id": "https://w3id.org/fep/7aa9#featuredCollections", "@type": "@id" },
            "gts": "https://gotosocial.org/ns#",
            "interactionPolicy": { "@id": "gts:interactionPolicy", "@type": "@id" },
            "canFeature": { "@id": "https://w3id.org/fep/7aa9#canFeature", "@type": "@id" },
            "automaticApproval": { "@id": "gts:automaticApproval", "@type": "@id" },
            "indexable": "toot:indexable",
            "attributionDomains": { "@id": "toot:attributionDomains", "@type": "@id" },
            "showFeatured": "toot:showFeatured",
            "showMedia": "toot:showMedia",
            "showRepliesInMedia": "toot:showRepliesInMedia",
            "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "alsoKnownAs": { "@id": "as:alsoKnownAs", "@type": "@id" },
            "movedTo": { "@id": "as:movedTo", "@type": "@id" },
            "PropertyValue": "schema:PropertyValue",
            "value": "schema:value",
            "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
            "implements": { "@id": "https://w3id.org/fep/844e#implements", "@type": "@id" },
            "VerifiableIdentityStatement": "https://w3id.org/fep/c390#VerifiableIdentityStatement",
            "subject": "https://w3id.org/fep/c390#subject"
        }
    ])
}
