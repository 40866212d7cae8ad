//! Other servers: which of them the instance limits or blocks, and whose pictures it leaves out.

mod import;

use vouchwell_domain::account::Host;
use vouchwell_domain::audit::Act;
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_domain::token::SecretDigest;
use vouchwell_storage::instance_domain::{self, Ties};
use vouchwell_storage::{Transaction, domain_without_media, lock, preview_card, severance};

use super::{Administrator, audit};
use crate::error::Refusal;
use crate::notification::tell_severed;
use crate::token::digest_of;
use crate::{Context, Result};

pub use import::{Imported, Plan, import, plan};

/// Another server, with what a block ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainView {
    /// Which.
    pub host: Host,
    /// What was decided about it.
    pub decided: Option<InstanceDomain>,
    /// Whether its pictures are left out.
    pub is_without_media: bool,
    /// What ties there are to it.
    pub ties: Ties,
}

/// One server, whether it is known or not.
///
/// # Errors
/// The database is away.
pub async fn one(context: &Context, _: Administrator<'_>, host: &Host) -> Result<DomainView> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(DomainView {
        host: host.clone(),
        decided: instance_domain::of(&mut snapshot, host).await?,
        is_without_media: domain_without_media::list(&mut snapshot).await?.contains(host),
        ties: instance_domain::ties(&mut snapshot, host).await?,
    })
}

/// All servers that are limited or blocked. Everybody may know of them.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context) -> Result<Vec<InstanceDomain>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(instance_domain::list(&mut snapshot).await?)
}

/// The servers whose pictures are left out.
///
/// # Errors
/// The database is away.
pub async fn without_media(context: &Context, _: Administrator<'_>) -> Result<Vec<Host>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(domain_without_media::list(&mut snapshot).await?)
}

/// The digest by which others compare such lists: SHA-256 of the name.
pub fn digest(host: &Host) -> SecretDigest {
    digest_of(host.as_str())
}

/// Limits or blocks a server, or neither any more. By a block follows end, in both directions and for good; members are
/// told, and nobody there, because nothing is sent to the server.
///
/// # Errors
/// It is this server, or the database is away.
pub async fn decide(
    context: &Context,
    administrator: Administrator<'_>,
    host: &Host,
    severity: Option<Severity>,
    comment: &str,
) -> Result<()> {
    refuse_own(context, host)?;
    let comment = comment.trim().to_owned();
    let mut transaction = context.store.begin().await?;
    lock::instance(&mut transaction).await?;
    match severity {
        Some(severity) => {
            let before = instance_domain::of(&mut transaction, host).await?;
            if before.is_some_and(|before| before.severity == severity && before.comment == comment) {
                return Ok(());
            }
            restrict(
                context,
                &mut transaction,
                administrator,
                (host, severity),
                comment,
            )
            .await?;
        }
        None => {
            if !instance_domain::remove(&mut transaction, host).await? {
                return Ok(());
            }
            note(
                context,
                &mut transaction,
                administrator,
                (Act::FreeDomain, host),
                comment,
            )
            .await?;
        }
    }
    Ok(transaction.commit().await?)
}

/// Leaves out the pictures of a server, those that are known of it too, or shows what comes from now on.
///
/// # Errors
/// It is this server, or the database is away.
pub async fn decide_about_media(
    context: &Context,
    administrator: Administrator<'_>,
    host: &Host,
    is_shown: bool,
) -> Result<()> {
    refuse_own(context, host)?;
    let mut transaction = context.store.begin().await?;
    lock::instance(&mut transaction).await?;
    if is_shown {
        if domain_without_media::remove(&mut transaction, host).await? {
            let done = (Act::ShowMedia, host);
            note(context, &mut transaction, administrator, done, String::new()).await?;
        }
    } else {
        leave_out_media(context, &mut transaction, administrator, host).await?;
    }
    Ok(transaction.commit().await?)
}

fn refuse_own(context: &Context, host: &Host) -> Result<()> {
    if host == context.address.host() {
        return Err(Refusal::OwnServer.into());
    }
    Ok(())
}

async fn restrict(
    context: &Context,
    transaction: &mut Transaction,
    administrator: Administrator<'_>,
    (host, severity): (&Host, Severity),
    comment: String,
) -> Result<()> {
    let decided = InstanceDomain {
        host: host.clone(),
        severity,
        comment: comment.clone(),
        created_at: context.now(),
    };
    instance_domain::save(transaction, &decided).await?;
    let act = match severity {
        Severity::Limit => Act::LimitDomain,
        Severity::Block => {
            let severed = severance::of_host(transaction, host).await?;
            instance_domain::cut(transaction, host).await?;
            tell_severed(context, transaction, &severed).await?;
            preview_card::remove_of(transaction, host).await?;
            Act::BlockDomain
        }
    };
    note(context, transaction, administrator, (act, host), comment).await
}

/// Whether that is new.
async fn leave_out_media(
    context: &Context,
    transaction: &mut Transaction,
    administrator: Administrator<'_>,
    host: &Host,
) -> Result<bool> {
    if !domain_without_media::add(transaction, host, context.now()).await? {
        return Ok(false);
    }
    domain_without_media::clear(transaction, host).await?;
    let done = (Act::LeaveOutMedia, host);
    note(context, transaction, administrator, done, String::new()).await?;
    Ok(true)
}

async fn note(
    context: &Context,
    transaction: &mut Transaction,
    administrator: Administrator<'_>,
    (act, host): (Act, &Host),
    comment: String,
) -> Result<()> {
    audit::record(
        context,
        transaction,
        administrator.0,
        act,
        host.to_string(),
        comment,
    )
    .await
}
