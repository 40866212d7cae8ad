//! The files of pictures, in the data directory. A file has its final name only when it is complete.

use std::collections::HashSet;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vouchwell_domain::identifier::FileId;
use vouchwell_domain::media::{Picture, PictureError, PictureFile, Rendition};

use super::encoded::{EncodedPortrait, Shape};
use super::picture;
use crate::error::Refusal;
use crate::{Error, Result};

/// What the name of a file ends with that was not written anew yet.
const UPLOAD: &str = ".upload";
/// Pictures that are written anew at the same time: each takes a processor and up to 300 MB for a moment.
const AT_ONCE: usize = 2;

/// A file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {cause}")]
pub struct FileError {
    path: PathBuf,
    #[source]
    cause: io::Error,
}

/// Where pictures are kept.
#[derive(Debug)]
pub struct PictureStore {
    directory: PathBuf,
    processors: Arc<Semaphore>,
    at_work: Arc<Mutex<HashSet<FileId>>>,
}

/// The right to work on a picture, which few have at the same time.
pub(super) struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
}

/// Nobody else in this process works on an upload as long as this is there.
pub(super) struct AtWork {
    file: FileId,
    all: Arc<Mutex<HashSet<FileId>>>,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&self.file);
    }
}

impl PictureStore {
    /// The name of the directory in the data directory.
    pub const DIRECTORY: &'static str = "media";

    /// In a data directory; what is missing is made when it is needed.
    pub fn within(data_directory: &Path) -> Self {
        Self {
            directory: data_directory.join(Self::DIRECTORY),
            processors: Arc::new(Semaphore::new(AT_ONCE)),
            at_work: Arc::default(),
        }
    }

    /// Whether this is the name of a complete file.
    pub fn is_file(name: &str) -> bool {
        let upload = name
            .strip_suffix(UPLOAD)
            .is_some_and(|id| id.parse::<FileId>().is_ok());
        upload || name.parse::<PictureFile>().is_ok()
    }

