//! The instance as its pages name it.

use url::Url;
use vouchwell_domain::email::EmailAddress;
pub use vouchwell_service::context::Registration;

/// What every page needs to know about the instance it belongs to.
#[derive(Debug, Clone)]
pub struct Site {
    /// The public address; every permalink begins with it.
    pub url: Url,
    /// Who may open an account.
    pub registration: Registration,
    /// The version of the program.
    pub version: &'static str,
    /// Where the source of the running program is, as its licence asks.
    pub source: Url,
    /// Where whoever runs the instance is written to.
    pub contact: Option<EmailAddress>,
    /// What members are asked to keep.
    pub rules: Vec<String>,
    /// By which receivers of push messages know the instance.
    pub push_key: String,
}

impl Site {
    /// The host, with the port if it is not the usual one: the second half of every handle.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Whether everybody may join.
    pub fn is_open(&self) -> bool {
        self.registration == Registration::Open
    }

    /// Whether it is reached by https.
    pub fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The program and its version.
    pub fn software(&self) -> String {
        format!("Vouchwell {}", self.version)
    }

    /// The full address of a path of this site.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.url.origin().ascii_serialization())
    }
}

#[cfg(test)]
impl Site {
    /// One at an address, for tests.
    pub(crate) fn at(url: &str) -> Self {
        Self {
            url: url.parse().unwrap(),
            registration: Registration::Closed,
            version: "0",
            source: "https://source.example".parse().unwrap(),
            contact: None,
            rules: Vec::new(),
            push_key: String::new(),
        }
    }
}
