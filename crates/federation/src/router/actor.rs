//! Actors and their public activities.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::{Value, json};
use vouchwell_domain::account::{Account, Handle, MemberName};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_service::key;
use vouchwell_storage::{Transaction, account, activity as stored, member};

use super::answer::{Absent, activity as activity_answer};
use super::negotiation::wants_activity;
use crate::Federation;

/// The member of an address; a deleted one is gone.
pub(super) async fn named(transaction: &mut Transaction, name: &str) -> Result<Member, Absent> {
    let name: MemberName = name.parse().map_err(|_| Absent::NotFound)?;
    if let Some(found) = member::by_name(transaction, &name).await? {
        return Ok(found);
    }
    let handle = Handle {
        name: name.to_string(),
        host: None,
    };
    Err(match account::by_handle(transaction, &handle).await? {
        Some(gone) if gone.gone_at.is_some() => Absent::Gone(json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": gone.uri, "type": "Tombstone",
            "formerType": gone.kind,
        })),
        _ => Absent::NotFound,
    })
}

/// A member's actor document, or for people the way to her page.
pub(super) async fn member(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Absent> {
    let mut snapshot = federation.context.store.snapshot().await?;
    let found = named(&mut snapshot, &name).await?;
    if !wants_activity(&headers) && asks_for_page(&headers) {
        return Ok(Redirect::to(found.account.profile.url.as_str()).into_response());
    }
    let document = written(&federation, &mut snapshot, &found.account).await?;
    Ok(activity_answer(&document))
}

/// The actor of the instance, which signs every GET.
pub(super) async fn instance(State(federation): State<Arc<Federation>>) -> Result<Response, Absent> {
    let mut snapshot = federation.context.store.snapshot().await?;
    let uri = federation.context.address.instance_actor();
    let found = account::by_uri(&mut snapshot, &uri)
        .await?
        .ok_or(Absent::NotFound)?;
    let document = written(&federation, &mut snapshot, &found).await?;
    Ok(activity_answer(&document))
}

/// An activity that is for everybody.
pub(super) async fn activity(
    State(federation): State<Arc<Federation>>,
    Path(id): Path<String>,
) -> Result<Response, Absent> {
    let uri: ObjectUri = format!("{}/activities/{id}", federation.context.address.origin())
        .parse()
        .map_err(|_| Absent::NotFound)?;
    let mut snapshot = federation.context.store.snapshot().await?;
    let found = stored::sent(&mut snapshot, &uri)
        .await?
        .filter(|sent| sent.public);
    let body: Value = found
        .and_then(|sent| serde_json::from_str(&sent.body).ok())
        .ok_or(Absent::NotFound)?;
    Ok(activity_answer(&body))
}

async fn written(
    federation: &Federation,
    transaction: &mut Transaction,
    account: &Account,
) -> Result<Value, Absent> {
    let key = key::evidence_key(&federation.context, transaction, account.id).await?;
    Ok(federation.actor_document(transaction, account, &key).await?)
}

pub(super) fn asks_for_page(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(axum::http::header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}
