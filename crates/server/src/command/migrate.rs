//! `vouchwell migrate`: brings the tables up to date.

use super::failure::Failure;
use crate::configuration::Configuration;
use crate::opening;

pub(crate) async fn run(configuration: &Configuration) -> Result<(), Failure> {
    opening::open(configuration).await?.store.close().await;
    eprintln!("the database is up to date");
    Ok(())
}
