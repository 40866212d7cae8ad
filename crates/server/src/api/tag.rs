//! Hashtags that the caller follows or shows: Mastodon's calls.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::{AccountId, FeaturedTagId};
use vouchwell_service::followed_tag::TagView;
use vouchwell_service::{featured_tag, followed_tag};

use super::authentication::{SignedIn, Visitor};
use super::body::Body;
use super::entity::{FeaturedTag, FollowedTag, Nothing};
use super::identifier::Id;
use super::link::{Listed, ends};
use super::parameters::{PageParameters, Parameters};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// The hashtag to show.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FeaturedTagForm {
    /// With or without #.
    name: String,
}

/// A hashtag.
#[utoipa::path(get, path = "/api/v1/tags/{name}", params(("name" = String, Path)),
    responses((status = 200, body = FollowedTag), (status = 422, body = Problem)))]
pub(super) async fn show(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    Path(name): Path<String>,
) -> Result<Json<FollowedTag>, ApiError> {
    let view = followed_tag::show(&application.context, reader.as_deref(), &name).await?;
    Ok(Json(FollowedTag::new(view, &application.site)))
}

macro_rules! action {
    ($(#[$doc:meta])* $name:ident, $path:literal, |$application:ident, $member:ident, $tag:ident| $body:expr) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("name" = String, Path)),
            responses((status = 200, body = FollowedTag), (status = 422, body = Problem)))]
        pub(super) async fn $name(
            State($application): State<Application>,
            SignedIn($member): SignedIn,
            Path($tag): Path<String>,
        ) -> Result<Json<FollowedTag>, ApiError> {
            let view: TagView = $body;
            Ok(Json(FollowedTag::new(view, &$application.site)))
        }
    };
}

action!(
    /// Follows a hashtag: posts with it stand in the caller's home timeline.
    follow, "/api/v1/tags/{name}/follow",
    |application, member, tag| followed_tag::set(&application.context, &member, &tag, true).await?
);
action!(
    /// Follows a hashtag no more.
    unfollow, "/api/v1/tags/{name}/unfollow",
    |application, member, tag| followed_tag::set(&application.context, &member, &tag, false).await?
);
action!(
    /// Shows a hashtag on the caller's profile.
    feature, "/api/v1/tags/{name}/feature",
    |application, member, tag| {
        featured_tag::feature(&application.context, &member, &tag).await?;
        followed_tag::show(&application.context, Some(&member), &tag).await?
    }
);
action!(
    /// Shows a hashtag on the caller's profile no more.
    unfeature, "/api/v1/tags/{name}/unfeature",
    |application, member, tag| {
        featured_tag::unfeature_by_name(&application.context, &member, &tag).await?;
        followed_tag::show(&application.context, Some(&member), &tag).await?
    }
);

/// The hashtags that the caller follows.
#[utoipa::path(get, path = "/api/v1/followed_tags",
    params(PageParameters), responses((status = 200, body = Vec<FollowedTag>)))]
pub(super) async fn followed(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Listed<FollowedTag>, ApiError> {
    let tags = followed_tag::list(&application.context, &member, parameters.page(100, 200)?).await?;
    let positions = ends(&tags, |placed| placed.position);
    let shown = tags.into_iter().map(|placed| {
        let view = TagView {
            tag: placed.item,
            following: true,
            featuring: false,
        };
        FollowedTag::new(view, &application.site)
    });
    let path = "/api/v1/followed_tags";
    Ok(Listed::of_accounts(
        shown.collect(),
        positions,
        path,
        &parameters,
        &application.site,
    ))
}

/// The hashtags on the caller's profile.
#[utoipa::path(get, path = "/api/v1/featured_tags", responses((status = 200, body = Vec<FeaturedTag>)))]
pub(super) async fn featured(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Vec<FeaturedTag>>, ApiError> {
    featured_by(&application, member.account.id).await
}

/// The hashtags on an account's profile.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/featured_tags", params(("id" = String, Path)),
    responses((status = 200, body = Vec<FeaturedTag>), (status = 404, body = Problem)))]
pub(super) async fn featured_of(
    State(application): State<Application>,
    Id(id): Id<AccountId>,
) -> Result<Json<Vec<FeaturedTag>>, ApiError> {
    featured_by(&application, id).await
}

async fn featured_by(application: &Application, id: AccountId) -> Result<Json<Vec<FeaturedTag>>, ApiError> {
    let tags = featured_tag::list(&application.context, id).await?;
    let shown = tags
        .into_iter()
        .map(|tag| FeaturedTag::new(tag, &application.site));
    Ok(Json(shown.collect()))
}

/// Shows a hashtag on the caller's profile.
#[utoipa::path(post, path = "/api/v1/featured_tags", request_body = FeaturedTagForm,
    responses((status = 200, body = FeaturedTag), (status = 422, body = Problem)))]
pub(super) async fn add_featured(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<FeaturedTagForm>,
) -> Result<Json<FeaturedTag>, ApiError> {
    let tag = featured_tag::feature(&application.context, &member, &form.name).await?;
    Ok(Json(FeaturedTag::new(tag, &application.site)))
}

/// Shows a hashtag on the caller's profile no more.
#[utoipa::path(delete, path = "/api/v1/featured_tags/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Nothing), (status = 404, body = Problem)))]
pub(super) async fn remove_featured(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<FeaturedTagId>,
) -> Result<Json<Nothing>, ApiError> {
    featured_tag::unfeature(&application.context, &member, id).await?;
    Ok(Json(Nothing {}))
}

/// Hashtags that the caller uses in public and does not show yet.
#[utoipa::path(get, path = "/api/v1/featured_tags/suggestions", responses((status = 200, body = Vec<FollowedTag>)))]
pub(super) async fn suggestions(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Vec<FollowedTag>>, ApiError> {
    let tags = featured_tag::suggestions(&application.context, &member).await?;
    let shown = tags.into_iter().map(|tag| {
        let view = TagView {
            tag,
            following: false,
            featuring: false,
        };
        FollowedTag::new(view, &application.site)
    });
    Ok(Json(shown.collect()))
}
