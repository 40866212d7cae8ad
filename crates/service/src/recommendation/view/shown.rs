//! What a reader is shown of a recommendation.

use chrono::{DateTime, Utc};
use vouchwell_domain::evidence::{Attestation, Digest, EvidenceKind, Signed};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::recommendation::{Identity, Recommendation, ShownRecommendationState, Standing};
use vouchwell_domain::version::{Version, VersionStage};

use super::load::{Loaded, progress_foundation, public_foundation};
use super::{RecommendationView, RevisionView};
use crate::Context;
use crate::account::AccountView;

pub(super) fn shown(
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
        affirmed_at: public.map(|text| text.text_published_at),
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
