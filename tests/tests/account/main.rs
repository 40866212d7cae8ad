//! What members do with their own account and with those of others, in real processes.

mod pages;
mod profile;
mod reading;
mod relation;
