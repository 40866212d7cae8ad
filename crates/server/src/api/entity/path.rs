//! Somebody who was found, and how one comes to her.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::evidence::{EvidenceKind, KnownSince, Relationship};
use vouchwell_domain::path::Why;
use vouchwell_service::path::{FoundPerson, PathView, StepView};

use super::account::Account;
use super::recommendation::Recommendation;
use crate::web::site::Site;

/// Somebody who is recommended for what was searched.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Found {
    account: Account,
    /// Those that fit: by people whom the caller knows first, then the newest.
    recommendations: Vec<Recommendation>,
    /// At most three ways to her with no person in common, the strongest first; none if there is none.
    paths: Vec<Path>,
}

/// A way to a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Path {
    /// `acquaintance`, `recommended_by_acquaintance` or `known_by_acquaintance`.
    #[schema(value_type = String)]
    why: Why,
    /// From the caller to the person.
    steps: Vec<Step>,
}

/// Two people who both say that they know each other.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Step {
    from: Account,
    to: Account,
    /// How `from` says that they know each other.
    #[schema(value_type = String)]
    relationship: Relationship,
    /// Since when, as `from` says.
    #[schema(value_type = String)]
    known_since: KnownSince,
    /// `codes-exchanged` if both say so, or `declared`.
    #[schema(value_type = String)]
    evidence: EvidenceKind,
}

impl Found {
    /// As this instance shows it.
    pub fn new(found: &FoundPerson, site: &Site) -> Self {
        Self {
            account: Account::new(&found.account, site),
            recommendations: found
                .recommendations
                .iter()
                .map(|view| Recommendation::new(view, site))
                .collect(),
            paths: found.paths.iter().map(|path| self::path(path, site)).collect(),
        }
    }
}

fn path(view: &PathView, site: &Site) -> Path {
    Path {
        why: view.why,
        steps: view.steps.iter().map(|view| step(view, site)).collect(),
    }
}

fn step(view: &StepView, site: &Site) -> Step {
    Step {
        from: Account::new(&view.from, site),
        to: Account::new(&view.to, site),
        relationship: view.relationship,
        known_since: view.known_since.clone(),
        evidence: view.evidence,
    }
}
