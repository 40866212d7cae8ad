//! Finding people who are recommended for something.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::path::Hops;
use vouchwell_domain::search::SearchWords;
use vouchwell_service::path::{Wanted, find};

use super::authentication::SignedIn;
use super::entity::Found;
use super::parameters::Parameters;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// People recommended for a topic, with the ways that lead from the caller to them.
///
/// `q` is what they are recommended for: each of its words begins a word of a recommendation's topics. `near`
/// are words of the place that they name. `hops` says how many acquaintances away a path may lead, 1 or 2.
/// Acquaintances come first, then those whom an acquaintance knows, then others without a path; among them
/// the order is another one every day. `limit` and `offset` choose the part of the list.
#[utoipa::path(get, path = "/api/v1/vouchwell/search",
    params(("q" = String, Query), ("near" = Option<String>, Query), ("hops" = Option<u8>, Query),
        ("limit" = Option<u32>, Query), ("offset" = Option<u32>, Query)),
    responses((status = 200, body = Vec<Found>), (status = 422, body = Problem)))]
pub(super) async fn search(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Vec<Found>>, ApiError> {
    let words = |name: &str, example: &str| {
        let parse = |text: &str| {
            let wrong =
                |error| ApiError::Invalid(format!("`{name}` does not fit: {error}, such as {example}"));
            text.parse::<SearchWords>().map_err(wrong)
        };
        parameters.get(name).map(parse).transpose()
    };
    let topic = words("q", "bookkeeping")?
        .ok_or_else(|| ApiError::invalid("`q` is missing: write a topic, such as bookkeeping"))?;
    let wanted = Wanted {
        topic,
        near: words("near", "Ghent")?,
        hops: parameters.parse::<Hops>("hops", "1 or 2")?.unwrap_or_default(),
        limit: parameters.limit(20, 40)?,
        offset: parameters.parse("offset", "a whole number")?.unwrap_or_default(),
    };
    let found = find(&application.context, &member, &wanted).await?;
    Ok(Json(
        found
            .iter()
            .map(|found| Found::new(found, &application.site))
            .collect(),
    ))
}
