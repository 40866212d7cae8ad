//! The state that all of federation shares.

use std::sync::Arc;

use thiserror::Error;
use tokio::sync::Notify;
use url::Url;
use vouchwell_service::Context;
use vouchwell_service::mail::Mailer;
use vouchwell_storage::group_commit::{GroupCommit, GroupCommitTask};

use crate::client::{self, Client, SettingsError};
use crate::deliver::Record;
use crate::front_door::{KeyLookups, Store};
use crate::keys::RequestKeys;
use crate::page::PagePlaces;
use crate::process::Places;
use crate::worker::burst::Arrived;
use crate::worker::pulse::Pulse;

/// Writes that share one commit.
const GROUP: usize = 256;
/// Writes that may wait for one.
const WAITING: usize = 1_024;

/// What the operator decides about federation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The settings of the one client.
    pub client: client::Settings,
    /// Factor on all retry delays; 1 but in tests.
    pub retry_scale: f64,
    /// Where the source of the running program is.
    pub source_url: Url,
    /// The picture in messages about people who have none.
    pub icon: String,
    /// What brings e-mails on their way, if anything does.
    pub mailer: Option<Arc<dyn Mailer>>,
}

/// Why federation cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The client cannot be built.
    #[error(transparent)]
    Client(#[from] SettingsError),
}

/// Federation: cheap to share, the same for front door and workers.
#[derive(Debug)]
pub struct Federation {
    pub(crate) context: Context,
    pub(crate) client: Client,
    pub(crate) keys: RequestKeys,
    pub(crate) lookups: KeyLookups,
    pub(crate) received: GroupCommit<Store>,
    pub(crate) delivered: GroupCommit<Record>,
    /// Told of every activity that was stored; the other queues are not concerned.
    pub(crate) arrivals: Notify,
    /// Counts them.
    pub(crate) arrived: Arrived,
    pub(crate) public_url: Url,
    pub(crate) retry_scale: f64,
    pub(crate) source_url: Url,
    pub(crate) icon: String,
    pub(crate) mailer: Option<Arc<dyn Mailer>>,
    pub(crate) pulse: Pulse,
    /// For activities that need other servers.
    pub(crate) places: Places,
    /// For pages of others.
    pub(crate) page_places: PagePlaces,
}

/// The tasks that write for federation.
#[derive(Debug)]
pub struct Writers {
    received: GroupCommitTask,
    delivered: GroupCommitTask,
}

impl Writers {
    /// Returns when everything that was handed in is on disk.
    pub async fn finish(self) {
        self.received.finish().await;
        self.delivered.finish().await;
    }
}

impl Federation {
    /// Builds the client and starts the tasks that write. Needs a running Tokio.
    ///
    /// # Errors
    /// A setting of the client has to be mended.
    pub fn start(context: Context, settings: &Settings) -> Result<(Arc<Self>, Writers), StartError> {
        let client = Client::new(&settings.client)?;
        let (received, receiving) =
            GroupCommit::start(context.store.clone(), Store::new(&context), GROUP, WAITING);
        let record = Record::new(&context, settings.retry_scale);
        let (delivered, delivering) = GroupCommit::start(context.store.clone(), record, GROUP, WAITING);
        let federation = Self {
            client,
            keys: RequestKeys::default(),
            lookups: KeyLookups::default(),
            received,
            delivered,
            arrivals: Notify::new(),
            arrived: Arrived::default(),
            public_url: settings.client.public_url.clone(),
            retry_scale: settings.retry_scale,
            source_url: settings.source_url.clone(),
            icon: settings.icon.clone(),
            mailer: settings.mailer.clone(),
            pulse: Pulse::begin(),
            places: Places::default(),
            page_places: PagePlaces::default(),
            context,
        };
        Ok((
            Arc::new(federation),
            Writers {
                received: receiving,
                delivered: delivering,
            },
        ))
    }

    /// What every use case is given.
    pub const fn context(&self) -> &Context {
        &self.context
    }
}
