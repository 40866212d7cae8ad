//! The outbound client against hosts that are honest, slow, endless, or lead it astray. All hosts are on
//! loopback; which of its addresses are allowed decides what may be reached.
#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

mod bounds;
mod host;
mod name;
mod redirect;
mod tls;
mod webfinger;
