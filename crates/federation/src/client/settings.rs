//! What the operator decides about outbound requests.

use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::Certificate;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use thiserror::Error;
use url::Url;

/// Settings of the one client.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where this server is reached itself: such a host is never fetched, and http is spoken only if
    /// this is http on loopback.
    pub public_url: Url,
    /// Networks that may be reached though they are not public.
    pub allow_networks: Vec<IpNet>,
    /// The only name server to ask, or `None` for the system's resolver and hosts file.
    pub dns: Option<SocketAddr>,
    /// PEM files with certificates that are trusted besides the system's.
    pub extra_certificate_authorities: Vec<Vec<u8>>,
    /// Bounds of one fetch.
    pub limits: Limits,
}

impl Settings {
    /// Settings for a server on the open Internet.
    #[must_use]
    pub fn new(public_url: Url) -> Self {
        Self {
            public_url,
            allow_networks: Vec::new(),
            dns: None,
            extra_certificate_authorities: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// The extra certificates, each known to be fit as a trust anchor.
    pub(super) fn certificate_authorities(&self) -> Result<Vec<Certificate>, SettingsError> {
        let mut authorities = Vec::new();
        for file in &self.extra_certificate_authorities {
            let before = authorities.len();
            for certificate in CertificateDer::pem_slice_iter(file) {
                let certificate = certificate.map_err(|_| SettingsError::CertificateAuthorities)?;
                let fit = RootCertStore::empty().add(certificate.clone());
                fit.map_err(|_| SettingsError::CertificateAuthorities)?;
                let certificate = Certificate::from_der(&certificate);
                authorities.push(certificate.map_err(|_| SettingsError::CertificateAuthorities)?);
            }
            if authorities.len() == before {
                return Err(SettingsError::CertificateAuthorities);
            }
        }
        Ok(authorities)
    }
}

/// Bounds of one fetch.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Time for name resolution, connection and TLS together.
    pub connect: Duration,
    /// Time for everything, redirects and body included.
    pub fetch: Duration,
    /// Largest body in bytes.
    pub body: usize,
    /// Redirects followed for one GET.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            fetch: Duration::from_secs(30),
            body: 1024 * 1024,
            redirects: 3,
        }
    }
}

/// Why the client cannot be built.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The public URL cannot be the address of a server.
    #[error("the public URL must be https, or http on localhost or a loopback address")]
    PublicUrl,
    /// An extra certificate file holds no certificate, or a damaged one.
    #[error(
        "the extra certificate authorities cannot be read: name a PEM file with certificates in \
         VOUCHWELL_EXTRA_CA"
    )]
    CertificateAuthorities,
    /// TLS cannot be set up, mostly because the system trusts no certificates at all.
    #[error("outbound TLS cannot be set up: install the system's certificates (package ca-certificates)")]
    Tls(#[source] reqwest::Error),
    /// The name resolver cannot be set up.
    #[error("the name resolver cannot be set up: name a DNS server as IP:PORT")]
    Resolver,
}
