//! The program: commands, API, pages and federation over HTTP.

mod answer;
pub mod api;
pub mod application;
mod backup;
pub mod client_address;
pub mod clock;
pub mod command;
pub mod configuration;
pub mod demo;
pub mod entropy;
pub mod health;
pub mod mail;
pub mod metrics;
mod named;
pub mod oauth;
pub mod opening;
mod permalink;
mod picture;
pub mod rate_limit;
mod request_log;
pub mod router;
pub mod serve;
pub mod stopping;
pub mod stream;
pub mod tls;
pub mod web;
