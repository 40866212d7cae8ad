//! Recommendations: written, offered, and read.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::evidence::{Disclosure, Language, Limitations, RecommendationText, Topics};
use vouchwell_domain::identifier::{AccountId, RecommendationId};
use vouchwell_domain::recommendation::{Party, ShownRecommendationState};
use vouchwell_domain::version::Words;
use vouchwell_service::recommendation::{self, RecommendationView};
use vouchwell_service::withdrawal;

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{Recommendation, Version};
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::Parameters;
use super::person::named;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What an author writes. Limitations and disclosures may be empty, but have to be there.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewWords {
    /// Plain text, 1 to 5,000 characters.
    #[schema(value_type = String)]
    text: RecommendationText,
    /// 1 to 5 lower-case tags.
    #[schema(value_type = Vec<String>)]
    topics: Topics,
    /// BCP 47, such as `en`.
    #[schema(value_type = String)]
    language: Language,
    /// What the author cannot speak to.
    #[schema(value_type = String)]
    limitations: Limitations,
    /// What a reader should know of the two, such as `pays-subject`.
    #[schema(value_type = Vec<String>)]
    disclosures: Vec<Disclosure>,
}

/// A draft about somebody.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRecommendation {
    /// Whom it is about, as name@host.
    acct: String,
    #[serde(flatten)]
    words: NewWords,
}

impl From<NewWords> for Words {
    fn from(new: NewWords) -> Self {
        Self {
            text: new.text,
            language: new.language,
            topics: new.topics,
            limitations: new.limitations,
            disclosures: new.disclosures,
        }
    }
}

/// Writes a draft. Only its author sees it.
#[utoipa::path(post, path = "/api/v1/vouchwell/recommendations", request_body = NewRecommendation,
    responses((status = 200, body = Recommendation), (status = 422, body = Problem)))]
pub(super) async fn write(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(body): Body<NewRecommendation>,
) -> Result<Json<Recommendation>, ApiError> {
    let subject = named(&application, &body.acct).await?;
    let view = recommendation::write(&application.context, &member, subject, body.words.into()).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}

/// The caller's recommendations, in any state.
#[utoipa::path(get, path = "/api/v1/vouchwell/recommendations",
    params(("role" = String, Query), ("state" = Option<String>, Query)),
    responses((status = 200, body = Vec<Recommendation>), (status = 422, body = Problem)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Recommendation>, ApiError> {
    let party = role(&parameters, Party::Author)?;
    let form = "draft, offered, accepted, public, withdrawn or lapsed";
    let state: Option<ShownRecommendationState> = parameters.parse("state", form)?;
    let views = recommendation::list(&application.context, &member, party, parameters.page(40, 80)?).await?;
    let path = "/api/v1/vouchwell/recommendations";
    Ok(listed(
        &views,
        |view| state.is_none_or(|state| view.state == state),
        path,
        &parameters,
        &application,
    ))
}

/// The public recommendations of anyone.
#[utoipa::path(get, path = "/api/v1/vouchwell/accounts/{id}/recommendations",
    params(("id" = String, Path), ("role" = Option<String>, Query)),
    responses((status = 200, body = Vec<Recommendation>), (status = 404, body = Problem)))]
pub(super) async fn of_account(
    State(application): State<Application>,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Listed<Recommendation>, ApiError> {
    let party = role(&parameters, Party::Subject)?;
    let views = recommendation::of_account(&application.context, id, party, parameters.page(40, 80)?).await?;
    let path = format!("/api/v1/vouchwell/accounts/{id}/recommendations");
    Ok(listed(&views, |_| true, &path, &parameters, &application))
}

/// One of the caller's recommendations.
#[utoipa::path(get, path = "/api/v1/vouchwell/recommendations/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
) -> Result<Json<Recommendation>, ApiError> {
    let view = recommendation::show(&application.context, &member, &id).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}

/// The texts that are or were public.
#[utoipa::path(get, path = "/api/v1/vouchwell/recommendations/{id}/versions", params(("id" = String, Path)),
    responses((status = 200, body = Vec<Version>), (status = 404, body = Problem)))]
pub(super) async fn versions(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
) -> Result<Json<Vec<Version>>, ApiError> {
    let views = recommendation::versions(&application.context, Some(&member), &id).await?;
    Ok(Json(views.iter().map(Version::from).collect()))
}

/// Rewrites a draft, takes an offered text back to one, or begins a revision.
#[utoipa::path(put, path = "/api/v1/vouchwell/recommendations/{id}", params(("id" = String, Path)),
    request_body = NewWords,
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn edit(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
    Body(body): Body<NewWords>,
) -> Result<Json<Recommendation>, ApiError> {
    let view = recommendation::edit(&application.context, &member, &id, body.into()).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}

/// Offers the text to its subject.
#[utoipa::path(post, path = "/api/v1/vouchwell/recommendations/{id}/offer", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn offer(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
) -> Result<Json<Recommendation>, ApiError> {
    let view = recommendation::offer(&application.context, &member, &id).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}

/// Withdraws: the author his endorsement, the subject her acceptance. Permanent. A draft is thrown away: 204.
#[utoipa::path(delete, path = "/api/v1/vouchwell/recommendations/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 204), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn withdraw(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
) -> Result<Response, ApiError> {
    let left = withdrawal::withdraw(&application.context, &member, &id).await?;
    Ok(match left {
        Some(view) => Json(Recommendation::new(&view, &application.site)).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

fn role(parameters: &Parameters, usual: Party) -> Result<Party, ApiError> {
    match parameters.get("role") {
        None => Ok(usual),
        Some("author") => Ok(Party::Author),
        Some("subject") => Ok(Party::Subject),
        Some(_) => Err(ApiError::invalid("`role` does not fit: write author or subject")),
    }
}

fn listed(
    views: &[RecommendationView],
    is_wanted: impl Fn(&RecommendationView) -> bool,
    path: &str,
    parameters: &Parameters,
    application: &Application,
) -> Listed<Recommendation> {
    let positions = ends(views, |view| view.recommendation.sequence);
    let shown = views.iter().filter(|view| is_wanted(view));
    let recommendations = shown
        .map(|view| Recommendation::new(view, &application.site))
        .collect();
    Listed::new(recommendations, positions, path, parameters, &application.site)
}
