//! The public pages as readers, browsers and attackers meet them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod acquainted;
mod administration;
mod app;
mod assets;
mod busy;
mod calls;
mod compose;
mod contrast;
mod daily;
mod documentation;
mod entry;
mod fields;
mod forms;
mod hostile;
mod instance;
mod languages;
mod light;
mod limits;
mod links;
mod mail;
mod manifest;
mod markup;
mod meeting;
mod older_page;
mod pages;
mod pagination;
mod preview;
mod records;
mod requests;
mod routes;
mod sample;
mod sheet;
mod statements;
mod strange_names;
mod stranger;
mod texts;
mod twice;
mod typed_words;
mod verify;
mod waiting;
mod walk;
mod words;
