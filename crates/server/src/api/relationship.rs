//! What the caller and others are to each other: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::AccountId;
use vouchwell_service::follow::FollowWishes;
use vouchwell_service::{account, block, featured_account, follow, mute, private_note};

use super::authentication::SignedIn;
use super::body::{Body, or_default};
use super::entity::{Account, Relationship};
use super::identifier::Id;
use super::parameters::Parameters;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// Accounts that one call may ask about.
const AT_ONCE: usize = 80;

/// How the follow is shown.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct FollowForm {
    /// Whether boosts are shown.
    reblogs: Option<bool>,
    /// Whether the caller is told of each post.
    notify: Option<bool>,
    /// The languages of the posts that are shown; none means all.
    #[schema(value_type = Option<Vec<String>>)]
    languages: Option<Vec<Language>>,
}

/// The terms of a mute.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MuteForm {
    /// Whether the caller is told nothing of the account either; yes unless said otherwise.
    notifications: Option<bool>,
    /// Seconds; 0 for good.
    #[serde(default, deserialize_with = "or_default")]
    duration: u32,
}

/// What the caller notes for herself.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoteForm {
    #[serde(default, deserialize_with = "or_default")]
    comment: String,
}

/// Of those whom the caller follows, those who follow an account too.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FamiliarFollowers {
    id: String,
    accounts: Vec<Account>,
}

fn ids(parameters: &Parameters) -> Vec<AccountId> {
    let ids = parameters.list("id").filter_map(|id| id.parse().ok());
    ids.take(AT_ONCE).collect()
}

/// What the caller and accounts are to each other.
#[utoipa::path(get, path = "/api/v1/accounts/relationships",
    params(("id[]" = Vec<String>, Query)), responses((status = 200, body = Vec<Relationship>)))]
pub(super) async fn list(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Vec<Relationship>>, ApiError> {
    let found = account::relationships(&application.context, &member, &ids(&parameters)).await?;
    let shown = found
        .into_iter()
        .map(|(id, relationship)| Relationship::new(id, relationship));
    Ok(Json(shown.collect()))
}

/// Of those whom the caller follows, those who follow these accounts too.
#[utoipa::path(get, path = "/api/v1/accounts/familiar_followers",
    params(("id[]" = Vec<String>, Query)), responses((status = 200, body = Vec<FamiliarFollowers>)))]
pub(super) async fn familiar_followers(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    parameters: Parameters,
) -> Result<Json<Vec<FamiliarFollowers>>, ApiError> {
    let found = account::familiar_followers(&application.context, &member, &ids(&parameters)).await?;
    let shown = found.into_iter().map(|(id, views)| FamiliarFollowers {
        id: id.to_string(),
        accounts: views
            .iter()
            .map(|view| Account::new(view, &application.site))
            .collect(),
    });
    Ok(Json(shown.collect()))
}

/// Follows an account. Following again changes how the follow is shown.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/follow", params(("id" = String, Path)),
    request_body = FollowForm,
    responses((status = 200, body = Relationship), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn follow(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
    Body(form): Body<FollowForm>,
) -> Result<Json<Relationship>, ApiError> {
    let wishes = FollowWishes {
        reblogs: form.reblogs,
        notify: form.notify,
        languages: form.languages,
    };
    let relationship = follow::follow_with(&application.context, &member, id, wishes).await?;
    Ok(Json(Relationship::new(id, relationship)))
}

/// Wants not to hear an account, for a while or for good. It is not told.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/mute", params(("id" = String, Path)), request_body = MuteForm,
    responses((status = 200, body = Relationship), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn mute(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
    Body(form): Body<MuteForm>,
) -> Result<Json<Relationship>, ApiError> {
    let duration = (form.duration > 0).then(|| TimeDelta::seconds(form.duration.into()));
    let notifications = form.notifications.unwrap_or(true);
    let relationship = mute::mute(&application.context, &member, id, notifications, duration).await?;
    Ok(Json(Relationship::new(id, relationship)))
}

/// Notes something about an account that nobody else sees.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/note", params(("id" = String, Path)), request_body = NoteForm,
    responses((status = 200, body = Relationship), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn note(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<AccountId>,
    Body(form): Body<NoteForm>,
) -> Result<Json<Relationship>, ApiError> {
    let relationship = private_note::write(&application.context, &member, id, &form.comment).await?;
    Ok(Json(Relationship::new(id, relationship)))
}

macro_rules! action {
    ($(#[$doc:meta])* $name:ident, $path:literal, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = String, Path)),
            responses((status = 200, body = Relationship), (status = 404, body = Problem), (status = 422, body = Problem)))]
        pub(super) async fn $name(
            State(application): State<Application>,
            SignedIn(member): SignedIn,
            Id(id): Id<AccountId>,
        ) -> Result<Json<Relationship>, ApiError> {
            let relationship = $use_case(&application.context, &member, id).await?;
            Ok(Json(Relationship::new(id, relationship)))
        }
    };
}

action!(
    /// Stops following an account.
    unfollow, "/api/v1/accounts/{id}/unfollow", follow::unfollow
);
action!(
    /// Lets an account follow the caller no more.
    remove_from_followers, "/api/v1/accounts/{id}/remove_from_followers", follow::remove_follower
);
action!(
    /// Blocks an account. It is not told.
    block, "/api/v1/accounts/{id}/block", block::block
);
action!(
    /// Ends a block.
    unblock, "/api/v1/accounts/{id}/unblock", block::unblock
);
action!(
    /// Ends a mute.
    unmute, "/api/v1/accounts/{id}/unmute", mute::unmute
);
action!(
    /// Shows an account that the caller follows on her profile.
    endorse, "/api/v1/accounts/{id}/endorse", featured_account::feature
);
action!(
    /// Shows an account on the caller's profile no more.
    unendorse, "/api/v1/accounts/{id}/unendorse", featured_account::unfeature
);
action!(
    /// As `endorse`, by its older name.
    pin, "/api/v1/accounts/{id}/pin", featured_account::feature
);
action!(
    /// As `unendorse`, by its older name.
    unpin, "/api/v1/accounts/{id}/unpin", featured_account::unfeature
);
action!(
    /// Lets an account follow the caller that has asked to.
    authorize, "/api/v1/follow_requests/{id}/authorize", follow::authorize
);
action!(
    /// Does not let an account follow the caller that has asked to.
    reject, "/api/v1/follow_requests/{id}/reject", follow::reject
);
