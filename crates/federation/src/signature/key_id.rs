//! The name of the key that signed a request.

use std::fmt;

use url::Url;
use vouchwell_domain::account::Host;

use super::SignatureError;
use crate::client::is_loopback;

const MAXIMUM_BYTES: usize = 2048;

/// The URL that a signature names its key by. Nothing is known about it but that it may be fetched: it
/// becomes a key only when the document found there, or its owner, lists it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(Url);

impl KeyId {
    /// Reads a key id received by the server at `public_url`. `acct:` names, other schemes, user names and
    /// our own host are refused; http is taken on loopback by a server that is there itself.
    pub(super) fn parse(text: &str, public_url: &Url) -> Result<Self, SignatureError> {
        let url = Url::parse(text).map_err(|_| SignatureError::KeyId)?;
        let scheme_fits = match url.scheme() {
            "https" => true,
            "http" => public_url.scheme() == "http" && is_loopback(&url),
            _ => false,
        };
        let is_plain = url.username().is_empty() && url.password().is_none();
        let host_fits = url.host_str().is_some_and(|host| !host.ends_with('.'));
        let is_foreign = Host::of(&url) != Host::of(public_url);
        if text.len() <= MAXIMUM_BYTES && scheme_fits && is_plain && host_fits && is_foreign {
            Ok(Self(url))
        } else {
            Err(SignatureError::KeyId)
        }
    }

    /// The whole URL, fragment included: what the owner's document must list.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(public_url: &str, text: &str) -> bool {
        KeyId::parse(text, &Url::parse(public_url).unwrap()).is_ok()
    }

    #[test]
    fn a_key_is_named_by_a_url_of_another_server() {
        let judge = |text| judge("https://vouch.example", text);
        assert!(judge("https://peer.example/users/alice#main-key"));
        assert!(judge("https://peer.example/users/alice/main-key"));
        assert!(judge("https://peer.example:8443/actor#main-key"));
        for refused in [
            "acct:alice@peer.example",
            "alice",
            "/users/alice#main-key",
            "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "http://peer.example/users/alice#main-key",
            "http://localhost:9000/users/alice#main-key",
            "https://alice@peer.example/users/alice#main-key",
            "https://peer.example./users/alice#main-key",
            "https://vouch.example/users/alice#main-key",
            "file:///etc/passwd",
        ] {
            assert!(!judge(refused), "{refused}");
        }
        assert!(!judge(&format!("https://peer.example/{}", "a".repeat(2048))));
    }

    #[test]
    fn http_is_for_servers_on_one_machine() {
        let judge = |text| judge("http://a.localhost:8080", text);
        assert!(judge("http://b.localhost:8080/users/bob#main-key"));
        assert!(judge("http://127.0.0.1:8081/users/bob#main-key"));
        assert!(!judge("http://peer.example/users/bob#main-key"));
        assert!(!judge("http://a.localhost:8080/users/bob#main-key"));
    }
}
