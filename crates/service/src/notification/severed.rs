//! What members are told when follows of theirs end because the instance blocks a server.

use vouchwell_domain::identifier::{MemberId, NotificationId};
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::severance::Severance;
use vouchwell_storage::{Transaction, notification, severance};

use super::TOLD;
use crate::{Context, Result, push};

/// Tells members which of their follows ended. As in Mastodon it is said by themselves, since nobody else has done it
/// to them.
pub(crate) async fn tell_severed(
    context: &Context,
    transaction: &mut Transaction,
    severed: &[(MemberId, Severance)],
) -> Result<()> {
    for severed in severed.chunks(TOLD) {
        let now = context.now();
        let told = severed.iter().map(|(member, severance)| {
            let told = Notification {
                id: NotificationId::next(now, &*context.entropy),
                kind: NotificationKind::SeveredRelationships,
                from: member.account(),
                status: None,
                created_at: now,
                filtered: false,
            };
            ((*member, told.clone()), (told.id, severance))
        });
        let (told, severances): (Vec<_>, Vec<_>) = told.unzip();
        let told = notification::insert(transaction, told).await?;
        severance::insert(transaction, &severances).await?;
        push::schedule(context, transaction, &told).await?;
    }
    Ok(())
}
