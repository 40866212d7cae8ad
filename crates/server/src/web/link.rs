//! Addresses that are safe to put into `href`.

use url::Url;
use vouchwell_domain::plain_text::decoded;

use super::locale::Locale;
use super::site::Site;

/// A web address or a path of this site, and never a scheme that does something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// A page of this site, beginning with `/`.
    Here(String),
    /// A page elsewhere, http or https.
    Elsewhere(Url),
}

impl Link {
    /// A page of this site.
    pub fn here(path: impl Into<String>) -> Link {
        Link::Here(path.into())
    }

    /// A page elsewhere; `None` for anything but http and https.
    pub fn elsewhere(address: &str) -> Option<Link> {
        let url = Url::parse(address).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(Link::Elsewhere(url))
    }

    /// Where the first link of a piece of cleaned HTML leads.
    pub fn first_in(html: &str) -> Option<Link> {
        let (_, after) = html.split_once("href=\"")?;
        let (address, _) = after.split_once('"')?;
        Link::elsewhere(&decoded(address))
    }

    /// What goes into `href`: paths of this site keep the language the reader chose.
    pub fn on(&self, locale: &Locale) -> String {
        match self {
            Link::Here(path) => locale.path(path),
            Link::Elsewhere(url) => url.to_string(),
        }
    }

    /// The full address, in no particular language.
    pub fn absolute(&self, site: &Site) -> String {
        match self {
            Link::Here(path) => site.absolute(path),
            Link::Elsewhere(url) => url.to_string(),
        }
    }

    /// Whether it leaves this site.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self, Link::Elsewhere(_))
    }
}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn only_a_web_address_is_a_link() {
        let link = Link::elsewhere("https://janssens.example/?a=1&b=2");
        assert!(link.is_some());
        assert_eq!(
            Link::first_in("<a href=\"https://janssens.example/?a=1&amp;b=2\" rel=\"me\">me</a>"),
            link
        );
        assert_eq!(Link::first_in("<a href=\"javascript:alert(1)\">me</a>"), None);
        assert_eq!(Link::first_in("Ghent"), None);
    }
}
