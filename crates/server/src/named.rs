//! Whom or what a text names exactly: by handle, or by address.

use vouchwell_domain::account::{Handle, Host};
use vouchwell_domain::evidence::ActorUri;
use vouchwell_federation::Federation;
use vouchwell_federation::client::FetchBudget;
use vouchwell_service::account::{self, AccountView};
use vouchwell_service::{Context, Result};

/// The account with an actor id, or at the address of its page. If it is not known, its server is asked, where there is
/// somebody to ask it.
pub(crate) async fn actor(
    context: &Context,
    asking: Option<&Federation>,
    uri: &ActorUri,
) -> Result<Option<AccountView>> {
    if let Some(named) = on_page(uri)
        && let Some(found) = handle(context, asking, &named).await?
    {
        return Ok(Some(found));
    }
    if let Some(federation) = asking
        && let Err(error) = federation.resolve(uri, &FetchBudget::default()).await
    {
        tracing::info!(%error, "an address that was searched for leads to no account");
    }
    Ok(account::by_uri(context, uri).await?.filter(is_living))
}

/// The account with a handle. If it is not known, its server is asked, where there is somebody to ask it.
pub(crate) async fn handle(
    context: &Context,
    asking: Option<&Federation>,
    handle: &Handle,
) -> Result<Option<AccountView>> {
    if let Some(federation) = asking.filter(|_| handle.host.is_some()) {
        match federation.resolve_handle(handle).await {
            Ok(resolved) => return account::by_id(context, resolved.id).await.map(Some),
            Err(error) => tracing::info!(%error, "a handle that was searched for leads to no account"),
        }
    }
    Ok(account::by_handle(context, handle).await?.filter(is_living))
}

/// Whose page `https://host/@name` is, as people copy it from a browser; `/@name@other` shows somebody of another server.
fn on_page(address: &ActorUri) -> Option<Handle> {
    let url = address.url();
    let named: Handle = url
        .path()
        .strip_prefix("/@")?
        .trim_end_matches('/')
        .parse()
        .ok()?;
    let host = named.host.or_else(|| Host::of(&url));
    Some(Handle { host, ..named })
}

fn is_living(view: &AccountView) -> bool {
    view.account.gone_at.is_none()
}
