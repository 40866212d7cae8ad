//! Actor documents of other servers: those of Mastodon, GoToSocial, Mitra, Misskey, Pleroma and our own.

use serde_json::Value;
use thiserror::Error;
use vouchwell_domain::account::{
    AccountKind, AttributionDomains, Endpoints, Handle, Host, Profile, ProfileField, ProfileTabs, RequestKey,
};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::media::{DESCRIPTION, Description};
use vouchwell_domain::place::Place;
use vouchwell_evidence::{ActorUri, DidKey};
use vouchwell_service::remote_account::RemoteActor;

use crate::activity::Fields;
use crate::html;
use crate::note::emoji;
use crate::signature::PublicKey;

/// What is read of a profile, in characters.
const NAME: usize = 200;
const SUMMARY: usize = 20_000;
const FIELD: usize = 2_000;
/// Labelled lines of a profile.
const FIELDS: usize = 16;
/// Pictures that stand for names.
const EMOJIS: usize = 100;
/// Other names of a person.
const ALIASES: usize = 20;
/// How an actor says that its server understands recommendations (FEP-844e).
const CAPABILITY: &str = "https://w3id.org/vouchwell";

/// Why a document is not believed to be an actor.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ActorDocumentError {
    /// It has another id than the address it was read from.
    #[error("the document is about something else than its address")]
    OtherId,
    /// It is no actor.
    #[error("the document is no actor: {0} is absent or cannot be read")]
    Member(&'static str),
    /// It names addresses on another server than its own.
    #[error("the actor names an inbox on another server")]
    ForeignInbox,
}

/// Reads the document found at the address `uri`.
///
/// # Errors
/// [`ActorDocumentError`].
pub fn parse(document: &Value, uri: &ActorUri) -> Result<RemoteActor, ActorDocumentError> {
    let actor = Fields::of(document).ok_or(ActorDocumentError::Member("id"))?;
    if actor.text("id") != Some(uri.as_str()) {
        return Err(ActorDocumentError::OtherId);
    }
    let kind: AccountKind = actor.optional("type").ok_or(ActorDocumentError::Member("type"))?;
    let host = Host::of(&uri.url()).ok_or(ActorDocumentError::Member("id"))?;
    let handle: Handle = actor
        .optional("preferredUsername")
        .ok_or(ActorDocumentError::Member("preferredUsername"))?;
    if handle.host.is_some() {
        return Err(ActorDocumentError::Member("preferredUsername"));
    }
    let endpoints = endpoints(actor, uri)?;
    Ok(RemoteActor {
        uri: uri.clone(),
        name: handle.name,
        host,
        kind,
        emojis: actor
            .list("tag")
            .into_iter()
            .take(EMOJIS)
            .filter_map(|tag| emoji(Fields::of(tag)?))
            .collect(),
        profile: profile(actor, uri)?,
        endpoints,
        request_key: request_key(actor, uri),
        evidence_key: evidence_key(actor, uri),
        understands_recommendations: understands(actor),
        moved_to: actor.id_of("movedTo").ok(),
        published: actor.moment("published"),
    })
}

fn endpoints(actor: Fields<'_>, uri: &ActorUri) -> Result<Endpoints, ActorDocumentError> {
    let own = |address: &ObjectUri| address.origin() == Some(uri.url().origin());
    let inbox: ObjectUri = actor
        .optional("inbox")
        .ok_or(ActorDocumentError::Member("inbox"))?;
    if !own(&inbox) {
        return Err(ActorDocumentError::ForeignInbox);
    }
    let shared = actor
        .object("endpoints")
        .and_then(|endpoints| endpoints.optional("sharedInbox"));
    let shared = shared.or_else(|| actor.optional("sharedInbox"));
    Ok(Endpoints {
        inbox,
        shared_inbox: shared.filter(own),
        followers: actor.optional("followers").filter(own),
    })
}

