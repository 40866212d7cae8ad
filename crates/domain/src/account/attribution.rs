//! Sites that may name somebody as an author of their pages.

use serde::{Deserialize, Serialize};

use super::Host;

/// The most sites that somebody names.
pub const ATTRIBUTION_DOMAINS: usize = 100;
/// The most bytes of the name of one, as of any name in DNS (RFC 1035 §2.3.4).
const DOMAIN_LENGTH: usize = 253;

/// Sites that may name somebody as an author, each once. They are a part of every account that is read, so what was kept
/// is not parsed again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AttributionDomains(Vec<String>);

/// Why they are not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAttribution {
    /// One is no domain.
    #[error("{0:?} is no domain: write it as blog.example")]
    Domain(String),
    /// The name of one is too long.
    #[error("the name of a site has at most {DOMAIN_LENGTH} bytes")]
    TooLong,
    /// There are too many.
    #[error("at most {ATTRIBUTION_DOMAINS} sites may name you as an author")]
    TooMany,
}

impl AttributionDomains {
    /// As somebody types them: an address of a site stands for its domain, and nothing for nothing.
    ///
    /// # Errors
    /// [`InvalidAttribution`].
    pub fn typed<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidAttribution> {
        let mut domains = Self::default();
        let filled = texts.into_iter().map(domain).filter(|text| !text.is_empty());
        for (before, text) in filled.enumerate() {
            if before == ATTRIBUTION_DOMAINS {
                return Err(InvalidAttribution::TooMany);
            }
            domains.add(parsed(text)?);
        }
        Ok(domains)
    }

    /// As another server lists them. What is no domain is left out, and what is too much.
    pub fn listed<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut domains = Self::default();
        let hosts = texts.into_iter().take(ATTRIBUTION_DOMAINS).map(domain);
        hosts
            .filter_map(|text| parsed(text).ok())
            .for_each(|host| domains.add(host));
        domains
    }

    /// The domains in their order.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    fn add(&mut self, host: Host) {
        let host = String::from(host);
        if !self.0.contains(&host) {
            self.0.push(host);
        }
    }
}

/// A name grows where its letters are not of ASCII, so its length counts twice.
fn parsed(text: &str) -> Result<Host, InvalidAttribution> {
    if text.len() > DOMAIN_LENGTH {
        return Err(InvalidAttribution::TooLong);
    }
    let host: Host = text
        .parse()
        .map_err(|_| InvalidAttribution::Domain(text.to_owned()))?;
    if host.as_str().len() > DOMAIN_LENGTH {
        return Err(InvalidAttribution::TooLong);
    }
    Ok(host)
}

fn domain(text: &str) -> &str {
    let text = text.trim();
    let text = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(text);
    text.strip_suffix('/').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_typed_as_domains_or_addresses_and_kept_once() {
        let typed =
            AttributionDomains::typed(["https://Blog.example/", " blog.example", "", "paper.example"]);
        assert_eq!(typed.unwrap().as_slice(), ["blog.example", "paper.example"]);
        let path = AttributionDomains::typed(["blog.example/about"]).unwrap_err();
        assert_eq!(path, InvalidAttribution::Domain("blog.example/about".to_owned()));
        let many: Vec<String> = (0..=ATTRIBUTION_DOMAINS)
            .map(|number| format!("site{number}.example"))
            .collect();
        let many = many.iter().map(String::as_str);
        assert_eq!(
            AttributionDomains::typed(many.clone()),
            Err(InvalidAttribution::TooMany)
        );
        assert_eq!(
            AttributionDomains::listed(many).as_slice().len(),
            ATTRIBUTION_DOMAINS
        );
        assert_eq!(
            AttributionDomains::listed(["a b", "blog.example"]).as_slice(),
            ["blog.example"]
        );
    }

    #[test]
    fn what_comes_after_the_last_site_is_not_looked_at() {
        let mut taken = 0;
        let endless = std::iter::repeat_with(|| {
            taken += 1;
            assert!(taken <= ATTRIBUTION_DOMAINS + 1, "it goes on");
            "blog.example"
        });
        assert_eq!(
            AttributionDomains::typed(endless),
            Err(InvalidAttribution::TooMany)
        );
    }

    #[test]
    fn a_name_that_is_longer_than_any_is_none() {
        let label = "x".repeat(60);
        let long = [label.as_str(); 5].join(".");
        assert_eq!(
            AttributionDomains::typed([long.as_str()]),
            Err(InvalidAttribution::TooLong)
        );
        assert_eq!(
            AttributionDomains::listed([long.as_str(), "blog.example"]).as_slice(),
            ["blog.example"]
        );
    }
}
