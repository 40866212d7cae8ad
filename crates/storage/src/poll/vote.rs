//! Votes.

use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};

use crate::value_list::push_list;
use crate::{Result, Transaction};

/// The positions of the answers that an account chose. On PostgreSQL nobody else votes until the transaction ends.
///
/// # Errors
/// The database is away.
pub async fn votes_of(
    transaction: &mut Transaction,
    status: StatusId,
    account: AccountId,
) -> Result<Vec<usize>> {
    if let Transaction::Postgres(transaction) = transaction {
        sqlx::query("SELECT status_id FROM poll WHERE status_id = $1 FOR NO KEY UPDATE")
            .bind(status.number())
            .execute(&mut **transaction)
            .await?;
    }
    let positions: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT position FROM poll_vote WHERE status_id = $1 AND account_id = $2")
            .bind(status.number())
            .bind(account.number())
            .fetch_all(connection)
            .await?
    });
    Ok(positions
        .into_iter()
        .filter_map(|position| usize::try_from(position).ok())
        .collect())
}

/// Counts the choices of an account, of which none was counted before; whether these are its first.
///
/// # Errors
/// One of them was counted before, or the database is away.
pub async fn vote(
    transaction: &mut Transaction,
    status: StatusId,
    account: AccountId,
    choices: &[usize],
    is_first: bool,
) -> Result<()> {
    let positions: Vec<i64> = choices
        .iter()
        .filter_map(|choice| i64::try_from(*choice).ok())
        .collect();
    if positions.is_empty() {
        return Ok(());
    }
    on_both!(&mut *transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO poll_vote (status_id, account_id, position) ");
        builder.push_values(&positions, |mut row, position| {
            row.push_bind(status.number()).push_bind(account.number()).push_bind(*position);
        });
        builder.build().execute(connection).await?;
    });
    on_both!(&mut *transaction, connection => {
        let mut builder = QueryBuilder::new("UPDATE poll_option SET votes = votes + 1 WHERE status_id = ");
        builder.push_bind(status.number());
        builder.push(" AND position IN ");
        push_list(&mut builder, positions);
        builder.build().execute(connection).await?;
    });
    if is_first {
        on_both!(transaction, connection => {
            sqlx::query("UPDATE poll SET voters = voters + 1 WHERE status_id = $1")
                .bind(status.number())
                .execute(connection)
                .await?;
        });
    }
    Ok(())
}

/// Everybody who voted.
///
/// # Errors
/// The database is away.
pub async fn voters(transaction: &mut Transaction, status: StatusId) -> Result<Vec<AccountId>> {
    let numbers: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT DISTINCT account_id FROM poll_vote WHERE status_id = $1")
            .bind(status.number())
            .fetch_all(connection)
            .await?
    });
    Ok(numbers.into_iter().map(AccountId::from_number).collect())
}

/// The members who voted.
///
/// # Errors
/// The database is away.
pub async fn local_voters(transaction: &mut Transaction, status: StatusId) -> Result<Vec<MemberId>> {
    let numbers: Vec<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT DISTINCT poll_vote.account_id FROM poll_vote
             JOIN member ON member.account_id = poll_vote.account_id WHERE poll_vote.status_id = $1",
        )
        .bind(status.number())
        .fetch_all(connection)
        .await?
    });
    Ok(numbers
        .into_iter()
        .map(|number| MemberId::of_stored_member(AccountId::from_number(number)))
        .collect())
}