fn profile(actor: Fields<'_>, uri: &ActorUri) -> Result<Profile, ActorDocumentError> {
    let page = actor.list("url").into_iter().find_map(|url| match url {
        Value::String(url) => url.parse().ok(),
        other => Fields::of(other)?.optional("href"),
    });
    let itself = uri
        .as_str()
        .parse()
        .map_err(|_| ActorDocumentError::Member("id"))?;
    let aliases = actor
        .list("alsoKnownAs")
        .into_iter()
        .take(ALIASES)
        .filter_map(Value::as_str);
    let says = |name| actor.value(name).and_then(Value::as_bool);
    let is = |name| says(name).unwrap_or(false);
    let attributed = actor
        .list("attributionDomains")
        .into_iter()
        .filter_map(Value::as_str);
    Ok(Profile {
        display_name: html::cut(
            &html::to_plain(actor.text("name").unwrap_or_default(), NAME),
            NAME,
        ),
        summary: html::clean(actor.text("summary").unwrap_or_default(), SUMMARY),
        url: page.unwrap_or(itself),
        avatar: picture(actor, "icon"),
        avatar_description: description(actor, "icon"),
        header: picture(actor, "image"),
        header_description: description(actor, "image"),
        fields: lines(actor),
        place: place(actor),
        also_known_as: aliases.filter_map(|alias| alias.parse().ok()).collect(),
        locked: is("manuallyApprovesFollowers"),
        discoverable: is("discoverable"),
        indexable: is("indexable"),
        // Who hides them shows an empty collection.
        hides_collections: false,
        tabs: ProfileTabs {
            media: says("showMedia").unwrap_or(true),
            media_replies: says("showRepliesInMedia").unwrap_or(true),
            featured: says("showFeatured").unwrap_or(true),
        },
        attribution_domains: AttributionDomains::listed(attributed),
    })
}

fn picture(actor: Fields<'_>, name: &str) -> Option<ObjectUri> {
    let picture = Fields::of(*actor.list(name).first()?)?;
    match *picture.list("url").first()? {
        Value::String(url) => url.parse().ok(),
        link => Fields::of(link)?.optional("href"),
    }
}

/// What a picture shows: Mastodon says it of some pictures as `name` and of others as `summary`.
fn description(actor: Fields<'_>, name: &str) -> Description {
    let list = actor.list(name);
    let picture = list.first().copied().and_then(Fields::of);
    let words = picture.and_then(|picture| picture.text("summary").or_else(|| picture.text("name")));
    Description::cut(&html::to_plain(words.unwrap_or_default(), DESCRIPTION))
}

/// The name of the first place; one that is too long or empty is none.
fn place(actor: Fields<'_>) -> Option<Place> {
    let location = Fields::of(*actor.list("location").first()?)?;
    html::to_plain(location.text("name")?, NAME).parse().ok()
}

fn lines(actor: Fields<'_>) -> Vec<ProfileField> {
    let attached = actor.list("attachment").into_iter().filter_map(Fields::of);
    let values = attached.filter(|item| item.kind() == "PropertyValue");
    let lines = values.filter_map(|item| {
        Some(ProfileField {
            name: html::to_plain(item.text("name")?, NAME),
            value: html::clean(item.text("value")?, FIELD),
            verified_at: None,
        })
    });
    lines.take(FIELDS).collect()
}

/// The first key of the actor's own that can be used; some servers list several.
fn request_key(actor: Fields<'_>, uri: &ActorUri) -> Option<RequestKey> {
    let keys = actor.list("publicKey").into_iter().filter_map(Fields::of);
    let mut own = keys.filter(|key| key.text("owner") == Some(uri.as_str()));
    own.find_map(|key| {
        let (id, pem) = (key.text("id")?, key.text("publicKeyPem")?);
        let is_at_home = id.parse::<ObjectUri>().ok()?.origin() == Some(uri.url().origin());
        (is_at_home && PublicKey::from_pem(pem).is_ok()).then(|| RequestKey {
            id: id.to_owned(),
            pem: pem.to_owned(),
        })
    })
}

fn evidence_key(actor: Fields<'_>, uri: &ActorUri) -> Option<DidKey> {
    assertion_keys(actor, uri).next().map(|(_, key)| key)
}

/// The Ed25519 key that an actor document lists under a name.
pub(crate) fn assertion_key(document: &Value, uri: &ActorUri, name: &str) -> Option<DidKey> {
    assertion_keys(Fields::of(document)?, uri).find_map(|(id, key)| (id == Some(name)).then_some(key))
}

fn assertion_keys<'a>(
    actor: Fields<'a>,
    uri: &'a ActorUri,
) -> impl Iterator<Item = (Option<&'a str>, DidKey)> {
    let methods = actor.list("assertionMethod").into_iter().filter_map(Fields::of);
    let own = methods
        .filter(|method| method.kind() == "Multikey" && method.text("controller") == Some(uri.as_str()));
    own.filter_map(|method| {
        let key = DidKey::from_multibase(method.text("publicKeyMultibase")?).ok()?;
        Some((method.text("id"), key))
    })
}

