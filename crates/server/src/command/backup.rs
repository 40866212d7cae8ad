//! `vouchwell backup`: everything in one file.

use std::path::Path;

use super::failure::Failure;
use crate::backup;
use crate::configuration::Configuration;

pub(crate) async fn run(configuration: &Configuration, file: &Path) -> Result<(), Failure> {
    backup::write(configuration, file).await?;
    eprintln!(
        "{} holds everything, the key included: keep it secret",
        file.display()
    );
    Ok(())
}
