//! Posts: Mastodon's calls to write, edit and delete them.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::{MediaId, StatusId};
use vouchwell_domain::media::{Caption, MEDIA};
use vouchwell_domain::member::Member;
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::recommending_post::{RecommendingPost, SIGN};
use vouchwell_domain::status::Visibility;
use vouchwell_service::recommendation::write_by_post;
use vouchwell_service::scheduled::schedule;
use vouchwell_service::status::{self, Edit, IdempotencyKey};
use vouchwell_service::{media, profile};

use super::authentication::SignedIn;
use super::body::{Body, filled};
use super::entity::{DeletedStatus, ScheduledStatus, Status};
use super::identifier::Id;
use super::media::CaptionForm;
use super::parameters::Parameters;
use super::person::account_named;
use super::poll::PollForm;
use super::{ApiError, error::Problem, scheduled};
use crate::application::Application;

/// What a member writes. Whom it is for, its language and whether media are hidden are as her preferences say unless it
/// says otherwise.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewStatus {
    /// Plain text, at most 5,000 characters.
    status: Option<String>,
    /// A content warning.
    spoiler_text: Option<String>,
    /// Whether media are hidden at first.
    sensitive: Option<bool>,
    /// BCP 47, such as `en`.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// `public`, `unlisted`, `private` or `direct`.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    visibility: Option<Visibility>,
    /// The id of what it answers.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    in_reply_to_id: Option<StatusId>,
    /// What it shows: the ids of up to four pictures that were uploaded.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    media_ids: Vec<MediaId>,
    /// What it asks.
    poll: Option<PollForm>,
    /// When it is posted, at least five minutes from now; ISO 8601.
    scheduled_at: Option<String>,
    /// Who may quote it: `public`, `followers` or `nobody`, or as her preferences say; a post that is not for everybody
    /// is quoted by nobody.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    quote_approval_policy: Option<QuotePolicy>,
    /// Refused: members do not quote.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    quoted_status_id: Option<IgnoredAny>,
}

/// Each once, and not too many.
fn shown(media: Vec<MediaId>) -> Result<Vec<MediaId>, ApiError> {
    let mut seen = HashSet::new();
    let media: Vec<MediaId> = media.into_iter().filter(|id| seen.insert(*id)).collect();
    if media.len() > MEDIA {
        return Err(ApiError::Invalid(format!(
            "Cannot attach more than {MEDIA} files"
        )));
    }
    Ok(media)
}

/// The words of a post as they were typed.
struct Typed {
    status: Option<String>,
    spoiler_text: Option<String>,
    sensitive: Option<bool>,
    language: Option<Language>,
    shows_something: bool,
}

impl TryFrom<Typed> for PostContent {
    type Error = ApiError;

    fn try_from(typed: Typed) -> Result<Self, ApiError> {
        let language = typed.language;
        let text = typed.status.unwrap_or_default();
        let spoiler = typed.spoiler_text.unwrap_or_default();
        let sensitive = typed.sensitive.unwrap_or_default();
        let content = if typed.shows_something {
            PostContent::beside_media(&text, &spoiler, sensitive, language)
        } else {
            PostContent::new(&text, &spoiler, sensitive, language)
        };
        content.map_err(ApiError::invalid)
    }
}

/// What has become of what was written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Written {
    /// It is posted.
    Posted(Box<Status>),
    /// It waits for its time.
    Waits(Box<ScheduledStatus>),
}

/// Posts, or keeps a post until its time. A post that begins with one handle alone and carries `#recommend` is not
/// posted: it becomes the draft of a recommendation, and is answered by a private status of the instance's account
/// that links to it. With the same `Idempotency-Key`, a second call within an hour answers what the first did.
#[utoipa::path(post, path = "/api/v1/statuses", request_body = NewStatus,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Written), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn write(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    headers: HeaderMap,
    Body(new): Body<NewStatus>,
) -> Result<Json<Written>, ApiError> {
    let key = key(&headers)?;
    // It would be lost otherwise.
    if new.quoted_status_id.is_some() {
        return Err(ApiError::invalid(
            "`quoted_status_id` does not fit: nothing is quoted from here, so post without",
        ));
    }
    let at = new.scheduled_at.filter(|at| !at.is_empty());
    let at = at.map(|at| scheduled::time(&at)).transpose()?;
    let media = shown(new.media_ids)?;
    let poll = new.poll.map(NewPoll::try_from).transpose()?;
    if poll.is_some() && !media.is_empty() {
        return Err(ApiError::invalid(
            "a post shows media or asks: leave out `media_ids` or `poll`",
        ));
    }
    let usual = profile::preferences(&application.context, &member).await?;
    let typed = Typed {
        shows_something: !media.is_empty(),
        status: new.status,
        spoiler_text: new.spoiler_text,
        sensitive: Some(new.sensitive.unwrap_or(usual.sensitive)),
        language: new.language.or(usual.language),
    };
    let post = Post {
        content: typed.try_into()?,
        visibility: new.visibility.unwrap_or(usual.visibility),
        in_reply_to: new.in_reply_to_id,
        media,
        poll,
        quote_policy: new.quote_approval_policy.unwrap_or(usual.quote_policy),
    };
    if let Some(recommending) = RecommendingPost::read(&post.content).map_err(ApiError::invalid)? {
        return begin_recommendation(
            &application,
            &member,
            &post,
            &recommending,
            at.is_some(),
            key.as_ref(),
        )
        .await;
    }
    application
        .federation
        .find_mentioned(&post.content.handles())
        .await;
    let (context, site) = (&application.context, &application.site);
    Ok(Json(match at {
        Some(at) => {
            let view = schedule(context, &member, &post, at, key.as_ref()).await?;
            Written::Waits(Box::new(ScheduledStatus::new(&view, site)))
        }
        None => {
            let view = status::write(context, &member, &post, key.as_ref()).await?;
            Written::Posted(Box::new(Status::new(&view, site)))
        }
    }))
}

