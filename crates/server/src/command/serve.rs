//! `vouchwell serve`: runs the server until it is told to stop.

use super::failure::Failure;
use crate::configuration::Configuration;
use crate::serve;

pub(crate) async fn run(configuration: Configuration) -> Result<(), Failure> {
    serve::run(configuration).await.map_err(|error| match error {
        serve::ServeError::Opening(error) => error.into(),
        serve::ServeError::Bind(..)
        | serve::ServeError::Certificate(_)
        | serve::ServeError::Client(_)
        | serve::ServeError::Authorities(_) => Failure::Wrong(error.to_string()),
        _ => Failure::Failed(error.to_string()),
    })
}
