//! Lists of people whom the caller follows: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::{AccountId, ListId};
use vouchwell_domain::list::ListReplies;
use vouchwell_service::account;
use vouchwell_service::list::{self, ListChange};

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{Account, List, Nothing};
use super::identifier::Id;
use super::link::Listed;
use super::parameters::{PageParameters, Parameters};
use super::people::listed;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Accounts of a list that are answered where all are asked for.
const ALL: u32 = 10_000;

/// Accounts that one call may put on a list, or take off it.
const AT_ONCE: usize = 1_000;

/// What the caller says of a list.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ListForm {
    title: Option<String>,
    /// `followed`, `list` or `none`.
    #[schema(value_type = Option<String>)]
    replies_policy: Option<ListReplies>,
    /// Whether those on it are left out of the home timeline.
    exclusive: Option<bool>,
}

impl From<ListForm> for ListChange {
    fn from(form: ListForm) -> Self {
        Self {
            title: form.title,
            replies: form.replies_policy,
            exclusive: form.exclusive,
        }
    }
}

/// People.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AccountsForm {
    #[serde(default)]
    account_ids: Vec<String>,
}

impl AccountsForm {
    /// One that cannot be an id is an id of nobody.
    fn ids(&self) -> Result<Vec<AccountId>, ApiError> {
        if self.account_ids.len() > AT_ONCE {
            return Err(ApiError::invalid(format!(
                "name at most {AT_ONCE} accounts at once"
            )));
        }
        let ids = self.account_ids.iter().map(|id| id.parse());
        ids.collect::<Result<_, _>>().map_err(|_| ApiError::NotFound)
    }
}

/// The caller's lists.
#[utoipa::path(get, path = "/api/v1/lists", responses((status = 200, body = Vec<List>)))]
pub(super) async fn all(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Vec<List>>, ApiError> {
    let lists = list::all(&application.context, &member, None).await?;
    Ok(Json(lists.into_iter().map(List::new).collect()))
}

/// The caller's lists with an account on it.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/lists", params(("id" = String, Path)),
    responses((status = 200, body = Vec<List>), (status = 404, body = Problem)))]
pub(super) async fn with_account(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
) -> Result<Json<Vec<List>>, ApiError> {
    account::by_id(&application.context, id).await?;
    let lists = list::all(&application.context, &member, Some(id)).await?;
    Ok(Json(lists.into_iter().map(List::new).collect()))
}

/// Makes a list.
#[utoipa::path(post, path = "/api/v1/lists", request_body = ListForm,
    responses((status = 200, body = List), (status = 422, body = Problem)))]
pub(super) async fn create(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<ListForm>,
) -> Result<Json<List>, ApiError> {
    let list = list::create(&application.context, &member, form.into()).await?;
    Ok(Json(List::new(list)))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/lists/{id}", params(("id" = String, Path)),
    responses((status = 200, body = List), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ListId>,
) -> Result<Json<List>, ApiError> {
    let list = list::show(&application.context, &member, id).await?;
    Ok(Json(List::new(list)))
}

/// Changes a list.
#[utoipa::path(put, path = "/api/v1/lists/{id}", params(("id" = String, Path)), request_body = ListForm,
    responses((status = 200, body = List), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ListId>,
    Body(form): Body<ListForm>,
) -> Result<Json<List>, ApiError> {
    let list = list::change(&application.context, &member, id, form.into()).await?;
    Ok(Json(List::new(list)))
}

/// Removes a list.
#[utoipa::path(delete, path = "/api/v1/lists/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn remove(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ListId>,
) -> Result<Json<Nothing>, ApiError> {
    list::remove(&application.context, &member, id).await?;
    Ok(Json(Nothing {}))
}

/// Who is on a list; all at once with `limit=0`.
#[utoipa::path(get, path = "/api/v1/lists/{id}/accounts", params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Account>), (status = 404, body = Problem)))]
pub(super) async fn accounts(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ListId>,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let mut page = parameters.page(40, 80)?;
    if parameters.get("limit") == Some("0") {
        page.limit = ALL;
    }
    let views = list::accounts(&application.context, &member, id, page).await?;
    let path = format!("/api/v1/lists/{id}/accounts");
    Ok(listed(&views, &path, &parameters, &application))
}

/// Puts people whom the caller follows on a list.
#[utoipa::path(post, path = "/api/v1/lists/{id}/accounts", params(("id" = String, Path)), request_body = AccountsForm,
    responses((status = 200, body = Nothing), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add_accounts(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ListId>,
    Body(form): Body<AccountsForm>,
) -> Result<Json<Nothing>, ApiError> {
    list::add_accounts(&application.context, &member, id, &form.ids()?).await?;
    Ok(Json(Nothing {}))
}

/// Takes people off a list.
#[utoipa::path(delete, path = "/api/v1/lists/{id}/accounts", params(("id" = String, Path)),
    request_body = AccountsForm, responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn remove_accounts(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<ListId>,
    Body(form): Body<AccountsForm>,
) -> Result<Json<Nothing>, ApiError> {
    list::remove_accounts(&application.context, &member, id, &form.ids()?).await?;
    Ok(Json(Nothing {}))
}
