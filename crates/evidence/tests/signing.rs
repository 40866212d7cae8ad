//! Alice and Bob sign their documents, on the server or on their own devices.

mod story;

use serde_json::Value;
use story::*;
use vouchwell_evidence::*;

#[test]
fn a_recommendation_signed_step_by_step_is_valid() {
    let verified = bundle().verify(now()).unwrap();
    assert_eq!(verified.endorsement.topics[1].as_str(), "steuern");
    assert_eq!(verified.attestations[1].relationship, Relationship::EmployedBy);
    assert!(verified.is_at_home());

    let again = verify(verified.json().as_bytes(), now()).unwrap();
    assert_eq!(again, verified);
    assert_eq!(again.into_inner(), bundle());
}

#[test]
fn a_document_says_after_reading_what_it_said_before() {
    let bundle = bundle();
    let withdrawal = withdrawal(&bundle.endorsement, &alice());
    assert_eq!(
        Signed::parse(bundle.attestations[0].value().clone()),
        Ok(bundle.attestations[0].clone())
    );
    assert_eq!(
        Signed::parse(bundle.attestations[1].value().clone()),
        Ok(bundle.attestations[1].clone())
    );
    assert_eq!(
        Signed::parse(bundle.endorsement.value().clone()),
        Ok(bundle.endorsement.clone())
    );
    assert_eq!(
        Signed::parse(bundle.acceptance.value().clone()),
        Ok(bundle.acceptance.clone())
    );
    assert_eq!(Signed::parse(withdrawal.value().clone()), Ok(withdrawal.clone()));

    let mut revised = endorsement(&bundle.attestations);
    revised.replaces = Some(bundle.endorsement.reference());
    let revised = sign(revised, &alice());
    assert_eq!(Signed::parse(revised.value().clone()), Ok(revised));
}

#[test]
fn a_document_is_found_by_its_type() {
    let bundle = bundle();
    let parse = |value: &Value| SignedDocument::parse(value.clone());
    let endorsement = parse(bundle.endorsement.value()).unwrap();
    assert_eq!(
        endorsement,
        SignedDocument::Endorsement(bundle.endorsement.clone())
    );
    assert_eq!(endorsement.digest(), bundle.endorsement.digest());
    assert_eq!(endorsement.json(), bundle.endorsement.json());
    assert_eq!(endorsement.id(), &bundle.endorsement.id);
    assert_eq!(endorsement.author(), &bundle.endorsement.author);
    assert_eq!(endorsement.author_key(), &alice().did_key());
    assert_eq!(endorsement.published(), bundle.endorsement.published);

    assert!(matches!(
        parse(bundle.attestations[0].value()),
        Ok(SignedDocument::Attestation(_))
    ));
    assert!(matches!(
        parse(bundle.acceptance.value()),
        Ok(SignedDocument::Acceptance(_))
    ));
    let withdrawal = withdrawal(&bundle.acceptance, &bob());
    assert!(matches!(
        parse(withdrawal.value()),
        Ok(SignedDocument::Withdrawal(_))
    ));

    let mut note = bundle.endorsement.value().clone();
    note["type"] = "Note".into();
    assert_eq!(parse(&note), Err(Verdict::Malformed));
    assert_eq!(
        Signed::<Attestation>::parse(bundle.endorsement.value().clone()),
        Err(Verdict::Malformed)
    );
}

#[test]
fn the_stored_text_keeps_the_order_of_its_members() {
    let signed = sign(first(), &alice());
    let names: Vec<_> = signed
        .value()
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        names,
        [
            "@context",
            "id",
            "type",
            "attributedTo",
            "authorKey",
            "subject",
            "relationship",
            "object",
            "objectKey",
            "knownSince",
            "evidence",
            "published",
            "endTime",
            "acceptBy",
            "proof"
        ]
    );
    let mut turned: Vec<_> = signed.value().as_object().unwrap().clone().into_iter().collect();
    turned.reverse();
    let turned = Value::Object(turned.into_iter().collect());
    let received = Signed::<Attestation>::parse(turned.clone()).unwrap();
    assert_eq!(received.json(), turned.to_string());
    assert_ne!(received.json(), signed.json());
    assert_eq!(received.digest(), signed.digest());
    assert_eq!(*received.digest(), Digest::of(&turned));
    assert_eq!(
        received.reference(),
        Reference {
            id: signed.id.clone(),
            digest: *signed.digest()
        }
    );
}

#[test]
fn a_device_signs_what_the_server_prepared() {
    let prepared = Prepared::new(first(), first().published);
    let signature = alice().sign_bytes(&prepared.bytes_to_sign());
    assert_eq!(prepared.clone().attach(signature), Ok(sign(first(), &alice())));

    let foreign = bob().sign_bytes(&prepared.bytes_to_sign());
    assert_eq!(prepared.attach(foreign), Err(Verdict::BadSignature));
}

#[test]
fn what_breaks_the_protocol_is_not_attached() {
    let mut endless = first();
    endless.end_time = time("2031-03-01T12:00:01Z");
    let prepared = Prepared::new(endless, first().published);
    let signature = alice().sign_bytes(&prepared.bytes_to_sign());
    assert_eq!(prepared.attach(signature), Err(Verdict::Malformed));
}

#[test]
fn a_bundle_signed_by_the_wrong_key_is_not_verified() {
    let mut bundle = bundle();
    bundle.acceptance = sign(acceptance(&bundle.endorsement), &alice());
    assert_eq!(bundle.verify(now()), Err(Verdict::BadSignature));
}

#[test]
fn a_secret_key_keeps_its_seed_and_shows_it_to_nobody() {
    let key = SecretKey::from_seed([0xab; 32]);
    assert_eq!(SecretKey::from_seed(key.seed()).did_key(), key.did_key());
    let shown = format!("{key:?}").to_lowercase();
    assert!(shown.contains(&key.did_key().to_string().to_lowercase()));
    assert!(!shown.contains(&hex::encode(key.seed())) && !shown.contains("171, 171"));
}

#[test]
fn a_key_verifies_its_own_signatures_alone() {
    let signature = alice().sign_bytes(b"word");
    assert!(alice().did_key().verifies(b"word", &signature));
    assert!(!alice().did_key().verifies(b"work", &signature));
    assert!(!bob().did_key().verifies(b"word", &signature));
}

/// Under lax verification the neutral point as key and as R, with s = 0, signs any message.
#[test]
fn keys_of_small_order_and_values_out_of_range_verify_nothing() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut forged = [0; 64];
    forged[0] = 1;
    assert!(!DidKey::from_public_key_bytes(neutral).verifies(b"word", &forged));

    // The same point with its coordinate written above the prime of the field: 2^255 - 18.
    let mut above = [0xff; 32];
    above[0] = 0xee;
    above[31] = 0x7f;
    assert!(!DidKey::from_public_key_bytes(above).verifies(b"word", &forged));

    // s and s plus the order of the group would both fit the equation (RFC 8032, §8.4).
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut malleable = alice().sign_bytes(b"word");
    let mut carry = 0;
    for (byte, added) in malleable[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(added) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert!(!alice().did_key().verifies(b"word", &malleable));
}
