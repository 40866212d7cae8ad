//! Host and port of a server.

use std::fmt;

use url::Url;

/// What one server is told apart from another by: its host together with its port. Two ports of one
/// host are two servers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Authority(String);

impl Authority {
    /// The authority of a URL, or `None` if the URL has no host (`data:`, `mailto:` and such).
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        let host = url.host_str().filter(|host| !host.is_empty())?;
        Some(Self(match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }))
    }

    /// Reads a `Host` header. The default port of `scheme` is dropped, so that `vouch.example:443` and
    /// `vouch.example` are the same server.
    #[must_use]
    pub fn parse(text: &str, scheme: &str) -> Option<Self> {
        let is_host_character =
            |character: char| character.is_ascii_alphanumeric() || "-._:[]".contains(character);
        if !text.chars().all(is_host_character) {
            return None;
        }
        Self::of(&Url::parse(&format!("{scheme}://{text}")).ok()?)
    }

    /// Lower case, internationalised names in their ASCII form, no default port.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_header_is_compared_with_its_port() {
        let own = Authority::of(&Url::parse("https://vouch.example").unwrap()).unwrap();
        for same in ["vouch.example", "VOUCH.example", "vouch.example:443"] {
            assert_eq!(Authority::parse(same, "https").as_ref(), Some(&own), "{same}");
        }
        for other in [
            "vouch.example:8443",
            "vouch.example:80",
            "vouch.example.",
            "other.example",
        ] {
            assert_ne!(Authority::parse(other, "https").as_ref(), Some(&own), "{other}");
        }
    }

    #[test]
    fn a_host_header_that_smuggles_is_no_authority() {
        for text in [
            "",
            "a@vouch.example",
            "vouch.example/x",
            "vouch.example?x",
            "a, b",
            "vouch.example\\x",
        ] {
            assert_eq!(Authority::parse(text, "https"), None, "{text}");
        }
    }
}
