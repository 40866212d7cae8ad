use serde_json::Value;
use vouchwell_tests::{Answer, digest};

/// What nobody but the two may learn before a recommendation is public.
#[derive(Clone, Debug)]
pub(crate) struct Secret {
    /// A word that occurs in the text and nowhere else.
    pub(crate) word: String,
    /// A topic that occurs nowhere else.
    pub(crate) topic: String,
    /// The id of the Note, once it has been offered.
    pub(crate) note: Option<String>,
    /// The id of the API at the instance that is looked at.
    pub(crate) id: String,
    /// The signed documents so far.
    pub(crate) documents: Vec<Value>,
}

impl Secret {
    /// What an offered Note reveals to its subject.
    pub(crate) fn learn(&mut self, note: &Value) {
        self.note = note["id"].as_str().map(str::to_owned);
        self.remember(&note["recommendation"]["endorsement"]);
        for attestation in note["recommendation"]["attestations"]
            .as_array()
            .into_iter()
            .flatten()
        {
            self.remember(attestation);
        }
    }

    /// One more signed document.
    pub(crate) fn remember(&mut self, document: &Value) {
        assert!(document["id"].is_string(), "no evidence document: {document}");
        if !self.documents.contains(document) {
            self.documents.push(document.clone());
        }
    }

    /// The digests of the documents of a type.
    pub(crate) fn digests(&self, kind: &str) -> Vec<String> {
        self.documents
            .iter()
            .filter(|document| document["type"] == kind)
            .map(digest)
            .collect()
    }

    /// Whether an answer lets anything through.
    pub(crate) fn is_in(&self, answer: &Answer) -> bool {
        let documents = self
            .documents
            .iter()
            .filter_map(|document| document["id"].as_str());
        let signatures = self
            .documents
            .iter()
            .filter_map(|document| document["proof"]["proofValue"].as_str());
        [self.word.as_str(), &self.topic]
            .into_iter()
            .chain(self.note.as_deref())
            .chain(documents)
            .chain(signatures)
            .any(|word| answer.body.contains(word))
    }
}
