//! Timelines: statuses with all that is shown of them, read in a fixed number of statements.

mod show;
mod view;
mod within;

use vouchwell_domain::identifier::{AccountId, ListId, MemberId, ObjectUri, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_storage::{list, status, timeline};

pub(crate) use show::{load, show, show_beside, show_placed};
pub use view::{QuoteView, StatusView};
pub use vouchwell_storage::status::{Selection, StatusSearch};
pub use vouchwell_storage::timeline::{Public, Source, Tagged};

use crate::account::living;
use crate::{Context, Error, Result};

/// What a member follows, what she wrote and what mentions her.
///
/// # Errors
/// The database is away.
pub async fn home(context: &Context, member: &Member, page: Page) -> Result<Vec<StatusView>> {
    show(context, Some(member.id), move |mut snapshot| async move {
        let found = timeline::home(&mut snapshot, member.id, page).await?;
        Ok((snapshot, found))
    })
    .await
}

/// What those wrote who are on a list of a member.
///
/// # Errors
/// She has no such list, or the database is away.
pub async fn list(context: &Context, member: &Member, id: ListId, page: Page) -> Result<Vec<StatusView>> {
    show(context, Some(member.id), move |mut snapshot| async move {
        let kept = list::by_id(&mut snapshot, member.id, id)
            .await?
            .ok_or(Error::NotFound)?;
        let found = timeline::list(&mut snapshot, member.id, &kept, page).await?;
        Ok((snapshot, found))
    })
    .await
}

/// What everybody may read.
///
/// # Errors
/// The database is away.
pub async fn public(
    context: &Context,
    reader: Option<&Member>,
    wanted: impl Into<Public>,
    page: Page,
) -> Result<Vec<StatusView>> {
    let (wanted, reader) = (wanted.into(), reader.map(|member| member.id));
    show(context, reader, move |mut snapshot| async move {
        let found = timeline::public(&mut snapshot, page, wanted, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// What everybody may read and has some hashtags.
///
/// # Errors
/// The database is away.
pub async fn tagged(
    context: &Context,
    reader: Option<&Member>,
    tagged: &Tagged,
    source: Source,
    page: Page,
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        let found = timeline::tagged(&mut snapshot, tagged, page, source, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// A status that is for those alone whom it names, the member among them.
///
/// # Errors
/// The database is away.
pub async fn direct(context: &Context, member: &Member, id: StatusId) -> Result<Vec<StatusView>> {
    show(context, Some(member.id), move |mut snapshot| async move {
        let found = timeline::direct(&mut snapshot, member.id, id).await?;
        Ok((snapshot, found.into_iter().collect()))
    })
    .await
}

/// The statuses of an account that the reader may see.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn of_account(
    context: &Context,
    reader: Option<&Member>,
    account: AccountId,
    selection: &Selection,
    page: Page,
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        living(&mut snapshot, account).await?;
        let found = status::of_account(&mut snapshot, account, selection, page, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// One status, if the reader may see it.
///
/// # Errors
/// There is none that she may see, or the database is away.
pub async fn status(context: &Context, reader: Option<&Member>, id: StatusId) -> Result<StatusView> {
    let reader = reader.map(|member| member.id);
    let found = show(context, reader, move |mut snapshot| async move {
        let found = status::visible_by_id(&mut snapshot, id, reader).await?;
        Ok((snapshot, found.into_iter().collect()))
    });
    found.await?.pop().ok_or(Error::NotFound)
}

/// Those of these statuses that the reader may see, in the order of the ids.
///
/// # Errors
/// The database is away.
pub async fn statuses(
    context: &Context,
    reader: Option<&Member>,
    ids: &[StatusId],
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        let mut found = status::visible_by_ids(&mut snapshot, ids, reader).await?;
        found.sort_by_key(|status| ids.iter().position(|id| *id == status.id));
        Ok((snapshot, found))
    })
    .await
}

/// The newest statuses that contain the text and that the reader may see.
///
/// # Errors
/// The database is away.
pub async fn search(context: &Context, reader: &Member, wanted: StatusSearch<'_>) -> Result<Vec<StatusView>> {
    if wanted.text.is_empty() && wanted.author.is_none() {
        return Ok(Vec::new());
    }
    let reader = reader.id;
    show(context, Some(reader), move |mut snapshot| async move {
        let found = status::search(&mut snapshot, reader, wanted).await?;
        Ok((snapshot, found))
    })
    .await
}

/// The status at an address, if it is known here and the reader may see it: its id, or its page on this server.
///
/// # Errors
/// The database is away.
pub async fn at_address(
    context: &Context,
    reader: Option<&Member>,
    address: &ObjectUri,
) -> Result<Option<StatusView>> {
    let reader = reader.map(|member| member.id);
    let page = context.address.is_origin_of(address.as_str());
    let id = address.as_str().rsplit('/').next().filter(|_| page);
    let id: Option<StatusId> = id.and_then(|id| id.parse().ok());
    let found = show(context, reader, move |mut snapshot| async move {
        let account = reader.map(MemberId::account);
        let mut found = status::visible_by_uri(&mut snapshot, address, account).await?;
        if let (None, Some(id)) = (&found, id) {
            let here = status::visible_by_id(&mut snapshot, id, reader).await?;
            found = here.filter(|here| here.url == *address);
        }
        Ok((snapshot, found.into_iter().collect()))
    });
    Ok(found.await?.pop())
}
