//! Recommendations as ActivityPub and as evidence.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_evidence::{Digest, Signed, Withdrawal};
use vouchwell_service::publication::{self, PublicEvidence};

use super::answer::{Absent, activity};
use crate::Federation;

/// The Note of a public recommendation; 410 once it is withdrawn, 404 before it is public.
pub async fn note(federation: &Federation, id: &str) -> Response {
    match public_note(federation, id).await {
        Ok(note) => activity(&note),
        Err(absent) => absent.into_response(),
    }
}

async fn public_note(federation: &Federation, id: &str) -> Result<Value, Absent> {
    let id: RecommendationId = id.parse().map_err(|_| Absent::NotFound)?;
    let found = publication::public_note(&federation.context, &id).await?;
    let Some(found) = found else {
        let uri = federation.context.address.recommendation(&id);
        return Err(Absent::Gone(json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": uri, "type": "Tombstone",
        })));
    };
    if !found.author.is_local() {
        return Err(Absent::NotFound);
    }
    Ok(crate::note::published(&found.note, &found.author, &found.subject))
}

/// The bundle of a recommendation.
pub(super) async fn bundle(
    State(federation): State<Arc<Federation>>,
    Path(id): Path<String>,
) -> Result<Response, Absent> {
    let id: RecommendationId = id.parse().map_err(|_| Absent::NotFound)?;
    answer(publication::bundle_of(&federation.context, &id).await?)
}

/// The bundle whose endorsement has a digest, wherever it was written.
pub(super) async fn bundle_by_digest(
    State(federation): State<Arc<Federation>>,
    Path(digest): Path<String>,
) -> Result<Response, Absent> {
    let digest: Digest = digest.parse().map_err(|_| Absent::NotFound)?;
    answer(publication::by_endorsement(&federation.context, &digest).await?)
}

fn answer(evidence: PublicEvidence) -> Result<Response, Absent> {
    match evidence {
        PublicEvidence::Bundle(bundle) => Ok(Json(bundle.value()).into_response()),
        PublicEvidence::Withdrawn(withdrawals) => Err(gone(&withdrawals)),
    }
}

fn gone(withdrawals: &[Signed<Withdrawal>]) -> Absent {
    let withdrawals: Vec<&Value> = withdrawals.iter().map(Signed::value).collect();
    Absent::Gone(json!({ "withdrawals": withdrawals }))
}
