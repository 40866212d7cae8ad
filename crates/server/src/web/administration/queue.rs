//! The queue, and what of it was given up.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::identifier::JobId;
use vouchwell_evidence::Timestamp;
use vouchwell_service::administration::Administrator;
use vouchwell_service::administration::queue::{self, QueueView as Kept};

use super::{Older, Place, Places, administrator, nothing};
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::phrase::Phrase;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/admin/queue";

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct QueueView {
    /// How the queue is.
    pub queue: Kept,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "administration/queue.html")]
struct QueuePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a QueueView,
}

/// The page.
pub fn render(view: &QueueView, site: &Site, locale: &Locale) -> Rendered {
    let places = Places {
        here: Place::Queue,
        administers: true,
    };
    page(&QueuePage {
        site,
        locale,
        head: places.head(locale),
        places,
        view,
    })
}

impl QueueView {
    fn day(locale: &Locale, job: &vouchwell_storage::job::FailedJob) -> Phrase {
        locale.moment(&Timestamp::from_datetime(job.failed_at))
    }

    fn kept_days() -> String {
        queue::KEPT_DAYS.to_string()
    }

    fn kind(locale: &Locale, job: &vouchwell_storage::job::FailedJob) -> Phrase {
        match &job.host {
            Some(host) => locale.say("administration-job-for").name("host", host),
            None => {
                let queue = locale.say(&format!("administration-queue-{}", job.queue.as_str()));
                locale.say("administration-job-here").phrase("queue", queue)
            }
        }
    }

    fn failed_at(locale: &Locale, job: &vouchwell_storage::job::FailedJob) -> Phrase {
        locale
            .say("administration-failed-at")
            .phrase("date", Self::day(locale, job))
            .count("count", job.attempts)
    }

    fn older(&self) -> Option<String> {
        let goes_on = self.queue.goes_on?;
        Some(format!("{PATH}?before={goes_on}"))
    }
}

/// Answers `GET /admin/queue`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    older: Result<Query<Older>, QueryRejection>,
) -> Response {
    let Some(administrator) = administrator(&browser) else {
        return nothing(&records, &reader);
    };
    let after = older.ok().and_then(|Query(older)| older.before.parse().ok());
    match queue::show(&records.context, administrator, after).await {
        Ok(queue) => {
            let view = QueueView {
                queue,
                stamp: browser.stamp(&records),
            };
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(StatusCode::OK, rendered, &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// What is to be tried again.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Retried {
    job: String,
}

/// Answers `POST /admin/queue`: tries work again.
pub(in crate::web) async fn retry(State(records): State<Records>, given: Given<Retried>) -> Response {
    let Some(administrator) = Administrator::of(given.member()) else {
        return nothing(&records, &given.reader);
    };
    let Ok(id) = given.typed.job.parse::<JobId>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    // By a second click it is no longer given up.
    let retried = match queue::retry(&records.context, administrator, id).await {
        Err(vouchwell_service::Error::NotFound) => Ok(()),
        retried => retried,
    };
    form::done(retried, PATH, &records, &given.reader)
}
