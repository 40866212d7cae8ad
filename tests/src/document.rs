//! Evidence documents by a second implementation: `eddsa-jcs-2022` and digests as protocol §3 writes them.

use aws_lc_rs::digest::{SHA256, digest as hash};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// The multicodec prefix of an Ed25519 public key.
const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];
/// The multihash prefix of SHA-256.
const SHA2_256: [u8; 2] = [0x12, 0x20];

/// A key that signs documents.
#[derive(Debug)]
pub struct DocumentKey {
    pair: Ed25519KeyPair,
}

impl DocumentKey {
    /// A new key.
    pub fn generate() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key can be made");
        Self {
            pair: Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a new key is well-formed"),
        }
    }

    /// The public key as `z6Mk…`.
    pub fn multibase(&self) -> String {
        multibase(&[&ED25519_PUBLIC, self.pair.public_key().as_ref()])
    }

    /// The public key as `did:key:z6Mk…`.
    pub fn did(&self) -> String {
        format!("did:key:{}", self.multibase())
    }

    /// The name of the key in proofs of evidence.
    pub fn verification_method(&self) -> String {
        format!("{}#{}", self.did(), self.multibase())
    }
}

/// The context of every evidence document.
pub(crate) fn evidence_context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v2",
        {
            "@vocab": "https://w3id.org/vouchwell#",
            "recommendation": {"@id": "https://w3id.org/vouchwell#recommendation", "@type": "@json"},
            "withdrawal": {"@id": "https://w3id.org/vouchwell#withdrawal", "@type": "@json"},
        },
    ])
}

/// Adds a proof by `key`, under the name `method`, made at `created`.
pub fn sign(mut document: Value, key: &DocumentKey, method: &str, created: &str) -> Value {
    let mut proof = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": created,
        "verificationMethod": method, "proofPurpose": "assertionMethod",
    });
    if let Some(context) = document.get("@context") {
        proof["@context"] = context.clone();
    }
    let mut signed = hash(&SHA256, &canonical(&proof)).as_ref().to_vec();
    signed.extend(hash(&SHA256, &canonical(&document)).as_ref());
    proof["proofValue"] = Value::String(multibase(&[key.pair.sign(&signed).as_ref()]));
    document["proof"] = proof;
    document
}

/// The digest under which a document is stored and named.
pub fn digest(document: &Value) -> String {
    multibase(&[&SHA2_256, hash(&SHA256, &canonical(document)).as_ref()])
}

fn canonical(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("a JSON value has a canonical form")
}

fn multibase(parts: &[&[u8]]) -> String {
    format!("z{}", bs58::encode(parts.concat()).into_string())
}
