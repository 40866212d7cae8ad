//! Signed GETs, and the second knock: which signature a host takes is tried out, and remembered.

use std::collections::BTreeMap;

use http::StatusCode;
use url::Url;
use vouchwell_domain::account::Host;
use vouchwell_domain::peer::{Peer, SignatureScheme};
use vouchwell_storage::peer;

use crate::Federation;
use crate::client::{DocumentType, FetchBudget, FetchError, Response};
use crate::keys::{KeyError, KnownOfHost, RequestSigner};

/// Fetches of one document with keys that were replaced, while these are kept, besides those that are granted.
const WITH_EARLIER_KEYS: u32 = 2;

/// The answers of servers that cannot read a signature, rather than not believe it.
pub(crate) fn refuses_signature(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED)
}

impl Federation {
    /// Fetches a document, signed as the instance. Where the signature is refused it is asked for again with another
    /// one.
    pub(crate) async fn get<E>(
        &self,
        url: &Url,
        wanted: DocumentType,
        budget: &FetchBudget,
    ) -> Result<Response, E>
    where
        E: From<FetchError> + From<KeyError>,
    {
        let host = Host::of(url);
        let signer = self.keys.of_instance(&self.context).await?;
        let known = match &host {
            Some(host) => {
                let peer = self.peer(host).await;
                let scheme = peer.and_then(|peer| peer.signature_scheme(self.context.now()));
                self.known_of(host, scheme, &signer)
            }
            None => KnownOfHost::default(),
        };
        // What few may ask, they may with an earlier key as well.
        let for_earlier = FetchBudget::of(WITH_EARLIER_KEYS);
        let (mut refused, mut of_earlier) = (None, false);
        for knock in signer.knocks(known) {
            let signature = knock.at(self.context.now());
            let budget = if knock.is_earlier { &for_earlier } else { budget };
            let answer = match self.client.get(url, wanted, Some(&signature), budget).await {
                Err(FetchError::BudgetSpent) if knock.is_earlier => continue,
                answer => answer?,
            };
            if refuses_signature(answer.status()) {
                of_earlier |= knock.is_earlier && answer.status() == StatusCode::UNAUTHORIZED;
                refused = Some(answer);
                continue;
            }
            if let Some(host) = host.filter(|_| knock.scheme != known.first()) {
                self.remember(&host, knock.scheme).await;
            }
            return Ok(answer);
        }
        if let Some(host) = &host {
            self.keys
                .note_refusal(&signer, host, of_earlier, self.context.now());
        }
        refused.ok_or_else(|| KeyError::Unusable.into())
    }

    /// What decides how a request to a host is signed.
    pub(crate) fn known_of(
        &self,
        host: &Host,
        scheme: Option<SignatureScheme>,
        signer: &RequestSigner,
    ) -> KnownOfHost {
        KnownOfHost {
            scheme,
            refuses_every_key: self.keys.are_refused(signer, host, self.context.now()),
        }
    }

    /// What is known of a host.
    pub(crate) async fn peer(&self, host: &Host) -> Option<Peer> {
        let mut reading = self.context.store.for_one_query().await.ok()?;
        peer::load(&mut reading, host).await.ok()?
    }

    async fn remember(&self, host: &Host, scheme: SignatureScheme) {
        let remembering = async {
            let mut transaction = self.context.store.begin().await?;
            let schemes = BTreeMap::from([(host, scheme)]);
            peer::set_signature_schemes(&mut transaction, &schemes, self.context.now()).await?;
            transaction.commit().await
        };
        if let Err(error) = remembering.await {
            // It is found out again with the next request.
            tracing::warn!(%error, %host, "which signature a host takes was not stored");
        }
    }
}
