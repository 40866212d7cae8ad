//! Recommendations: what their two people do about them, and what everybody is shown.

mod affirm;
mod answer;
mod by_post;
mod draft;
mod list;
mod offer;
mod receive;
mod together;
mod view;

pub use affirm::{affirm, to_affirm};
pub use answer::{TextAnswer, answer, pull};
pub use by_post::{is_undisclosed, write_by_post};
pub use draft::{edit, write, write_once};
pub(crate) use draft::{save_version, take_back};
pub use list::{list, waiting};
pub use offer::offer;
pub(crate) use receive::{
    ReceivedOffer, receive_correction, receive_offer, receive_tentative_accept, receive_undo,
};
pub(crate) use together::{show_after_all, show_what_waits};
pub use view::{
    PublishedVersionView, RecommendationView, RevisionView, of_account, show, show_public, versions,
    versions_before,
};
pub(crate) use view::{current, returned, views};

use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::recommendation::{Party, Recommendation};
use vouchwell_storage::{Transaction, lock, recommendation};

use crate::{Context, Error, Result};

/// What [`of_member`] finds, which nobody else changes until the transaction ends.
pub(crate) async fn locked_of_member(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    id: &RecommendationId,
) -> Result<(Recommendation, Party)> {
    let (found, _) = of_member(context, transaction, member, id).await?;
    lock::pair(transaction, found.author, found.subject).await?;
    of_member(context, transaction, member, id).await
}

/// The same for the party that may do something; the other is told that it may not.
pub(crate) async fn locked_for(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    id: &RecommendationId,
    wanted: Party,
) -> Result<Recommendation> {
    let (found, party) = locked_of_member(context, transaction, member, id).await?;
    if party == wanted {
        Ok(found)
    } else {
        Err(Error::Forbidden)
    }
}

/// A recommendation and which of the two the member is; others are told that there is none.
pub(crate) async fn of_member(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    id: &RecommendationId,
) -> Result<(Recommendation, Party)> {
    let found = recommendation::by_id(transaction, id)
        .await?
        .ok_or(Error::NotFound)?;
    let party = found.party(member.account.id).ok_or(Error::NotFound)?;
    let visible = found.shown(party, context.timestamp()).is_some();
    if visible {
        Ok((found, party))
    } else {
        Err(Error::NotFound)
    }
}
