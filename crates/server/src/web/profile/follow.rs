//! A visitor from another server goes on to her own, to follow somebody there.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use url::Url;
use vouchwell_domain::account::{Handle, Host};

use super::show::member;
use crate::client_address::ClientAddress;
use crate::rate_limit::Attempt;
use crate::web::browser;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct FollowView {
    /// Who is to be followed.
    pub person: Person,
    /// The path of her profile.
    pub path: String,
    /// The handle that the visitor typed.
    pub handle: String,
    /// What is wrong with it.
    pub complaints: Complaints,
    /// Where the visitor goes on.
    pub destination: Option<Url>,
}

#[derive(Template)]
#[template(path = "profile_follow.html")]
struct FollowPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a FollowView,
}

/// The page.
pub fn render(view: &FollowView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("follow-title").name("name", &view.person.name);
    let head = Head::unlisted(&title, &locale.say("profile-follow-hint"));
    page(&FollowPage {
        site,
        locale,
        head,
        view,
    })
}

impl FollowView {
    fn action(&self) -> String {
        format!("{}/follow", self.path)
    }

    /// The server on which the visitor goes on.
    fn host(&self) -> String {
        let host = self.destination.as_ref().and_then(Host::of);
        host.map(|host| host.to_string()).unwrap_or_default()
    }
}

/// Where the visitor is at home.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    handle: String,
}

/// Answers `GET /@{name}/follow`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    reader: Reader,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Path(name): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let (person, followed) = match followed(&records, &name).await {
        Ok(found) => found,
        Err(failure) => return failure::answer(failure, &records.pages, &reader),
    };
    let typed = asked.handle.trim().to_owned();
    let mut complaints = Complaints::default();
    let mut destination = None;
    if !typed.is_empty() {
        match typed.parse::<Handle>() {
            Ok(handle) if handle.host.as_ref() == Some(records.context.address.host()) => {
                let found = format!("/people?acct={followed}");
                return response::see_other(&reader.locale.path(&found));
            }
            Ok(handle) if handle.host.is_some() => {
                let may_ask = address.is_none_or(|address| {
                    let attempt = Attempt::LookUpFrom(address);
                    records.rate_limits.allow(attempt)
                });
                match page_for(&records, &handle, &followed, may_ask).await {
                    Ok(page) => destination = Some(page),
                    Err(sentence) => complaints.add("handle", reader.locale.say(sentence)),
                }
            }
            _ => complaints.add("handle", reader.locale.say("follow-handle-wrong")),
        }
    }
    let status = form::status(&complaints);
    let view = FollowView {
        person,
        path: format!("/@{name}"),
        handle: typed,
        complaints,
        destination,
    };
    let rendered = render(&view, &records.pages.site, &reader.locale);
    let mut response = response::private(status, rendered, &reader);
    // A link from elsewhere leads nobody on by itself, to a place that somebody else has chosen.
    if let Some(refresh) = view
        .destination
        .as_ref()
        .filter(|_| browser::comes_from_here(&headers))
        .and_then(refresh)
    {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

/// Who is followed, and her handle.
async fn followed(records: &Records, name: &str) -> Result<(Person, Handle), Failure> {
    let (name, found) = member(records, name).await?;
    let found = found.account;
    let handle = Handle {
        name: name.to_string(),
        host: Some(records.context.address.host().clone()),
    };
    Ok((Person::of(&found, &records.pages.site), handle))
}

async fn page_for(
    records: &Records,
    handle: &Handle,
    followed: &Handle,
    may_ask: bool,
) -> Result<Url, &'static str> {
    if !may_ask {
        return Err("follow-too-many");
    }
    let page = records.federation.page_for(handle, &followed.to_string()).await;
    page.map_err(|error| {
        tracing::info!(%error, "a visitor cannot go on to her own server");
        "follow-nobody"
    })
}

/// Browsers hold the answers of forms to where forms may lead, so this is no redirect.
fn refresh(page: &Url) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("0; url={page}")).ok()
}
