//! Collections of people: Mastodon's calls. They follow from public recommendations, so they are read alone.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::identifier::{AccountId, CollectionId};
use vouchwell_service::collection::{self, CollectionView};

use super::authentication::Visitor;
use super::entity::{CollectionWithAccounts, Collections};
use super::identifier::Id;
use super::link::{Linked, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Whom an account publicly recommends: a collection for each topic.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/collections",
    params(PageParameters, ("id" = String, Path), ("offset" = Option<u32>, Query)),
    responses((status = 200, body = Collections), (status = 404, body = Problem)))]
pub(super) async fn of_account(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Linked<Collections>, ApiError> {
    let part = (parameters.page(40, 80)?, offset(&parameters)?);
    let views = collection::of_account(&application.context, reader.as_deref(), id, part).await?;
    let path = format!("/api/v1/accounts/{id}/collections");
    Ok(linked(&views, &path, &parameters, &application))
}

/// The collections in which an account is: for what it is publicly recommended, and by whom.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/in_collections",
    params(PageParameters, ("id" = String, Path), ("offset" = Option<u32>, Query)),
    responses((status = 200, body = Collections), (status = 404, body = Problem)))]
pub(super) async fn with_account(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Linked<Collections>, ApiError> {
    let part = (parameters.page(40, 80)?, offset(&parameters)?);
    let views = collection::with_account(&application.context, reader.as_deref(), id, part).await?;
    let path = format!("/api/v1/accounts/{id}/in_collections");
    Ok(linked(&views, &path, &parameters, &application))
}

/// One collection, with its author and everybody in it.
#[utoipa::path(get, path = "/api/v1/collections/{id}", params(("id" = String, Path)),
    responses((status = 200, body = CollectionWithAccounts), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Id(id): Id<CollectionId>,
) -> Result<Json<CollectionWithAccounts>, ApiError> {
    let view = collection::show(&application.context, reader.as_deref(), id).await?;
    Ok(Json(CollectionWithAccounts::new(&view, &application.site)))
}

fn offset(parameters: &Parameters) -> Result<u32, ApiError> {
    Ok(parameters
        .parse("offset", "a number that is not negative")?
        .unwrap_or(0))
}

fn linked(
    views: &[CollectionView],
    path: &str,
    parameters: &Parameters,
    application: &Application,
) -> Linked<Collections> {
    let positions = ends(views, |view| view.collection.id.number());
    let shown = Collections::new(views, &application.site);
    Linked::new(shown, positions, path, parameters, &application.site)
}

macro_rules! refused {
    ($($(#[$doc:meta])* $name:ident, $method:ident $path:literal ($($parameter:tt),*);)+) => {
        $(
            $(#[$doc])*
            #[utoipa::path($method, path = $path, params($(($parameter = String, Path)),*),
                responses((status = 422, body = Problem)))]
            pub(super) async fn $name() -> Result<(), ApiError> {
                Err(follows())
            }
        )+
    };
}

fn follows() -> ApiError {
    ApiError::invalid(
        "collections follow from public recommendations: recommend somebody, or withdraw or hide a recommendation",
    )
}

refused! {
    /// Refused: a collection begins with a public recommendation.
    create, post "/api/v1/collections" ();
    /// Refused: what a collection says follows from its topic.
    change, patch "/api/v1/collections/{id}" ("id");
    /// Refused: a collection ends with its recommendations.
    remove, delete "/api/v1/collections/{id}" ("id");
    /// Refused: somebody comes into a collection by accepting a recommendation.
    add, post "/api/v1/collections/{id}/items" ("id");
    /// Refused: somebody leaves a collection when the recommendation is withdrawn or hidden.
    take_out, delete "/api/v1/collections/{id}/items/{item}" ("id", "item");
    /// Refused: whoever wants to leave a collection hides the recommendation, for good.
    revoke, post "/api/v1/collections/{id}/items/{item}/revoke" ("id", "item");
}
