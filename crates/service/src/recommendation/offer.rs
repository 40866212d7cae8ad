//! An author puts a text before its subject.

use vouchwell_domain::evidence::SignedDocument;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::job::Job;
use vouchwell_domain::limit::{DEADLINE, KEPT_BACK};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message, OfferedNote};
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as State, Standing};
use vouchwell_domain::version::{Foundation, Offer, Version, VersionStage};
use vouchwell_storage::{Transaction, account, document, undisclosed_draft};

use super::draft::{finish, save_version};
use super::locked_for;
use super::together::is_kept_back;
use super::view::RecommendationView;
use crate::acquaintance::{check_not_private, mutual_attestations};
use crate::error::Refusal;
use crate::evidence::Signer;
use crate::{Context, Error, Result, outbox};

/// Signs a draft, or a text that lapsed, and sends it to its subject. While a subject on this instance has a draft
/// about the author, it is kept back: until she offers hers, so that both are shown together, or gives it up, or for
/// [`KEPT_BACK`] at the most. The author is not told.
///
/// # Errors
/// There is no such text, nothing was said yet of what it has to disclose, the two are not acquainted, or their acquaintance is private.
pub async fn offer(context: &Context, member: &Member, id: &RecommendationId) -> Result<RecommendationView> {
    let mut transaction = context.store.begin().await?;
    put_before(context, &mut transaction, member, id).await?;
    finish(context, transaction, member, id).await
}

/// [`offer`] within a transaction that does more.
pub(super) async fn put_before(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    id: &RecommendationId,
) -> Result<()> {
    let found = locked_for(context, transaction, member, id, Party::Author).await?;
    let draft = found.progress.clone().filter(|version| {
        version.is_draft() || version.shown(Party::Author, context.timestamp()) == Some(State::Lapsed)
    });
    let Some(draft) = draft else {
        return Err(Refusal::NotADraft.into());
    };
    if undisclosed_draft::exists(transaction, &found.id).await? {
        return Err(Refusal::Undisclosed.into());
    }
    let subject = account::by_id(transaction, found.subject)
        .await?
        .ok_or(Error::NotFound)?;
    let [mine, theirs] = mutual_attestations(transaction, member, &subject).await?;
    check_not_private(transaction, member, subject.id).await?;
    let is_first = matches!(found.standing, Standing::Unpublished);
    let kept_back = is_first && is_kept_back(context, transaction, member, &subject).await?;
    let replaces = match &found.standing {
        Standing::Public(text) => Some(
            document::endorsement(transaction, &text.foundation.endorsement)
                .await?
                .reference(),
        ),
        Standing::Unpublished | Standing::Withdrawn { .. } => None,
    };
    let signer = Signer::of(context, transaction, member).await?;
    let endorsement = signer.endorse(&draft.words, [&mine, &theirs], replaces)?;
    let kept = SignedDocument::Endorsement(endorsement.clone());
    document::keep(transaction, &kept, context.now()).await?;
    let uri = context.address.new_activity(&*context.entropy);
    let ends_at = endorsement.published + DEADLINE;
    let foundation = Foundation {
        endorsement: *endorsement.digest(),
        author_attestation: *mine.digest(),
        subject_attestation: *theirs.digest(),
    };
    let stage = VersionStage::Offered(Offer {
        uri: uri.clone(),
        foundation,
        ends_at,
        set_aside: false,
        kept_back,
    });
    save_version(
        context,
        transaction,
        &found.id,
        Version {
            stage,
            message: None,
            ..draft
        },
    )
    .await?;
    if kept_back {
        let show = Job::ShowOffer { offer: uri };
        outbox::schedule(context, transaction, &show, context.now() + KEPT_BACK).await?;
        return Ok(());
    }
    let message = Message::OfferRecommendation {
        to: subject.uri.clone(),
        published: endorsement.published,
        end_time: ends_at,
        note: Box::new(OfferedNote {
            uri: found.uri.clone(),
            url: found.url.clone(),
            endorsement,
            author_attestation: mine,
            subject_attestation: theirs,
        }),
    };
    outbox::send_as(
        context,
        transaction,
        member,
        uri,
        message,
        Audience::only(subject.id),
    )
    .await
}
