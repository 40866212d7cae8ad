use chrono::TimeDelta;
use serde_json::Value;

use crate::document::format::{AwaitingKey, Format};
use crate::document::{MAXIMUM_YEARS, document};
use crate::fields::Fields;
use crate::{
    ActorUri, DidKey, Digest, DocumentUri, EvidenceKind, KnownSince, Relationship, Timestamp, Verdict,
};

/// How long an attestation may wait for its answer at most, in days (protocol §4).
pub const MAXIMUM_ANSWER_DAYS: i64 = 60;

/// One person's signed word that they know another (protocol §4, documents 1 and 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Its name.
    pub id: DocumentUri,
    /// Who says so.
    pub author: ActorUri,
    /// The author's key.
    pub author_key: DidKey,
    /// How the author knows the other person.
    pub relationship: Relationship,
    /// The other person.
    pub object: ActorUri,
    /// The other person's key.
    pub object_key: DidKey,
    /// Since when.
    pub known_since: KnownSince,
    /// How they showed each other who they are.
    pub evidence: EvidenceKind,
    /// When it was signed.
    pub published: Timestamp,
    /// When it runs out: at most [`MAXIMUM_YEARS`] after `published`.
    pub end_time: Timestamp,
    /// Until when the answer counts, at most [`MAXIMUM_ANSWER_DAYS`] after `published`. The first of a pair
    /// has it.
    pub accept_by: Option<Timestamp>,
    /// The digest of the first of a pair. The answer has it.
    pub counterpart: Option<Digest>,
}

impl Format for Attestation {
    const TYPE: &'static str = "Relationship";

    fn read(id: DocumentUri, author: ActorUri, fields: Fields<'_>) -> Result<AwaitingKey<Self>, Verdict> {
        fields.subject(&author)?;
        let relationship = fields.relationship()?;
        let object = fields.parse("object")?;
        let object_key = fields.parse("objectKey")?;
        let known_since = fields.parse("knownSince")?;
        let evidence = fields.parse("evidence")?;
        let (published, end_time) = fields.lifetime(MAXIMUM_YEARS)?;
        let latest_answer = published + TimeDelta::days(MAXIMUM_ANSWER_DAYS);
        let accept_by = fields
            .parse_if_fit("acceptBy")
            .filter(|time| *time <= latest_answer);
        let counterpart = fields.parse_if_fit("counterpart");
        Ok(Box::new(move |author_key| Attestation {
            id,
            author,
            author_key,
            relationship,
            object,
            object_key,
            known_since,
            evidence,
            published,
            end_time,
            accept_by,
            counterpart,
        }))
    }

    fn write(&self) -> Vec<(&'static str, Value)> {
        let mut members: Vec<(&str, Value)> = vec![
            ("subject", self.author.as_str().into()),
            ("relationship", self.relationship.iri().into()),
            ("object", self.object.as_str().into()),
            ("objectKey", self.object_key.as_str().into()),
            ("knownSince", self.known_since.as_str().into()),
            ("evidence", self.evidence.as_str().into()),
            ("published", self.published.to_string().into()),
            ("endTime", self.end_time.to_string().into()),
        ];
        members.extend(self.accept_by.map(|time| ("acceptBy", time.to_string().into())));
        members.extend(
            self.counterpart
                .map(|digest| ("counterpart", digest.to_string().into())),
        );
        members
    }
}

document!(Attestation);
