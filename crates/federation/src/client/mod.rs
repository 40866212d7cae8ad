//! The one client for all outbound requests. Every address it dials is checked, at every redirect; every
//! answer is bounded in time and size.

mod address;
mod budget;
mod destination;
mod error;
mod own;
mod resolver;
mod response;
mod settings;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hickory_resolver::TokioResolver;
use http::{HeaderMap, StatusCode, header};
use reqwest::redirect::Policy;
use url::Url;
use vouchwell_domain::account::Host;

use self::address::{AddressPolicy, Reach};
pub use self::budget::FetchBudget;
pub use self::destination::Refusal;
pub(crate) use self::destination::is_loopback;
use self::destination::{Destination, DestinationPolicy};
pub use self::error::FetchError;
pub use self::own::{OwnAddress, OwnAnswer};
use self::resolver::CheckedResolver;
pub use self::resolver::NameUnknown;
pub use self::response::{DocumentType, Response};
pub use self::settings::{Limits, Settings, SettingsError};
use crate::signature::{OutgoingRequest, Signer};

/// Bytes of the answer to a POST that are read, so that its connection can be used again.
const DRAINED_BYTES: usize = 64 * 1024;

/// Time granted to that reading. What matters, the status, is known before.
const DRAINING_TIME: Duration = Duration::from_secs(2);

const IDLE_CONNECTIONS_PER_HOST: usize = 16;
const IDLE_TIME: Duration = Duration::from_secs(30);

/// The one client for all outbound requests. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    destinations: Arc<DestinationPolicy>,
    limits: Limits,
    public: reqwest::Client,
    /// Never dials outside the allowed networks; there is none where no network is allowed.
    allowed_networks: Option<reqwest::Client>,
}

impl Client {
    /// Builds the client. Certificates and resolver configuration are read now, not later.
    ///
    /// # Errors
    /// [`SettingsError`] says which setting to mend.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let resolver = resolver::resolver(settings.dns)?;
        let connections = |reach| connections(settings, resolver.clone(), reach);
        Ok(Self {
            destinations: Arc::new(DestinationPolicy::new(settings)?),
            limits: settings.limits,
            public: connections(Reach::Public)?,
            allowed_networks: match settings.allow_networks.as_slice() {
                [] => None,
                _ => Some(connections(Reach::AllowedNetworks)?),
            },
        })
    }

    /// Where a host is asked about one of its handles: at its https address, or by http between servers on
    /// this machine that were set up so.
    #[must_use]
    pub fn origin_of(&self, host: &Host) -> Option<Url> {
        self.destinations.origin_of(host)
    }

    /// Judges an address by itself; where its name leads is judged when it is dialled.
    ///
    /// # Errors
    /// Our own rules forbid it.
    pub fn check(&self, url: &Url) -> Result<(), Refusal> {
        self.destinations.check(url).map(|_| ())
    }

    /// Fetches a document. Redirects are followed, each checked, signed and counted anew.
    ///
    /// # Errors
    /// Any [`FetchError`] but `Status` and `ContentType`, which come from [`Response::document`].
    pub async fn get(
        &self,
        url: &Url,
        wanted: DocumentType,
        signer: Option<&Signer<'_>>,
        budget: &FetchBudget,
    ) -> Result<Response, FetchError> {
        tokio::time::timeout(self.limits.fetch, self.follow(url, wanted, signer, budget))
            .await
            .map_err(|_| FetchError::Timeout)?
    }

    /// Posts a body with the headers of its signature. Redirects are not followed; the body of the answer
    /// is thrown away.
    ///
    /// # Errors
    /// Any [`FetchError`]; every status that is no success is [`FetchError::Status`].
    pub async fn post(&self, url: &Url, body: Bytes, headers: HeaderMap) -> Result<StatusCode, FetchError> {
        let destination = self.destinations.check(url)?;
        let request = self
            .connections(&destination)?
            .post(destination.url)
            .headers(headers)
            .body(body);
        let sending = tokio::time::timeout(self.limits.fetch, request.send());
        let answer = sending.await.map_err(|_| FetchError::Timeout)??;
        let status = answer.status();
        let draining = response::read_body(answer, DRAINED_BYTES);
        // A body that cannot be read costs the connection, not the delivery.
        drop(tokio::time::timeout(DRAINING_TIME, draining).await);
        if status.is_success() {
            Ok(status)
        } else {
            Err(FetchError::Status(status))
        }
    }

    async fn follow(
        &self,
        url: &Url,
        wanted: DocumentType,
        signer: Option<&Signer<'_>>,
        budget: &FetchBudget,
    ) -> Result<Response, FetchError> {
        let mut next = url.clone();
        for _ in 0..=self.limits.redirects {
            let destination = self.destinations.check(&next)?;
            budget.spend()?;
            let mut headers = match signer {
                Some(signer) => signer.sign(&OutgoingRequest::get(&destination.url))?,
                None => HeaderMap::new(),
            };
            headers.insert(header::ACCEPT, wanted.accept());
            let request = self
                .connections(&destination)?
                .get(destination.url.clone())
                .headers(headers);
            let answer = request.send().await?;
            if !is_redirect(answer.status()) {
                return Response::read(answer, destination.url, wanted, self.limits.body).await;
            }
            next = location(&answer, &destination.url).ok_or(FetchError::Redirect)?;
        }
        Err(FetchError::Redirect)
    }

    fn connections(&self, destination: &Destination) -> Result<&reqwest::Client, Refusal> {
        match destination.reach {
            Reach::Public => Ok(&self.public),
            Reach::AllowedNetworks => self.allowed_networks.as_ref().ok_or(Refusal::Port),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the client that all others are banned for"
)]
fn connections(
    settings: &Settings,
    resolver: TokioResolver,
    reach: Reach,
) -> Result<reqwest::Client, SettingsError> {
    let policy = AddressPolicy::new(settings.allow_networks.clone());
    let resolver = CheckedResolver::new(resolver, policy, reach);
    reqwest::Client::builder()
        .user_agent(format!(
            "Vouchwell/{} (+{})",
            env!("CARGO_PKG_VERSION"),
            settings.public_url
        ))
        .dns_resolver(Arc::new(resolver))
        .no_proxy()
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(settings.limits.connect)
        .pool_idle_timeout(IDLE_TIME)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_PER_HOST)
        .tls_certs_merge(settings.certificate_authorities()?)
        .build()
        .map_err(SettingsError::Tls)
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    )
}

fn location(answer: &reqwest::Response, asked: &Url) -> Option<Url> {
    let location = answer.headers().get(header::LOCATION)?.to_str().ok()?;
    asked.join(location).ok()
}