    /// The file of a picture, if there is one, and how many bytes it has. Where an upload has no thumbnail, the
    /// smallest file of it stands in.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn open_or_larger(
        &self,
        file: &PictureFile,
    ) -> Result<Option<(PictureFile, File, u64)>, FileError> {
        let larger = PictureFile::all(&file.id).filter(|_| file.rendition == Rendition::Thumbnail);
        for file in iter::once(file.clone()).chain(larger) {
            if let Some((opened, length)) = self.open(&file).await? {
                return Ok(Some((file, opened, length)));
            }
        }
        Ok(None)
    }

    /// The file of a picture, if there is one, and how many bytes it has.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn open(&self, file: &PictureFile) -> Result<Option<(File, u64)>, FileError> {
        let path = self.directory.join(file.to_string());
        let opened = async {
            let file = File::open(&path).await?;
            let length = file.metadata().await?.len();
            Ok::<_, io::Error>((file, length))
        };
        found(&path, opened.await)
    }

    /// Keeps what was uploaded as it is.
    pub(super) async fn keep_upload(&self, file: &FileId, bytes: Vec<u8>) -> Result<(), FileError> {
        self.write(&upload_name(file), &bytes).await
    }

    /// Begins to work on an upload, unless somebody does.
    pub(super) fn begin_work(&self, file: &FileId) -> Option<AtWork> {
        let mut all = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(file.clone()).then(|| AtWork {
            file: file.clone(),
            all: Arc::clone(&self.at_work),
        })
    }

    /// Waits for the turn to work on a picture. Whoever has to read it first waits before, so that only those are in
    /// memory that are worked on.
    pub(super) async fn turn(&self) -> Turn {
        let permit = Arc::clone(&self.processors).acquire_owned().await;
        Turn { _permit: permit.ok() }
    }

    /// What was uploaded.
    pub(super) async fn upload(&self, file: &FileId) -> Result<Option<Vec<u8>>, FileError> {
        read(&self.directory.join(upload_name(file))).await
    }

    pub(super) async fn remove_upload(&self, file: &FileId) -> Result<(), FileError> {
        remove(&self.directory.join(upload_name(file))).await
    }

    /// Writes a picture anew, and smaller ones, off the threads that answer requests. Nothing but its points is left
    /// of what was uploaded.
    pub(super) async fn write_anew(&self, turn: Turn, file: &FileId, bytes: Vec<u8>) -> Result<Picture> {
        let encoded = work(turn, move || picture::encode(&bytes)).await?;
        let picture = Picture {
            file: file.clone(),
            format: encoded.whole.format,
            size: encoded.whole.size,
            preview: encoded.preview.size,
            blurhash: encoded.blurhash,
        };
        self.write(&picture.whole().to_string(), &encoded.whole.bytes)
            .await?;
        self.write(&picture.small().to_string(), &encoded.preview.bytes)
            .await?;
        self.write(&PictureFile::thumbnail_of(file).to_string(), &encoded.thumbnail)
            .await?;
        Ok(picture)
    }

    /// Writes a picture anew that is cut to a shape, and its thumbnail.
    pub(super) async fn write_cut(&self, file: &FileId, bytes: Vec<u8>, shape: Shape) -> Result<PictureFile> {
        let cut = move || picture::cut(&bytes, shape);
        let EncodedPortrait { whole, thumbnail } = work(self.turn().await, cut).await?;
        let name = PictureFile {
            id: file.clone(),
            format: whole.format,
            rendition: Rendition::Whole,
        };
        self.write(&name.to_string(), &whole.bytes).await?;
        self.write(&PictureFile::thumbnail_of(file).to_string(), &thumbnail)
            .await?;
        Ok(name)
    }

    /// Writes the thumbnail alone of a picture that is cut to a shape.
    pub(super) async fn write_cut_thumbnail(
        &self,
        file: &FileId,
        bytes: Vec<u8>,
        shape: Shape,
    ) -> Result<PictureFile> {
        let cut = move || picture::cut_thumbnail(&bytes, shape);
        let thumbnail = work(self.turn().await, cut).await?;
        let name = PictureFile::thumbnail_of(file);
        self.write(&name.to_string(), &thumbnail).await?;
        Ok(name)
    }

    /// Removes all files of an upload.
    ///
    /// # Errors
    /// One of them cannot be removed.
    pub async fn remove(&self, file: &FileId) -> Result<(), FileError> {
        let written = PictureFile::all(file).map(|name| name.to_string());
        for name in iter::once(upload_name(file)).chain(written) {
            let path = self.directory.join(name);
            remove(&part(&path)).await?;
            remove(&path).await?;
        }
        Ok(())
    }

    /// A file that cannot be written whole is not left behind.
    async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        let path = self.directory.join(name);
        let part = part(&path);
        let written = self.write_by_way_of(&part, &path, bytes).await;
        if written.is_err() {
            // What made the write fail may be in the way of this, too; it is forgotten with its upload.
            let _ = remove(&part).await;
        }
        written.map_err(|cause| FileError { path, cause })
    }

    async fn write_by_way_of(&self, part: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut directory = tokio::fs::DirBuilder::new();
        directory.recursive(true).mode(0o700);
        directory.create(&self.directory).await?;
        let mut file = tokio::fs::OpenOptions::new();
        file.write(true).create(true).truncate(true).mode(0o600);
        let mut file = file.open(part).await?;
        file.write_all(bytes).await?;
        // Without it nobody would be told that the write failed: Tokio does it later.
        file.flush().await?;
        file.sync_all().await?;
        tokio::fs::rename(part, path).await?;
        File::open(&self.directory).await?.sync_all().await
    }
}

async fn work<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T> {
    // Held until the work is done, whoever still waits for it.
    let work = move || {
        let _turn = turn;
        work()
    };
    let done = tokio::task::spawn_blocking(work).await;
    match done {
        Ok(done) => Ok(done?),
        // Whatever a decoder stumbles over, no more is asked of it.
        Err(error) if error.is_panic() => Err(PictureError::Damaged.into()),
        Err(_) => Err(Error::Internal("a picture could not be worked on")),
    }
}

/// What was uploaded has a name that is never served.
fn upload_name(file: &FileId) -> String {
    format!("{file}{UPLOAD}")
}

fn part(path: &Path) -> PathBuf {
    path.with_added_extension("part")
}

async fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    found(path, tokio::fs::read(path).await)
}

fn found<T>(path: &Path, read: io::Result<T>) -> Result<Option<T>, FileError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(FileError {
            path: path.to_owned(),
            cause,
        }),
    }
}

async fn remove(path: &Path) -> Result<(), FileError> {
    match tokio::fs::remove_file(path).await {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(FileError {
            path: path.to_owned(),
            cause,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn who_comes_late_waits_for_a_turn() {
        let pictures = PictureStore::within(Path::new("data"));
        let (first, _second) = (pictures.turn().await, pictures.turn().await);
        let mut third = pin!(pictures.turn());
        let is_waiting = poll_fn(|task| Poll::Ready(third.as_mut().poll(task).is_pending())).await;
        assert!(is_waiting);
        drop(first);
        third.await;
    }
}
