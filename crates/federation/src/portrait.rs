//! The picture of somebody whom a member meets, wherever it is.

use std::time::Duration;

use tokio::time::timeout;
use url::Url;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::media::PictureFile;
use vouchwell_service::portrait;
use vouchwell_storage::account;

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
    /// fetched and kept for a while.
    pub async fn portrait_of(&self, account: &Account) -> Option<PictureFile> {
        let address = account.profile.avatar.as_ref()?;
        if let Some(own) = self.context.address.picture_at(address) {
            return Some(own.thumbnail());
        }
        match self.kept_or_fetched(account, address).await {
            Ok(kept) => Some(kept),
            Err(error) => {
                tracing::info!(%error, %address, "a picture cannot be shown");
                None
            }
        }
    }

    /// Fetches the picture of somebody elsewhere, who is shown to a member soon, if it is not kept.
    pub(crate) async fn fetch_portrait(&self, account: AccountId) -> Result<(), vouchwell_service::Error> {
        let mut reading = self.context.store.for_one_query().await?;
        let account = account::by_id(&mut reading, account).await?;
        drop(reading);
        if let Some(account) = account {
            self.portrait_of(&account).await;
        }
        Ok(())
    }

    async fn kept_or_fetched(
        &self,
        account: &Account,
        address: &ObjectUri,
    ) -> Result<PictureFile, PortraitError> {
        let kept = portrait::of_accounts(&self.context, &[account]).await?;
        if let Some(picture) = kept.into_values().next() {
            return Ok(picture);
        }
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
        Ok(portrait::keep(&self.context, account.id, address, bytes).await?)
    }
}
