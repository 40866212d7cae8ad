//! Recommendations: written, offered, and read.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vouchwell_domain::evidence::{Disclosure, Language, Limitations, RecommendationText, Topics};
use vouchwell_domain::identifier::{AccountId, RecommendationId};
use vouchwell_domain::recommendation::{Party, ShownRecommendationState};
use vouchwell_domain::version::Words;
use vouchwell_service::recommendation::{self, RecommendationView};
use vouchwell_service::withdrawal;

use super::authentication::SignedIn;
use super::body::{self, Body};
use super::entity::{Recommendation, Version};
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::person::named;
use super::selection::select;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What an author writes. Limitations and disclosures may be empty, but have to be there.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRecommendation {
    /// Whom it is about, as name@host. Needed for a draft; later it cannot change and may be left out.
    acct: Option<String>,
    /// Plain text, 1 to 5,000 characters.
    #[schema(value_type = String)]
    text: RecommendationText,
    /// 1 to 5 lower-case tags.
    #[schema(value_type = Vec<String>, example = json!(["bookkeeping"]))]
    topics: Topics,
    /// BCP 47, such as `en`.
    #[schema(value_type = String, example = "en")]
    language: Language,
    /// What the author cannot speak to.
    #[schema(value_type = String)]
    limitations: Limitations,
    /// What a reader should know of the two, such as `pays-subject`.
    #[schema(value_type = Vec<String>, example = json!(["pays-subject"]))]
    #[serde(deserialize_with = "body::said")]
    disclosures: Vec<Disclosure>,
}

impl From<NewRecommendation> for Words {
    fn from(new: NewRecommendation) -> Self {
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
    let Some(acct) = &body.acct else {
        return Err(ApiError::invalid(
            "`acct` is missing: write whom it is about, as name@host",
        ));
    };
    let subject = named(&application, acct).await?;
    let view = recommendation::write(&application.context, &member, subject, body.into()).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}

/// The caller's recommendations, in any state: written, received, or without a role both.
#[utoipa::path(get, path = "/api/v1/vouchwell/recommendations",
    params(PageParameters, ("role" = Option<String>, Query), ("state" = Option<String>, Query)),
    responses((status = 200, body = Vec<Recommendation>), (status = 422, body = Problem)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<Recommendation>, ApiError> {
    let party = role(&parameters)?;
    let form = "draft, offered, accepted, public, withdrawn or lapsed";
    let state: Option<ShownRecommendationState> = parameters.parse("state", form)?;
    let is_wanted = |view: &RecommendationView| state.is_none_or(|state| view.state == state);
    let read = |page| recommendation::list(&application.context, &member, party, page);
    let views = select(parameters.page(20, 40)?, position, is_wanted, read).await?;
    let path = "/api/v1/vouchwell/recommendations";
    Ok(listed(&views, path, &parameters, &application))
}

/// The public recommendations of anyone.
#[utoipa::path(get, path = "/api/v1/vouchwell/accounts/{id}/recommendations",
    params(PageParameters, ("id" = String, Path), ("role" = Option<String>, Query)),
    responses((status = 200, body = Vec<Recommendation>), (status = 404, body = Problem)))]
pub(super) async fn of_account(
    State(application): State<Application>,
    Id(id): Id<AccountId>,
    parameters: Parameters,
) -> Result<Listed<Recommendation>, ApiError> {
    let party = role(&parameters)?.unwrap_or(Party::Subject);
    let views = recommendation::of_account(&application.context, id, party, parameters.page(20, 40)?).await?;
    let path = format!("/api/v1/vouchwell/accounts/{id}/recommendations");
    Ok(listed(&views, &path, &parameters, &application))
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
    request_body = NewRecommendation,
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn edit(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
    Body(body): Body<NewRecommendation>,
) -> Result<Json<Recommendation>, ApiError> {
    if let Some(acct) = &body.acct {
        let known = recommendation::show(&application.context, &member, &id).await?;
        if named(&application, acct).await? != known.subject.account.id {
            return Err(ApiError::invalid(
                "a recommendation stays about the same person: leave `acct` out, or begin another one",
            ));
        }
    }
    let view = recommendation::edit(&application.context, &member, &id, body.into()).await?;
    Ok(Json(Recommendation::new(&view, &application.site)))
}

/// Offers the text to its subject. If both are members here and write about each other, both texts are shown at once,
/// when the second is offered; one is not kept back for more than seven days.
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

/// Withdraws: the author his endorsement, the subject her acceptance. Permanent. Of a draft nothing is left: `{}`.
#[utoipa::path(delete, path = "/api/v1/vouchwell/recommendations/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn withdraw(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<RecommendationId>,
) -> Result<Response, ApiError> {
    let left = withdrawal::withdraw(&application.context, &member, &id).await?;
    Ok(match left {
        Some(view) => Json(Recommendation::new(&view, &application.site)).into_response(),
        None => Json(json!({})).into_response(),
    })
}

fn role(parameters: &Parameters) -> Result<Option<Party>, ApiError> {
    match parameters.get("role") {
        None => Ok(None),
        Some("author") => Ok(Some(Party::Author)),
        Some("subject") => Ok(Some(Party::Subject)),
        Some(_) => Err(ApiError::invalid("`role` does not fit: write author or subject")),
    }
}

fn position(view: &RecommendationView) -> i64 {
    view.recommendation.sequence
}

fn listed(
    views: &[RecommendationView],
    path: &str,
    parameters: &Parameters,
    application: &Application,
) -> Listed<Recommendation> {
    let positions = ends(views, position);
    let recommendations = views
        .iter()
        .map(|view| Recommendation::new(view, &application.site))
        .collect();
    Listed::new(recommendations, positions, path, parameters, &application.site)
}