fn understands(actor: Fields<'_>) -> bool {
    let Some(generator) = actor.object("generator") else {
        return false;
    };
    generator.list("implements").into_iter().any(|named| match named {
        Value::String(name) => name == CAPABILITY,
        other => Fields::of(other).and_then(|named| named.text("href")) == Some(CAPABILITY),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn uri() -> ActorUri {
        "https://peer.example/users/bob".parse().unwrap()
    }

    fn mastodon() -> Value {
        json!({
            "id": "https://peer.example/users/bob", "type": "Person", "preferredUsername": "bob",
            "name": "Bob <b>", "summary": "<p>Carpenter<script>x()</script></p>",
            "inbox": "https://peer.example/users/bob/inbox",
            "endpoints": { "sharedInbox": "https://peer.example/inbox" },
            "url": "https://peer.example/@bob",
            "icon": { "type": "Image", "url": "https://files.example/bob.png", "name": "Bob, <b>sawing</b>" },
            "image": { "type": "Image", "url": "https://files.example/shop.png", "summary": "His shop" },
            "showMedia": false, "attributionDomains": ["paper.example", 7],
            "attachment": [{ "type": "PropertyValue", "name": "Site", "value": "<a href=\"https://b.example\">b</a>" }],
        })
    }

    #[test]
    fn a_profile_is_cleaned_and_kept() {
        let actor = parse(&mastodon(), &uri()).unwrap();
        assert_eq!(actor.profile.summary, "<p>Carpenter</p>");
        assert_eq!(actor.profile.fields[0].name, "Site");
        assert_eq!(
            actor.endpoints.shared_inbox.unwrap().as_str(),
            "https://peer.example/inbox"
        );
        assert!(!actor.understands_recommendations);
        let described = (
            &actor.profile.avatar_description,
            &actor.profile.header_description,
        );
        assert_eq!(
            (described.0.as_str(), described.1.as_str()),
            ("Bob, sawing", "His shop")
        );
        let tabs = ProfileTabs {
            media: false,
            ..ProfileTabs::default()
        };
        assert_eq!(actor.profile.tabs, tabs);
        assert_eq!(
            actor.profile.attribution_domains,
            AttributionDomains::listed(["paper.example"])
        );
    }

    #[test]
    fn a_place_is_read_as_plain_words_or_not_at_all() {
        let place = |location: Value| {
            let mut actor = mastodon();
            actor["location"] = location;
            parse(&actor, &uri()).unwrap().profile.place
        };
        let ghent = json!({ "type": "Place", "name": "<b>Ghent</b>, Belgium" });
        assert_eq!(place(ghent.clone()).unwrap().as_str(), "Ghent, Belgium");
        assert_eq!(place(json!([ghent])).unwrap().as_str(), "Ghent, Belgium");
        for none in [
            json!("Ghent"),
            json!({ "name": 7 }),
            json!({ "name": "x".repeat(101) }),
            json!([]),
        ] {
            assert_eq!(place(none.clone()), None, "{none}");
        }
    }

    #[test]
    fn a_document_speaks_only_for_its_own_address() {
        let elsewhere = "https://peer.example/users/eve".parse().unwrap();
        assert_eq!(parse(&mastodon(), &elsewhere), Err(ActorDocumentError::OtherId));
        let mut actor = mastodon();
        actor["inbox"] = json!("https://victim.example/inbox");
        assert_eq!(parse(&actor, &uri()), Err(ActorDocumentError::ForeignInbox));
    }

    #[test]
    fn a_key_of_another_owner_is_no_key() {
        let mut actor = mastodon();
        actor["assertionMethod"] = json!([{
            "id": "https://peer.example/users/bob#ed25519-key", "type": "Multikey",
            "controller": "https://peer.example/users/eve",
            "publicKeyMultibase": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        }]);
        assert_eq!(parse(&actor, &uri()).unwrap().evidence_key, None);
        actor["assertionMethod"][0]["controller"] = json!("https://peer.example/users/bob");
        assert!(parse(&actor, &uri()).unwrap().evidence_key.is_some());
    }
}
