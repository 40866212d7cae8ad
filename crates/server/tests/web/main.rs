//! The public pages as readers, browsers and attackers meet them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod acquainted;
mod administration;
mod assets;
mod contrast;
mod daily;
mod dealings;
mod entry;
mod hostile;
mod languages;
mod markup;
mod pages;
mod records;
mod sample;
mod verify;
mod words;
