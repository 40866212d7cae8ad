//! Lists of people: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::page::Placed;
use vouchwell_service::account::{self, AccountView, DirectoryOrder};
use vouchwell_service::{block, featured_account, follow, mute};

use super::authentication::{SignedIn, Visitor};
use super::entity::{Account, MutedAccount};
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Who follows an account.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/followers",
    params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Account>), (status = 404, body = Problem)))]
pub(super) async fn followers(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let page = parameters.page(40, 80)?;
    let views = account::followers(&application.context, reader.as_deref(), id, page).await?;
    let path = format!("/api/v1/accounts/{id}/followers");
    Ok(listed(&views, &path, &parameters, &application))
}

/// Whom an account follows.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/following",
    params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Account>), (status = 404, body = Problem)))]
pub(super) async fn following(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let page = parameters.page(40, 80)?;
    let views = account::following(&application.context, reader.as_deref(), id, page).await?;
    let path = format!("/api/v1/accounts/{id}/following");
    Ok(listed(&views, &path, &parameters, &application))
}

/// Whom an account shows on its profile, and whom it publicly recommends.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/endorsements",
    params(PageParameters, ("id" = String, Path)),
    responses((status = 200, body = Vec<Account>), (status = 404, body = Problem)))]
pub(super) async fn endorsements_of(
    State(application): State<Application>,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let views = featured_account::list(&application.context, id, parameters.page(40, 80)?).await?;
    let path = format!("/api/v1/accounts/{id}/endorsements");
    Ok(listed(&views, &path, &parameters, &application))
}

/// Whom the caller shows on her profile, and whom she publicly recommends.
#[utoipa::path(get, path = "/api/v1/endorsements",
    params(PageParameters), responses((status = 200, body = Vec<Account>)))]
pub(super) async fn endorsements(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let page = parameters.page(40, 80)?;
    let views = featured_account::list(&application.context, member.account.id, page).await?;
    Ok(listed(&views, "/api/v1/endorsements", &parameters, &application))
}

/// Who has asked to follow the caller.
#[utoipa::path(get, path = "/api/v1/follow_requests",
    params(PageParameters), responses((status = 200, body = Vec<Account>)))]
pub(super) async fn follow_requests(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let views = follow::requests(&application.context, &member, parameters.page(40, 80)?).await?;
    Ok(listed(
        &views,
        "/api/v1/follow_requests",
        &parameters,
        &application,
    ))
}

/// Whom the caller blocks.
#[utoipa::path(get, path = "/api/v1/blocks",
    params(PageParameters), responses((status = 200, body = Vec<Account>)))]
pub(super) async fn blocks(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Account>, ApiError> {
    let views = block::list(&application.context, &member, parameters.page(40, 80)?).await?;
    Ok(listed(&views, "/api/v1/blocks", &parameters, &application))
}

/// Whom the caller mutes, and until when.
#[utoipa::path(get, path = "/api/v1/mutes",
    params(PageParameters), responses((status = 200, body = Vec<MutedAccount>)))]
pub(super) async fn mutes(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<MutedAccount>, ApiError> {
    let muted = mute::list(&application.context, &member, parameters.page(40, 80)?).await?;
    let positions = ends(&muted, |(view, _)| view.account.id.number());
    let shown = muted
        .iter()
        .map(|(view, expires_at)| MutedAccount::new(view, *expires_at, &application.site));
    Ok(Listed::of_accounts(
        shown.collect(),
        positions,
        "/api/v1/mutes",
        &parameters,
        &application.site,
    ))
}

/// Accounts that say they may be shown everywhere.
#[utoipa::path(get, path = "/api/v1/directory",
    params(("offset" = Option<u32>, Query), ("limit" = Option<u32>, Query), ("order" = Option<String>, Query),
        ("local" = Option<bool>, Query)),
    responses((status = 200, body = Vec<Account>)))]
pub(super) async fn directory(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    parameters: Parameters,
) -> Result<Json<Vec<Account>>, ApiError> {
    let order = match parameters.get("order") {
        Some("new") => DirectoryOrder::New,
        _ => DirectoryOrder::Active,
    };
    let offset = parameters.parse("offset", "a whole number")?.unwrap_or(0);
    let part = (offset, parameters.limit(40, 80)?);
    let only_here = parameters.flag("local")?;
    let views = account::directory(&application.context, reader.as_deref(), only_here, order, part).await?;
    Ok(Json(shown(&views, &application)))
}

pub(super) fn shown(views: &[AccountView], application: &Application) -> Vec<Account> {
    let accounts = views.iter().map(|view| Account::new(view, &application.site));
    accounts.collect()
}

/// A list of accounts, of which the ids are the positions.
pub(super) fn listed(
    views: &[AccountView],
    path: &str,
    parameters: &Parameters,
    application: &Application,
) -> Listed<Account> {
    let positions = ends(views, |view| view.account.id.number());
    Listed::of_accounts(
        shown(views, application),
        positions,
        path,
        parameters,
        &application.site,
    )
}

/// A list of accounts that has positions of its own.
pub(super) fn listed_by_place(
    placed: &[Placed<AccountView>],
    path: &str,
    parameters: &Parameters,
    application: &Application,
) -> Listed<Account> {
    let accounts = placed
        .iter()
        .map(|placed| Account::new(&placed.item, &application.site))
        .collect();
    let positions = ends(placed, |placed| placed.position);
    Listed::of_accounts(accounts, positions, path, parameters, &application.site)
}
