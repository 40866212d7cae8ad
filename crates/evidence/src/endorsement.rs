use serde_json::Value;

use crate::document::format::{AwaitingKey, Format};
use crate::document::{MAXIMUM_YEARS, document};
use crate::fields::Fields;
use crate::{
    ActorUri, DidKey, Disclosure, DocumentUri, Language, Limitations, RecommendationText, Reference,
    Timestamp, Topic, Topics, Verdict,
};

/// The signed text of a recommendation (protocol §4, document 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsement {
    /// Its name.
    pub id: DocumentUri,
    /// Who recommends.
    pub author: ActorUri,
    /// The author's key.
    pub author_key: DidKey,
    /// Who is recommended: the subject.
    pub object: ActorUri,
    /// The subject's key.
    pub object_key: DidKey,
    /// For what.
    pub topics: Topics,
    /// In which words.
    pub text: RecommendationText,
    /// The language of the text.
    pub language: Language,
    /// What the author cannot speak to.
    pub limitations: Limitations,
    /// The author's interest in the subject.
    pub disclosures: Vec<Disclosure>,
    /// When it was signed.
    pub published: Timestamp,
    /// When it runs out: at most [`MAXIMUM_YEARS`] after `published`.
    pub end_time: Timestamp,
    /// What it rests on: the author's attestation and the subject's, in this order.
    pub attestations: Vec<Reference>,
    /// The earlier version that it replaces. It draws history and has no other force.
    pub replaces: Option<Reference>,
}

impl Format for Endorsement {
    const TYPE: &'static str = "Endorsement";

    fn read(id: DocumentUri, author: ActorUri, fields: Fields<'_>) -> Result<AwaitingKey<Self>, Verdict> {
        let object = fields.parse("object")?;
        let object_key = fields.parse("objectKey")?;
        let topics: Vec<Topic> = fields.parse_list("topics")?;
        let topics = topics.try_into().map_err(|_| Verdict::Malformed)?;
        let text = fields.parse("text")?;
        let language = fields.parse("language")?;
        let limitations = fields.parse("limitations")?;
        let disclosures = fields.parse_list("disclosures")?;
        let (published, end_time) = fields.lifetime(MAXIMUM_YEARS)?;
        let attestations = fields.references("attestations")?;
        let replaces = fields.optional_reference("replaces")?;
        Ok(Box::new(move |author_key| Endorsement {
            id,
            author,
            author_key,
            object,
            object_key,
            topics,
            text,
            language,
            limitations,
            disclosures,
            published,
            end_time,
            attestations,
            replaces,
        }))
    }

    fn write(&self) -> Vec<(&'static str, Value)> {
        let mut members: Vec<(&str, Value)> = vec![
            ("object", self.object.as_str().into()),
            ("objectKey", self.object_key.as_str().into()),
            ("topics", self.topics.iter().map(Topic::as_str).collect()),
            ("text", self.text.as_str().into()),
            ("language", self.language.as_str().into()),
            ("limitations", self.limitations.as_str().into()),
            (
                "disclosures",
                self.disclosures
                    .iter()
                    .map(|disclosure| disclosure.as_str())
                    .collect(),
            ),
            ("published", self.published.to_string().into()),
            ("endTime", self.end_time.to_string().into()),
            (
                "attestations",
                self.attestations.iter().map(Reference::write).collect(),
            ),
        ];
        members.extend(
            self.replaces
                .as_ref()
                .map(|replaced| ("replaces", replaced.write())),
        );
        members
    }
}

document!(Endorsement);
