//! The Note that carries a recommendation (protocol §7).

use serde_json::{Map, Value, json};
use vouchwell_domain::account::{Account, Home};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::{OfferedNote, PublishedNote};
use vouchwell_domain::text::hashtag_address;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{ActorUri, Attestation, Bundle, Endorsement, Signed, Verdict, Withdrawal};

use super::rendering;
use crate::activity::{ActivityError, Fields, PUBLIC, ReceivedRecommendation, context};

/// The Note as it is published.
pub(crate) fn published(note: &PublishedNote, author: &Account, subject: &Account) -> Value {
    let offered = &note.offered;
    let attestations = [
        offered.author_attestation.clone(),
        offered.subject_attestation.clone(),
    ];
    let bundle = Bundle::new(offered.endorsement.clone(), attestations, note.acceptance.clone());
    let mut members = shared(offered, author, subject);
    members.insert("published".to_owned(), json!(note.published));
    if let Some(updated) = note.updated {
        members.insert("updated".to_owned(), json!(updated));
    }
    members.insert("recommendation".to_owned(), bundle.value());
    Value::Object(members)
}

/// The Note as its subject sees it before: the evidence so far, and no date.
pub(crate) fn offered(note: &OfferedNote, author: &Account, subject: &Account) -> Value {
    let mut members = shared(note, author, subject);
    members.remove("@context");
    let evidence = json!({
        "endorsement": note.endorsement.value(),
        "attestations": [note.author_attestation.value(), note.subject_attestation.value()],
    });
    members.insert("recommendation".to_owned(), evidence);
    Value::Object(members)
}

fn shared(note: &OfferedNote, author: &Account, subject: &Account) -> Map<String, Value> {
    let endorsement = note.endorsement.content();
    let origin = author.uri.origin().to_string();
    let page = note.url.as_str();
    let cc: Vec<&str> = author
        .endpoints
        .followers
        .iter()
        .map(ObjectUri::as_str)
        .chain([subject.uri.as_str()])
        .collect();
    let mut tag = vec![json!({ "type": "Mention", "href": subject.uri, "name": mention(subject) })];
    tag.extend(endorsement.topics.iter().map(|topic| {
        let address = hashtag_address(topic.as_str(), &origin);
        json!({ "type": "Hashtag", "href": address, "name": format!("#{topic}") })
    }));
    let words = Words::of(endorsement);
    let content = rendering::render(&words, note.author_attestation.relationship, page, &origin);
    let members = [
        ("@context", context()),
        ("id", json!(note.uri)),
        ("type", json!("Note")),
        ("attributedTo", json!(author.uri)),
        ("url", json!(note.url)),
        ("to", json!([PUBLIC])),
        ("cc", json!(cc)),
        ("content", json!(content)),
        ("contentMap", json!({ endorsement.language.as_str(): content })),
        ("sensitive", json!(false)),
        ("tag", json!(tag)),
        (
            "interactionPolicy",
            json!({ "canQuote": { "automaticApproval": [author.uri] } }),
        ),
    ];
    members
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

fn mention(subject: &Account) -> String {
    let host = match &subject.home {
        Home::Elsewhere(host) => host.to_string(),
        Home::Here => subject.uri.origin().host().to_owned(),
    };
    format!("@{}@{host}", subject.name)
}

/// Reads a Note that is offered by an actor to its subject.
pub(crate) fn parse_offered(note: Fields<'_>, actor: &ActorUri) -> Result<OfferedNote, ActivityError> {
    let uri: ObjectUri = note.parse("id")?;
    let evidence = note
        .object("recommendation")
        .ok_or(ActivityError::Member("recommendation"))?;
    let endorsement = evidence.value("endorsement").ok_or(Verdict::Malformed)?;
    let endorsement: Signed<Endorsement> = Signed::parse(endorsement.clone())?;
    let [author_attestation, subject_attestation] = attestations(evidence)?;
    let is_own = note.id_of::<ActorUri>("attributedTo")? == *actor
        && endorsement.author == *actor
        && uri.origin() == Some(actor.url().origin());
    if !is_own {
        return Err(ActivityError::Foreign);
    }
    let url = note.optional("url").unwrap_or_else(|| uri.clone());
    Ok(OfferedNote {
        url,
        uri,
        endorsement,
        author_attestation,
        subject_attestation,
    })
}

fn attestations(evidence: Fields<'_>) -> Result<[Signed<Attestation>; 2], ActivityError> {
    let [first, second] = evidence.list("attestations")[..] else {
        return Err(Verdict::MissingAttestation.into());
    };
    Ok([Signed::parse(first.clone())?, Signed::parse(second.clone())?])
}

/// Reads a Note of an actor that is said to carry a recommendation. Its evidence is verified later, when
/// both people are known.
pub(crate) fn parse_recommendation(
    note: Fields<'_>,
    uri: ObjectUri,
    bundle: &Value,
    withdrawals: Vec<Signed<Withdrawal>>,
) -> Result<ReceivedRecommendation, ActivityError> {
    let subject: ActorUri = Fields::of(bundle)
        .and_then(|bundle| bundle.object("endorsement"))
        .and_then(|endorsement| endorsement.optional("object"))
        .ok_or(Verdict::Malformed)?;
    if !note.is_public("to") {
        return Err(ActivityError::Member("to"));
    }
    if !note.addressees("cc").contains(&subject) {
        return Err(ActivityError::Member("cc"));
    }
    Ok(ReceivedRecommendation {
        url: note.optional("url").unwrap_or_else(|| uri.clone()),
        uri,
        bundle: bundle.clone(),
        subject,
        published: note.moment("published"),
        updated: note.moment("updated"),
        withdrawals,
    })
}
