//! A post that waits for its time in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::poll::NewPoll;
use vouchwell_service::scheduled::ScheduledView;

use super::media_attachment::MediaAttachment;
use super::time::moment;
use crate::web::site::Site;

/// A post that waits for its time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScheduledStatus {
    id: String,
    scheduled_at: String,
    params: Params,
    media_attachments: Vec<MediaAttachment>,
}

/// What was written.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Params {
    text: String,
    media_ids: Option<Vec<String>>,
    poll: Option<PollParams>,
    sensitive: bool,
    spoiler_text: Option<String>,
    visibility: &'static str,
    language: Option<String>,
    in_reply_to_id: Option<String>,
    /// Always nothing; the time stands beside.
    scheduled_at: Option<String>,
    application_id: Option<String>,
    idempotency: Option<String>,
    with_rate_limit: bool,
}

/// What is to be asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PollParams {
    options: Vec<String>,
    expires_in: u32,
    multiple: bool,
    hide_totals: bool,
}

impl From<&NewPoll> for PollParams {
    fn from(poll: &NewPoll) -> Self {
        Self {
            options: poll.options().to_vec(),
            expires_in: poll.seconds(),
            multiple: poll.is_multiple(),
            hide_totals: poll.hides_totals(),
        }
    }
}

impl ScheduledStatus {
    /// As this instance shows it.
    pub fn new(view: &ScheduledView, site: &Site) -> Self {
        let (post, media) = (&view.scheduled.post, &view.media);
        let spoiler = post.content.spoiler();
        let ids: Vec<String> = media.iter().map(|media| media.id.to_string()).collect();
        Self {
            id: view.scheduled.id.to_string(),
            scheduled_at: moment(view.scheduled.at),
            params: Params {
                text: post.content.text().to_owned(),
                media_ids: (!ids.is_empty()).then_some(ids),
                poll: post.poll.as_ref().map(PollParams::from),
                sensitive: post.content.is_sensitive(),
                spoiler_text: (!spoiler.is_empty()).then(|| spoiler.to_owned()),
                visibility: post.visibility.as_str(),
                language: post.content.language().map(ToString::to_string),
                in_reply_to_id: post.in_reply_to.map(|id| id.to_string()),
                scheduled_at: None,
                application_id: None,
                idempotency: None,
                with_rate_limit: false,
            },
            media_attachments: media
                .iter()
                .map(|media| MediaAttachment::new(media, site))
                .collect(),
        }
    }
}
