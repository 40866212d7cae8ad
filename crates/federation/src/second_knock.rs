//! Signed GETs, and the second knock: which signature a host takes is tried out, and remembered.

use std::collections::BTreeMap;

use http::StatusCode;
use url::Url;
use vouchwell_domain::account::Host;
use vouchwell_domain::peer::{Peer, SignatureScheme};
use vouchwell_storage::peer;

use crate::Federation;
use crate::client::{DocumentType, FetchBudget, FetchError, Response};
use crate::keys::KeyError;

/// The answers of servers that cannot read a signature, rather than not believe it.
pub(crate) fn refuses_signature(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED)
}

impl Federation {
    /// Fetches a document, signed as the instance. Where the signature is refused it is asked for once more with the
    /// other one.
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
        let known = match &host {
            Some(host) => self.peer(host).await,
            None => None,
        };
        let first = known
            .and_then(|peer| peer.signature_scheme)
            .unwrap_or(SignatureScheme::Cavage);
        let answer = self.get_once::<E>(url, wanted, first, budget).await?;
        if !refuses_signature(answer.status()) {
            return Ok(answer);
        }
        let second = first.other();
        let answer = self.get_once::<E>(url, wanted, second, budget).await?;
        if let Some(host) = host.filter(|_| !refuses_signature(answer.status())) {
            self.remember(&host, second).await;
        }
        Ok(answer)
    }

    async fn get_once<E>(
        &self,
        url: &Url,
        wanted: DocumentType,
        scheme: SignatureScheme,
        budget: &FetchBudget,
    ) -> Result<Response, E>
    where
        E: From<FetchError> + From<KeyError>,
    {
        let signer = self.keys.of_instance(&self.context).await?;
        let signer = signer.at(self.context.now(), scheme.into());
        Ok(self.client.get(url, wanted, Some(&signer), budget).await?)
    }

    /// What is known of a host.
    pub(crate) async fn peer(&self, host: &Host) -> Option<Peer> {
        let mut reading = self.context.store.for_one_query().await.ok()?;
        peer::load(&mut reading, host).await.ok()?
    }

    async fn remember(&self, host: &Host, scheme: SignatureScheme) {
        let remembering = async {
            let mut transaction = self.context.store.begin().await?;
            peer::set_signature_schemes(&mut transaction, &BTreeMap::from([(host, scheme)])).await?;
            transaction.commit().await
        };
        if let Err(error) = remembering.await {
            // It is found out again with the next request.
            tracing::warn!(%error, %host, "which signature a host takes was not stored");
        }
    }
}
