//! The settings as they are written, before they are parsed.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use figment::Figment;
use figment::providers::{Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use super::{ConfigurationError, FILE};

pub(crate) const PREFIX: &str = "VOUCHWELL_";

/// Every setting, as its variable is named without the prefix.
const NAMES: [&str; 21] = [
    "ALLOW_NETWORKS",
    "BIND",
    "CONTACT",
    "DATABASE_URL",
    "DATA_DIR",
    "DNS",
    "EXTRA_CA",
    "HOLD",
    "LIMITS",
    "MAIL_FROM",
    "METRICS_BIND",
    "PUBLIC_URL",
    "QUARANTINE",
    "REGISTRATION",
    "RETRY_SCALE",
    "RULES",
    "SMTP",
    "SOURCE_URL",
    "TLS_CERT",
    "TLS_KEY",
    "TRUSTED_PROXIES",
];

/// A value of the file: numbers and words may stand without quotes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Whole(i64),
    Fraction(f64),
}

/// The settings as they are written. Empty ones count as not given.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    values: BTreeMap<String, String>,
    unknown_variables: Vec<String>,
}

impl Settings {
    pub(super) fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigurationError> {
        let path = file.unwrap_or(Path::new(FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && file.is_none() => String::new(),
            Err(error) => return Err(ConfigurationError::Unreadable(path.to_owned(), error)),
        };
        let unfit = |error: String| ConfigurationError::File(path.to_owned(), error);
        let in_file: BTreeMap<String, Written> = Figment::from(Toml::string(&text))
            .extract()
            .map_err(|error| unfit(error.to_string()))?;
        if let Some(name) = in_file.keys().find(|name| !is_known(name)) {
            return Err(unfit(format!("there is no setting `{name}`")));
        }
        let (known, unknown): (Vec<_>, Vec<_>) = environment
            .into_iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_ascii_lowercase(), value)))
            .partition(|(name, _)| is_known(name));
        let in_environment: BTreeMap<String, String> =
            known.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let merged: BTreeMap<String, Written> = Figment::from(Serialized::defaults(in_file))
            .merge(Serialized::defaults(in_environment))
            .extract()
            .map_err(|error| unfit(error.to_string()))?;
        Ok(Self {
            values: merged
                .into_iter()
                .map(|(name, value)| (name, value.into_text()))
                .collect(),
            unknown_variables: unknown
                .into_iter()
                .map(|(name, _)| format!("{PREFIX}{}", name.to_ascii_uppercase()))
                .collect(),
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.values.get(&name.to_ascii_lowercase())?.trim();
        (!value.is_empty()).then_some(value)
    }

    pub(super) fn unknown_variables(&self) -> Vec<String> {
        self.unknown_variables.clone()
    }
}

impl Written {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Whole(number) => number.to_string(),
            Self::Fraction(number) => number.to_string(),
        }
    }
}

fn is_known(name: &str) -> bool {
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}
