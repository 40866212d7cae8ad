//! Attacks of a hostile server, each beside a request that is right and is accepted.

mod evidence;
mod fetching;
mod floods;
mod ownership;
mod parsing;
mod scene;
mod signatures;
mod spoilt;
mod wrong_types;
