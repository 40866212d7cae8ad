//! A recommendation as the caller sees it.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::evidence::{
    Disclosure, EvidenceKind, KnownSince, Language, Limitations, RecommendationText, Relationship, Topic,
    Verdict,
};
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::recommendation::{Identity, ShownRecommendationState};
use vouchwell_domain::version::Words;
use vouchwell_service::recommendation::{PublishedVersionView, RecommendationView, RevisionView};

use super::account::Account;
use super::time::moment;
use crate::web::site::Site;

/// A recommendation as the caller sees it. What is withdrawn has no words any more.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Recommendation {
    id: String,
    /// The id of the Note.
    uri: String,
    /// The permalink.
    url: String,
    /// `draft`, `offered`, `accepted`, `public`, `withdrawn` or `lapsed`.
    #[schema(value_type = String)]
    state: ShownRecommendationState,
    author: Account,
    subject: Account,
    #[serde(flatten)]
    words: OptionalWords,
    #[schema(value_type = Option<String>)]
    relationship: Option<Relationship>,
    #[schema(value_type = Option<String>)]
    known_since: Option<KnownSince>,
    #[schema(value_type = Option<String>)]
    evidence: Option<EvidenceKind>,
    published_at: Option<String>,
    status_id: Option<String>,
    publish_at: Option<String>,
    message: Option<String>,
    revision: Option<Revision>,
    /// The verdict of docs/protocol.md §5 at present; nothing before it is public.
    verdict: Option<&'static str>,
    /// `confirmed`, `remembered` or `unconfirmed`.
    #[schema(value_type = String)]
    identity: Identity,
    /// `none`, `mutual` or `exchanged`.
    #[schema(value_type = String)]
    reciprocal: Reciprocity,
}

/// What an author wrote, or nulls.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OptionalWords {
    #[schema(value_type = Option<String>)]
    text: Option<RecommendationText>,
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    #[schema(value_type = Vec<String>)]
    topics: Vec<Topic>,
    #[schema(value_type = Option<String>)]
    limitations: Option<Limitations>,
    #[schema(value_type = Vec<String>)]
    disclosures: Vec<Disclosure>,
}

/// A text on its way beside the public one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Revision {
    #[schema(value_type = String)]
    state: ShownRecommendationState,
    #[serde(flatten)]
    words: OptionalWords,
    publish_at: Option<String>,
    message: Option<String>,
}

/// A text that is or was public.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Version {
    #[serde(flatten)]
    words: OptionalWords,
    published_at: String,
}

impl Recommendation {
    /// As the caller sees it.
    pub fn new(view: &RecommendationView, site: &Site) -> Self {
        Self {
            id: view.recommendation.id.to_string(),
            uri: view.recommendation.uri.to_string(),
            url: view.recommendation.url.to_string(),
            state: view.state,
            author: Account::new(&view.author, site),
            subject: Account::new(&view.subject, site),
            words: OptionalWords::from(view.words.as_ref()),
            relationship: view.relationship,
            known_since: view.known_since.clone(),
            evidence: view.evidence,
            published_at: view.published_at.map(moment),
            status_id: view.status.map(|status| status.to_string()),
            publish_at: view.publish_at.map(moment),
            message: view.message.clone(),
            revision: view.revision.as_ref().map(revision),
            verdict: verdict(view).map(Verdict::as_str),
            identity: view.identity,
            reciprocal: view.reciprocity,
        }
    }
}

/// Only what verified is ever public; time and withdrawals alone can change that.
fn verdict(view: &RecommendationView) -> Option<Verdict> {
    match view.state {
        ShownRecommendationState::Public if view.is_expired => Some(Verdict::Expired),
        ShownRecommendationState::Public => Some(Verdict::Valid),
        ShownRecommendationState::Withdrawn => Some(Verdict::Withdrawn),
        _ => None,
    }
}

fn revision(view: &RevisionView) -> Revision {
    Revision {
        state: view.state,
        words: OptionalWords::from(Some(&view.words)),
        publish_at: view.publish_at.map(moment),
        message: view.message.clone(),
    }
}

impl From<&PublishedVersionView> for Version {
    fn from(view: &PublishedVersionView) -> Self {
        Self {
            words: OptionalWords::from(Some(&view.words)),
            published_at: moment(view.published_at),
        }
    }
}

impl From<Option<&Words>> for OptionalWords {
    fn from(words: Option<&Words>) -> Self {
        Self {
            text: words.map(|words| words.text.clone()),
            language: words.map(|words| words.language.clone()),
            topics: words.map(|words| words.topics.to_vec()).unwrap_or_default(),
            limitations: words.map(|words| words.limitations.clone()),
            disclosures: words.map(|words| words.disclosures.clone()).unwrap_or_default(),
        }
    }
}
