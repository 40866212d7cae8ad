//! The front door, with a peer that serves its actors and nothing that runs beside it.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test ends where it fails")]

mod aside;
mod blocked;
mod collections;
mod door;
mod parsing;
mod proofs;
mod software;
