//! Accounts that members show on their profiles.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::page::Page;

use crate::{Result, Transaction, account};

/// Shows an account on a member's profile.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, owner: MemberId, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO featured_account (owner_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(owner.account().number())
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Shows an account no more.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, owner: MemberId, account: AccountId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM featured_account WHERE owner_id = $1 AND account_id = $2")
            .bind(owner.account().number())
            .bind(account.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

macro_rules! statement {
    ($order:literal) => {
        concat!(
            "SELECT * FROM account WHERE gone_at IS NULL AND id < $2 AND id > $3
                 AND id IN (SELECT account_id FROM featured_account WHERE owner_id = $1
                     UNION SELECT subject_id FROM recommendation WHERE author_id = $1 AND standing = 'public')
             ORDER BY id ",
            $order,
            " LIMIT $4"
        )
    };
}

/// Whom an account shows, and whom it publicly recommends.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, owner: AccountId, page: Page) -> Result<Vec<Account>> {
    let statement = if page.from_oldest() {
        statement!("ASC")
    } else {
        statement!("DESC")
    };
    account::page_of(transaction, statement, owner.number(), page).await
}
