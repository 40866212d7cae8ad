//! The program: commands, API, pages and federation over HTTP.

pub mod web;
