//! Finding somebody by handle, address or name.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use url::Url;
use vouchwell_domain::account::{Handle, Host};
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::member::Member;
use vouchwell_federation::client::FetchBudget;
use vouchwell_service::account::{self, AccountSearch, AccountView};
use vouchwell_service::timeline;

use super::{Circle, Listed, PeopleView, account as page_of};
use crate::named;
use crate::rate_limit::Attempt;
use crate::web::failure::{self, Failure};
use crate::web::position::Position;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;

/// The longest text that is looked for, in characters.
const LONGEST: usize = 500;
/// How many people are shown who are called so.
const MOST: u32 = 20;

/// Who is looked for, or which page of the list is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    acct: Option<String>,
    before: Option<i64>,
}

/// Whom a visitor of another server wants to follow, or what she wants to answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Interaction {
    uri: String,
}

/// Who was found.
enum Found {
    One(AccountId),
    Several(Vec<AccountView>),
}

/// Answers `GET /people`: whom the member follows, or whom she looks for.
pub(crate) async fn find(
    State(records): State<Records>,
    member: SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &member.reader);
    };
    match asked.acct {
        Some(acct) => look_up(&acct, "acct", &records, &member).await,
        None => {
            let position = Query(Position { before: asked.before });
            super::show(Circle::Following, records, member, Ok(position)).await
        }
    }
}

/// Answers `GET /authorize_interaction`, to which other servers send our members.
pub(crate) async fn authorize_interaction(
    State(records): State<Records>,
    member: SignedIn,
    asked: Result<Query<Interaction>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &member.reader);
    };
    look_up(&asked.uri, "uri", &records, &member).await
}

async fn look_up(
    typed: &str,
    parameter: &str,
    records: &Records,
    SignedIn {
        reader,
        browser,
        session,
    }: &SignedIn,
) -> Response {
    let question = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(parameter, typed)
        .finish();
    let member = &session.member;
    let text = typed.replace('\0', "");
    let text = text.trim();
    let found = if text.is_empty() {
        Err("people-acct-missing")
    } else if text.chars().count() > LONGEST {
        Err("people-acct-too-long")
    } else if !records.rate_limits.allow(Attempt::LookUpBy(member.id)) {
        Err("people-acct-too-many")
    } else {
        match somebody(text, records, member).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err("people-acct-nobody"),
            Err(error) => return failure::answer(error.into(), &records.pages, reader),
        }
    };
    if let Ok(Found::One(id)) = found {
        return response::see_other(&reader.locale.path(&page_of::path(id)));
    }
    let position = Position { before: None };
    let mut view = match PeopleView::load(records, member, browser, Circle::Following, position).await {
        Ok(view) => view,
        Err(error) => return failure::answer(error.into(), &records.pages, reader),
    };
    view.acct = text.to_owned();
    view.query = question;
    let status = match found {
        Ok(Found::Several(views)) => {
            let site = &*records.pages.site;
            view.found = views.iter().map(|found| Listed::of(found, site)).collect();
            StatusCode::OK
        }
        Ok(Found::One(_)) => StatusCode::OK,
        Err(sentence) => {
            view.complaints.add("acct", reader.locale.say(sentence));
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    super::answer(status, &view, records, reader)
}

/// Whom a text names exactly, who wrote what is at the address, or who is called so.
async fn somebody(
    text: &str,
    records: &Records,
    member: &Member,
) -> vouchwell_service::Result<Option<Found>> {
    let (context, federation) = (&records.context, &*records.federation);
    if let Some(handle) = handle_in(text) {
        let found = named::handle(context, Some(federation), &handle).await?;
        if let Some(view) = found {
            return Ok(Some(Found::One(view.account.id)));
        }
    }
    if let Ok(uri) = text.parse::<ActorUri>()
        && let Some(view) = named::actor(context, Some(federation), &uri).await?
    {
        return Ok(Some(Found::One(view.account.id)));
    }
    if let Ok(address) = text.parse::<ObjectUri>() {
        return Ok(author_of(&address, records, member).await?.map(Found::One));
    }
    let wanted = AccountSearch {
        text,
        only_followed: false,
        offset: 0,
        limit: MOST,
    };
    let found = account::search(context, Some(member), wanted).await?;
    Ok(Some(Found::Several(found)).filter(|found| !matches!(found, Found::Several(all) if all.is_empty())))
}

/// A handle, also where it stands as the address of a profile: `https://server.example/@name`.
fn handle_in(text: &str) -> Option<Handle> {
    let Some(url) = Url::parse(text).ok().filter(|url| url.scheme() == "https") else {
        return text.parse().ok();
    };
    let name = url.path().strip_prefix("/@")?.trim_end_matches('/');
    let handle: Handle = name.parse().ok()?;
    Some(Handle {
        host: handle.host.clone().or_else(|| Host::of(&url)),
        ..handle
    })
}

/// Who wrote the post or recommendation at an address, asking its server if it is not known.
async fn author_of(
    address: &ObjectUri,
    records: &Records,
    member: &Member,
) -> vouchwell_service::Result<Option<AccountId>> {
    let context = &records.context;
    let mut found = timeline::at_address(context, Some(member), address).await?;
    if found.is_none() {
        match records
            .federation
            .resolve_note(address, &FetchBudget::default())
            .await
        {
            Ok(id) => found = timeline::at_address(context, Some(member), &id).await?,
            Err(error) => tracing::info!(%error, "an address that was looked for leads to no post"),
        }
    }
    Ok(found.map(|view| view.account.account.id))
}

#[cfg(test)]
mod tests {
    use super::handle_in;

    #[test]
    fn a_handle_is_understood_in_every_way_in_which_people_pass_it_on() {
        for text in [
            "carla@vouch.example",
            "@carla@vouch.example",
            "acct:carla@vouch.example",
            "https://vouch.example/@carla",
            "https://vouch.example/@carla/",
            "https://other.example/@carla@vouch.example",
        ] {
            let handle = handle_in(text).map(|handle| handle.to_string());
            assert_eq!(handle.as_deref(), Some("carla@vouch.example"), "{text}");
        }
        for text in [
            "https://vouch.example/users/carla",
            "https://vouch.example/@carla/1",
        ] {
            assert!(handle_in(text).is_none(), "{text}");
        }
    }
}
