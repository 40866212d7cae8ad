use std::sync::Arc;
use std::time::SystemTime;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::document::{DocumentKey, sign};
use crate::{Member, World};

const SECURITY: &str = "https://w3id.org/security/v1";

/// An actor of the scripted peer, with both its private keys.
#[derive(Debug)]
pub struct PeerActor {
    host: String,
    name: String,
    world: World,
    http_key: Arc<RsaKeyPair>,
    document_key: DocumentKey,
}

/// One of the two people of an acquaintance, as documents name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The actor's id.
    pub id: String,
    /// The Ed25519 key as `did:key:…`.
    pub key: String,
}

impl Party {
    /// A member, with the key that the actor document lists.
    pub async fn of(member: &Member) -> Self {
        let id = member.actor();
        let actor = member.get_activity(&id).await.ok();
        let key = actor["assertionMethod"][0]["publicKeyMultibase"].as_str();
        Self {
            key: format!(
                "did:key:{}",
                key.unwrap_or_else(|| panic!("no Ed25519 key in {actor}"))
            ),
            id,
        }
    }
}

impl PeerActor {
    pub(super) fn generate(host: &str, name: &str, world: World) -> Self {
        Self {
            host: host.to_owned(),
            name: name.to_owned(),
            world,
            http_key: Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key can be made")),
            document_key: DocumentKey::generate(),
        }
    }

    /// Somebody else, of this host or another, who signs requests by the same key: one of a crowd that is made quickly.
    pub(super) fn one_of_a_crowd(&self, host: &str, name: &str) -> Self {
        Self {
            host: host.to_owned(),
            name: name.to_owned(),
            world: self.world.clone(),
            http_key: Arc::clone(&self.http_key),
            document_key: DocumentKey::generate(),
        }
    }

    /// The same name with new keys, as after a domain was registered by somebody else.
    pub fn with_new_keys(&self) -> Self {
        Self::generate(&self.host, &self.name, self.world.clone())
    }

    /// The part of the handle before the host.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The handle, without a leading `@`.
    pub fn handle(&self) -> String {
        format!("{}@{}", self.name, self.host)
    }

    /// The id.
    pub fn id(&self) -> String {
        format!("https://{}/users/{}", self.host, self.name)
    }

    /// This actor as documents name it.
    pub fn party(&self) -> Party {
        Party {
            id: self.id(),
            key: self.document_key.did(),
        }
    }

    /// The name of the RSA key.
    pub fn key_id(&self) -> String {
        format!("{}#main-key", self.id())
    }

    /// The key that signs documents.
    pub fn document_key(&self) -> &DocumentKey {
        &self.document_key
    }

    /// A new address on the actor's host that nobody can guess.
    pub fn address(&self, kind: &str) -> String {
        let mut bytes = [0; 16];
        SystemRandom::new()
            .fill(&mut bytes)
            .expect("the system has randomness");
        format!("https://{}/{kind}/{:032x}", self.host, u128::from_be_bytes(bytes))
    }

    /// An activity of this actor.
    pub fn activity(&self, kind: &str, to: &str, object: &Value) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": self.address("activities"),
            "type": kind, "actor": self.id(), "to": [to], "object": object,
        })
    }

    /// The present time as documents write it.
    pub fn time(&self) -> String {
        self.time_in(TimeDelta::zero())
    }

    /// A time as documents write it, `later` than now.
    pub fn time_in(&self, later: TimeDelta) -> String {
        (DateTime::<Utc>::from(self.now()) + later)
            .format("%Y-%m-%dT%H:%M:%SZ")
            .to_string()
    }

    pub(super) fn now(&self) -> SystemTime {
        self.world.now()
    }

    pub(super) fn sign_http(&self, text: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.http_key.public_modulus_len()];
        self.http_key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
            .expect("the key signs anything");
        signature
    }

    /// The actor document, with both keys, the identity statement and the sign that it understands us.
    pub fn document(&self) -> Value {
        let id = self.id();
        let statement = json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
            "type": "VerifiableIdentityStatement", "subject": self.document_key.did(), "alsoKnownAs": id,
        });
        let did = self.document_key.did();
        json!({
            "@context": [
                "https://www.w3.org/ns/activitystreams", SECURITY, "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
            ],
            "id": id, "type": "Person", "preferredUsername": self.name, "name": self.name,
            "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"),
            "followers": format!("{id}/followers"), "following": format!("{id}/following"),
            "publicKey": {"id": self.key_id(), "owner": id, "publicKeyPem": self.public_key_pem()},
            "assertionMethod": [{
                "id": format!("{id}#ed25519-key"), "type": "Multikey", "controller": id,
                "publicKeyMultibase": self.document_key.multibase(),
            }],
            "attachment": [sign(statement, &self.document_key, &did, &self.time())],
            "generator": {
                "type": "Application",
                "implements": [{"href": "https://w3id.org/vouchwell", "name": "Vouchwell"}],
            },
        })
    }

    /// What WebFinger answers about this actor.
    pub fn webfinger(&self) -> Value {
        json!({
            "subject": format!("acct:{}", self.handle()),
            "links": [{"rel": "self", "type": "application/activity+json", "href": self.id()}],
        })
    }

    fn public_key_pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = self
            .http_key
            .public_key()
            .as_der()
            .expect("a public key has a form");
        let text = STANDARD.encode(der.as_ref());
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).expect("base64 is ASCII"))
            .collect();
        format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            lines.join("\n")
        )
    }
}
