//! Applications: how programs register, and whether they still are.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;
use vouchwell_domain::application::ApplicationName;
use vouchwell_domain::token::Scopes;
use vouchwell_service::application::{self, NewApplication as New};

use super::authentication::Bearer;
use super::body::Body;
use super::entity::{Application as Entity, CredentialApplication};
use super::{ApiError, error::Problem};
use crate::application::Application;
use crate::client_address::ClientAddress;
use crate::rate_limit::Attempt;

/// What a program may ask for that does not say it.
const USUAL_SCOPES: &str = "read";
const LONGEST_WEBSITE: usize = 2_000;
const MOST_REDIRECT_URIS: usize = 20;

/// A program that wants to act for members.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewApplication {
    /// What it calls itself.
    client_name: String,
    /// Where members may be sent back to: a list, or one text with spaces or line breaks between.
    redirect_uris: Vec<String>,
    /// The most it may ask for; `read` if it says nothing.
    scopes: Option<String>,
    /// Where it is at home.
    website: Option<String>,
}

impl NewApplication {
    fn read(self) -> Result<New, ApiError> {
        let name: ApplicationName = self.client_name.parse().map_err(ApiError::invalid)?;
        let redirect_uris = self
            .redirect_uris
            .iter()
            .flat_map(|written| written.split_whitespace())
            .map(|uri| uri.parse().map_err(ApiError::invalid))
            .collect::<Result<Vec<_>, _>>()?;
        if redirect_uris.is_empty() || redirect_uris.len() > MOST_REDIRECT_URIS {
            return Err(ApiError::invalid(format!(
                "`redirect_uris` has 1 to {MOST_REDIRECT_URIS} addresses"
            )));
        }
        let scopes = self.scopes.filter(|scopes| !scopes.trim().is_empty());
        let scopes: Scopes = scopes
            .as_deref()
            .unwrap_or(USUAL_SCOPES)
            .parse()
            .map_err(ApiError::invalid)?;
        let website = self.website.filter(|website| !website.trim().is_empty());
        Ok(New {
            name,
            redirect_uris,
            scopes,
            website: website.as_deref().map(website_of).transpose()?,
        })
    }
}

fn website_of(text: &str) -> Result<Url, ApiError> {
    let url = Url::parse(text.trim()).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && text.len() <= LONGEST_WEBSITE)
        .ok_or_else(|| ApiError::invalid("`website` does not fit: write https://…"))
}

/// Registers a program.
#[utoipa::path(post, path = "/api/v1/apps", request_body = NewApplication,
    responses((status = 200, body = CredentialApplication), (status = 422, body = Problem)))]
pub(super) async fn register(
    State(application): State<Application>,
    ClientAddress(address): ClientAddress,
    Body(body): Body<NewApplication>,
) -> Result<Json<CredentialApplication>, ApiError> {
    let new = body.read()?;
    let attempt = address.map(Attempt::RegistrationFrom);
    let admitted = application.rate_limits.admit(attempt, application.context.now());
    admitted.map_err(ApiError::TooMany)?;
    let (registered, secret) = application::register(&application.context, new).await?;
    Ok(Json(CredentialApplication::new(
        &registered,
        secret,
        &application.site,
    )))
}

/// The program whose token this is.
#[utoipa::path(get, path = "/api/v1/apps/verify_credentials",
    responses((status = 200, body = Entity), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn verify_credentials(
    State(application): State<Application>,
    Bearer(token): Bearer,
) -> Result<Json<Entity>, ApiError> {
    let id = token.application.ok_or(ApiError::NotFound)?;
    let found = application::by_id(&application.context, id).await?;
    let found = found.ok_or(ApiError::NotFound)?;
    Ok(Json(Entity::new(&found, &application.site)))
}
