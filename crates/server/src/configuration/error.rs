//! Why the configuration is not used.

use std::fmt::Display;
use std::path::PathBuf;

/// The configuration cannot be used; the sentence says what to mend.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// The named file cannot be read.
    #[error("the configuration file {0} cannot be read: {1}")]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// The file is not TOML, or holds a setting that does not exist.
    #[error("the configuration file {0} does not fit: {1}")]
    File(PathBuf, String),
    /// A value does not fit.
    #[error("VOUCHWELL_{name} is `{value}`: {advice}")]
    Value {
        /// The variable without its prefix.
        name: &'static str,
        /// What was given.
        value: String,
        /// How it should be.
        advice: String,
    },
    /// A value is no text.
    #[error("{0} is not UTF-8: write it anew")]
    NotUnicode(String),
    /// The database URL is of another kind. It is not repeated: it may hold a password.
    #[error("VOUCHWELL_DATABASE_URL does not fit: write sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME")]
    DatabaseUrl,
    /// The mail server is not named as it should be. It is not repeated: it may hold a password.
    #[error(
        "VOUCHWELL_SMTP does not fit: write smtps://USER:PASSWORD@HOST, or smtp://USER:PASSWORD@HOST for a server that \
         begins to encrypt with STARTTLS"
    )]
    Smtp,
    /// One of the two TLS files is missing.
    #[error(
        "VOUCHWELL_TLS_CERT and VOUCHWELL_TLS_KEY belong together: give both, or neither and let a proxy speak TLS"
    )]
    HalfTls,
}

impl ConfigurationError {
    pub(super) fn value(name: &'static str, value: impl Display, advice: &str) -> Self {
        Self::Value {
            name,
            value: value.to_string(),
            advice: advice.to_owned(),
        }
    }
}
