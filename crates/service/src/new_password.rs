//! New passwords for members who have lost theirs: by a link that whoever runs the instance gives them.

use vouchwell_domain::account::MemberName;
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, lock, member};

use crate::member::password;
use crate::{Context, Error, Result, session};

/// Seconds for which a link is good.
const LIFETIME: i64 = 3_600;

/// The secret of a link by which a member chooses a new password, within an hour. It is made of the password that she
/// has, so it is over as soon as that is another one, and so are all that were made before.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn offer(context: &Context, name: &MemberName) -> Result<String> {
    let mut snapshot = context.store.snapshot().await?;
    let member = session::named(&mut snapshot, name.as_str()).await?;
    let member = member.ok_or(Error::NotFound)?;
    let until = context.now().timestamp() + LIFETIME;
    let stamped = stamped(&mut snapshot, &member, until).await?;
    Ok(format!(
        "{}.{until}.{}",
        member.account.name,
        context.vault.stamp(&stamped)
    ))
}

/// Whose password is chosen by the link with this secret.
///
/// # Errors
/// The link is not good ([`Error::NotFound`]), or the database is away.
pub async fn whose(context: &Context, secret: &str) -> Result<Member> {
    let mut snapshot = context.store.snapshot().await?;
    find(context, &mut snapshot, secret).await
}

/// Puts the password that was typed in place of the one that was lost. Everything by which somebody acts for the member
/// ends; a second factor stays.
///
/// # Errors
/// The link is not good ([`Error::NotFound`]), the password cannot be used, or the database is away.
pub async fn choose(context: &Context, secret: &str, typed: String) -> Result<()> {
    whose(context, secret).await?;
    let hash = password::hash(typed, &*context.entropy).await?;
    let mut transaction = context.store.begin().await?;
    let member = find(context, &mut transaction, secret).await?;
    lock::pair(&mut transaction, member.account.id, member.account.id).await?;
    // Asked again of the locked row: another one may have been faster.
    let member = find(context, &mut transaction, secret).await?;
    member::set_password_hash(&mut transaction, member.id, &hash).await?;
    session::end_all(context, &mut transaction, &member).await?;
    Ok(transaction.commit().await?)
}

async fn find(context: &Context, transaction: &mut Transaction, secret: &str) -> Result<Member> {
    let mut parts = secret.splitn(3, '.');
    let (Some(name), Some(until), Some(stamp)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Error::NotFound);
    };
    let until: i64 = until.parse().map_err(|_| Error::NotFound)?;
    let member = session::named(transaction, name).await?.ok_or(Error::NotFound)?;
    let stamped = stamped(transaction, &member, until).await?;
    if until > context.now().timestamp() && context.vault.is_stamp(&stamped, stamp) {
        Ok(member)
    } else {
        Err(Error::NotFound)
    }
}

async fn stamped(transaction: &mut Transaction, member: &Member, until: i64) -> Result<String> {
    let hash = member::password_hash(transaction, member.id).await?;
    let hash = hash.unwrap_or_default();
    Ok(format!("new password {} {until} {hash}", member.account.name))
}
