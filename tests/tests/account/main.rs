//! What members do with their own account and with those of others, in real processes.

mod profile;
mod reading;
mod relation;
