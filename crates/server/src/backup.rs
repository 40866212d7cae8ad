//! A backup: one tar file with the database, the key that opens the private keys in it, and the pictures of members.

mod media;
mod postgres;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use vouchwell_service::media::PictureStore;
use vouchwell_service::vault::Vault;
use vouchwell_storage::{Store, copy, instance};

use crate::configuration::Configuration;
use crate::opening::{self, OpeningError};

/// Names inside the file.
const SQLITE: &str = "database.sqlite";
const POSTGRES: &str = "database.postgres";

/// A backup was not made or not brought back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackupError {
    /// Something is there already.
    #[error("{0} exists already, and nothing is overwritten: name another file, or move it away")]
    Exists(PathBuf),
    /// There is an instance in the database.
    #[error("the database of VOUCHWELL_DATABASE_URL holds an instance already, and nothing is overwritten")]
    NotEmpty,
    /// The backup is of the other kind of database.
    #[error("the backup was made of another kind of database: set VOUCHWELL_DATABASE_URL to one of its kind")]
    OtherDatabase,
    /// The file holds something else.
    #[error("{0} is no backup of this program")]
    NoBackup(PathBuf),
    /// The backup cannot be written where it should.
    #[error("{0} cannot be written: {1}. Name a file in a directory that exists and that you may write to")]
    Unwritable(PathBuf, #[source] io::Error),
    /// The backup cannot be read.
    #[error("{0} cannot be read: {1}. Name the file that `vouchwell backup` wrote")]
    Unreadable(PathBuf, #[source] io::Error),
    /// Another file cannot be read or written, mostly because there is no room.
    #[error("{0} cannot be read or written: {1}. See whether there is room for it")]
    File(PathBuf, #[source] io::Error),
    /// A program of PostgreSQL did not do it.
    #[error(
        "{0} did not do it: {1}. Install the client programs of PostgreSQL, in the version of the server"
    )]
    Program(&'static str, String),
    /// The data cannot be opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// The database failed.
    #[error("the database cannot be copied: {0}")]
    Database(#[from] vouchwell_storage::Error),
}

/// Writes a backup while others go on writing to the database.
pub(crate) async fn write(configuration: &Configuration, file: &Path) -> Result<(), BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let draft = beside(file, "draft");
    let output = create(&draft).map_err(|error| BackupError::Unwritable(file.to_owned(), error))?;
    let written = fill(configuration, file, output, &draft).await;
    // Missing when it has its final name.
    let _ = std::fs::remove_file(&draft);
    written
}

async fn fill(
    configuration: &Configuration,
    file: &Path,
    output: File,
    draft: &Path,
) -> Result<(), BackupError> {
    let context = opening::open(configuration).await?;
    let copied = beside(file, "database");
    let written = async {
        // Whoever copies the database writes into this file, which is made here so that nobody else reads it.
        create(&copied).map_err(|error| BackupError::Unwritable(file.to_owned(), error))?;
        let name = match &context.store {
            Store::Sqlite { writer, .. } => {
                copy::to_file(writer, &copied).await?;
                SQLITE
            }
            Store::Postgres { .. } => {
                postgres::dump(&configuration.database_url, &copied).await?;
                POSTGRES
            }
        };
        pack(output, draft, name, &copied, &configuration.data_directory)?;
        std::fs::rename(draft, file).map_err(|error| BackupError::File(file.to_owned(), error))
    }
    .await;
    // Missing where it could not be copied.
    let _ = std::fs::remove_file(&copied);
    context.store.close().await;
    written
}

/// A new file for nobody else's eyes.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

fn pack(
    output: File,
    draft: &Path,
    name: &str,
    database: &Path,
    directory: &Path,
) -> Result<(), BackupError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| BackupError::File(path, error)
    };
    let mut archive = tar::Builder::new(output);
    let key = directory.join(Vault::FILE);
    archive
        .append_path_with_name(&key, Vault::FILE)
        .map_err(failed(&key))?;
    archive
        .append_path_with_name(database, name)
        .map_err(failed(database))?;
    media::pack(&mut archive, directory)?;
    let output = archive.into_inner().map_err(failed(draft))?;
    output.sync_all().map_err(failed(draft))
}

/// Brings a backup back, where there is no instance yet.
pub(crate) async fn restore(configuration: &Configuration, file: &Path) -> Result<(), BackupError> {
    let directory = &configuration.data_directory;
    let key = directory.join(Vault::FILE);
    if key.exists() {
        return Err(BackupError::Exists(key));
    }
    // Before anything is made.
    File::open(file).map_err(|error| BackupError::Unreadable(file.to_owned(), error))?;
    let target = configuration.sqlite_file();
    match &target {
        Some(path) if path.exists() => return Err(BackupError::Exists(path.clone())),
        Some(_) => {}
        None => refuse_instance(&configuration.database_url).await?,
    }
    opening::make_directory(directory)?;
    let name = if target.is_some() { SQLITE } else { POSTGRES };
    let copied = target.clone().unwrap_or_else(|| directory.join(POSTGRES));
    let media = directory.join(PictureStore::DIRECTORY);
    if media.exists() {
        return Err(BackupError::Exists(media));
    }
    let unpacked = unpack(file, name, &copied, directory);
    let restored = match (unpacked, &target) {
        (Ok(()), None) => postgres::load(&configuration.database_url, &copied).await,
        (unpacked, _) => unpacked,
    };
    if target.is_none() || restored.is_err() {
        // Never there if unpacking failed before it.
        let _ = std::fs::remove_file(&copied);
    }
    if restored.is_err() {
        let _ = std::fs::remove_file(&key);
        let _ = std::fs::remove_dir_all(&media);
    }
    restored
}

fn unpack(file: &Path, name: &str, database: &Path, directory: &Path) -> Result<(), BackupError> {
    let failed = |error| BackupError::Unreadable(file.to_owned(), error);
    let no_backup = |_| BackupError::NoBackup(file.to_owned());
    let mut archive = tar::Archive::new(File::open(file).map_err(failed)?);
    let mut found = 0;
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(no_backup)?;
        let inside = entry.path().map_err(no_backup)?.to_string_lossy().into_owned();
        let (to, needed) = match inside.as_str() {
            Vault::FILE => (directory.join(Vault::FILE), 1),
            known if known == name => (database.to_owned(), 1),
            SQLITE | POSTGRES => return Err(BackupError::OtherDatabase),
            other => {
                let name = media::name(other).ok_or_else(|| BackupError::NoBackup(file.to_owned()))?;
                (media::place(directory, name)?, 0)
            }
        };
        let mut output = create(&to).map_err(|error| BackupError::File(to.clone(), error))?;
        io::copy(&mut entry, &mut output)
            .and_then(|_| output.sync_all())
            .map_err(|error| BackupError::File(to.clone(), error))?;
        found += needed;
    }
    if found == 2 {
        Ok(())
    } else {
        Err(BackupError::NoBackup(file.to_owned()))
    }
}

/// Without tables there is nothing to load, which is what is wanted.
async fn refuse_instance(url: &str) -> Result<(), BackupError> {
    let store = Store::open(url).await?;
    let found = instance::load(&mut store.snapshot().await?).await;
    store.close().await;
    if found.is_ok() {
        Err(BackupError::NotEmpty)
    } else {
        Ok(())
    }
}

fn beside(file: &Path, kind: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{kind}-{}", std::process::id()));
    PathBuf::from(name)
}
