use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::text::written_as_text;
use crate::{Invalid, Origin};

const MAXIMUM_BYTES: usize = 2048;

/// The rule for ids of protocol §4, and the exact string beside the parsed address.
#[derive(Clone)]
struct Identifier {
    text: String,
    url: Url,
}

impl Identifier {
    fn parse(text: &str) -> Result<Identifier, Invalid> {
        let (scheme, rest) = text.split_once("://").ok_or(Invalid::Uri)?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if text.len() > MAXIMUM_BYTES
            || authority.is_empty()
            || authority.contains('@')
            || !text.bytes().all(allowed)
        {
            return Err(Invalid::Uri);
        }
        let url = Url::parse(text).map_err(|_| Invalid::Uri)?;
        match scheme {
            "https" => {}
            "http" if on_this_machine(&url) => {}
            _ => return Err(Invalid::Uri),
        }
        Ok(Identifier {
            text: text.to_owned(),
            url,
        })
    }
}

/// The characters of RFC 3986 without `#`.
fn allowed(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'#' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
        )
}

fn on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

macro_rules! identifier {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Identifier);

        impl $name {
            fn parse(text: &str) -> Result<Self, Invalid> {
                Identifier::parse(text).map(Self)
            }

            /// The id exactly as it was written.
            pub fn as_str(&self) -> &str {
                &self.0.text
            }

            /// Scheme, host and port.
            pub fn origin(&self) -> Origin {
                Origin::of(&self.0.url)
            }

            /// The address to ask for it.
            pub fn url(&self) -> Url {
                self.0.url.clone()
            }
        }

        written_as_text!($name);

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.debug_tuple(stringify!($name)).field(&self.0.text).finish()
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.text == other.0.text
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.0.text.cmp(&other.0.text)
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.text.hash(state);
            }
        }
    };
}

identifier! {
    /// The id of a person's actor (protocol §4, "Ids"): where she is found. Compared as the exact string.
    ActorUri
}

identifier! {
    /// The id of a signed document or activity (protocol §4, "Ids"). It is a name; documents are looked up by
    /// digest.
    DocumentUri
}
