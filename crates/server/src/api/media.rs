//! Pictures for posts: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::MediaId;
use vouchwell_domain::media::{Caption, MediaContent};
use vouchwell_service::media;

use super::authentication::SignedIn;
use super::body::Upload;
use super::entity::MediaAttachment;
use super::identifier::Id;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What a member says of a picture.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct CaptionForm {
    /// What it shows, plain text, at most 1,500 characters.
    pub(super) description: Option<String>,
    /// What is to be seen of it when it is cut, as `x,y`: from its middle to the right and up, from -1 to 1.
    pub(super) focus: Option<String>,
}

/// A picture with what is said of it, as a multipart form.
#[derive(Debug, Deserialize, ToSchema)]
#[allow(
    dead_code,
    reason = "it describes a form that is read as CaptionForm with a file"
)]
pub struct NewMedia {
    /// JPEG, PNG, GIF or WebP, at most 16 MB.
    #[serde(skip)]
    #[schema(value_type = String, format = Binary)]
    file: (),
    /// What it shows, plain text, at most 1,500 characters.
    description: Option<String>,
    /// What is to be seen of it when it is cut, as `x,y`.
    focus: Option<String>,
}

impl TryFrom<CaptionForm> for Caption {
    type Error = ApiError;

    fn try_from(form: CaptionForm) -> Result<Self, ApiError> {
        let focus = form.focus.filter(|focus| !focus.is_empty());
        Ok(Self {
            description: form
                .description
                .map(|text| text.parse())
                .transpose()
                .map_err(ApiError::invalid)?,
            focus: focus
                .map(|focus| focus.parse())
                .transpose()
                .map_err(ApiError::invalid)?,
        })
    }
}

/// Uploads a picture for a post, which is ready with the answer.
#[utoipa::path(post, path = "/api/v1/media",
    request_body(content = NewMedia, content_type = "multipart/form-data"),
    responses((status = 200, body = MediaAttachment), (status = 422, body = Problem)))]
pub(super) async fn upload(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Upload(form, mut files): Upload<CaptionForm>,
) -> Result<Json<MediaAttachment>, ApiError> {
    let caption = form.try_into()?;
    let file = files.take("file").ok_or_else(absent)?;
    let uploaded = media::upload(&application.context, &member, file, caption).await?;
    Ok(Json(MediaAttachment::new(&uploaded, &application.site)))
}

/// Uploads a picture for a post, which is processed after the answer.
#[utoipa::path(post, path = "/api/v2/media",
    request_body(content = NewMedia, content_type = "multipart/form-data"),
    responses((status = 202, body = MediaAttachment), (status = 422, body = Problem)))]
pub(super) async fn upload_for_later(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Upload(form, mut files): Upload<CaptionForm>,
) -> Result<(StatusCode, Json<MediaAttachment>), ApiError> {
    let caption = form.try_into()?;
    let file = files.take("file").ok_or_else(absent)?;
    let uploaded = media::upload_for_later(&application.context, &member, file, caption).await?;
    let shown = MediaAttachment::new(&uploaded, &application.site);
    Ok((StatusCode::ACCEPTED, Json(shown)))
}

fn absent() -> ApiError {
    ApiError::invalid("File can't be blank: send a multipart form with the picture as `file`")
}

/// A picture of the caller; 206 while it is processed.
#[utoipa::path(get, path = "/api/v1/media/{id}", params(("id" = String, Path)),
    responses((status = 200, body = MediaAttachment), (status = 206, body = MediaAttachment),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<MediaId>,
) -> Result<(StatusCode, Json<MediaAttachment>), ApiError> {
    let found = media::own(&application.context, &member, id).await?;
    let status = match found.content {
        MediaContent::Processing(_) => StatusCode::PARTIAL_CONTENT,
        _ => StatusCode::OK,
    };
    Ok((status, Json(MediaAttachment::new(&found, &application.site))))
}

/// Says something else of a picture that no post shows yet.
#[utoipa::path(put, path = "/api/v1/media/{id}", request_body = CaptionForm, params(("id" = String, Path)),
    responses((status = 200, body = MediaAttachment), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn describe(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<MediaId>,
    Upload(form, _): Upload<CaptionForm>,
) -> Result<Json<MediaAttachment>, ApiError> {
    let described = media::describe(&application.context, &member, id, form.try_into()?).await?;
    Ok(Json(MediaAttachment::new(&described, &application.site)))
}

/// Takes back a picture that no post shows.
#[utoipa::path(delete, path = "/api/v1/media/{id}", params(("id" = String, Path)),
    responses((status = 200), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn remove(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<MediaId>,
) -> Result<Json<serde_json::Map<String, serde_json::Value>>, ApiError> {
    media::remove(&application.context, &member, id).await?;
    Ok(Json(serde_json::Map::new()))
}
