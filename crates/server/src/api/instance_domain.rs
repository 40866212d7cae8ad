//! The servers with which this one has no or only little to do: Mastodon's call.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_service::administration::domain;

use super::ApiError;
use crate::application::Application;

/// Another server.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DomainBlock {
    domain: String,
    /// SHA-256 of the domain, in hexadecimal.
    digest: String,
    /// `silence` or `suspend`.
    severity: &'static str,
    comment: String,
}

impl DomainBlock {
    fn new(decided: InstanceDomain) -> Self {
        Self {
            digest: hex::encode(domain::digest(&decided.host).as_bytes()),
            domain: decided.host.to_string(),
            severity: match decided.severity {
                Severity::Limit => "silence",
                Severity::Block => "suspend",
            },
            comment: decided.comment,
        }
    }
}

/// The servers with which this one does not speak, or which it leaves out of what everybody sees.
#[utoipa::path(get, path = "/api/v1/instance/domain_blocks", responses((status = 200, body = Vec<DomainBlock>)))]
pub(super) async fn list(State(application): State<Application>) -> Result<Json<Vec<DomainBlock>>, ApiError> {
    let decided = domain::list(&application.context).await?;
    Ok(Json(decided.into_iter().map(DomainBlock::new).collect()))
}
