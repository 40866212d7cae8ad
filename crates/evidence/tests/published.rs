//! Values that others published for the suite (protocol §3), to be reproduced byte for byte.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde_json::{Value, json};
use vouchwell_evidence::proof::{sign_value, verify_value};
use vouchwell_evidence::{DidKey, SecretKey, Timestamp, Verdict, canonical};

const SEED: &str = "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6";
const MULTIBASE: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

fn key() -> SecretKey {
    SecretKey::from_seed(hex::decode(SEED).unwrap().try_into().unwrap())
}

fn created() -> Timestamp {
    "2023-02-24T23:36:38Z".parse().unwrap()
}

/// W3C vc-di-eddsa, "Representation: eddsa-jcs-2022".
fn alumni_credential() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2"
        ],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:abcdefgh",
            "alumniOf": "The School of Examples"
        }
    })
}

/// FEP-8b32, test vectors.
fn activity() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/activitystreams",
            "https://w3id.org/security/data-integrity/v2"
        ],
        "id": "https://server.example/activities/1",
        "type": "Create",
        "actor": "https://server.example/users/alice",
        "object": {
            "id": "https://server.example/objects/1",
            "type": "Note",
            "attributedTo": "https://server.example/users/alice",
            "content": "Hello world",
            "location": {
                "type": "Place",
                "longitude": -71.184902,
                "latitude": 25.273962
            }
        }
    })
}

#[test]
fn the_published_seed_gives_the_published_key() {
    assert_eq!(key().did_key().multibase(), MULTIBASE);
    assert_eq!(key().did_key().to_string(), format!("did:key:{MULTIBASE}"));
    assert_eq!(DidKey::from_multibase(MULTIBASE).unwrap(), key().did_key());
}

#[test]
fn the_credential_of_the_recommendation_gets_the_published_proof() {
    let method = format!("did:key:{MULTIBASE}#{MULTIBASE}");
    assert_eq!(key().did_key().verification_method(), method);
    let signed = sign_value(alumni_credential(), &key(), &method, created());
    assert_eq!(
        signed["proof"],
        json!({
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "created": "2023-02-24T23:36:38Z",
            "verificationMethod": method,
            "proofPurpose": "assertionMethod",
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://www.w3.org/ns/credentials/examples/v2"
            ],
            "proofValue":
                "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
        })
    );
    assert_eq!(verify_value(&signed, &key().did_key(), &method), Ok(()));
}

#[test]
fn the_activity_of_the_proposal_gets_the_published_proof() {
    let method = "https://server.example/users/alice#ed25519-key";
    let signed = sign_value(activity(), &key(), method, created());
    assert_eq!(
        signed["proof"],
        json!({
            "@context": [
                "https://www.w3.org/ns/activitystreams",
                "https://w3id.org/security/data-integrity/v2"
            ],
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": method,
            "proofPurpose": "assertionMethod",
            "proofValue":
                "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
            "created": "2023-02-24T23:36:38Z"
        })
    );
    assert_eq!(verify_value(&signed, &key().did_key(), method), Ok(()));
}

#[test]
fn a_changed_activity_and_a_changed_proof_are_refused() {
    let method = "https://server.example/users/alice#ed25519-key";
    let signed = sign_value(activity(), &key(), method, created());
    let verdict = |change: &dyn Fn(&mut Value)| {
        let mut changed = signed.clone();
        change(&mut changed);
        verify_value(&changed, &key().did_key(), method)
    };

    let moved = |activity: &mut Value| activity["object"]["location"]["latitude"] = json!(25.273963);
    assert_eq!(verdict(&moved), Err(Verdict::BadSignature));
    let later = |activity: &mut Value| activity["proof"]["created"] = json!("2023-02-24T23:36:39Z");
    assert_eq!(verdict(&later), Err(Verdict::BadSignature));
    let other_context = |activity: &mut Value| activity["proof"]["@context"] = json!([]);
    assert_eq!(verdict(&other_context), Err(Verdict::ContextMismatch));
    let other_method =
        |activity: &mut Value| activity["proof"]["verificationMethod"] = json!("https://b.example/#key");
    assert_eq!(verdict(&other_method), Err(Verdict::KeyMismatch));
    let several = |activity: &mut Value| activity["proof"] = json!([activity["proof"]]);
    assert_eq!(verdict(&several), Err(Verdict::UnsupportedProof));
    assert_eq!(
        verify_value(&json!("text"), &key().did_key(), method),
        Err(Verdict::UnsupportedProof)
    );

    let other_key = SecretKey::from_seed([9; 32]).did_key();
    assert_eq!(
        verify_value(&signed, &other_key, method),
        Err(Verdict::BadSignature)
    );
}

#[test]
fn an_activity_may_be_proved_without_a_context_in_the_proof() {
    let method = "https://server.example/users/alice#ed25519-key";
    let mut without_context = activity();
    let context = without_context
        .as_object_mut()
        .unwrap()
        .remove("@context")
        .unwrap();
    let mut signed = sign_value(without_context, &key(), method, created());
    assert!(signed["proof"].get("@context").is_none());
    assert_eq!(verify_value(&signed, &key().did_key(), method), Ok(()));
    signed["@context"] = context;
    assert_eq!(
        verify_value(&signed, &key().did_key(), method),
        Err(Verdict::BadSignature)
    );
}

#[test]
fn a_context_that_was_signed_may_be_left_out_of_the_proof_that_is_sent() {
    let method = "https://server.example/users/alice#ed25519-key";
    let mut signed = sign_value(activity(), &key(), method, created());
    let proof = signed["proof"].as_object_mut().unwrap();
    proof.remove("@context").unwrap();
    assert_eq!(verify_value(&signed, &key().did_key(), method), Ok(()));
    signed["@context"] = json!("https://www.w3.org/ns/activitystreams");
    assert_eq!(
        verify_value(&signed, &key().did_key(), method),
        Err(Verdict::BadSignature)
    );
}

#[test]
fn signing_again_replaces_the_proof() {
    let once = sign_value(activity(), &key(), "https://server.example/#a", created());
    let twice = sign_value(once.clone(), &key(), "https://server.example/#a", created());
    assert_eq!(once, twice);
}

/// RFC 8785, §3.2.2 and §3.2.3.
#[test]
fn the_canonical_form_is_that_of_the_standard() {
    let numbers = json!([
        333333333.3333333,
        1e30,
        4.50,
        2e-3,
        0.000000000000000000000000001,
        -0.0,
        9007199254740991_i64
    ]);
    assert_eq!(
        String::from_utf8(canonical(&numbers)).unwrap(),
        "[333333333.3333333,1e+30,4.5,0.002,1e-27,0,9007199254740991]"
    );
    let names = json!({
        "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh", "1": "One",
        "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis"
    });
    assert_eq!(
        String::from_utf8(canonical(&names)).unwrap(),
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
         \"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",\
         \"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    );
    let text = json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/\u{8}\u{c}\t\u{7f}");
    assert_eq!(
        String::from_utf8(canonical(&text)).unwrap(),
        "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\f\\t\u{7f}\""
    );
}
