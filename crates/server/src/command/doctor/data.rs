//! What an instance keeps: the data directory, the database, and the key beside it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use vouchwell_domain::Clock as _;
use vouchwell_service::vault::Vault;
use vouchwell_storage::{Store, Tables, instance, job, private_key};

use super::Finding;
use crate::clock::SystemClock;
use crate::configuration::Configuration;
use crate::entropy::SystemEntropy;
use crate::opening::causes;

/// With less room than this an instance is about to stop.
const LEAST_ROOM: u64 = 256 * MEBIBYTE;
const MEBIBYTE: u64 = 1024 * 1024;

/// Whether there is room to write, for the data directory and for the file of the database.
pub(super) fn directories(configuration: &Configuration) -> Finding {
    let mut places = vec![configuration.data_directory.clone()];
    let database = configuration.sqlite_file();
    places.extend(database.and_then(|file| file.parent().map(Path::to_path_buf)));
    let mut least = u64::MAX;
    for place in places {
        let place = standing(&place);
        try_to_write(&place).map_err(|error| {
            format!(
                "nothing can be written in {}: {error}. Give it to the user who runs the server, or set \
                 VOUCHWELL_DATA_DIR to another one",
                place.display()
            )
        })?;
        least = least.min(room(&place)?);
    }
    let left = format!("{} MB are free", least / MEBIBYTE);
    if least < LEAST_ROOM {
        Err(format!("only {left}: make room before the disk is full"))
    } else {
        Ok(format!("it can be written to, and {left}"))
    }
}

/// The directory, or what stands already of the way to it.
fn standing(directory: &Path) -> PathBuf {
    let mut way = directory.ancestors().filter(|place| place.exists());
    way.next().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

fn try_to_write(directory: &Path) -> std::io::Result<()> {
    let path = directory.join(format!(".doctor-{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
    let written = file.write_all(b"a try").and_then(|()| file.sync_all());
    std::fs::remove_file(&path).and(written)
}

fn room(directory: &Path) -> Result<u64, String> {
    let file_system = rustix::fs::statvfs(directory).map_err(|error| {
        format!(
            "nobody knows how much room is left in {}: {error}",
            directory.display()
        )
    })?;
    Ok(file_system.f_bavail.saturating_mul(file_system.f_frsize))
}

/// Whether the database can be opened, is of this program's version and of this instance, and its key is there.
pub(super) async fn database(configuration: &Configuration) -> Finding {
    if configuration.sqlite_file().is_some_and(|file| !file.exists()) {
        return Ok("there is none yet; the first `vouchwell serve` makes it".to_owned());
    }
    let store = Store::open(&configuration.database_url).await.map_err(|error| {
        format!(
            "it cannot be opened: {}. Check VOUCHWELL_DATABASE_URL, and whether the database runs",
            causes(&error)
        )
    })?;
    let finding = look_into(&store, configuration).await;
    store.close().await;
    finding
}

async fn look_into(store: &Store, configuration: &Configuration) -> Finding {
    let unreadable = |error: vouchwell_storage::Error| format!("it cannot be read: {}", causes(&error));
    match store.tables().await.map_err(unreadable)? {
        Tables::Current => {}
        Tables::None => return Ok("it is empty; the first `vouchwell serve` fills it".to_owned()),
        Tables::Older { missing } => {
            return Err(format!(
                "{missing} steps are missing to the version of this program: run `vouchwell migrate`, or start the \
                 server"
            ));
        }
        Tables::Newer => {
            return Err(
                "a newer version of the program has written it: install that one, or restore a backup"
                    .to_owned(),
            );
        }
    }
    let looked = async {
        let mut snapshot = store.snapshot().await?;
        Ok((
            instance::load(&mut snapshot).await?,
            job::counts(&mut snapshot, SystemClock.now()).await?,
            private_key::any(&mut snapshot).await?,
        ))
    };
    let (instance, jobs, sealed) = looked.await.map_err(unreadable)?;
    let configured = configuration.address().map_err(|error| error.to_string())?;
    match instance {
        Some(instance) if instance.origin != configured.origin() => {
            return Err(format!(
                "it belongs to {}, but the settings say {}: ids cannot change, so set VOUCHWELL_PUBLIC_URL back",
                instance.origin,
                configured.origin()
            ));
        }
        Some(instance) if instance.created_at > SystemClock.now() => {
            return Err(format!(
                "it was made at {}, which is still to come: set the clock of this machine",
                instance.created_at
            ));
        }
        _ => {}
    }
    if sealed.is_some() {
        Vault::open(&configuration.data_directory, sealed.as_ref(), &SystemEntropy)
            .map_err(|error| error.to_string())?;
    }
    Ok(format!(
        "it is of this version, and its key is there; jobs: {} ready, {} waiting, {} failed",
        jobs.ready, jobs.waiting, jobs.failed
    ))
}
