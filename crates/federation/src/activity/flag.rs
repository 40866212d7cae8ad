//! `Flag`: a report.

use vouchwell_domain::identifier::ObjectUri;

use super::{ActivityError, Fields, Received, fields::id, words};

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

pub(super) fn parse(fields: Fields<'_>) -> Result<Received, ActivityError> {
    let objects = fields
        .list("object")
        .into_iter()
        .take(OBJECTS)
        .filter_map(id)
        .collect();
    Ok(Received::Flag(Flag {
        objects,
        content: words(fields).unwrap_or_default(),
    }))
}