/// A post that begins a recommendation is not posted, but becomes a draft. What a draft cannot keep is refused, since it
/// would be lost otherwise.
async fn begin_recommendation(
    application: &Application,
    member: &Member,
    post: &Post,
    recommending: &RecommendingPost,
    is_scheduled: bool,
    key: Option<&IdempotencyKey>,
) -> Result<Json<Written>, ApiError> {
    let lost = [
        (is_scheduled, "scheduled_at"),
        (!post.media.is_empty(), "media_ids"),
        (post.poll.is_some(), "poll"),
        (!post.content.spoiler().is_empty(), "spoiler_text"),
    ];
    if let Some((_, field)) = lost.iter().find(|(is_given, _)| *is_given) {
        return Err(ApiError::Invalid(format!(
            "this begins a recommendation (#{SIGN}), which is words alone and is public when its subject has accepted \
             them: leave out `{field}`"
        )));
    }
    let subject = account_named(application, &recommending.subject.to_string()).await?;
    let language = post.content.language().cloned();
    let view = write_by_post(
        &application.context,
        member,
        recommending,
        subject.id,
        language,
        key,
    )
    .await?;
    Ok(Json(Written::Posted(Box::new(Status::new(
        &view,
        &application.site,
    )))))
}

fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, ApiError> {
    let given = headers.get("idempotency-key");
    let parse = |text: &str| text.parse().map_err(ApiError::invalid);
    given
        .map(|value| value.to_str().map_or_else(|_| parse(""), parse))
        .transpose()
}

/// What a member writes anew: all of it, but for the language, which stays if none is said.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EditedStatus {
    /// Plain text, at most 5,000 characters.
    status: Option<String>,
    /// A content warning.
    spoiler_text: Option<String>,
    /// Whether media are hidden at first.
    sensitive: Option<bool>,
    /// BCP 47, such as `en`.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// What it shows from now on.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    media_ids: Vec<MediaId>,
    /// What is said anew of what it shows.
    #[serde(default)]
    media_attributes: Vec<NewCaption>,
    /// What it asks, which cannot change.
    poll: Option<PollForm>,
    /// Who may quote it from now on: `public`, `followers` or `nobody`.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    quote_approval_policy: Option<QuotePolicy>,
}

/// What is said anew of a file that a post shows.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCaption {
    #[schema(value_type = String)]
    id: MediaId,
    description: Option<String>,
    focus: Option<String>,
}

impl NewCaption {
    fn read(self) -> Result<(MediaId, Caption), ApiError> {
        let form = CaptionForm {
            description: self.description,
            focus: self.focus,
        };
        Ok((self.id, form.try_into()?))
    }
}

/// Edits a post of the caller. Who may read it stays as it was.
#[utoipa::path(put, path = "/api/v1/statuses/{id}", request_body = EditedStatus, params(("id" = String, Path)),
    responses((status = 200, body = Status), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn edit(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
    Body(edited): Body<EditedStatus>,
) -> Result<Json<Status>, ApiError> {
    let media = shown(edited.media_ids)?;
    let captions = edited.media_attributes.into_iter().map(NewCaption::read);
    let captions = captions.collect::<Result<_, _>>()?;
    let typed = Typed {
        shows_something: !media.is_empty(),
        status: edited.status,
        spoiler_text: edited.spoiler_text,
        sensitive: edited.sensitive,
        language: edited.language,
    };
    let content: PostContent = typed.try_into()?;
    application.federation.find_mentioned(&content.handles()).await;
    let edit = Edit {
        content,
        media,
        poll: edited.poll.map(NewPoll::try_from).transpose()?,
        captions,
        quote_policy: edited.quote_approval_policy,
    };
    let view = status::edit(&application.context, &member, id, &edit).await?;
    Ok(Json(Status::new(&view, &application.site)))
}

/// Deletes a post of the caller, and answers what she had typed. For an hour a new post may show what it showed,
/// unless `delete_media` says that it goes at once.
#[utoipa::path(delete, path = "/api/v1/statuses/{id}",
    params(("id" = String, Path), ("delete_media" = Option<bool>, Query)),
    responses((status = 200, body = DeletedStatus), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn delete(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Id(id): Id<StatusId>,
    parameters: Parameters,
) -> Result<Json<DeletedStatus>, ApiError> {
    let with_media = parameters.flag("delete_media")?;
    let deleted = status::delete(&application.context, &member, id).await?;
    if with_media {
        for shown in &deleted.view.media {
            media::forget(&application.context, shown.id).await?;
        }
    }
    Ok(Json(DeletedStatus::new(deleted, &application.site)))
}
