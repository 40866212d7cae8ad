//! What members note about accounts for themselves.

use vouchwell_domain::identifier::{AccountId, MemberId};

use crate::{Result, Transaction};

/// Keeps a note, in place of the one before; an empty one is none.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    owner: MemberId,
    account: AccountId,
    text: &str,
) -> Result<()> {
    let statement = if text.is_empty() {
        "DELETE FROM private_note WHERE owner_id = $1 AND account_id = $2 AND $3 = ''"
    } else {
        "INSERT INTO private_note (owner_id, account_id, text) VALUES ($1, $2, $3)
         ON CONFLICT (owner_id, account_id) DO UPDATE SET text = excluded.text"
    };
    on_both!(transaction, connection => {
        sqlx::query(statement)
            .bind(owner.account().number())
            .bind(account.number())
            .bind(text)
            .execute(connection)
            .await?;
    });
    Ok(())
}
