//! Why a command did not do what it was asked, and the exit code that says so.

use std::io;
use std::process::ExitCode;

use vouchwell_service::setup::SetupError;

use crate::backup::BackupError;
use crate::configuration::ConfigurationError;
use crate::opening::OpeningError;

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The arguments, the configuration or what was typed do not fit: exit code 2.
    #[error("{0}")]
    Wrong(String),
    /// It could not be done: exit code 1.
    #[error("{0}")]
    Failed(String),
}

impl Failure {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Wrong(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}

/// What a command answers could not be written.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Failed(format!("the answer cannot be written: {error}"))
    }
}

impl From<ConfigurationError> for Failure {
    fn from(error: ConfigurationError) -> Self {
        Self::Wrong(error.to_string())
    }
}

impl From<OpeningError> for Failure {
    fn from(error: OpeningError) -> Self {
        match error {
            OpeningError::Configuration(_)
            | OpeningError::Directory(..)
            | OpeningError::File(..)
            | OpeningError::Setup(SetupError::OtherAddress { .. }) => Self::Wrong(error.to_string()),
            OpeningError::Database(ref cause) if cause.is_wrong_address() => Self::Wrong(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<vouchwell_service::Error> for Failure {
    fn from(error: vouchwell_service::Error) -> Self {
        match error {
            vouchwell_service::Error::Refused(refusal) => Self::Wrong(refusal.to_string()),
            other => {
                tracing::debug!(error = ?other, "the use case failed");
                Self::Failed(other.to_string())
            }
        }
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Opening(error) => error.into(),
            BackupError::Exists(_)
            | BackupError::NotEmpty
            | BackupError::OtherDatabase
            | BackupError::NoBackup(_)
            | BackupError::Unwritable(..)
            | BackupError::Unreadable(..) => Self::Wrong(error.to_string()),
            BackupError::File(..) | BackupError::Program(..) | BackupError::Database(_) => {
                Self::Failed(error.to_string())
            }
        }
    }
}
