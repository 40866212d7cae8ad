//! Reports to the moderators: Mastodon's call.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vouchwell_domain::identifier::StatusId;
use vouchwell_service::report::{self, NewReport};

use super::authentication::SignedIn;
use super::body::{Body, or_default};
use super::entity::Report;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What is wrong, in Mastodon's words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// It is advertising, or a trap.
    Spam,
    /// It is against the law.
    Legal,
    /// It is against the rules of the instance.
    Violation,
    /// Something else, which the comment says.
    #[default]
    Other,
}

impl Category {
    /// The first line of the report: moderators here and elsewhere read words, and nothing else has a place for it.
    const fn line(self) -> Option<&'static str> {
        match self {
            Self::Spam => Some("Spam, advertising or a trap."),
            Self::Legal => Some("Against the law."),
            Self::Violation => Some("Against the rules of the server."),
            Self::Other => None,
        }
    }
}

/// What the caller wants to report.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReportForm {
    account_id: String,
    /// Posts of the account.
    #[serde(default)]
    status_ids: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    comment: String,
    /// What is wrong: it becomes the first line of the report.
    #[serde(default, deserialize_with = "or_default")]
    category: Category,
    /// Whether the moderators of the account's server are told as well; they do not learn who reports.
    #[serde(default)]
    forward: bool,
}

impl ReportForm {
    /// What cannot be an id is the id of nothing.
    fn read(&self) -> Option<NewReport> {
        let content = match self.category.line() {
            Some(line) => format!("{line}\n\n{}", self.comment),
            None => self.comment.clone(),
        };
        let statuses = self.status_ids.iter().map(|id| id.parse().ok());
        Some(NewReport {
            account: self.account_id.parse().ok()?,
            statuses: statuses.collect::<Option<Vec<StatusId>>>()?,
            content,
            forward: self.forward,
            once: None,
        })
    }
}

/// Reports an account, and posts of it, to the moderators. The account is not told.
#[utoipa::path(post, path = "/api/v1/reports", request_body = ReportForm,
    responses((status = 200, body = Report), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn report(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(form): Body<ReportForm>,
) -> Result<Json<Report>, ApiError> {
    let new = form.read().ok_or(ApiError::NotFound)?;
    let view = report::report(&application.context, &member, new).await?;
    let (category, comment) = (form.category, form.comment.trim().to_owned());
    Ok(Json(Report::new(&view, (category, comment), &application.site)))
}
