//! Applications: the programs that members let act for them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use url::Url;

use crate::identifier::ApplicationId;
use crate::token::Scopes;

/// A program that registered here. What it says of itself is its own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its number, which is its `client_id` too.
    pub id: ApplicationId,
    /// What it calls itself.
    pub name: ApplicationName,
    /// Where it says it is at home.
    pub website: Option<Url>,
    /// Where its users may be sent back to.
    pub redirect_uris: Vec<RedirectUri>,
    /// The most it may ask for.
    pub scopes: Scopes,
    /// When it registered.
    pub created_at: DateTime<Utc>,
}

/// The name cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name of an application has 1 to 60 characters, without line breaks")]
pub struct InvalidApplicationName;

/// What an application calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationName(String);

impl ApplicationName {
    const LONGEST: usize = 60;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApplicationName {
    type Err = InvalidApplicationName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let fits = (1..=Self::LONGEST).contains(&text.chars().count()) && !text.contains(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(InvalidApplicationName)
    }
}

/// Nobody can be sent there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no redirect URI: write https://…, the own scheme of the application, or {oob}",
    oob = RedirectUri::OUT_OF_BAND
)]
pub struct InvalidRedirectUri(String);

/// Where an application wants its users back, exactly as it wrote it: it is compared byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Nowhere: the code is shown, and the user carries it to the application.
    pub const OUT_OF_BAND: &'static str = "urn:ietf:wg:oauth:2.0:oob";
    const LONGEST: usize = 2_000;
    /// Schemes in which a browser runs or shows what the address itself holds.
    const UNSAFE: [&'static str; 8] = [
        "about",
        "blob",
        "data",
        "file",
        "filesystem",
        "javascript",
        "vbscript",
        "view-source",
    ];

    /// As the application wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the code is shown instead.
    pub fn is_out_of_band(&self) -> bool {
        self.0 == Self::OUT_OF_BAND
    }

    /// The part before the colon, in lower case.
    pub fn scheme(&self) -> String {
        let (scheme, _) = self.0.split_once(':').unwrap_or((&self.0, ""));
        scheme.to_ascii_lowercase()
    }

    /// The site it leads to, if it leads to one.
    pub fn host(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        let host = url.host_str().filter(|_| is_web(url.scheme()))?;
        Some(match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        })
    }

    /// The address with parameters added to it.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut added = url::form_urlencoded::Serializer::new(String::new());
        added.extend_pairs(parameters);
        let separator = match self.0.find('?') {
            None => "?",
            Some(_) if self.0.ends_with(['?', '&']) => "",
            Some(_) => "&",
        };
        // Not every client reads a plus as a space.
        format!("{}{separator}{}", self.0, added.finish().replace('+', "%20"))
    }
}

impl FromStr for RedirectUri {
    type Err = InvalidRedirectUri;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || InvalidRedirectUri(text.chars().take(100).collect());
        let (scheme, rest) = text.split_once(':').ok_or_else(refused)?;
        let scheme = scheme.to_ascii_lowercase();
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'));
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'#'));
        let leads_somewhere = if is_web(&scheme) {
            Url::parse(text).is_ok_and(|url| url.has_host() && url.username().is_empty())
        } else {
            !rest.is_empty() && !Self::UNSAFE.contains(&scheme.as_str())
        };
        if is_scheme && is_plain && leads_somewhere && text.len() <= Self::LONGEST {
            Ok(Self(text.to_owned()))
        } else {
            Err(refused())
        }
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

#[cfg(test)]
mod tests {
    use super::{ApplicationName, RedirectUri};

    fn uri(text: &str) -> RedirectUri {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_of_sites_and_apps_are_taken_as_they_are_written() {
        for text in [
            "urn:ietf:wg:oauth:2.0:oob",
            "https://elk.zone/api/vouch.example/oauth/https%3A%2F%2Felk.zone",
            "http://127.0.0.1:4000/callback?x=1",
            "oauth2redirect://com.keylesspalace.tusky/",
            "mastodon-android-auth://callback",
            "icecubesapp:callback",
            "com.example.App:/done",
        ] {
            assert_eq!(uri(text).as_str(), text);
        }
    }

    #[test]
    fn what_runs_in_the_browser_or_breaks_a_header_is_refused() {
        for text in [
            "",
            "callback",
            "https://",
            "https:///",
            "https://ann@evil.example/",
            "https://a.example/#part",
            "https://a.example/\r\nset-cookie: a=b",
            "https://a.example/ b",
            "https://ä.example/",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "1app://x",
            "app:",
            "a\"b://x",
        ] {
            assert!(text.parse::<RedirectUri>().is_err(), "{text:?}");
        }
        assert!(
            format!("https://a.example/{}", "x".repeat(2_000))
                .parse::<RedirectUri>()
                .is_err()
        );
    }

    #[test]
    fn parameters_are_added_and_nothing_else_changes() {
        for (base, expected) in [
            ("app://done", "app://done?code=c&state=a%20b%26"),
            (
                "https://A.example/%3a?x=1",
                "https://A.example/%3a?x=1&code=c&state=a%20b%26",
            ),
            ("https://a.example/?", "https://a.example/?code=c&state=a%20b%26"),
        ] {
            assert_eq!(uri(base).with(&[("code", "c"), ("state", "a b&")]), expected);
        }
    }

    #[test]
    fn only_a_site_has_a_host() {
        assert_eq!(
            uri("https://elk.zone:8443/x").host().as_deref(),
            Some("elk.zone:8443")
        );
        assert_eq!(uri("app://elk.zone/x").host(), None);
        assert_eq!(uri("MyApp:x").scheme(), "myapp");
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(" Tusky ".parse::<ApplicationName>().unwrap().as_str(), "Tusky");
        for wrong in ["", "  ", "a\nb", &"x".repeat(61)] {
            assert!(wrong.parse::<ApplicationName>().is_err(), "{wrong:?}");
        }
    }
}
