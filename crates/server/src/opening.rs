//! Opens what every command works on: data directory, database, key file.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Notify;
use vouchwell_domain::Entropy;
use vouchwell_service::context::Context;
use vouchwell_service::media::PictureStore;
use vouchwell_service::setup::{self, SetupError};
use vouchwell_service::vault::{Vault, VaultError};
use vouchwell_storage::{Store, private_key};

use crate::clock::SystemClock;
use crate::configuration::{Configuration, ConfigurationError};
use crate::entropy::SystemEntropy;

/// The data cannot be opened; the sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// The configuration does not fit.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The data directory cannot be made.
    #[error("the data directory {0} cannot be made: {1}. Set VOUCHWELL_DATA_DIR to one that can")]
    Directory(PathBuf, #[source] std::io::Error),
    /// The database cannot be opened.
    #[error("the database cannot be opened: {}. Check VOUCHWELL_DATABASE_URL", causes(.0))]
    Database(#[from] vouchwell_storage::Error),
    /// The key file cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The instance cannot be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// Opens everything, brings the tables up to date and fixes the address at the first start.
///
/// # Errors
/// See [`OpeningError`].
pub async fn open(configuration: &Configuration) -> Result<Context, OpeningError> {
    let address = configuration.address()?;
    let directory = &configuration.data_directory;
    make_directory(directory)?;
    let store = Store::open(&configuration.database_url).await?;
    store.migrate().await?;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let keys_exist = private_key::exists_any(&mut store.snapshot().await?).await?;
    let vault = Vault::open(directory, keys_exist, &*entropy)?;
    let context = Context {
        store,
        clock: Arc::new(SystemClock),
        entropy,
        vault: Arc::new(vault),
        pictures: Arc::new(PictureStore::within(directory)),
        address: Arc::new(address),
        terms: configuration.terms,
        new_jobs: Arc::new(Notify::new()),
    };
    setup::prepare(&context).await?;
    Ok(context)
}

/// Makes a directory that nobody else may look into.
pub(crate) fn make_directory(directory: &Path) -> Result<(), OpeningError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(|error| OpeningError::Directory(directory.to_owned(), error))
}

/// An error and what caused it, in one sentence.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        sentence.push_str(": ");
        sentence.push_str(&next.to_string());
        cause = next.source();
    }
    sentence
}
