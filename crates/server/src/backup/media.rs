//! The pictures of members in a backup.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use vouchwell_service::media::PictureStore;

use super::BackupError;
use crate::opening::make_directory;

/// Adds all complete files, after the database: what that names is there, unless it was removed since.
pub(super) fn pack(archive: &mut tar::Builder<File>, directory: &Path) -> Result<(), BackupError> {
    let media = directory.join(PictureStore::DIRECTORY);
    let failed = |path: &Path, error| BackupError::File(path.to_owned(), error);
    let files = match fs::read_dir(&media) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        files => files.map_err(|error| failed(&media, error))?,
    };
    for file in files {
        let file = file.map_err(|error| failed(&media, error))?;
        let inside = format!("{}/{}", PictureStore::DIRECTORY, file.file_name().display());
        if name(&inside).is_none() {
            continue;
        }
        match archive.append_path_with_name(file.path(), &inside) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            added => added.map_err(|error| failed(&file.path(), error))?,
        }
    }
    Ok(())
}

/// The name of a file of a picture within the archive.
pub(super) fn name(inside: &str) -> Option<&str> {
    let name = inside.strip_prefix(PictureStore::DIRECTORY)?.strip_prefix('/')?;
    PictureStore::is_file(name).then_some(name)
}

/// Where the file belongs.
pub(super) fn place(directory: &Path, name: &str) -> Result<PathBuf, BackupError> {
    let media = directory.join(PictureStore::DIRECTORY);
    make_directory(&media)?;
    Ok(media.join(name))
}
