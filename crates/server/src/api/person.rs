//! The person whom a call names by her handle.

use vouchwell_domain::account::{Account, Handle};
use vouchwell_domain::identifier::AccountId;
use vouchwell_federation::resolve::ResolveError;

use super::ApiError;
use crate::application::Application;

/// The id of the account with this handle.
pub(super) async fn named(application: &Application, acct: &str) -> Result<AccountId, ApiError> {
    Ok(account_named(application, acct).await?.id)
}

/// The account with this handle, asked for at its server where it is not known here.
pub(super) async fn account_named(application: &Application, acct: &str) -> Result<Account, ApiError> {
    let handle: Handle = acct
        .parse()
        .map_err(|error| ApiError::Invalid(format!("`acct` does not fit: {error}")))?;
    application
        .federation
        .resolve_handle(&handle)
        .await
        .map_err(|error| refusal(&handle, error))
}

fn refusal(handle: &Handle, error: ResolveError) -> ApiError {
    match error {
        ResolveError::Service(error) => error.into(),
        ResolveError::Key(error) => {
            tracing::error!(%error, "requests cannot be signed");
            ApiError::Internal
        }
        error => {
            tracing::info!(%error, "an account could not be found");
            ApiError::Invalid(format!(
                "{handle} was not found: check the spelling, or try again later"
            ))
        }
    }
}
