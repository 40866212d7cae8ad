//! Opens what every command works on: data directory, database, key file.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Notify;
use url::Url;
use vouchwell_domain::Entropy;
use vouchwell_service::address::Address;
use vouchwell_service::context::Context;
use vouchwell_service::media::PictureStore;
use vouchwell_service::setup::{self, SetupError};
use vouchwell_service::vault::{Vault, VaultError};
use vouchwell_storage::{Store, instance, private_key};

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
    /// The file of the database cannot be made.
    #[error("the database {0} cannot be made: {1}. Check VOUCHWELL_DATABASE_URL")]
    File(PathBuf, #[source] std::io::Error),
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

/// The same as [`open`] for the server, which answers at the address of the configuration.
///
/// # Errors
/// See [`OpeningError`].
pub async fn open_to_serve(configuration: &Configuration) -> Result<Context, OpeningError> {
    let context = open(configuration).await?;
    let configured = configuration.address()?;
    if configured.origin() == context.address.origin() {
        return Ok(context);
    }
    Err(OpeningError::Setup(SetupError::OtherAddress {
        fixed: context.address.origin().to_owned(),
        configured: configured.origin().to_owned(),
    }))
}

/// Opens everything, brings the tables up to date and fixes the address at the first start.
///
/// # Errors
/// See [`OpeningError`].
pub async fn open(configuration: &Configuration) -> Result<Context, OpeningError> {
    let configured = configuration.address()?;
    let directory = &configuration.data_directory;
    make_directory(directory)?;
    if let Some(file) = configuration.sqlite_file() {
        make_private(&file)?;
    }
    let store = Store::open(&configuration.database_url).await?;
    store.migrate().await?;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let mut snapshot = store.snapshot().await?;
    let fixed = instance::load(&mut snapshot).await?;
    let sealed = private_key::any(&mut snapshot).await?;
    drop(snapshot);
    let fixed = fixed.and_then(|fixed| Url::parse(&fixed.origin).ok());
    let address = match fixed {
        Some(fixed) if !configuration.is_address_given => Address::new(&fixed).unwrap_or(configured),
        _ => configured,
    };
    let vault = Vault::open(directory, sealed.as_ref(), &*entropy)?;
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

/// A database that nobody else may read, if there is none yet; SQLite gives what it keeps beside it the same mode.
fn make_private(file: &Path) -> Result<(), OpeningError> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made
            .map(drop)
            .map_err(|error| OpeningError::File(file.to_owned(), error)),
    }
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
