//! Which URLs outbound requests may be sent to, before any name is resolved.

use std::net::IpAddr;

use thiserror::Error;
use url::{Host as UrlHost, Url};
use vouchwell_domain::account::Host;

use super::address::{AddressPolicy, Reach};
use super::settings::{Settings, SettingsError};

const MAXIMUM_URL_BYTES: usize = 2048;

/// Why a URL is not requested. It will be refused again.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// Neither https nor an http that is allowed.
    #[error("only https is requested")]
    Scheme,
    /// No host, or one that ends in a dot.
    #[error("the URL names no proper host")]
    Host,
    /// A name or password in the URL.
    #[error("a URL with a user name is not requested")]
    UserInformation,
    /// Another port than the default one, outside the allowed networks.
    #[error("another port than 443 is requested inside the allowed networks only")]
    Port,
    /// This server itself.
    #[error("this server does not request from itself")]
    OwnHost,
    /// Over 2,048 bytes.
    #[error("the URL is too long")]
    Length,
    /// An address that is neither public nor allowed.
    #[error("{0} is neither a public address nor in an allowed network")]
    Address(IpAddr),
}

/// The URL to request and how far its host name may lead.
#[derive(Debug)]
pub(super) struct Destination {
    pub(super) url: Url,
    pub(super) reach: Reach,
}

/// Decides about URLs.
#[derive(Clone, Debug)]
pub(super) struct DestinationPolicy {
    own: Host,
    plain_http: bool,
    allows_networks: bool,
    addresses: AddressPolicy,
}

impl DestinationPolicy {
    pub(super) fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let public_url = &settings.public_url;
        let plain_http = public_url.scheme() == "http" && is_loopback(public_url);
        if public_url.scheme() != "https" && !plain_http {
            return Err(SettingsError::PublicUrl);
        }
        Ok(Self {
            own: Host::of(public_url).ok_or(SettingsError::PublicUrl)?,
            plain_http,
            allows_networks: !settings.allow_networks.is_empty(),
            addresses: AddressPolicy::new(settings.allow_networks.clone()),
        })
    }

    /// Judges a URL by itself. Names are judged by the addresses they resolve to, when they are dialled.
    pub(super) fn check(&self, url: &Url) -> Result<Destination, Refusal> {
        let secure = match url.scheme() {
            "https" => true,
            "http" if self.plain_http => false,
            _ => return Err(Refusal::Scheme),
        };
        if url.as_str().len() > MAXIMUM_URL_BYTES {
            return Err(Refusal::Length);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInformation);
        }
        if Host::of(url).ok_or(Refusal::Host)? == self.own {
            return Err(Refusal::OwnHost);
        }
        let reach = match (secure, url.port()) {
            (true, None) => Reach::Public,
            _ => Reach::AllowedNetworks,
        };
        if reach == Reach::AllowedNetworks && !self.allows_networks {
            return Err(Refusal::Port);
        }
        match url.host().ok_or(Refusal::Host)? {
            UrlHost::Domain(name) if name.ends_with('.') => return Err(Refusal::Host),
            UrlHost::Domain(_) => {}
            UrlHost::Ipv4(address) => self.check_address(address.into(), reach)?,
            UrlHost::Ipv6(address) => self.check_address(address.into(), reach)?,
        }
        let mut url = url.clone();
        url.set_fragment(None);
        Ok(Destination { url, reach })
    }

    pub(super) fn origin_of(&self, host: &Host) -> Option<Url> {
        let plain = Url::parse(&format!("http://{host}/")).ok()?;
        if self.plain_http && is_loopback(&plain) {
            Some(plain)
        } else {
            Url::parse(&format!("https://{host}/")).ok()
        }
    }

    // A literal address is dialled without asking the resolver, which checks all others.
    fn check_address(&self, address: IpAddr, reach: Reach) -> Result<(), Refusal> {
        if self.addresses.admits(address, reach) {
            Ok(())
        } else {
            Err(Refusal::Address(address))
        }
    }
}

