//! The edges of steps 1 and 2 of protocol §5, beyond the published cases.

mod story;

use serde_json::{Value, json};
use story::*;
use vouchwell_evidence::*;

fn changed(change: impl FnOnce(&mut Value)) -> Verdict {
    let mut bundle = bundle().value();
    change(&mut bundle);
    verdict(&bundle)
}

#[test]
fn every_verdict_has_its_own_word_and_sentence() {
    for (index, verdict) in Verdict::ALL.iter().enumerate() {
        assert_eq!(verdict.to_string(), verdict.as_str());
        assert!(verdict.message().ends_with('.'));
        for other in &Verdict::ALL[..index] {
            assert_ne!(other.as_str(), verdict.as_str());
            assert_ne!(other.message(), verdict.message());
        }
    }
}

#[test]
fn an_earlier_step_of_a_later_document_comes_first() {
    let forge = |bundle: &mut Value| bundle["attestations"][0]["knownSince"] = json!("1999");
    assert_eq!(changed(forge), Verdict::BadSignature);
    let forge_and_break = |bundle: &mut Value| {
        forge(bundle);
        bundle["acceptance"]["published"] = json!("yesterday");
    };
    assert_eq!(changed(forge_and_break), Verdict::Malformed);
    let forge_and_break_a_withdrawal = |bundle: &mut Value| {
        forge(bundle);
        bundle["withdrawals"] = json!([{}]);
    };
    assert_eq!(changed(forge_and_break_a_withdrawal), Verdict::Malformed);
    let forge_and_mix_suites = |bundle: &mut Value| {
        forge(bundle);
        bundle["endorsement"]["proof"]["cryptosuite"] = json!("eddsa-rdfc-2022");
    };
    assert_eq!(
        changed(forge_and_mix_suites),
        Verdict::BadSignature,
        "attestations are proved before the text"
    );
}

#[test]
fn what_is_missing_or_of_another_type_is_malformed() {
    let honest = bundle().value();
    let documents = [
        "/endorsement",
        "/attestations/0",
        "/attestations/1",
        "/acceptance",
    ];
    let judged_later = ["@context", "proof", "counterpart", "acceptBy"];
    for place in documents {
        for name in honest.pointer(place).unwrap().as_object().unwrap().keys() {
            if judged_later.contains(&name.as_str()) {
                continue;
            }
            let document = |bundle: &mut Value| {
                bundle
                    .pointer_mut(place)
                    .unwrap()
                    .as_object_mut()
                    .unwrap()
                    .clone()
            };
            let mut without = honest.clone();
            let mut members = document(&mut without);
            members.remove(name);
            *without.pointer_mut(place).unwrap() = members.into();
            assert_eq!(verdict(&without), Verdict::Malformed, "{place} without {name}");
            for other in [json!(null), json!(7), json!({}), json!([[]]), json!(true)] {
                let mut of_other_type = honest.clone();
                of_other_type.pointer_mut(place).unwrap()[name] = other.clone();
                assert_eq!(
                    verdict(&of_other_type),
                    Verdict::Malformed,
                    "{place} with {name}: {other}"
                );
            }
        }
    }
    for whole in [json!(null), json!([]), json!("text"), json!({})] {
        assert_eq!(verdict(&whole), Verdict::Malformed);
    }
    assert_eq!(
        changed(|bundle| bundle["withdrawals"] = json!(null)),
        Verdict::Malformed
    );
    assert_eq!(
        changed(|bundle| bundle["attestations"] = json!({})),
        Verdict::Malformed
    );
}

#[test]
fn the_subject_of_an_attestation_is_its_author() {
    let change =
        |bundle: &mut Value| bundle["attestations"][0]["subject"] = json!("https://b.example/users/bob");
    assert_eq!(changed(change), Verdict::Malformed);
}

