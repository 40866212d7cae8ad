//! Preview cards: what the pages say of themselves to which posts lead. A page is asked for by this server alone, for
//! what its own members say to everybody, and seldom.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use url::Url;
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::job::Job;
use vouchwell_domain::link::first_link;
use vouchwell_domain::preview_card::{PreviewCard, address};
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, preview_card};

use crate::{Context, Result, outbox};

/// How long nobody asks for a page again.
const KEPT: TimeDelta = TimeDelta::days(1);

/// The page to which a post leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPage {
    /// The link, as it was typed.
    pub link: ObjectUri,
    /// What the page says of itself.
    pub says: PreviewCard,
}

/// Has the page asked for to which a new post of a member leads, if everybody may read the post.
pub(crate) async fn ask(context: &Context, transaction: &mut Transaction, post: &Status) -> Result<()> {
    let Some((address, host)) = asked_page(context, post) else {
        return Ok(());
    };
    preview_card::lead(transaction, post.id, &address).await?;
    let now = context.now();
    if preview_card::take(transaction, &address, &host, now - KEPT, now).await? {
        let job = Job::FetchPreviewCard { address };
        outbox::schedule(context, transaction, &job, now).await?;
    }
    Ok(())
}

/// The same for a post that was written anew.
pub(crate) async fn ask_anew(context: &Context, transaction: &mut Transaction, post: &Status) -> Result<()> {
    if asked_page(context, post).is_none() {
        preview_card::lead_nowhere(transaction, post.id).await?;
    }
    ask(context, transaction, post).await
}

/// The page for which a post has this server ask, and whose it is.
fn asked_page(context: &Context, post: &Status) -> Option<(ObjectUri, Host)> {
    let link = first_link(&post.content).filter(|_| post.visibility.is_open())?;
    if context.address.is_origin_of(link.as_str()) {
        return None;
    }
    let address = address(&link)?;
    let host = host_of(&address)?;
    Some((address, host))
}

fn host_of(address: &ObjectUri) -> Option<Host> {
    Host::of(&Url::parse(address.as_str()).ok()?)
}

/// What is known of the pages to which these links lead, in a fixed number of statements.
pub(crate) async fn of_links(
    transaction: &mut Transaction,
    links: &HashMap<StatusId, ObjectUri>,
) -> Result<HashMap<StatusId, LinkedPage>> {
    let addresses: HashMap<StatusId, ObjectUri> = links
        .iter()
        .filter_map(|(id, link)| Some((*id, address(link)?)))
        .collect();
    let asked: BTreeSet<ObjectUri> = addresses.values().cloned().collect();
    let known = preview_card::by_addresses(transaction, &asked).await?;
    let linked = addresses.into_iter().filter_map(|(id, address)| {
        let page = LinkedPage {
            link: links.get(&id)?.clone(),
            says: known.get(&address)?.clone(),
        };
        Some((id, page))
    });
    Ok(linked.collect())
}

/// Keeps what the page at an address says of itself; nothing of what it said before, if it says nothing any more.
///
/// # Errors
/// The database is away.
pub async fn keep(context: &Context, address: &ObjectUri, said: Option<&PreviewCard>) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let said = said.and_then(|said| Some((said, host_of(&said.page)?)));
    let said = said.as_ref().map(|(said, host)| (*said, host));
    preview_card::save(&mut transaction, address, said).await?;
    Ok(transaction.commit().await?)
}

/// Forgets what is kept of pages to which no post of a member leads any more.
///
/// # Errors
/// The database is away.
pub async fn forget_unused(context: &Context) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    preview_card::forget_unused(&mut transaction, context.now() - KEPT).await?;
    Ok(transaction.commit().await?)
}
