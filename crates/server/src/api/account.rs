//! Accounts: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::account::Handle;
use vouchwell_domain::identifier::AccountId;
use vouchwell_service::account;
use vouchwell_service::timeline::{self, Selection};

use super::authentication::{SignedIn, Visitor};
use super::entity::{Account, Status};
use super::identifier::Id;
use super::link::Listed;
use super::parameters::{PageParameters, Parameters};
use super::search::accounts;
use super::timeline::listed;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Accounts that one call may ask for.
const AT_ONCE: usize = 80;

/// The account with a handle, if it is known here.
#[utoipa::path(get, path = "/api/v1/accounts/lookup",
    params(("acct" = String, Query)), responses((status = 200, body = Account), (status = 404, body = Problem)))]
pub(super) async fn lookup(
    State(application): State<Application>,
    parameters: Parameters,
) -> Result<Json<Account>, ApiError> {
    let acct = parameters
        .get("acct")
        .ok_or_else(|| ApiError::invalid("`acct` is missing: write name@host"))?;
    let handle: Handle = acct.parse().map_err(|_| ApiError::NotFound)?;
    let view = account::by_handle(&application.context, &handle)
        .await?
        .filter(|view| view.account.gone_at.is_none())
        .ok_or(ApiError::NotFound)?;
    Ok(Json(Account::new(&view, &application.site)))
}

/// One account.
#[utoipa::path(get, path = "/api/v1/accounts/{id}",
    params(("id" = String, Path)), responses((status = 200, body = Account), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    Id(id): Id<AccountId>,
) -> Result<Json<Account>, ApiError> {
    let view = account::by_id(&application.context, id).await?;
    Ok(Json(Account::new(&view, &application.site)))
}

/// Many accounts, in the order in which they are asked for.
#[utoipa::path(get, path = "/api/v1/accounts",
    params(("id[]" = Vec<String>, Query)), responses((status = 200, body = Vec<Account>)))]
pub(super) async fn list(
    State(application): State<Application>,
    parameters: Parameters,
) -> Result<Json<Vec<Account>>, ApiError> {
    let ids = parameters.list("id").filter_map(|id| id.parse().ok());
    let ids: Vec<AccountId> = ids.take(AT_ONCE).collect();
    let views = account::by_ids(&application.context, &ids).await?;
    let shown = views.iter().map(|view| Account::new(view, &application.site));
    Ok(Json(shown.collect()))
}

/// Accounts whose handles or names begin so, the one with exactly this handle first. With `resolve` it is asked for
/// at its server.
#[utoipa::path(get, path = "/api/v1/accounts/search",
    params(("q" = String, Query), ("resolve" = Option<bool>, Query), ("following" = Option<bool>, Query),
        ("limit" = Option<u32>, Query), ("offset" = Option<u32>, Query)),
    responses((status = 200, body = Vec<Account>)))]
pub(super) async fn search(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Vec<Account>>, ApiError> {
    let views = accounts(&application, Some(&*member), &parameters, 40).await?;
    let shown = views.iter().map(|view| Account::new(view, &application.site));
    Ok(Json(shown.collect()))
}

/// The statuses of an account that the caller may see.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/statuses",
    params(PageParameters,
        ("id" = String, Path), ("pinned" = Option<bool>, Query), ("exclude_replies" = Option<bool>, Query),
        ("exclude_reblogs" = Option<bool>, Query), ("only_media" = Option<bool>, Query),
        ("tagged" = Option<String>, Query)),
    responses((status = 200, body = Vec<Status>), (status = 404, body = Problem)))]
pub(super) async fn statuses(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Listed<Status>, ApiError> {
    let page = parameters.page(20, 40)?;
    let selection = Selection {
        pinned: parameters.flag("pinned")?,
        without_replies: parameters.flag("exclude_replies")?,
        without_reblogs: parameters.flag("exclude_reblogs")?,
        with_media: parameters.flag("only_media")?,
        tag: parameters
            .get("tagged")
            .map(|tag| tag.trim_start_matches('#').to_lowercase()),
    };
    let views = timeline::of_account(&application.context, reader.as_deref(), id, &selection, page).await?;
    let path = format!("/api/v1/accounts/{id}/statuses");
    Ok(listed(&views, &path, &parameters, &application))
}
