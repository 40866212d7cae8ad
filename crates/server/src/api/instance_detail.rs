//! More of what the instance says of itself: Mastodon's calls.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::account::Host;
use vouchwell_storage::instance;

use super::ApiError;
use super::entity::Rule;
use crate::application::Application;
use crate::web::language::Language;
use crate::web::reader::Reader;

/// Weeks that are told of.
const WEEKS: i32 = 12;

/// A text of the instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Document {
    updated_at: Option<String>,
    /// HTML.
    content: String,
}

/// What happened in a week. All is text, as Mastodon writes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Week {
    /// When it began, in seconds.
    week: String,
    statuses: String,
    logins: String,
    registrations: String,
}

/// A language of the instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Spoken {
    code: &'static str,
    name: &'static str,
}

/// The other servers of which somebody is known here.
#[utoipa::path(get, path = "/api/v1/instance/peers", responses((status = 200, body = Vec<String>)))]
pub(super) async fn peers(State(application): State<Application>) -> Result<Json<Vec<Host>>, ApiError> {
    let hosts = async {
        let mut snapshot = application.context.store.snapshot().await?;
        instance::hosts(&mut snapshot).await
    };
    Ok(Json(hosts.await.map_err(vouchwell_service::Error::from)?))
}

/// What happened in the last weeks, the present one first.
#[utoipa::path(get, path = "/api/v1/instance/activity", responses((status = 200, body = Vec<Week>)))]
pub(super) async fn activity(State(application): State<Application>) -> Result<Json<Vec<Week>>, ApiError> {
    let weeks = weeks(application.context.now());
    let activity = async {
        let mut snapshot = application.context.store.snapshot().await?;
        instance::activity(&mut snapshot, &weeks).await
    };
    let activity = activity.await.map_err(vouchwell_service::Error::from)?;
    let told = weeks.iter().zip(activity).map(|(begins, activity)| Week {
        week: begins.timestamp().to_string(),
        statuses: activity.statuses.to_string(),
        logins: activity.logins.to_string(),
        registrations: activity.registrations.to_string(),
    });
    Ok(Json(told.collect()))
}

/// When the last weeks began, on Mondays.
fn weeks(now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let days = i64::from(now.weekday().num_days_from_monday());
    let monday = (now.date_naive() - TimeDelta::days(days))
        .and_time(chrono::NaiveTime::MIN)
        .and_utc();
    (0..WEEKS)
        .map(|back| monday - TimeDelta::weeks(1) * back)
        .collect()
}

/// What members are asked to keep.
#[utoipa::path(get, path = "/api/v1/instance/rules", responses((status = 200, body = Vec<Rule>)))]
pub(super) async fn rules(State(application): State<Application>) -> Json<Vec<Rule>> {
    Json(Rule::all(&application.site))
}

/// What this server is.
#[utoipa::path(get, path = "/api/v1/instance/extended_description", responses((status = 200, body = Document)))]
pub(super) async fn extended_description(
    State(application): State<Application>,
    reader: Reader,
) -> Json<Document> {
    let about = reader.locale.say("about-instance-text");
    let about = about.name("site", application.site.host());
    let source = reader.locale.say("about-source");
    Json(Document {
        updated_at: None,
        content: format!(
            "<p>{about}</p><p><a href=\"{}\">{source}</a></p>",
            application.site.source
        ),
    })
}

/// What members should know before they trust the server with something.
#[utoipa::path(get, path = "/api/v1/instance/privacy_policy", responses((status = 200, body = Document)))]
pub(super) async fn privacy_policy(reader: Reader) -> Json<Document> {
    let sentences = [
        "about-limit-server",
        "about-limit-messages",
        "about-promise-silence",
        "about-promise-gate",
    ];
    let paragraphs = sentences.map(|sentence| format!("<p>{}</p>", reader.locale.say(sentence)));
    Json(Document {
        updated_at: None,
        content: paragraphs.concat(),
    })
}

/// The languages of the instance.
#[utoipa::path(get, path = "/api/v1/instance/languages", responses((status = 200, body = Vec<Spoken>)))]
pub(super) async fn languages() -> Json<Vec<Spoken>> {
    let spoken = Language::ALL.map(|language| Spoken {
        code: language.tag(),
        name: language.own_name(),
    });
    Json(spoken.to_vec())
}

/// Which languages are translated into which: none.
#[utoipa::path(get, path = "/api/v1/instance/translation_languages",
    responses((status = 200, body = BTreeMap<String, Vec<String>>)))]
pub(super) async fn translation_languages() -> Json<BTreeMap<String, Vec<String>>> {
    Json(BTreeMap::new())
}

#[cfg(test)]
mod tests {
    use super::weeks;

    #[test]
    fn a_week_begins_on_monday() {
        for now in [
            "2026-03-02T00:00:00Z",
            "2026-03-04T09:30:00Z",
            "2026-03-08T23:59:59Z",
        ] {
            let weeks = weeks(now.parse().unwrap());
            assert_eq!(weeks[0].to_rfc3339(), "2026-03-02T00:00:00+00:00", "{now}");
            assert_eq!(weeks[1].to_rfc3339(), "2026-02-23T00:00:00+00:00");
            assert_eq!(weeks.len(), 12);
        }
    }
}
