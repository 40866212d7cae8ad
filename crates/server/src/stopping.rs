//! The signals by which an operator ends the program.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and SIGINT, listened for from when this is made.
#[derive(Debug)]
pub struct Stopping {
    terminated: Signal,
    interrupted: Signal,
}

impl Stopping {
    /// Begins to listen.
    ///
    /// # Errors
    /// The operating system does not let us.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminated: signal(SignalKind::terminate())?,
            interrupted: signal(SignalKind::interrupt())?,
        })
    }

    /// Returns when one of them has come.
    pub async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminated.recv() => {}
            _ = self.interrupted.recv() => {}
        }
    }
}
