//! The person whom a member names by her handle.

use vouchwell_domain::account::{Account, Handle};
use vouchwell_domain::member::Member;
use vouchwell_federation::resolve::ResolveError;
use vouchwell_service::{Error, account};

use super::failure;
use super::failure::Failure;
use super::locale::Locale;
use super::phrase::Phrase;
use super::router::Records;
use crate::rate_limit::Attempt;

/// Why nobody is named.
#[derive(Debug)]
pub(super) enum Unnamed {
    /// What was typed is no handle.
    NoHandle,
    /// The member has looked for many people in a short time.
    TooMany,
    /// Nobody has this handle, or the other server does not answer.
    NotFound,
    /// Something of ours does not let it.
    Service(Error),
}

impl Unnamed {
    /// What is wrong with the handle, to be said beside it.
    pub(super) fn sentence(self, locale: &Locale) -> Result<Phrase, Failure> {
        match self {
            Unnamed::NoHandle => Ok(locale.say("named-no-handle")),
            Unnamed::TooMany => Ok(locale.say("people-acct-too-many")),
            Unnamed::NotFound => Ok(locale.say("named-not-found")),
            Unnamed::Service(error) => failure::sentence(error, locale),
        }
    }
}

impl From<ResolveError> for Unnamed {
    fn from(error: ResolveError) -> Unnamed {
        match error {
            ResolveError::Service(Error::NotFound) => Unnamed::NotFound,
            ResolveError::Service(error) => Unnamed::Service(error),
            ResolveError::Key(cause) => {
                tracing::error!(%cause, "requests cannot be signed");
                Unnamed::Service(Error::Internal("requests cannot be signed"))
            }
            cause => {
                tracing::info!(%cause, "an account could not be found");
                Unnamed::NotFound
            }
        }
    }
}

/// The account with this handle, asked for at its server where it is not known here, which a member can do only so often.
pub(super) async fn named(records: &Records, member: &Member, typed: &str) -> Result<Account, Unnamed> {
    let handle: Handle = typed.parse().map_err(|_| Unnamed::NoHandle)?;
    let known = account::by_handle(&records.context, &handle).await;
    let is_known = known.map_err(Unnamed::Service)?.is_some();
    if !is_known && !records.rate_limits.allow(Attempt::LookUpBy(member.id)) {
        return Err(Unnamed::TooMany);
    }
    Ok(records.federation.resolve_handle(&handle).await?)
}
