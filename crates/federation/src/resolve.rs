//! Remote accounts, read from their servers and kept for a while.

use chrono::{DateTime, Utc};
use serde_json::Value;
use thiserror::Error;
use url::Url;
use vouchwell_domain::account::{Account, Handle, Host};
use vouchwell_evidence::{ActorUri, Limits, json};
use vouchwell_service::remote_account;
use vouchwell_storage::{account, instance_domain};

use crate::Federation;
use crate::actor::{self, ActorDocumentError};
use crate::client::{DocumentType, FetchBudget, FetchError};
use crate::keys::KeyError;
use crate::webfinger::WebfingerError;

/// Why an account cannot be had.
#[derive(Debug, Error)]
pub enum ResolveError {
    /// Its server could not be asked, or answered something else.
    #[error("the server of this account cannot be asked: {0}")]
    Fetch(#[from] FetchError),
    /// The handle leads nowhere.
    #[error(transparent)]
    Webfinger(#[from] WebfingerError),
    /// The answer is no JSON, or unfit.
    #[error("the server of this account gave an answer that cannot be read")]
    Unreadable,
    /// The answer is not the account's.
    #[error(transparent)]
    Document(#[from] ActorDocumentError),
    /// It says that it lives here, where it is not known, or was deleted.
    #[error("there is no such account")]
    Unknown,
    /// Requests cannot be signed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It could not be kept.
    #[error(transparent)]
    Service(#[from] vouchwell_service::Error),
}

impl From<vouchwell_storage::Error> for ResolveError {
    fn from(error: vouchwell_storage::Error) -> Self {
        Self::Service(error.into())
    }
}

impl ResolveError {
    /// Whether it may work later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Fetch(error) => error.is_transient(),
            Self::Webfinger(error) => error.is_transient(),
            Self::Service(vouchwell_service::Error::Storage(_)) | Self::Key(_) => true,
            Self::Unreadable | Self::Document(_) | Self::Unknown | Self::Service(_) => false,
        }
    }

    /// Whether nobody was asked, because no fetch is left for this activity.
    pub(crate) fn is_unasked(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::BudgetSpent))
    }

    /// Whether the account's own server says that it is no more.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Fetch(error) if error.status().is_some_and(|status| matches!(status.as_u16(), 404 | 410)))
    }
}

impl Federation {
    /// The account of an actor: as it is known, or from its server where it is not known or known too long.
    ///
    /// # Errors
    /// It is not known, and cannot be had.
    pub async fn resolve(&self, uri: &ActorUri, budget: &FetchBudget) -> Result<Account, ResolveError> {
        let known = self.known(uri).await?;
        self.fresh(uri, known, budget).await
    }

    /// An account as it is known, unless it is known too long or not at all.
    pub(crate) async fn fresh(
        &self,
        uri: &ActorUri,
        known: Option<Account>,
        budget: &FetchBudget,
    ) -> Result<Account, ResolveError> {
        match known {
            Some(account) if account.gone_at.is_some() => Err(ResolveError::Unknown),
            Some(account) if !remote_account::needs_refresh(&account, self.context.now()) => Ok(account),
            Some(account) => match self.refetch(uri, budget).await {
                Ok(fresh) => Ok(fresh),
                Err(error) if error.is_gone() || error.is_unasked() => Err(error),
                Err(_) => {
                    let mut transaction = self.context.store.begin().await?;
                    remote_account::refresh_failed(&self.context, &mut transaction, &account).await?;
                    transaction.commit().await?;
                    Ok(account)
                }
            },
            None => self.refetch(uri, budget).await,
        }
    }

    /// The account of an actor, read from its server now.
    ///
    /// # Errors
    /// It lives here, or cannot be had.
    pub async fn refetch(&self, uri: &ActorUri, budget: &FetchBudget) -> Result<Account, ResolveError> {
        if self.context.address.is_origin_of(uri.as_str()) {
            return Err(ResolveError::Unknown);
        }
        let asked_at = self.context.now();
        let document = self.fetch(&uri.url(), budget).await?;
        self.keep(&document, uri, asked_at).await
    }

    /// The account with a handle, from its server where it is not known.
    ///
    /// # Errors
    /// It is not known, and cannot be had.
    pub async fn resolve_handle(&self, handle: &Handle) -> Result<Account, ResolveError> {
        let host = handle
            .host
            .clone()
            .filter(|host| host != self.context.address.host());
        let handle = Handle {
            name: handle.name.clone(),
            host,
        };
        let mut reading = self.context.store.for_one_query().await?;
        let known = account::by_handle(&mut reading, &handle).await?;
        drop(reading);
        let budget = FetchBudget::default();
        match known {
            Some(account) if account.gone_at.is_some() => Err(ResolveError::Unknown),
            Some(account) if account.is_local() => Ok(account),
            Some(account) => self.resolve(&account.uri, &budget).await,
            None if handle.host.is_none() => Err(ResolveError::Unknown),
            None => {
                let found = self.look_up(&handle, &budget).await?;
                self.resolve(&found.actor, &budget).await
            }
        }
    }

    /// Keeps what an actor's server said of it when it was asked at this time. An end that came since then stays.
    pub(crate) async fn keep(
        &self,
        document: &Value,
        uri: &ActorUri,
        asked_at: DateTime<Utc>,
    ) -> Result<Account, ResolveError> {
        let actor = actor::parse(document, uri)?;
        let mut transaction = self.context.store.begin().await?;
        if remote_account::has_ended_since(&mut transaction, uri, asked_at).await? {
            return Err(ResolveError::Unknown);
        }
        let account = remote_account::save(&self.context, &mut transaction, actor).await?;
        transaction.commit().await?;
        self.lookups.forget(uri);
        Ok(account)
    }

    /// The account of an actor, if it is known here.
    pub(crate) async fn known(&self, uri: &ActorUri) -> Result<Option<Account>, vouchwell_storage::Error> {
        let mut reading = self.context.store.for_one_query().await?;
        account::by_uri(&mut reading, uri).await
    }

    /// Whether the instance takes nothing from a server and sends nothing to it.
    pub(crate) async fn is_shut_out(&self, url: &Url) -> Result<bool, vouchwell_storage::Error> {
        match Host::of(url) {
            Some(host) => self.shuts_out(&host).await,
            None => Ok(false),
        }
    }

    /// The same of a host.
    pub(crate) async fn shuts_out(&self, host: &Host) -> Result<bool, vouchwell_storage::Error> {
        let mut reading = self.context.store.for_one_query().await?;
        instance_domain::is_blocked(&mut reading, host).await
    }

    /// Fetches an ActivityPub document. It is one only if it was found at its own id: a redirect to
    /// another place is not believed.
    pub(crate) async fn fetch(&self, url: &Url, budget: &FetchBudget) -> Result<Value, ResolveError> {
        if self.is_shut_out(url).await? {
            return Err(ResolveError::Unknown);
        }
        let response = self
            .get::<ResolveError>(url, DocumentType::Activity, budget)
            .await?;
        let document =
            json::read_with(response.document()?, Limits::INBOX).map_err(|_| ResolveError::Unreadable)?;
        let id = document["id"].as_str().and_then(|id| Url::parse(id).ok());
        if id.is_some_and(|id| id.origin() == response.final_url().origin()) {
            Ok(document)
        } else {
            Err(ResolveError::Unreadable)
        }
    }
}
