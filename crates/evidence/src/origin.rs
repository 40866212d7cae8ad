use std::fmt;

use url::Url;

/// Scheme, host and port of an id, as normalised by the URL standard. A host is compared with its port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: String,
}

impl Origin {
    pub(crate) fn of(url: &Url) -> Origin {
        let mut host = url.host_str().unwrap_or_default().to_owned();
        if let Some(port) = url.port() {
            host.push(':');
            host.push_str(&port.to_string());
        }
        Origin {
            scheme: url.scheme().to_owned(),
            host,
        }
    }

    /// The host, with its port if that is not the scheme's own: `b.example`, `localhost:8081`.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", self.scheme, self.host)
    }
}
