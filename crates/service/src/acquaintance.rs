//! Acquaintances: what members do about them, and what they are shown.

mod answer;
mod attest;
mod end;
mod foundation;
mod mutual;
mod receive;
mod view;
mod visibility;

use vouchwell_domain::acquaintance::Acquaintance;
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::limit::MESSAGE_LENGTH;
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, acquaintance, lock};

pub use answer::{OfferAnswer, answer};
pub use attest::{attest, attest_once};
pub use end::{end, take_back_renewal};
pub(crate) use foundation::{is_foundation, is_met, mutual_attestations};
pub(crate) use receive::{
    ReceivedAttestation, is_doubted, receive_accept, receive_meet_first, receive_offer, receive_reject,
    receive_undo,
};
pub use view::{AcquaintanceView, RenewalView, SaidView, list, show, waiting, with};
pub(crate) use visibility::check_not_private;
pub use visibility::set_visibility;

use crate::error::Refusal;
use crate::{Error, Result};

pub(crate) async fn own(
    transaction: &mut Transaction,
    member: &Member,
    id: &AcquaintanceId,
) -> Result<Acquaintance> {
    let found = acquaintance::of_owner(transaction, member.id, id).await?;
    found
        .filter(Acquaintance::is_visible_to_owner)
        .ok_or(Error::NotFound)
}

/// The same, with nobody else changing it.
pub(crate) async fn locked(
    transaction: &mut Transaction,
    member: &Member,
    id: &AcquaintanceId,
) -> Result<Acquaintance> {
    let found = own(transaction, member, id).await?;
    lock::pair(transaction, member.account.id, found.other).await?;
    own(transaction, member, id).await
}

pub(crate) fn check_length(message: Option<&str>) -> Result<()> {
    match message {
        Some(message) if message.chars().count() > MESSAGE_LENGTH => Err(Refusal::MessageTooLong.into()),
        _ => Ok(()),
    }
}
