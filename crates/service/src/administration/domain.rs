//! Other servers: which of them the instance limits or blocks.

use vouchwell_domain::account::Host;
use vouchwell_domain::audit::Act;
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_domain::token::SecretDigest;
use vouchwell_storage::instance_domain::{self, Ties};
use vouchwell_storage::lock;

use super::{Administrator, audit};
use crate::error::Refusal;
use crate::token::digest_of;
use crate::{Context, Result};

/// Another server, with what a block ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainView {
    /// Which.
    pub host: Host,
    /// What was decided about it.
    pub decided: Option<InstanceDomain>,
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

/// The digest by which others compare such lists: SHA-256 of the name.
pub fn digest(host: &Host) -> SecretDigest {
    digest_of(host.as_str())
}

/// Limits or blocks a server, or neither any more. By a block follows end, in both directions and for good; nobody is
/// told, because nothing is sent to the server.
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
    if host == context.address.host() {
        return Err(Refusal::OwnServer.into());
    }
    let comment = comment.trim().to_owned();
    let mut transaction = context.store.begin().await?;
    lock::end(&mut transaction).await?;
    let act = match severity {
        Some(severity) => {
            let decided = InstanceDomain {
                host: host.clone(),
                severity,
                comment: comment.clone(),
                created_at: context.now(),
            };
            let before = instance_domain::of(&mut transaction, host).await?;
            if before.is_some_and(|before| before.severity == severity && before.comment == comment) {
                return Ok(());
            }
            instance_domain::save(&mut transaction, &decided).await?;
            match severity {
                Severity::Limit => Act::LimitDomain,
                Severity::Block => {
                    instance_domain::cut(&mut transaction, host).await?;
                    Act::BlockDomain
                }
            }
        }
        None if instance_domain::remove(&mut transaction, host).await? => Act::FreeDomain,
        None => return Ok(()),
    };
    audit::record(
        context,
        &mut transaction,
        administrator.0,
        act,
        host.to_string(),
        comment,
    )
    .await?;
    Ok(transaction.commit().await?)
}
