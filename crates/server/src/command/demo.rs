//! `vouchwell demo`: shows two servers federate on this machine.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use crate::demo::{self, DemoError};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where the demonstration keeps its data; emptied at every start
    #[arg(long, value_name = "DIR", default_value = "vouchwell-demo")]
    directory: PathBuf,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    demo::run(&arguments.directory)
        .await
        .map_err(|error| match error {
            DemoError::NotOurs(_) | DemoError::Directory(..) => Failure::Wrong(error.to_string()),
            _ => Failure::Failed(error.to_string()),
        })
}