#[test]
fn unknown_members_are_allowed_and_signed() {
    let honest = bundle();
    // Some stand before `@context` in the canonical form, some after the proof.
    for name in ["", "!", "7", "@", "more", "zeta", "\u{10000}"] {
        let with_more = bent(
            &honest.attestations[0],
            &alice(),
            name,
            json!({ "n": [1, -2, null] }),
        );
        let whole = bundle_over(with_more, |first| {
            bent(
                &honest.attestations[1],
                &bob(),
                "counterpart",
                json!(Digest::of(first)),
            )
        });
        assert_eq!(verdict(&whole), Verdict::Valid, "{name:?}");
    }
    assert_eq!(
        changed(|bundle| bundle["more"] = json!("of the bundle")),
        Verdict::Valid
    );
    assert_eq!(
        changed(|bundle| bundle["acceptance"]["more"] = json!(1)),
        Verdict::BadSignature
    );
}

#[test]
fn numbers_size_and_depth_count_from_the_bundle() {
    for number in [
        json!(0.5),
        json!(9007199254740992_i64),
        json!(-9007199254740992_i64),
        json!(u64::MAX),
    ] {
        assert_eq!(changed(|bundle| bundle["more"] = number), Verdict::Malformed);
    }
    assert_eq!(
        changed(|bundle| bundle["more"] = json!([9007199254740991_i64, -9007199254740991_i64])),
        Verdict::Valid
    );

    let nested = |depth: usize| (0..depth).fold(json!(0), |inside, _| json!([inside]));
    assert_eq!(changed(|bundle| bundle["more"] = nested(31)), Verdict::Valid);
    assert_eq!(changed(|bundle| bundle["more"] = nested(32)), Verdict::Malformed);

    let mut bundle = bundle().value();
    bundle["more"] = json!("");
    let room = 256 * 1024 - bundle.to_string().len();
    bundle["more"] = json!("a".repeat(room));
    assert_eq!(verdict(&bundle), Verdict::Valid);
    bundle["more"] = json!("a".repeat(room + 1));
    assert_eq!(verdict(&bundle), Verdict::Malformed);
}

#[test]
fn a_proof_is_judged_in_the_order_of_step_2() {
    let with_proof = |proof: Value| changed(|bundle| bundle["endorsement"]["proof"] = proof);
    let honest = bundle().endorsement.value()["proof"].clone();
    let with = |name: &str, value: Value| {
        let mut proof = honest.clone();
        proof[name] = value;
        with_proof(proof)
    };
    assert_eq!(with_proof(json!(null)), Verdict::UnsupportedProof);
    assert_eq!(with_proof(json!([honest])), Verdict::UnsupportedProof);
    for name in ["type", "cryptosuite", "proofPurpose", "created"] {
        assert_eq!(with(name, json!("other")), Verdict::UnsupportedProof);
        assert_eq!(with(name, json!(null)), Verdict::UnsupportedProof);
    }
    assert_eq!(with("nonce", json!("1")), Verdict::UnsupportedProof);
    assert_eq!(with("@context", json!(null)), Verdict::ContextMismatch);
    assert_eq!(
        with("verificationMethod", json!(alice().did_key())),
        Verdict::KeyMismatch
    );
    assert_eq!(with("verificationMethod", json!(null)), Verdict::KeyMismatch);
    assert_eq!(
        with("created", json!("2026-03-03T12:00:01Z")),
        Verdict::BadSignature
    );
    for value in [
        json!(null),
        json!("z"),
        json!("z11"),
        json!("not base58"),
        json!(["z"]),
    ] {
        assert_eq!(with("proofValue", value), Verdict::BadSignature);
    }
    let without_context = |bundle: &mut Value| {
        bundle["endorsement"].as_object_mut().unwrap().remove("@context");
        bundle["endorsement"]["proof"]
            .as_object_mut()
            .unwrap()
            .remove("@context");
    };
    assert_eq!(changed(without_context), Verdict::ContextMismatch);
    assert_eq!(
        changed(|bundle| bundle["endorsement"]["authorKey"] = json!("alice")),
        Verdict::KeyMismatch
    );
}

#[test]
fn an_id_on_another_host_is_valid_and_not_at_home() {
    let mut bundle = bundle();
    let mut acceptance = acceptance(&bundle.endorsement);
    acceptance.id = document_id("https://c.example/acceptances/4");
    bundle.acceptance = sign(acceptance, &bob());
    assert!(!bundle.is_at_home());
    assert!(!bundle.verify(now()).unwrap().is_at_home());
}
