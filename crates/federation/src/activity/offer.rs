//! `Offer` of an attestation or of the text of a recommendation.

use serde_json::{Value, json};
use vouchwell_domain::meeting::MeetingToken;
use vouchwell_domain::message::Message;
use vouchwell_evidence::{ActorUri, Attestation, Signed, Timestamp};

use super::{Activity, ActivityError, Fields, Received};

pub(super) fn build_attestation(
    activity: &mut Activity,
    to: &ActorUri,
    attestation: &Signed<Attestation>,
    meeting: Option<&MeetingToken>,
) {
    activity
        .kind("Offer")
        .set("object", attestation.value().clone())
        .set("target", json!(to))
        .set_some("meeting", meeting.map(|code| json!(code)))
        .to(to);
}

pub(super) fn build_recommendation(
    activity: &mut Activity,
    to: &ActorUri,
    note: Value,
    (published, end_time): (Timestamp, Timestamp),
) {
    activity
        .kind("Offer")
        .set("object", note)
        .set("target", json!(to))
        .set("published", json!(published))
        .set("endTime", json!(end_time))
        .to(to);
}

pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Received, ActivityError> {
    let absent = ActivityError::Member("object");
    let Some(object) = fields.object("object") else {
        return Err(absent);
    };
    let message = match object.kind() {
        "Relationship" => {
            let attestation: Signed<Attestation> =
                Signed::parse(fields.value("object").cloned().ok_or(absent)?)?;
            if attestation.author != *actor {
                return Err(ActivityError::Foreign);
            }
            Message::OfferAttestation {
                to: fields.id_of("target")?,
                attestation: Box::new(attestation),
                // One that is no code is one that does not match: the offer stays.
                meeting: fields.optional("meeting"),
            }
        }
        "Note" => {
            let note = crate::note::parse_offered(object, actor)?;
            Message::OfferRecommendation {
                to: fields.id_of("target")?,
                note: Box::new(note),
                published: fields.timestamp("published")?,
                end_time: fields.timestamp("endTime")?,
            }
        }
        _ => return Ok(Received::Ignored),
    };
    Ok(Received::Message(message))
}
