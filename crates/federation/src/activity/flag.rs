//! `Flag`: a report.

use serde_json::json;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields, Received, id, plain, words};

/// Things that one report may name.
const OBJECTS: usize = 100;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// What it is about.
    pub objects: Vec<ObjectUri>,
    /// What the reporter wrote, plain text.
    pub content: String,
}

pub(super) fn build(activity: &mut Activity, objects: &[ObjectUri], to: &ActorUri, content: &str) {
    activity
        .kind("Flag")
        .set("object", json!(objects))
        .set("content", json!(content))
        .to(to);
}

/// Lemmy says in `summary` why.
pub(super) fn parse(fields: Fields<'_>) -> Result<Received, ActivityError> {
    let objects = fields
        .list("object")
        .into_iter()
        .take(OBJECTS)
        .filter_map(id)
        .collect();
    let why = words(fields).or_else(|| plain(fields.text("summary")?));
    Ok(Received::Flag(Flag {
        objects,
        content: why.unwrap_or_default(),
    }))
}
