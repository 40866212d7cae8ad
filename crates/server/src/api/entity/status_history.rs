//! What belongs to a status, in Mastodon's shapes.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::account::AccountView;
use vouchwell_service::status::{self, StatusVersion, Thread};

use super::account::Account;
use super::media_attachment::MediaAttachment;
use super::status::Status;
use super::time::moment;
use crate::web::site::Site;

/// The thread around a status.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Context {
    ancestors: Vec<Status>,
    descendants: Vec<Status>,
}

/// What a status says or said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatusEdit {
    content: String,
    spoiler_text: String,
    sensitive: bool,
    created_at: String,
    account: Account,
    media_attachments: Vec<MediaAttachment>,
    emojis: [String; 0],
}

/// What the author of a post typed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatusSource {
    id: String,
    text: String,
    spoiler_text: String,
}

impl Context {
    /// As this instance shows it.
    pub fn new(thread: &Thread, site: &Site) -> Self {
        let shown = |views: &[_]| views.iter().map(|view| Status::new(view, site)).collect();
        Self {
            ancestors: shown(&thread.ancestors),
            descendants: shown(&thread.descendants),
        }
    }
}

impl StatusEdit {
    /// As this instance shows it.
    pub fn new(author: &AccountView, version: StatusVersion, site: &Site) -> Self {
        let shown = version.media.iter();
        Self {
            content: version.content,
            spoiler_text: version.spoiler,
            sensitive: version.sensitive,
            created_at: moment(version.created_at),
            account: Account::new(author, site),
            media_attachments: shown.map(|media| MediaAttachment::new(media, site)).collect(),
            emojis: [],
        }
    }
}

impl StatusSource {
    /// Of the status with this id.
    pub fn new(id: StatusId, source: status::StatusSource) -> Self {
        Self {
            id: id.to_string(),
            text: source.text,
            spoiler_text: source.spoiler,
        }
    }
}
