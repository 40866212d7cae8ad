//! Collections of people whom members recommend, and the consent of those who are in them (FEP-7aa9).

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use vouchwell_domain::collection::ShownCollection;
use vouchwell_domain::evidence::Topic;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_service::collection::{authorization as consent, is_agreed, shown_by, shown_for};
use vouchwell_storage::Transaction;

use super::actor::{asks_for_page, named};
use super::answer::{Absent, activity as activity_answer};
use super::negotiation::wants_activity;
use crate::{Federation, collection};

/// The most collections of a member that are listed; others read no more of them.
const MOST: u32 = 50;

/// The consent that is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    collection: Option<String>,
}

/// The ids of a member's collections, all at once.
pub(super) async fn list(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
) -> Result<Response, Absent> {
    let mut snapshot = federation.context.store.snapshot().await?;
    let member = named(&mut snapshot, &name).await?;
    let shown = shown_by(&federation.context, &mut snapshot, &member, Page::newest(MOST)).await?;
    let ids: Vec<&ObjectUri> = shown.iter().map(|shown| &shown.uri).collect();
    Ok(activity_answer(&json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": collection::all_of(&member.account.uri), "type": "OrderedCollection",
        "totalItems": ids.len(), "orderedItems": ids,
    })))
}

/// One of them; people are led to the page of its author.
pub(super) async fn show(
    State(federation): State<Arc<Federation>>,
    Path((name, topic)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Absent> {
    let (_, member, shown) = found(&federation, &name, &topic).await?;
    if !wants_activity(&headers) && asks_for_page(&headers) {
        return Ok(Redirect::to(member.account.profile.url.as_str()).into_response());
    }
    let document = collection::collection(&shown, federation.context.address.origin());
    Ok(activity_answer(&collection::with_context(document)))
}

/// One entry of one of them.
pub(super) async fn item(
    State(federation): State<Arc<Federation>>,
    Path((name, topic, item)): Path<(String, String, String)>,
) -> Result<Response, Absent> {
    let (.., shown) = found(&federation, &name, &topic).await?;
    let end = format!("/{item}");
    let item = shown
        .items
        .iter()
        .find(|shown| shown.uri.as_str().ends_with(&end));
    let document: Value = item.map(collection::item).ok_or(Absent::NotFound)?;
    Ok(activity_answer(&collection::with_context(document)))
}

/// The consent of a member, for as long as what she accepted is public.
pub(super) async fn authorization(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    let uri: ObjectUri = asked
        .collection
        .and_then(|uri| uri.parse().ok())
        .ok_or(Absent::Question(
            "`collection` is missing: name the collection by its id",
        ))?;
    let mut snapshot = federation.context.store.snapshot().await?;
    let member = named(&mut snapshot, &name).await?;
    if !is_agreed(&federation.context, &mut snapshot, &member, &uri).await? {
        return Err(Absent::NotFound);
    }
    let id = consent(&member.account, &uri).ok_or(Absent::NotFound)?;
    let actor = &member.account.uri;
    Ok(activity_answer(&collection::authorization(&id, &uri, actor)))
}

async fn found(
    federation: &Federation,
    name: &str,
    topic: &str,
) -> Result<(Transaction, Member, ShownCollection), Absent> {
    let mut snapshot = federation.context.store.snapshot().await?;
    let member = named(&mut snapshot, name).await?;
    let topic: Topic = topic.parse().map_err(|_| Absent::NotFound)?;
    let shown = shown_for(&federation.context, &mut snapshot, &member, &topic).await?;
    Ok((snapshot, member, shown.ok_or(Absent::NotFound)?))
}
