//! The front door, with a peer that serves its actors. Nothing runs beside it, unless a test starts the worker.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test ends where it fails")]

mod aside;
mod blocked;
mod collections;
mod deliveries;
mod door;
mod fetches;
mod follows;
mod keys;
mod parsing;
mod proofs;
mod replies;
mod software;
mod threads;
