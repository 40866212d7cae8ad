//! Reports: somebody tells the moderators of this instance about something.

use chrono::{DateTime, Utc};
use vouchwell_evidence::ActorUri;

use crate::identifier::{ObjectUri, ReportId};

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id here.
    pub id: ReportId,
    /// The activity that brought it, or carries it to another server.
    pub uri: ObjectUri,
    /// Who reports; for other servers' members it is their instance.
    pub reporter: ActorUri,
    /// What it is about: an account, and statuses of it.
    pub objects: Vec<ObjectUri>,
    /// What the reporter wrote, plain text.
    pub content: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// How a report was dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The name of who did, as it was then.
    pub by: String,
    /// What was written with it, for the log alone.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
}
