//! Recommendations as they are shown.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use vouchwell_domain::evidence::{Attestation, Digest, EvidenceKind, KnownSince, Relationship, Signed};
use vouchwell_domain::identifier::{AccountId, RecommendationId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::recommendation::{Identity, Party, Recommendation, ShownRecommendationState, Standing};
use vouchwell_domain::version::{Foundation, Version, VersionStage, Words};
use vouchwell_storage::{Transaction, account, document, recommendation, version};

use super::of_member;
use crate::account::{AccountView, views_by_id};
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

/// One of a member's own recommendations, in any state.
///
/// # Errors
/// It is not hers to see.
pub async fn show(context: &Context, member: &Member, id: &RecommendationId) -> Result<RecommendationView> {
    let mut snapshot = context.store.snapshot().await?;
    let (found, _) = of_member(context, &mut snapshot, member, id).await?;
    view(context, &mut snapshot, found, Some(member.account.id)).await
}

/// A recommendation as the world sees it: public, or withdrawn.
///
/// # Errors
/// It never was public.
pub async fn show_public(context: &Context, id: &RecommendationId) -> Result<RecommendationView> {
    let mut snapshot = context.store.snapshot().await?;
    let found = recommendation::by_id(&mut snapshot, id)
        .await?
        .ok_or(Error::NotFound)?;
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
    let mut snapshot = context.store.snapshot().await?;
    account::by_id(&mut snapshot, account)
        .await?
        .ok_or(Error::NotFound)?;
    let found = recommendation::public_of_party(&mut snapshot, account, party, page).await?;
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
    let mut snapshot = context.store.snapshot().await?;
    let found = recommendation::by_id(&mut snapshot, id)
        .await?
        .ok_or(Error::NotFound)?;
    let is_party = member
        .and_then(|member| found.party(member.account.id))
        .is_some_and(|party| found.shown(party, context.timestamp()).is_some());
    if !is_party && !matches!(found.standing, Standing::Public(_)) {
        return Err(Error::NotFound);
    }
    let texts = version::published(&mut snapshot, id).await?;
    Ok(texts
        .into_iter()
        .map(|text| PublishedVersionView {
            words: text.words,
            published_at: text.published_at,
        })
        .collect())
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

/// What many views need, read in a number of statements that does not grow with them.
struct Loaded {
    accounts: HashMap<AccountId, AccountView>,
    attestations: HashMap<Digest, Signed<Attestation>>,
    published: HashMap<(AccountId, AccountId), Vec<DateTime<Utc>>>,
}

async fn load(transaction: &mut Transaction, found: &[Recommendation]) -> Result<Loaded> {
    let authors: Vec<AccountId> = found.iter().map(|one| one.author).collect();
    let subjects: Vec<AccountId> = found.iter().map(|one| one.subject).collect();
    let mut everybody = [authors.clone(), subjects.clone()].concat();
    everybody.sort_unstable();
    everybody.dedup();
    let accounts = views_by_id(transaction, &everybody).await?;
    let digests: Vec<Digest> = found
        .iter()
        .flat_map(|one| [public_foundation(one), progress_foundation(one)])
        .flatten()
        .flat_map(|foundation| [foundation.author_attestation, foundation.subject_attestation])
        .collect();
    let mut published: HashMap<_, Vec<_>> = HashMap::new();
    for (author, subject, at) in recommendation::published_among(transaction, &subjects, &authors).await? {
        published.entry((author, subject)).or_default().push(at);
    }
    Ok(Loaded {
        accounts,
        attestations: document::attestations(transaction, &digests).await?,
        published,
    })
}

fn public_foundation(found: &Recommendation) -> Option<&Foundation> {
    match &found.standing {
        Standing::Public(text) => Some(&text.foundation),
        Standing::Unpublished | Standing::Withdrawn { .. } => None,
    }
}

fn progress_foundation(found: &Recommendation) -> Option<&Foundation> {
    found
        .progress
        .as_ref()
        .and_then(Version::offer)
        .map(|offer| &offer.foundation)
}

/// The reader sees what her part in each of them lets her see; one in which there is nothing for her is left
/// out.
pub(super) async fn views(
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

fn shown(
    context: &Context,
    loaded: &Loaded,
    found: Recommendation,
    reader: Option<AccountId>,
) -> Option<RecommendationView> {
    let now = context.timestamp();
    let party = reader.and_then(|reader| found.party(reader));
    let state = match (party, &found.standing) {
        (Some(party), _) => found.shown(party, now)?,
        (None, Standing::Public(_)) => ShownRecommendationState::Public,
        (None, Standing::Withdrawn { .. }) => ShownRecommendationState::Withdrawn,
        (None, Standing::Unpublished) => return None,
    };
    let author = loaded.accounts.get(&found.author)?.clone();
    let subject = loaded.accounts.get(&found.subject)?.clone();
    let public = match &found.standing {
        Standing::Public(text) => Some(text),
        Standing::Unpublished | Standing::Withdrawn { .. } => None,
    };
    let progress = found
        .progress
        .as_ref()
        .filter(|_| party.is_some() && public.is_none());
    let foundation = public_foundation(&found).or_else(|| progress.and_then(|_| progress_foundation(&found)));
    let of = |digest: &Digest| loaded.attestations.get(digest);
    let by_author = foundation.and_then(|foundation| of(&foundation.author_attestation));
    let by_subject = foundation.and_then(|foundation| of(&foundation.subject_attestation));
    let met = [by_author, by_subject]
        .iter()
        .all(|document| document.is_some_and(|document| document.evidence == EvidenceKind::CodesExchanged));
    let listed = |document: &Signed<Attestation>, account: &AccountView| {
        account.account.evidence_key.as_ref() == Some(&document.author_key)
            && account.account.gone_at.is_none()
    };
    let confirmed = by_author.is_some_and(|document| listed(document, &author))
        && by_subject.is_some_and(|document| listed(document, &subject));
    let returned = loaded
        .published
        .get(&(found.subject, found.author))
        .map_or(&[][..], Vec::as_slice);
    let revision = party
        .and_then(|party| found.revision(party, now))
        .map(|(version, state)| RevisionView {
            state,
            words: version.words.clone(),
            publish_at: publish_at(version),
            message: version.message.clone(),
        });
    Some(RecommendationView {
        state,
        words: public
            .map(|text| &text.words)
            .or(progress.map(|version| &version.words))
            .cloned(),
        relationship: by_author.map(|document| document.relationship),
        counterpart: by_subject.map(|document| document.relationship),
        known_since: by_author.map(|document| document.known_since.clone()),
        evidence: by_author.map(|_| {
            if met {
                EvidenceKind::CodesExchanged
            } else {
                EvidenceKind::Declared
            }
        }),
        published_at: public.map(|text| text.published_at),
        status: public.map(|text| text.status),
        publish_at: progress.and_then(publish_at),
        message: progress.and_then(|version| version.message.clone()),
        revision,
        is_expired: public.is_some_and(|text| text.ends_at < now),
        identity: if confirmed {
            Identity::Confirmed
        } else {
            Identity::Remembered
        },
        reciprocity: public.map_or(Reciprocity::None, |text| {
            Reciprocity::between(text.published_at, returned)
        }),
        author,
        subject,
        recommendation: found,
    })
}

fn publish_at(version: &Version) -> Option<DateTime<Utc>> {
    match &version.stage {
        VersionStage::Accepted(_, hold) => Some(hold.publish_at.unwrap_or(hold.until)),
        VersionStage::Draft | VersionStage::Offered(_) => None,
    }
}