/// Whether a URL's host is this machine by name or by number (protocol §4, ids).
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(UrlHost::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(UrlHost::Ipv4(address)) => address.is_loopback(),
        Some(UrlHost::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(settings: &Settings, url: &str) -> Result<Reach, Refusal> {
        let policy = DestinationPolicy::new(settings).unwrap();
        policy
            .check(&Url::parse(url).unwrap())
            .map(|destination| destination.reach)
    }

    fn public() -> Settings {
        Settings::new(Url::parse("https://vouch.example").unwrap())
    }

    #[test]
    fn a_public_server_requests_https_from_others_only() {
        let judge = |url| judge(&public(), url);
        assert_eq!(
            judge("https://peer.example/users/a?page=1#key"),
            Ok(Reach::Public)
        );
        assert_eq!(judge("https://peer.example:443/"), Ok(Reach::Public));
        assert_eq!(judge("https://1.1.1.1/"), Ok(Reach::Public));
        assert_eq!(judge("http://peer.example/"), Err(Refusal::Scheme));
        assert_eq!(judge("ftp://peer.example/"), Err(Refusal::Scheme));
        assert_eq!(judge("file:///etc/passwd"), Err(Refusal::Scheme));
        assert_eq!(judge("https://peer.example:8443/"), Err(Refusal::Port));
        assert_eq!(judge("https://user@peer.example/"), Err(Refusal::UserInformation));
        assert_eq!(
            judge("https://:secret@peer.example/"),
            Err(Refusal::UserInformation)
        );
        assert_eq!(judge("https://peer.example./"), Err(Refusal::Host));
        assert_eq!(judge("https://VOUCH.example/users/a"), Err(Refusal::OwnHost));
        assert_eq!(
            judge(&format!("https://peer.example/{}", "a".repeat(2048))),
            Err(Refusal::Length)
        );
    }

    #[test]
    fn literal_addresses_are_seen_through_in_every_spelling() {
        let literals = [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "[::1]",
            "[::ffff:7f00:1]",
            "10.0.0.1",
        ];
        for host in literals {
            let refusal = judge(&public(), &format!("https://{host}/"));
            assert!(matches!(refusal, Err(Refusal::Address(_))), "{host}: {refusal:?}");
        }
    }

    #[test]
    fn ports_and_plain_http_lead_into_allowed_networks_only() {
        let mut settings = public();
        settings.allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
        assert_eq!(
            judge(&settings, "https://peer.example:8443/"),
            Ok(Reach::AllowedNetworks)
        );
        assert_eq!(
            judge(&settings, "https://127.0.0.1:8443/"),
            Ok(Reach::AllowedNetworks)
        );
        assert!(matches!(
            judge(&settings, "https://1.1.1.1:8443/"),
            Err(Refusal::Address(_))
        ));
        assert_eq!(judge(&settings, "http://127.0.0.1/"), Err(Refusal::Scheme));
        settings.public_url = Url::parse("http://a.localhost:8080").unwrap();
        assert_eq!(
            judge(&settings, "http://b.localhost:8080/"),
            Ok(Reach::AllowedNetworks)
        );
        assert_eq!(
            judge(&settings, "http://peer.example/"),
            Ok(Reach::AllowedNetworks)
        );
        assert_eq!(
            judge(&settings, "http://a.localhost:8080/"),
            Err(Refusal::OwnHost)
        );
        assert_eq!(
            judge(&settings, "http://a.localhost:8081/"),
            Ok(Reach::AllowedNetworks)
        );
    }

    #[test]
    fn plain_http_needs_a_public_url_on_loopback() {
        let settings = Settings::new(Url::parse("http://vouch.example").unwrap());
        assert!(matches!(
            DestinationPolicy::new(&settings),
            Err(SettingsError::PublicUrl)
        ));
    }
}
