//! Notices: what waits for a member, as a private status of the instance's own account, which every app shows.

use vouchwell_domain::account::{Account, Handle};
use vouchwell_domain::identifier::{MemberId, NotificationId, ObjectUri, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::notice::{Notice, NoticeLanguage};
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::recommendation::Recommendation;
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
    let page = context.address.waiting();
    tell(context, transaction, to, (notice, about, page), activity).await
}

async fn tell(
    context: &Context,
    transaction: &mut Transaction,
    to: &Member,
    (notice, about, page): (Notice, &Account, ObjectUri),
    activity: &ObjectUri,
) -> Result<()> {
    let uri = context.address.notice(notice, &about.uri, activity);
    if status::by_uri(transaction, &uri).await?.is_some() {
        return Ok(());
    }
    let instance = instance(context, transaction).await?;
    if block::exists(transaction, to.account.id, instance.id).await? {
        return Ok(());
    }
    let id = StatusId::next(context.now(), &*context.entropy);
    let told = write(
        context,
        transaction,
        (id, uri),
        &instance,
        to,
        (notice, about, page),
    )
    .await?;
    notify(context, transaction, to, &told).await
}

/// Tells a member that somebody whom she followed has another account from now on.
pub(crate) async fn tell_of_move(
    context: &Context,
    transaction: &mut Transaction,
    to: &Member,
    (from, target): (&Account, &Account),
    activity: &ObjectUri,
) -> Result<()> {
    let page = target.profile.url.clone();
    tell(context, transaction, to, (Notice::Moved, from, page), activity).await
}

/// Answers a post of a member that has become a draft. She reads the answer even if she blocks the instance's account,
/// since it is what her app asked for; it is not told her then.
pub(crate) async fn answer(
    context: &Context,
    transaction: &mut Transaction,
    to: &Member,
    draft: &Recommendation,
    subject: &Account,
    id: StatusId,
) -> Result<Status> {
    let instance = instance(context, transaction).await?;
    let uri = of_draft(context, to, draft);
    let page = context.address.composer(&draft.id);
    let said = (Notice::Drafted, subject, page);
    let told = write(context, transaction, (id, uri), &instance, to, said).await?;
    if !block::exists(transaction, to.account.id, instance.id).await? {
        notify(context, transaction, to, &told).await?;
    }
    Ok(told)
}

/// Takes back the answer to a post, when its draft is given up.
pub(crate) async fn take_back_answer(
    context: &Context,
    transaction: &mut Transaction,
    author: &Member,
    draft: &Recommendation,
) -> Result<()> {
    let uri = of_draft(context, author, draft);
    Ok(status::remove_by_uri(transaction, &uri).await.map(|_| ())?)
}

fn of_draft(context: &Context, author: &Member, draft: &Recommendation) -> ObjectUri {
    context
        .address
        .notice(Notice::Drafted, &author.account.uri, &draft.uri)
}

async fn instance(context: &Context, transaction: &mut Transaction) -> Result<Account> {
    let instance = account::by_uri(transaction, &context.address.instance_actor()).await?;
    instance.ok_or(Error::Internal("the instance has no account"))
}

/// The language in which a member is told something: what she reads, or else what she writes.
pub(crate) async fn language(transaction: &mut Transaction, member: MemberId) -> Result<NoticeLanguage> {
    let language = match reading_language::of(transaction, member).await? {
        Some(chosen) => Some(chosen),
        None => preference::of(transaction, member).await?.language,
    };
    Ok(NoticeLanguage::nearest(language.as_ref()))
}

async fn write(
    context: &Context,
    transaction: &mut Transaction,
    (id, uri): (StatusId, ObjectUri),
    instance: &Account,
    to: &Member,
    (notice, about, page): (Notice, &Account, ObjectUri),
) -> Result<Status> {
    let language = language(transaction, to.id).await?;
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
        created_at: context.now(),
        edited_at: None,
    };
    status::insert(transaction, &told).await?;
    Ok(told)
}

async fn notify(context: &Context, transaction: &mut Transaction, to: &Member, told: &Status) -> Result<()> {
    let now = context.now();
    let notified = Notification {
        id: NotificationId::next(now, &*context.entropy),
        kind: NotificationKind::Mention,
        from: told.account,
        status: Some(told.id),
        created_at: now,
        filtered: false,
    };
    notification::insert(transaction, vec![(to.id, notified)]).await?;
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
