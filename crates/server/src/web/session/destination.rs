//! Where somebody goes on to once she is signed in.

use serde::Deserialize;

use crate::web::home;
use crate::web::site::Site;

/// Where somebody wants to go on to.
#[derive(Debug, Default, Deserialize)]
pub struct Destination {
    #[serde(default)]
    to: String,
}

impl Destination {
    /// A page of this site and never another one, however it is written.
    pub(super) fn path(&self, site: &Site) -> String {
        let found = Some(&self.to)
            .filter(|to| to.starts_with('/'))
            .and_then(|to| site.url.join(to).ok())
            // Two strokes at the beginning of a path would be read as another host.
            .filter(|url| url.origin() == site.url.origin() && !url.path().starts_with("//"));
        let Some(url) = found else {
            return home::PATH.to_owned();
        };
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// The question that comes back to it.
    pub(super) fn query(to: &str) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("to", to)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Destination;
    use crate::web::site::Site;

    #[test]
    fn nobody_is_sent_to_another_site() {
        let site = Site::at("https://vouch.example");
        let path = |to: &str| Destination { to: to.to_owned() }.path(&site);
        assert_eq!(
            path("/oauth/authorize?a=b%26&c=%3A"),
            "/oauth/authorize?a=b%26&c=%3A"
        );
        assert_eq!(path("/a/../b#part"), "/b");
        for to in [
            "",
            "settings",
            "https://evil.example/",
            "//evil.example/",
            "/.//evil.example/",
            "/a/..//evil.example/",
            "/\\evil.example/",
            "/\t/evil.example/",
            "javascript:alert(1)",
        ] {
            assert_eq!(path(to), "/home", "{to:?}");
        }
    }
}
