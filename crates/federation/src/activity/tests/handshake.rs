//! What is offered and asked carries what it has to, and no more.

use vouchwell_evidence::{Attestation, EvidenceKind, Prepared, Relationship, SecretKey, Signed, Topic};

use super::*;

/// Alice's word that she knows Bob.
fn attestation() -> Box<Signed<Attestation>> {
    let (alices, bobs) = (SecretKey::from_seed([1; 32]), SecretKey::from_seed([2; 32]));
    let published = "2026-05-01T12:00:00Z".parse().unwrap();
    let attestation = Attestation {
        id: "https://a.example/attestations/1".parse().unwrap(),
        author: alice(),
        author_key: alices.did_key(),
        relationship: Relationship::WorksWith,
        object: bob(),
        object_key: bobs.did_key(),
        known_since: "2021".parse().unwrap(),
        evidence: EvidenceKind::CodesExchanged,
        published,
        end_time: "2031-04-30T12:00:00Z".parse().unwrap(),
        accept_by: Some("2026-05-22T12:00:00Z".parse().unwrap()),
        counterpart: None,
    };
    Box::new(alices.sign(Prepared::new(attestation, published)))
}

pub(super) const DIGITS: &str = "012345678901234567890123456789";

pub(super) fn offer(meeting: Option<&str>) -> Message {
    Message::OfferAttestation {
        to: bob(),
        attestation: attestation(),
        meeting: meeting.map(|code| code.parse().unwrap()),
    }
}

pub(super) fn invite(content: Option<String>, reminds: Option<ObjectUri>) -> Message {
    Message::Invite {
        to: bob(),
        topics: vec!["carpentry".parse::<Topic>().unwrap()].try_into().unwrap(),
        content,
        published: "2026-05-01T12:00:00Z".parse().unwrap(),
        end_time: "2026-05-22T12:00:00Z".parse().unwrap(),
        reminds,
    }
}

fn written(message: Message) -> Value {
    let envelope = Envelope {
        id: uri("1"),
        from: alice(),
        message,
    };
    let (sender, subject) = (account(), None);
    let writing = Writing {
        sender: &sender,
        subject,
    };
    build(&envelope, writing).unwrap()
}

#[test]
fn a_code_stands_beside_what_is_offered() {
    assert_eq!(written(offer(None)).get("meeting"), None);
    let mut activity = written(offer(Some(DIGITS)));
    assert_eq!(activity["meeting"], json!(DIGITS));
    for wrong in [
        json!("12345"),
        json!(12345),
        json!({ "token": DIGITS }),
        json!(null),
    ] {
        activity["meeting"] = wrong;
        assert_eq!(
            parse(&activity, &alice()),
            Ok(Received::Message(offer(None))),
            "the offer stays"
        );
    }
}

#[test]
fn a_reminder_names_the_invite_that_it_reminds_of() {
    assert_eq!(written(invite(None, None)).get("inReplyTo"), None);
    let reminder = written(invite(None, Some(uri("first"))));
    assert_eq!(reminder["type"], "Invite");
    assert_eq!(reminder["inReplyTo"], json!(uri("first")));
}
