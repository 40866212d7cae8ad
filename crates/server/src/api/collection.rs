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

/// Answers as Mastodon does to those whose role lets them have no collections, which is what the role of every member
/// says (`collection_limit`). Apps show the sentence, or that it did not work.
macro_rules! refused {
    ($($(#[$doc:meta])* $name:ident, $method:ident $path:literal ($($parameter:tt),*), $sentence:literal;)+) => {
        $(
            $(#[$doc])*
            #[utoipa::path($method, path = $path, params($(($parameter = String, Path)),*),
                responses((status = 422, body = Problem)))]
            pub(super) async fn $name() -> Result<(), ApiError> {
                Err(ApiError::invalid(concat!("Collections follow from public recommendations: ", $sentence)))
            }
        )+
    };
}

refused! {
    /// Refused: a collection begins with a public recommendation.
    create, post "/api/v1/collections" (), "recommend somebody, and the collection is there";
    /// Refused: what a collection says follows from its topic.
    change, patch "/api/v1/collections/{id}" ("id"), "what one is called follows from its topic";
    /// Refused: a collection ends with its recommendations.
    remove, delete "/api/v1/collections/{id}" ("id"),
        "withdraw those for this topic, and the collection is gone";
    /// Refused: somebody comes into a collection by accepting a recommendation.
    add, post "/api/v1/collections/{id}/items" ("id"),
        "recommend somebody for this topic, and whoever accepts the text is in it";
    /// Refused: somebody leaves a collection when the recommendation is withdrawn or hidden.
    take_out, delete "/api/v1/collections/{id}/items/{item}" ("id", "item"),
        "withdraw what you say, and nobody is in it for that any more";
    /// Refused: whoever wants to leave a collection hides the recommendation, for good.
    revoke, post "/api/v1/collections/{id}/items/{item}/revoke" ("id", "item"),
        "to leave this one for good, hide what is said of you on its page";
}
