//! Sites that may name somebody as an author of their pages.

use serde::{Deserialize, Serialize};

use super::Host;

/// The most sites that somebody names.
pub const ATTRIBUTION_DOMAINS: usize = 100;

/// Sites that may name somebody as an author, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AttributionDomains(Vec<Host>);

/// Why they are not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAttribution {
    /// One is no domain.
    #[error("{0:?} is no domain: write it as blog.example")]
    Domain(String),
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
        for text in texts.into_iter().map(domain).filter(|text| !text.is_empty()) {
            let host = text
                .parse()
                .map_err(|_| InvalidAttribution::Domain(text.to_owned()))?;
            domains.add(host);
        }
        if domains.0.len() > ATTRIBUTION_DOMAINS {
            return Err(InvalidAttribution::TooMany);
        }
        Ok(domains)
    }

    /// As another server lists them. What is no domain is left out, and what is too much.
    pub fn listed<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut domains = Self::default();
        let hosts = texts.into_iter().take(ATTRIBUTION_DOMAINS).map(domain);
        hosts
            .filter_map(|text| text.parse().ok())
            .for_each(|host| domains.add(host));
        domains
    }

    /// The domains in their order.
    pub fn as_slice(&self) -> &[Host] {
        &self.0
    }

    fn add(&mut self, host: Host) {
        if !self.0.contains(&host) {
            self.0.push(host);
        }
    }
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

    fn hosts(domains: &AttributionDomains) -> Vec<&str> {
        domains.as_slice().iter().map(Host::as_str).collect()
    }

    #[test]
    fn sites_are_typed_as_domains_or_addresses_and_kept_once() {
        let typed =
            AttributionDomains::typed(["https://Blog.example/", " blog.example", "", "paper.example"]);
        assert_eq!(hosts(&typed.unwrap()), ["blog.example", "paper.example"]);
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
            hosts(&AttributionDomains::listed(["a b", "blog.example"])),
            ["blog.example"]
        );
    }
}
