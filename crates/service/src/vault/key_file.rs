//! The file that holds the vault's key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use vouchwell_domain::Entropy;
use vouchwell_domain::identifier::unguessable;

use super::VaultError;

const LENGTH: usize = 32;
const OWNER_ALONE: u32 = 0o600;
const OTHERS: u32 = 0o077;

pub(super) fn read(path: &Path) -> Result<[u8; LENGTH], VaultError> {
    let unusable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => VaultError::Missing(path.to_owned()),
        _ => VaultError::Unusable(path.to_owned(), error),
    };
    let mode = fs::metadata(path).map_err(unusable)?.permissions().mode();
    if mode & OTHERS != 0 {
        return Err(VaultError::Exposed(path.to_owned()));
    }
    fs::read(path)
        .map_err(unusable)?
        .try_into()
        .map_err(|_| VaultError::Damaged(path.to_owned()))
}

/// Makes the file as a whole or not at all. If another process made it in between, that one counts.
pub(super) fn create(path: &Path, entropy: &dyn Entropy) -> Result<[u8; LENGTH], VaultError> {
    let mut key = [0_u8; LENGTH];
    entropy.fill(&mut key);
    let draft = path.with_extension(unguessable(entropy));
    let linked = write(&draft, &key).and_then(|()| fs::hard_link(&draft, path));
    // The draft may be missing because writing it failed; that error is the one to tell.
    let _ = fs::remove_file(&draft);
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return read(path),
        Err(error) => return Err(VaultError::Unusable(path.to_owned(), error)),
    }
    path.parent()
        .map_or(Ok(()), |directory| File::open(directory)?.sync_all())
        .map_err(|error| VaultError::Unusable(path.to_owned(), error))?;
    Ok(key)
}

fn write(path: &Path, key: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(OWNER_ALONE)
        .open(path)?;
    file.write_all(key)?;
    file.sync_all()
}
