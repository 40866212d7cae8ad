//! Attacks of a hostile server, each beside a request that is right and is accepted.

mod evidence;
mod fetching;
mod ownership;
mod parsing;
mod scene;
mod signatures;
