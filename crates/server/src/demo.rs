//! Two servers on this machine, and a recommendation that travels between them step by step.
//!
//! They are two processes of this program with everything that servers have: TLS, signatures, checks.

mod authority;
mod instance;
mod person;
mod story;

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use self::authority::Authority;
use self::instance::Instance;
use crate::answer::answer;
use crate::stopping::Stopping;

/// The directory holds data of the demonstration and may be emptied.
const MARK: &str = "vouchwell-demo";

/// Why the demonstration does not run.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The directory holds something else.
    #[error("{0} holds something that is not of the demonstration: name another directory with --directory")]
    NotOurs(PathBuf),
    /// The directory cannot be used.
    #[error("{0} cannot be used: {1}. Name another directory with --directory")]
    Directory(PathBuf, #[source] io::Error),
    /// A file or process could not be made.
    #[error("the demonstration cannot be prepared: {0}")]
    System(#[from] io::Error),
    /// The certificates could not be made.
    #[error("the certificates cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A server could not be asked.
    #[error("a server of the demonstration cannot be asked: {0}")]
    Request(#[from] reqwest::Error),
    /// A server gave another answer than it should.
    #[error("{0}")]
    Unexpected(String),
}

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// See [`DemoError`].
pub async fn run(directory: &Path) -> Result<(), DemoError> {
    let mut stopping = Stopping::listen()?;
    let unusable = |error| DemoError::Directory(directory.to_owned(), error);
    if is_others(directory).map_err(unusable)? {
        return Err(DemoError::NotOurs(directory.to_owned()));
    }
    empty(directory).map_err(unusable)?;
    let directory = directory.canonicalize()?;
    let authority = Authority::create(&directory)?;
    print(format_args!(
        "Starting two servers. Their data, logs and certificates are in {}.",
        directory.display()
    ));
    print(format_args!(
        "Relaxed for this: they trust an authority made here, reach each other on this machine, publish {} s after \
         acceptance instead of 24 h, and keep new accounts in no quarantine.",
        instance::HOLD
    ));
    let (one, two) = tokio::try_join!(
        Instance::start("one", 8443, &directory, &authority),
        Instance::start("two", 8444, &directory, &authority)
    )?;
    tokio::select! {
        told = story::tell(&one, &two) => told?,
        () = stopping.asked() => return Ok(()),
    }
    print("\nBoth servers stay open. Press Ctrl-C to end them.");
    print(format_args!(
        "A browser warns of the certificate, because this machine made it: go on, or trust {}.",
        directory.join(authority::FILE).display()
    ));
    stopping.asked().await;
    tokio::try_join!(one.stop(), two.stop())?;
    Ok(())
}

/// Tells whoever looks on. The servers stay open without her.
fn print(line: impl Display) {
    let _ = answer(line);
}

/// Whether the directory holds something without our mark.
fn is_others(directory: &Path) -> io::Result<bool> {
    Ok(
        directory.exists()
            && std::fs::read_dir(directory)?.next().is_some()
            && !directory.join(MARK).exists(),
    )
}

/// An empty directory with our mark in it.
fn empty(directory: &Path) -> io::Result<()> {
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    std::fs::create_dir_all(directory)?;
    std::fs::write(
        directory.join(MARK),
        "Data of `vouchwell demo`; it is removed at its next start.\n",
    )
}
