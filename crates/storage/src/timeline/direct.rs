//! What is written to a member, and by her, directly.

use vouchwell_domain::identifier::{MemberId, StatusId};
use vouchwell_domain::status::Status;

use crate::status::{Row, load};
use crate::{Result, Transaction};

/// A status, if it is for those alone whom it names, the member is one of them or wrote it, and she hears its author.
///
/// # Errors
/// The database is away.
pub async fn direct(transaction: &mut Transaction, member: MemberId, id: StatusId) -> Result<Option<Status>> {
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!(
            "SELECT * FROM status WHERE id = $2 AND visibility = 'direct'
                 AND (account_id = $1 OR EXISTS (SELECT 1 FROM mention
                     WHERE mention.status_id = status.id AND mention.account_id = $1))
                 AND ",
            hears_author!("status.account_id")
        ))
        .bind(member.account().number())
        .bind(id.number())
        .fetch_all(connection)
        .await?
    });
    Ok(load(transaction, rows).await?.pop())
}
