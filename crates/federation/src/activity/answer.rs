//! `Accept` and `Reject`.

use serde_json::{Value, json};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::{AcceptResult, Message};
use vouchwell_evidence::{ActorUri, SignedDocument, Verdict};

use super::{Activity, ActivityError, Fields, addressee, follow, words};

pub(super) fn build_accept(
    activity: &mut Activity,
    object: &ObjectUri,
    to: &ActorUri,
    result: &AcceptResult,
) {
    let result = match result {
        AcceptResult::Nothing => None,
        AcceptResult::Attestation(attestation) => Some(attestation.value().clone()),
        AcceptResult::Acceptance(acceptance) => Some(acceptance.value().clone()),
        AcceptResult::QuoteAuthorization(address) => Some(json!(address)),
    };
    activity
        .kind("Accept")
        .set("object", json!(object))
        .set_some("result", result)
        .to(to);
}

pub(super) fn parse_accept(fields: Fields<'_>) -> Result<Message, ActivityError> {
    if let Some((follow, follower)) = follow::parse_answered(fields)? {
        return Ok(Message::AcceptFollow { follow, follower });
    }
    let result = match fields.value("result") {
        None | Some(Value::Null) => AcceptResult::Nothing,
        Some(result) => match SignedDocument::parse(result.clone())? {
            SignedDocument::Attestation(attestation) => AcceptResult::Attestation(Box::new(attestation)),
            SignedDocument::Acceptance(acceptance) => AcceptResult::Acceptance(Box::new(acceptance)),
            SignedDocument::Endorsement(_) | SignedDocument::Withdrawal(_) => {
                return Err(Verdict::Malformed.into());
            }
        },
    };
    Ok(Message::Accept {
        object: fields.id_of("object")?,
        to: addressee(fields).ok_or(ActivityError::Member("to"))?,
        result,
    })
}

pub(super) fn build_reject(
    activity: &mut Activity,
    object: &ObjectUri,
    to: &ActorUri,
    content: Option<&str>,
) {
    let content = content.map(crate::html::from_plain);
    activity
        .kind("Reject")
        .set("object", json!(object))
        .set_some("content", content.map(Value::String))
        .to(to);
}

pub(super) fn parse_reject(fields: Fields<'_>) -> Result<Message, ActivityError> {
    if let Some((follow, follower)) = follow::parse_answered(fields)? {
        return Ok(Message::RejectFollow { follow, follower });
    }
    Ok(Message::Reject {
        object: fields.id_of("object")?,
        to: addressee(fields).ok_or(ActivityError::Member("to"))?,
        content: words(fields),
    })
}
