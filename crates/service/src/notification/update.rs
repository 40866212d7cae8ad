//! What members are told when something that they boost says something else.

use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, notification, reblog};

use super::{News, tell_all};
use crate::{Context, Result};

/// Tells the members who boost a status that it was written anew. Of several times they are told of the last.
pub(crate) async fn tell_boosters(
    context: &Context,
    transaction: &mut Transaction,
    changed: &Status,
) -> Result<()> {
    let boosters = reblog::members(transaction, changed.id).await?;
    let others = boosters
        .into_iter()
        .filter(|member| member.account() != changed.account);
    let news: Vec<News> = others
        .map(|member| News {
            member,
            kind: NotificationKind::Update,
            from: changed.account,
            about: Some(changed.id),
        })
        .collect();
    if news.is_empty() {
        return Ok(());
    }
    notification::remove_all_about(transaction, NotificationKind::Update, changed.id).await?;
    tell_all(context, transaction, news).await
}
