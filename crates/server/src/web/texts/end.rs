//! Withdrawing, hiding or deleting a text: what follows from it is said first.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as Shown};
use vouchwell_service::recommendation::{self, RecommendationView};
use vouchwell_service::withdrawal;

use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::recommendations;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;

/// What ending a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Its author withdraws what is public.
    Withdraw,
    /// Its subject hides what is public.
    Hide,
    /// Its author deletes what never was public.
    Delete,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct EndView {
    /// Its id.
    pub id: String,
    /// What it means.
    pub kind: Kind,
    /// The other of the two.
    pub other: Person,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "text_end.html")]
struct EndPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a EndView,
}

/// The page that asks once more.
pub fn render(view: &EndView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say(view.title()).name("name", &view.other.name);
    page(&EndPage {
        site,
        locale,
        head: Head::of_member(Area::Recommendations, &title, &locale.say("recommendations-lead")),
        view,
    })
}

impl Kind {
    /// What it means for this member; nothing if there is nothing to end.
    fn of(view: &RecommendationView, member: &Member) -> Option<Kind> {
        let party = view.recommendation.party(member.account.id)?;
        match (party, view.state) {
            (_, Shown::Withdrawn) => None,
            (Party::Author, Shown::Public) => Some(Kind::Withdraw),
            (Party::Subject, Shown::Public) => Some(Kind::Hide),
            (Party::Author, Shown::Draft | Shown::Offered | Shown::Lapsed) => Some(Kind::Delete),
            (Party::Author, Shown::Accepted) | (Party::Subject, _) => None,
        }
    }

    /// As the form says it.
    fn as_str(self) -> &'static str {
        match self {
            Kind::Withdraw => "withdraw",
            Kind::Hide => "hide",
            Kind::Delete => "delete",
        }
    }
}

impl EndView {
    fn title(&self) -> &'static str {
        match self.kind {
            Kind::Withdraw => "text-withdraw-title",
            Kind::Hide => "text-hide-title",
            Kind::Delete => "text-delete-title",
        }
    }

    /// What follows from it.
    fn consequences(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Withdraw => &[
                "text-withdraw-gone",
                "text-withdraw-tombstone",
                "text-end-for-good",
            ],
            Kind::Hide => &["text-hide-gone", "text-hide-told", "text-end-for-good"],
            Kind::Delete => &["text-delete-gone"],
        }
    }

    fn button(&self) -> &'static str {
        match self.kind {
            Kind::Withdraw => "text-withdraw-button",
            Kind::Hide => "text-hide-button",
            Kind::Delete => "text-delete-button",
        }
    }

    fn path(&self) -> String {
        format!("/texts/{}/end", self.id)
    }

    fn back(&self) -> String {
        format!("/texts/{}", self.id)
    }
}

/// Answers `GET /texts/{id}/end`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    Path(id): Path<String>,
) -> Response {
    match load(&records, &session.member, &browser, &id).await {
        Ok(Some(view)) => {
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(StatusCode::OK, rendered, &reader)
        }
        Ok(None) => response::see_other(&reader.locale.path(&format!("/texts/{id}"))),
        Err(failure) => failure::answer(failure, &records.pages, &reader),
    }
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
    id: &str,
) -> Result<Option<EndView>, Failure> {
    let text: RecommendationId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = recommendation::show(&records.context, member, &text).await?;
    let other = match found.recommendation.party(member.account.id) {
        Some(Party::Author) => &found.subject,
        _ => &found.author,
    };
    Ok(Kind::of(&found, member).map(|kind| EndView {
        id: text.to_string(),
        kind,
        other: Person::of(&other.account, &records.pages.site),
        stamp: browser.stamp(records),
    }))
}

/// What the member decided to do.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Decided {
    kind: Kind,
}

/// Answers `POST /texts/{id}/end`.
pub(in crate::web) async fn end(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Decided>,
) -> Response {
    let Ok(text) = id.parse() else {
        return failure::answer(Failure::NotFound, &records.pages, &given.reader);
    };
    let to = match given.typed.kind {
        Kind::Delete => recommendations::PATH.to_owned(),
        Kind::Withdraw | Kind::Hide => super::path(&text),
    };
    let ended = end_as(&records, given.member(), &text, given.typed.kind).await;
    form::done(ended, &to, &records, &given.reader)
}

/// Ends it if that still means what the member was told; a second press of the button finds it done.
async fn end_as(
    records: &Records,
    member: &Member,
    id: &RecommendationId,
    kind: Kind,
) -> vouchwell_service::Result<()> {
    let found = match recommendation::show(&records.context, member, id).await {
        Err(vouchwell_service::Error::NotFound) if kind == Kind::Delete => return Ok(()),
        found => found?,
    };
    if Kind::of(&found, member) == Some(kind) {
        withdrawal::withdraw(&records.context, member, id).await?;
    }
    Ok(())
}
