//! Notices: what waits for a member, as a private status of the instance's own account, which every app shows.

use vouchwell_domain::account::{Account, Handle};
use vouchwell_domain::identifier::{NotificationId, ObjectUri, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::notice::{Notice, NoticeLanguage};
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{Transaction, account, block, notification, preference, reading_language, status};

use crate::{Context, Error, Result};

/// Tells a member once of what an activity of somebody means to her, unless she blocks the instance's account. Her
/// policy for messages of strangers does not hold it back: it is her own server that speaks.
pub(crate) async fn give(
    context: &Context,
    transaction: &mut Transaction,
    to: &Member,
    notice: Notice,
    (about, activity): (&Account, &ObjectUri),
) -> Result<()> {
    let uri = context.address.notice(notice, &about.uri, activity);
    if status::by_uri(transaction, &uri).await?.is_some() {
        return Ok(());
    }
    let instance = account::by_uri(transaction, &context.address.instance_actor()).await?;
    let instance = instance.ok_or(Error::Internal("the instance has no account"))?;
    if block::exists(transaction, to.account.id, instance.id).await? {
        return Ok(());
    }
    let language = match reading_language::of(transaction, to.id).await? {
        Some(chosen) => Some(chosen),
        None => preference::of(transaction, to.id).await?.language,
    };
    let language = NoticeLanguage::nearest(language.as_ref());
    let now = context.now();
    let id = StatusId::next(now, &*context.entropy);
    let page = context.address.waiting();
    let told = Status {
        id,
        uri,
        content: notice.html(language, about, &named(context, about), page.as_str()),
        url: page,
        account: instance.id,
        spoiler: String::new(),
        sensitive: false,
        language: Some(language.tag().to_owned()),
        visibility: Visibility::Direct,
        in_reply_to: None,
        tags: Vec::new(),
        mentions: vec![to.account.id],
        recommendation: None,
        reblog_of: None,
        created_at: now,
        edited_at: None,
    };
    status::insert(transaction, &told).await?;
    let notified = Notification {
        id: NotificationId::next(now, &*context.entropy),
        kind: NotificationKind::Mention,
        from: instance.id,
        status: Some(id),
        created_at: now,
        filtered: false,
    };
    notification::insert(transaction, to.id, &notified).await?;
    Ok(())
}

/// Takes back what was told of an activity that its sender undoes.
pub(crate) async fn take_back(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    activity: &ObjectUri,
) -> Result<()> {
    for notice in Notice::UNDOABLE {
        status::remove_by_uri(transaction, &context.address.notice(notice, &from.uri, activity)).await?;
    }
    Ok(())
}

/// With its host even here: a notice may be read anywhere.
fn named(context: &Context, account: &Account) -> Handle {
    let handle = account.handle();
    Handle {
        host: handle.host.or_else(|| Some(context.address.host().clone())),
        ..handle
    }
}
