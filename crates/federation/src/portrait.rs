//! The picture of somebody whom a member meets, wherever it is.

use std::time::Duration;

use tokio::time::timeout;
use url::Url;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::media::PictureFile;
use vouchwell_domain::member::Member;
use vouchwell_service::media;

use crate::Federation;
use crate::client::{DocumentType, FetchBudget, FetchError};

/// Time for it, while two people stand beside each other.
const PATIENCE: Duration = Duration::from_secs(4);

/// Why there is none to be shown.
#[derive(Debug, thiserror::Error)]
enum PortraitError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Service(#[from] vouchwell_service::Error),
    #[error("this server takes nothing from there")]
    ShutOut,
    #[error("it is at no address")]
    Address(#[from] url::ParseError),
}

impl Federation {
    /// The thumbnail of somebody's picture; nothing if she has none, or it cannot be had at once. Another server's is
    /// fetched for the member who meets her and kept for a day.
    pub async fn portrait_of(&self, account: &Account, member: &Member) -> Option<PictureFile> {
        let address = account.profile.avatar.as_ref()?;
        if let Some(own) = self.context.address.picture_at(address) {
            return Some(own.thumbnail());
        }
        match self.fetch_portrait(address, member).await {
            Ok(kept) => Some(kept),
            Err(error) => {
                tracing::info!(%error, %address, "a picture cannot be shown");
                None
            }
        }
    }

    async fn fetch_portrait(
        &self,
        address: &ObjectUri,
        member: &Member,
    ) -> Result<PictureFile, PortraitError> {
        let url = Url::parse(address.as_str())?;
        if self.is_shut_out(&url).await.map_err(|_| PortraitError::ShutOut)? {
            return Err(PortraitError::ShutOut);
        }
        let budget = FetchBudget::default();
        let asking = self.client.get(&url, DocumentType::Picture, None, &budget);
        let answer = timeout(PATIENCE, asking)
            .await
            .map_err(|_| FetchError::Timeout)??;
        let found = answer.final_url();
        if self
            .is_shut_out(found)
            .await
            .map_err(|_| PortraitError::ShutOut)?
        {
            return Err(PortraitError::ShutOut);
        }
        let bytes = answer.document()?.to_vec();
        Ok(media::keep_portrait(&self.context, member, bytes).await?)
    }
}
