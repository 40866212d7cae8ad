//! Search: Mastodon's call.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::account::Handle;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::member::Member;
use vouchwell_federation::client::FetchBudget;
use vouchwell_service::account::{self, AccountSearch, AccountView};
use vouchwell_service::timeline;

use super::ApiError;
use super::authentication::SignedIn;
use super::entity::{Account, Search, Status};
use super::parameters::Parameters;
use crate::application::Application;

/// Accounts and statuses. With `resolve`, an exact handle or address is asked for at its server.
#[utoipa::path(get, path = "/api/v2/search",
    params(("q" = String, Query), ("type" = Option<String>, Query), ("resolve" = Option<bool>, Query)),
    responses((status = 200, body = Search)))]
pub(super) async fn search(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Search>, ApiError> {
    let text = parameters
        .get("q")
        .ok_or_else(|| ApiError::invalid("`q` is missing: write what to search for"))?
        .trim();
    let limit = parameters.limit(20, 40)?;
    let wanted = parameters.get("type");
    let wants = |kind: &str| wanted.is_none_or(|wanted| wanted == kind);
    let mut found = Search::default();
    if wants("accounts") {
        let views = accounts(&application, &member, &parameters, 20).await?;
        found.accounts = views
            .iter()
            .map(|view| Account::new(view, &application.site))
            .collect();
    }
    if wants("statuses") {
        let views = timeline::search(&application.context, Some(&member), text, limit).await?;
        found.statuses = views
            .iter()
            .map(|view| Status::new(view, &application.site))
            .collect();
    }
    Ok(Json(found))
}

/// The accounts that a search finds. Somebody who is named exactly comes first, whatever the caller thinks of her.
pub(super) async fn accounts(
    application: &Application,
    member: &Member,
    parameters: &Parameters,
    usual: u32,
) -> Result<Vec<AccountView>, ApiError> {
    let context = &application.context;
    let text = parameters
        .get("q")
        .ok_or_else(|| ApiError::invalid("`q` is missing: write what to search for"))?
        .trim();
    let resolve = parameters.flag("resolve");
    if let Ok(uri) = text.parse::<ActorUri>() {
        if resolve
            && let Err(error) = application
                .federation
                .resolve(&uri, &FetchBudget::default())
                .await
        {
            tracing::info!(%error, "an address that was searched for leads to no account");
        }
        return Ok(account::by_uri(context, &uri)
            .await?
            .filter(is_living)
            .into_iter()
            .collect());
    }
    let mut found = Vec::new();
    if let Ok(handle) = text.parse::<Handle>() {
        let is_whole = handle.host.is_some();
        if is_whole && resolve {
            match application.federation.resolve_handle(&handle).await {
                Ok(resolved) => return Ok(vec![account::by_id(context, resolved.id).await?]),
                Err(error) => tracing::info!(%error, "a handle that was searched for leads to no account"),
            }
        }
        found.extend(account::by_handle(context, &handle).await?.filter(is_living));
        if is_whole && !found.is_empty() {
            return Ok(found);
        }
    }
    let offset = parameters.parse("offset", "a whole number")?.unwrap_or(0);
    if offset > 0 {
        found.clear();
    }
    let wanted = AccountSearch {
        text,
        only_followed: parameters.flag("following"),
        offset,
        limit: parameters.limit(usual, 80)?,
    };
    let exact = found.first().map(|view| view.account.id);
    let others = account::search(context, Some(member), wanted).await?;
    found.extend(others.into_iter().filter(|view| Some(view.account.id) != exact));
    found.truncate(wanted.limit as usize);
    Ok(found)
}

fn is_living(view: &AccountView) -> bool {
    view.account.gone_at.is_none()
}
