//! Pictures of people elsewhere whom members meet: made small, kept for a while, and shown to those who meet them.

use std::collections::HashMap;

use chrono::TimeDelta;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, FileId, ObjectUri};
use vouchwell_domain::job::Job;
use vouchwell_domain::media::PictureFile;
use vouchwell_domain::portrait::Portrait;
use vouchwell_storage::{Transaction, portrait};

use crate::{Context, Result, media, outbox};

/// How long one is kept.
const KEPT: TimeDelta = TimeDelta::days(1);
/// How much longer its file is there, for those who still have a page that shows it.
const LINGERS: TimeDelta = TimeDelta::hours(1);

/// Has the picture of somebody elsewhere fetched who has scanned a member's code, so that she sees it.
pub(crate) async fn ask(context: &Context, transaction: &mut Transaction, met: &Account) -> Result<()> {
    if met.is_local() || met.profile.avatar.is_none() {
        return Ok(());
    }
    let job = Job::FetchPortrait { account: met.id };
    outbox::schedule(context, transaction, &job, context.now()).await
}

/// The thumbnails that are kept of these people, as far as they still have the same pictures.
///
/// # Errors
/// The database is away.
pub async fn of_accounts(
    context: &Context,
    accounts: &[&Account],
) -> Result<HashMap<AccountId, PictureFile>> {
    let addresses: HashMap<AccountId, &ObjectUri> = accounts
        .iter()
        .filter_map(|account| Some((account.id, account.profile.avatar.as_ref()?)))
        .collect();
    if addresses.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<AccountId> = addresses.keys().copied().collect();
    let mut reading = context.store.for_one_query().await?;
    let kept = portrait::of_accounts(&mut reading, &ids).await?;
    let now = context.now();
    let holds = |one: &Portrait| one.kept_until > now && addresses.get(&one.account) == Some(&&one.address);
    let shown = kept.into_iter().filter(holds);
    Ok(shown.map(|one| (one.account, one.picture)).collect())
}

/// Removes a file whose time is over, and forgets the thumbnails of which that holds.
pub(crate) async fn forget(context: &Context, file: &FileId) -> Result<()> {
    context.pictures.remove(file).await?;
    let mut transaction = context.store.begin().await?;
    portrait::delete_old(&mut transaction, context.now()).await?;
    Ok(transaction.commit().await?)
}

/// Keeps the picture of somebody elsewhere that was found at an address, as a thumbnail.
///
/// # Errors
/// It is no picture that can be read, or the database or the disk is away.
pub async fn keep(
    context: &Context,
    account: AccountId,
    address: &ObjectUri,
    bytes: Vec<u8>,
) -> Result<PictureFile> {
    let file = FileId::random(&*context.entropy);
    let kept_until = context.now() + KEPT;
    // Noted before there is a file, so that none is ever forgotten.
    let mut transaction = context.store.begin().await?;
    let removal = Job::ForgetPortrait { file: file.clone() };
    outbox::schedule(context, &mut transaction, &removal, kept_until + LINGERS).await?;
    transaction.commit().await?;
    let picture = media::write_thumbnail(context, &file, bytes).await?;
    let kept = Portrait {
        account,
        address: address.clone(),
        picture,
        kept_until,
    };
    let mut transaction = context.store.begin().await?;
    portrait::save(&mut transaction, &kept).await?;
    transaction.commit().await?;
    Ok(kept.picture)
}
