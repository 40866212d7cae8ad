//! `vouchwell restore`: brings a backup back.

use std::path::Path;

use super::failure::Failure;
use crate::backup;
use crate::configuration::Configuration;

pub(crate) async fn run(configuration: &Configuration, file: &Path) -> Result<(), Failure> {
    backup::restore(configuration, file).await?;
    eprintln!("everything is back; start the server with `vouchwell serve`");
    Ok(())
}
