//! Signed documents, by their own ids and by digest.

use std::sync::Arc;

use axum::Json;
use axum::extract::Path;
use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use vouchwell_domain::recommendation::Standing;
use vouchwell_evidence::{Digest, SignedDocument};
use vouchwell_storage::{Transaction, document, recommendation, version};

use super::answer::{Absent, activity};
use crate::Federation;

/// A document of this instance: 404 until a public recommendation rests on it, 410 when none does any more.
pub(super) async fn document(
    State(federation): State<Arc<Federation>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Absent> {
    let id = format!("{}{}", federation.context.address.origin(), uri.path());
    let mut snapshot = federation.context.store.snapshot().await?;
    let mut was_public = false;
    for digest in document::digests_of_uri(&mut snapshot, &id).await? {
        let found = document::by_digest(&mut snapshot, &digest).await?;
        if let Some(SignedDocument::Withdrawal(withdrawal)) = &found {
            let withdrawn = withdrawal.content().digest;
            if publicity(&mut snapshot, &withdrawn).await? != Publicity::Never {
                return Ok(activity(withdrawal.value()));
            }
            continue;
        }
        match (publicity(&mut snapshot, &digest).await?, found) {
            (Publicity::Now, Some(found)) => return Ok(activity(found.value())),
            (Publicity::Before, _) => was_public = true,
            _ => {}
        }
    }
    if was_public {
        Err(Absent::Gone(json!({ "id": id, "type": "Tombstone" })))
    } else {
        Err(Absent::NotFound)
    }
}

/// The withdrawal that has force over the document with a digest, whoever's it is.
pub(super) async fn withdrawal(
    State(federation): State<Arc<Federation>>,
    Path(digest): Path<String>,
) -> Result<Response, Absent> {
    let digest: Digest = digest.parse().map_err(|_| Absent::NotFound)?;
    let mut snapshot = federation.context.store.snapshot().await?;
    let found = document::withdrawal_of(&mut snapshot, &digest)
        .await?
        .ok_or(Absent::NotFound)?;
    Ok(Json(found.value()).into_response())
}

#[derive(PartialEq, Eq)]
enum Publicity {
    Now,
    Before,
    Never,
}

/// Whether a public recommendation rests on a document, or did.
async fn publicity(transaction: &mut Transaction, digest: &Digest) -> Result<Publicity, Absent> {
    let mut publicity = Publicity::Never;
    for id in version::published_resting_on(transaction, digest).await? {
        let Some(found) = recommendation::by_id(transaction, &id).await? else {
            continue;
        };
        match &found.standing {
            Standing::Public(text) if text.documents().contains(digest) => return Ok(Publicity::Now),
            _ => publicity = Publicity::Before,
        }
    }
    Ok(publicity)
}
