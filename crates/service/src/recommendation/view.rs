//! Recommendations as they are shown.

mod load;
mod shown;

use chrono::{DateTime, Utc};
use vouchwell_domain::evidence::{EvidenceKind, KnownSince, Relationship};
use vouchwell_domain::identifier::{AccountId, RecommendationId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::recommendation::{Identity, Party, Recommendation, ShownRecommendationState, Standing};
use vouchwell_domain::version::Words;
use vouchwell_storage::version::PublishedVersion;
use vouchwell_storage::{Transaction, recommendation, version};

use load::load;
pub(crate) use load::returned;
use shown::shown;

use super::of_member;
use crate::account::{AccountView, living};
use crate::withdrawal::read_current;
use crate::{Context, Error, Result};

/// A recommendation as somebody is shown it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecommendationView {
    /// The recommendation. Its text on the way is not for everybody: show [`Self::words`] instead.
    pub recommendation: Recommendation,
    /// How far it is, for the reader.
    pub state: ShownRecommendationState,
    /// Who wrote it.
    pub author: AccountView,
    /// Whom it is about.
    pub subject: AccountView,
    /// The text in that state; nothing once it is withdrawn.
    pub words: Option<Words>,
    /// How the author says that they know each other.
    pub relationship: Option<Relationship>,
    /// How the subject says so.
    pub counterpart: Option<Relationship>,
    /// Since when, as the author says.
    pub known_since: Option<KnownSince>,
    /// A meeting, if both say so.
    pub evidence: Option<EvidenceKind>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When its author last said so: the text that holds now was published then.
    pub affirmed_at: Option<DateTime<Utc>>,
    /// The status that carries it.
    pub status: Option<StatusId>,
    /// When it will be published, as far as known.
    pub publish_at: Option<DateTime<Utc>>,
    /// What the subject asked to be corrected, for its author.
    pub message: Option<String>,
    /// The text on its way beside the public one.
    pub revision: Option<RevisionView>,
    /// Whether the first of its documents has run out.
    pub is_expired: bool,
    /// How sure this server is of the keys.
    pub identity: Identity,
    /// Whether the two recommend each other.
    pub reciprocity: Reciprocity,
}

/// A text on its way beside the public one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionView {
    /// How far it is.
    pub state: ShownRecommendationState,
    /// What it says.
    pub words: Words,
    /// When it will be published, as far as known.
    pub publish_at: Option<DateTime<Utc>>,
    /// What the subject asked to be corrected.
    pub message: Option<String>,
}

/// A text that is or was public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedVersionView {
    /// What it says.
    pub words: Words,
    /// When it became public.
    pub published_at: DateTime<Utc>,
}

impl From<PublishedVersion> for PublishedVersionView {
    fn from(text: PublishedVersion) -> Self {
        Self {
            words: text.words,
            published_at: text.published_at,
        }
    }
}

/// One of a member's own recommendations, in any state.
///
/// # Errors
/// It is not hers to see.
pub async fn show(context: &Context, member: &Member, id: &RecommendationId) -> Result<RecommendationView> {
    let read = move |mut snapshot| async move {
        let found = of_member(context, &mut snapshot, member, id).await?;
        Ok((snapshot, found))
    };
    let (mut snapshot, (found, _)) = read_current(context, read, |(found, _)| vec![&found.id]).await?;
    view(context, &mut snapshot, found, Some(member.account.id)).await
}

/// A recommendation as the world sees it: public, or withdrawn.
///
/// # Errors
/// It never was public.
pub async fn show_public(context: &Context, id: &RecommendationId) -> Result<RecommendationView> {
    let (mut snapshot, found) = current(context, id).await?;
    view(context, &mut snapshot, found, None).await
}

/// The public recommendations by or of anybody, newest first.
///
/// # Errors
/// The account is not known here.
pub async fn of_account(
    context: &Context,
    account: AccountId,
    party: Party,
    page: Page,
) -> Result<Vec<RecommendationView>> {
    let read = move |mut snapshot| async move {
        living(&mut snapshot, account).await?;
        let found = recommendation::public_of_party(&mut snapshot, account, party, page).await?;
        Ok((snapshot, found))
    };
    let (mut snapshot, found) = read_current(context, read, |found| ids(found)).await?;
    views(context, &mut snapshot, found, None).await
}

/// The texts of a public recommendation, newest first; of one of the member's own as well.
///
/// # Errors
/// It is not hers to see, and not public.
pub async fn versions(
    context: &Context,
    member: Option<&Member>,
    id: &RecommendationId,
) -> Result<Vec<PublishedVersionView>> {
    let (mut snapshot, found) = current(context, id).await?;
    let is_party = member
        .and_then(|member| found.party(member.account.id))
        .is_some_and(|party| found.shown(party, context.timestamp()).is_some());
    if !is_party && !matches!(found.standing, Standing::Public(_)) {
        return Err(Error::NotFound);
    }
    let texts = version::published(&mut snapshot, id).await?;
    Ok(texts.into_iter().map(PublishedVersionView::from).collect())
}

/// The newest texts of a public recommendation that are older than a position, newest first.
///
/// # Errors
/// It is not public.
pub async fn versions_before(
    context: &Context,
    id: &RecommendationId,
    page: Page,
) -> Result<Vec<Placed<PublishedVersionView>>> {
    let (mut snapshot, found) = current(context, id).await?;
    if !matches!(found.standing, Standing::Public(_)) {
        return Err(Error::NotFound);
    }
    let texts = version::published_before(&mut snapshot, id, page).await?;
    let placed = |text: Placed<PublishedVersion>| Placed {
        position: text.position,
        item: PublishedVersionView::from(text.item),
    };
    Ok(texts.into_iter().map(placed).collect())
}

/// A recommendation, after its servers were asked whether it still holds where that is due.
///
/// # Errors
/// There is none.
pub(crate) async fn current(
    context: &Context,
    id: &RecommendationId,
) -> Result<(Transaction, Recommendation)> {
    let read = move |mut snapshot| async move {
        let found = recommendation::by_id(&mut snapshot, id)
            .await?
            .ok_or(Error::NotFound)?;
        Ok((snapshot, found))
    };
    read_current(context, read, |found| vec![&found.id]).await
}

pub(super) fn ids(found: &[Recommendation]) -> Vec<&RecommendationId> {
    found.iter().map(|one| &one.id).collect()
}

pub(crate) async fn view(
    context: &Context,
    transaction: &mut Transaction,
    found: Recommendation,
    reader: Option<AccountId>,
) -> Result<RecommendationView> {
    views(context, transaction, vec![found], reader)
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

/// The reader sees what her part in each of them lets her see; one in which there is nothing for her is left
/// out.
pub(crate) async fn views(
    context: &Context,
    transaction: &mut Transaction,
    found: Vec<Recommendation>,
    reader: Option<AccountId>,
) -> Result<Vec<RecommendationView>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let loaded = load(transaction, &found).await?;
    Ok(found
        .into_iter()
        .filter_map(|one| shown(context, &loaded, one, reader))
        .collect())
}
