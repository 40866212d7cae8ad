//! Alice and Bob, who write the documents that the tests then bend.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(dead_code, reason = "each test file tells its own part of the story")]

use serde_json::{Value, json};
use vouchwell_evidence::bundle::verify_embedded;
use vouchwell_evidence::*;

pub(crate) fn alice() -> SecretKey {
    SecretKey::from_seed([1; 32])
}

pub(crate) fn bob() -> SecretKey {
    SecretKey::from_seed([2; 32])
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn document_id(text: &str) -> DocumentUri {
    text.parse().unwrap()
}

fn alice_id() -> ActorUri {
    "https://a.example/users/alice".parse().unwrap()
}

fn bob_id() -> ActorUri {
    "https://b.example/users/bob".parse().unwrap()
}

pub(crate) fn sign<T: Document>(document: T, key: &SecretKey) -> Signed<T> {
    let created = document.published();
    key.sign(Prepared::new(document, created))
}

/// Alice says that she knows Bob.
pub(crate) fn first() -> Attestation {
    Attestation {
        id: document_id("https://a.example/attestations/1"),
        author: alice_id(),
        author_key: alice().did_key(),
        relationship: Relationship::EmployerOf,
        object: bob_id(),
        object_key: bob().did_key(),
        known_since: "2021-03".parse().unwrap(),
        evidence: EvidenceKind::CodesExchanged,
        published: time("2026-03-01T12:00:00Z"),
        end_time: time("2031-03-01T12:00:00Z"),
        accept_by: Some(time("2026-03-22T12:00:00Z")),
        counterpart: None,
    }
}

/// Bob says so too.
pub(crate) fn second(first: &Signed<Attestation>) -> Attestation {
    Attestation {
        id: document_id("https://b.example/attestations/2"),
        author: bob_id(),
        author_key: bob().did_key(),
        relationship: Relationship::EmployedBy,
        object: alice_id(),
        object_key: alice().did_key(),
        known_since: "2021".parse().unwrap(),
        evidence: EvidenceKind::CodesExchanged,
        published: time("2026-03-02T12:00:00Z"),
        end_time: time("2031-03-02T12:00:00Z"),
        accept_by: None,
        counterpart: Some(*first.digest()),
    }
}

pub(crate) fn pair() -> [Signed<Attestation>; 2] {
    let first = sign(first(), &alice());
    let second = sign(second(&first), &bob());
    [first, second]
}

/// Alice writes her text.
pub(crate) fn endorsement(pair: &[Signed<Attestation>; 2]) -> Endorsement {
    Endorsement {
        id: document_id("https://a.example/endorsements/3"),
        author: alice_id(),
        author_key: alice().did_key(),
        object: bob_id(),
        object_key: bob().did_key(),
        topics: vec!["bookkeeping".parse().unwrap(), "steuern".parse().unwrap()]
            .try_into()
            .unwrap(),
        text:
            "Bob kept our books for three years.\nHe finds the error before \"the auditor\" does – 簿記 😀."
                .parse()
                .unwrap(),
        language: "en".parse().unwrap(),
        limitations: "I cannot speak to tax law.".parse().unwrap(),
        disclosures: vec![Disclosure::PaysSubject, Disclosure::WasAsked],
        published: time("2026-03-03T12:00:00Z"),
        end_time: time("2029-03-03T12:00:00Z"),
        attestations: pair.each_ref().map(Signed::reference).into(),
        replaces: None,
    }
}

/// Bob accepts it.
pub(crate) fn acceptance(endorsement: &Signed<Endorsement>) -> Acceptance {
    Acceptance {
        id: document_id("https://b.example/acceptances/4"),
        author: bob_id(),
        author_key: bob().did_key(),
        object: endorsement.id.clone(),
        digest: *endorsement.digest(),
        published: time("2026-03-04T12:00:00Z"),
    }
}

/// One of them takes a document back.
pub(crate) fn withdrawal<T: Document>(document: &Signed<T>, by: &SecretKey) -> Signed<Withdrawal> {
    let author = if by.did_key() == alice().did_key() {
        alice_id()
    } else {
        bob_id()
    };
    let id = document_id(&format!("{}/withdrawals/5", author.origin()));
    let withdrawal = Withdrawal {
        id,
        author,
        author_key: by.did_key(),
        object: document.id().clone(),
        digest: *document.digest(),
        published: time("2026-03-05T12:00:00Z"),
    };
    sign(withdrawal, by)
}

pub(crate) fn bundle_on(pair: [Signed<Attestation>; 2]) -> Bundle {
    let endorsement = sign(endorsement(&pair), &alice());
    let acceptance = sign(acceptance(&endorsement), &bob());
    Bundle::new(endorsement, pair, acceptance)
}

/// The whole recommendation.
pub(crate) fn bundle() -> Bundle {
    bundle_on(pair())
}

/// A time when all of it holds.
pub(crate) fn now() -> Timestamp {
    time("2026-04-30T12:00:00Z")
}

/// A document with a member changed and honestly proved again by the same key.
pub(crate) fn bent<T: Document>(document: &Signed<T>, key: &SecretKey, member: &str, value: Value) -> Value {
    let mut bent = document.value().clone();
    bent[member] = value;
    proof::sign_value(
        bent,
        key,
        &key.did_key().verification_method(),
        document.published(),
    )
}

/// A bundle of Alice's and Bob's documents as JSON. Whatever follows an attestation is signed over what
/// stands there.
pub(crate) fn bundle_over(first: Value, second: impl FnOnce(&Value) -> Value) -> Value {
    let second = second(&first);
    let reference = |value: &Value| json!({ "id": value["id"], "digest": Digest::of(value) });
    let honest = bundle();
    let endorsement = bent(
        &honest.endorsement,
        &alice(),
        "attestations",
        json!([reference(&first), reference(&second)]),
    );
    let acceptance = bent(
        &honest.acceptance,
        &bob(),
        "digest",
        json!(Digest::of(&endorsement)),
    );
    json!({ "endorsement": endorsement, "attestations": [first, second], "acceptance": acceptance })
}

/// The verdict on a bundle, whichever way it comes.
pub(crate) fn verdict_at(bundle: &Value, now: Timestamp) -> Verdict {
    let from_bytes =
        verify(bundle.to_string().as_bytes(), now).map_or_else(|verdict| verdict, |_| Verdict::Valid);
    let embedded = verify_embedded(bundle, now).map_or_else(|verdict| verdict, |_| Verdict::Valid);
    assert_eq!(
        from_bytes, embedded,
        "a bundle is judged alike in a file and in a Note"
    );
    from_bytes
}

/// The verdict at the usual time.
pub(crate) fn verdict(bundle: &Value) -> Verdict {
    verdict_at(bundle, now())
}
