//! This server's own public address, asked as others ask it: for an operator who wants to know whether it is set up
//! rightly. The name is looked up and the certificate trusted as in all outbound requests; which address it leads to
//! is not judged, since nobody else chose it.

use std::net::IpAddr;
use std::time::SystemTime;

use bytes::Bytes;
use hickory_resolver::TokioResolver;
use http::{HeaderValue, StatusCode, header};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

use super::address::Reach;
use super::{FetchError, Limits, NameUnknown, Settings, SettingsError, connections, resolver, response};

/// This server's own public address.
#[derive(Debug)]
pub struct OwnAddress {
    url: Url,
    resolver: TokioResolver,
    limits: Limits,
    client: reqwest::Client,
}

/// What answered there.
#[derive(Debug)]
pub struct OwnAnswer {
    /// The status.
    pub status: StatusCode,
    /// What time it is there.
    pub date: Option<SystemTime>,
    /// The whole body.
    pub body: Bytes,
}

impl OwnAddress {
    /// Builds a client for it. Certificates and resolver configuration are read now.
    ///
    /// # Errors
    /// [`SettingsError`] says which setting to mend.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let resolver = resolver::resolver(settings.dns)?;
        let everywhere = Settings {
            allow_networks: vec![IpNet::V4(Ipv4Net::default()), IpNet::V6(Ipv6Net::default())],
            ..settings.clone()
        };
        Ok(Self {
            url: settings.public_url.clone(),
            client: connections(&everywhere, resolver.clone(), Reach::AllowedNetworks)?,
            resolver,
            limits: settings.limits,
        })
    }

    /// Where its name leads.
    ///
    /// # Errors
    /// It leads nowhere.
    pub async fn addresses(&self) -> Result<Vec<IpAddr>, NameUnknown> {
        match self.url.host() {
            Some(Host::Ipv4(address)) => Ok(vec![address.into()]),
            Some(Host::Ipv6(address)) => Ok(vec![address.into()]),
            Some(Host::Domain(name)) => resolver::addresses(&self.resolver, name).await,
            None => Err(NameUnknown(None)),
        }
    }

    /// Asks for what is under a path. Redirects are not followed.
    ///
    /// # Errors
    /// There is no answer, or none that can be read.
    pub async fn get(&self, path: &str, accept: &'static str) -> Result<OwnAnswer, FetchError> {
        let asking = async {
            let mut url = self.url.clone();
            url.set_path(path);
            let accept = HeaderValue::from_static(accept);
            let answer = self.client.get(url).header(header::ACCEPT, accept).send().await?;
            let date = answer.headers().get(header::DATE);
            let date = date.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
            Ok(OwnAnswer {
                status: answer.status(),
                date,
                body: response::read_body(answer, self.limits.body).await?,
            })
        };
        tokio::time::timeout(self.limits.fetch, asking)
            .await
            .map_err(|_| FetchError::Timeout)?
    }
}
