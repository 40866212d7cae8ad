//! HTTP signatures as peers make them, and as attackers would like them to be taken.
#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

mod attack;
mod coverage;
mod peer;
mod round_trip;
