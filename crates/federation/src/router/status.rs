//! Posts of members as ActivityPub.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::{Value, json};
use vouchwell_domain::account::MemberName;
use vouchwell_domain::identifier::StatusId;
use vouchwell_evidence::ActorUri;
use vouchwell_service::status::{self, PublicNote};

use super::actor::asks_for_page;
use super::answer::{Absent, activity};
use super::negotiation::wants_activity;
use crate::Federation;

/// A post at its id, or for people the way to its page.
pub(super) async fn show(
    State(federation): State<Arc<Federation>>,
    Path((name, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    if !wants_activity(&head.headers) && asks_for_page(&head.headers) {
        return Redirect::to(&format!("/@{name}/{id}")).into_response();
    }
    note(&federation, &name, &id, &head).await
}

/// The Note of a post: to everybody if it is for everybody, else to whoever may read it and signs the request;
/// 410 once it is deleted.
pub async fn note(federation: &Federation, name: &str, id: &str, head: &Parts) -> Response {
    match read(federation, name, id, head).await {
        Ok(note) => activity(&note),
        Err(absent) => absent.into_response(),
    }
}

async fn read(federation: &Federation, name: &str, id: &str, head: &Parts) -> Result<Value, Absent> {
    let name: MemberName = name.parse().map_err(|_| Absent::NotFound)?;
    let id: StatusId = id.parse().map_err(|_| Absent::NotFound)?;
    let found = match status::note(&federation.context, &name, id, None).await {
        Err(vouchwell_service::Error::NotFound) => {
            let reader = signer(federation, head).await.ok_or(Absent::NotFound)?;
            status::note(&federation.context, &name, id, Some(&reader)).await?
        }
        found => found?,
    };
    match found {
        PublicNote::Here(note, author) => Ok(crate::note::post(&note, &author)),
        PublicNote::Gone => {
            let uri = federation.context.address.status(&name, id);
            Err(Absent::Gone(json!({
                "@context": "https://www.w3.org/ns/activitystreams", "id": uri, "type": "Tombstone",
            })))
        }
    }
}

/// Who asks, if the request is signed and the signature is good.
async fn signer(federation: &Federation, head: &Parts) -> Option<ActorUri> {
    let is_signed = head.headers.contains_key("signature");
    if !is_signed {
        return None;
    }
    federation.reader(head.clone()).await.ok()
}
