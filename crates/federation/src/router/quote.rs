//! Leave to quote posts of members (FEP-044f), for the servers that want to know whether it was given.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_service::quote::{Leave, leave};

use super::answer::{Absent, activity};
use crate::Federation;

/// The quote that is asked about.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    quote: Option<String>,
}

/// The leave of a member, for as long as she does not take it back.
pub(super) async fn authorization(
    State(federation): State<Arc<Federation>>,
    Path((name, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    let quoting: ObjectUri = asked
        .quote
        .and_then(|uri| uri.parse().ok())
        .ok_or(Absent::Question("`quote` is missing: name the quote by its id"))?;
    let name: MemberName = name.parse().map_err(|_| Absent::NotFound)?;
    let id: StatusId = id.parse().map_err(|_| Absent::NotFound)?;
    let Leave {
        id,
        author,
        quoting,
        quoted,
    } = leave(&federation.context, &name, id, &quoting).await?;
    Ok(activity(&json!({
        "@context": [
            "https://www.w3.org/ns/activitystreams",
            {
                "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
                "gts": "https://gotosocial.org/ns#",
                "interactingObject": { "@id": "gts:interactingObject", "@type": "@id" },
                "interactionTarget": { "@id": "gts:interactionTarget", "@type": "@id" },
            },
        ],
        "id": id, "type": "QuoteAuthorization", "attributedTo": author,
        "interactingObject": quoting, "interactionTarget": quoted,
    })))
}
