//! Why a received activity has no effect.

use thiserror::Error;
use vouchwell_evidence::Verdict;

/// Why a received activity cannot be taken, in words for the log.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ActivityError {
    /// A member is absent or of another type.
    #[error("the member {0} is absent or cannot be read")]
    Member(&'static str),
    /// The activity speaks for somebody who did not send it.
    #[error("the activity speaks for somebody else than its actor")]
    Foreign,
    /// The signed document inside does not hold.
    #[error("the evidence does not hold: {0}")]
    Evidence(#[from] Verdict),
}
