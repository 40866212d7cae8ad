//! What filters look for.

use std::collections::HashMap;

use sqlx::FromRow;
use vouchwell_domain::filter::FilterKeyword;
use vouchwell_domain::identifier::{FilterId, FilterKeywordId, MemberId};

use super::by_filter;
use crate::{Result, Transaction};

/// Lets a filter look for a keyword.
///
/// # Errors
/// The database is away.
pub async fn insert_keyword(
    transaction: &mut Transaction,
    filter: FilterId,
    keyword: &FilterKeyword,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("INSERT INTO filter_keyword (id, filter_id, keyword, whole_word) VALUES ($1, $2, $3, $4)")
            .bind(keyword.id.number())
            .bind(filter.number())
            .bind(&keyword.keyword)
            .bind(keyword.whole_word)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Writes all of a keyword that can change.
///
/// # Errors
/// The database is away.
pub async fn update_keyword(transaction: &mut Transaction, keyword: &FilterKeyword) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE filter_keyword SET keyword = $2, whole_word = $3 WHERE id = $1")
            .bind(keyword.id.number())
            .bind(&keyword.keyword)
            .bind(keyword.whole_word)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Lets a filter look for a keyword no more.
///
/// # Errors
/// The database is away.
pub async fn remove_keyword(transaction: &mut Transaction, id: FilterKeywordId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM filter_keyword WHERE id = $1").bind(id.number()).execute(connection).await?;
    });
    Ok(())
}

pub(super) async fn of_member(
    transaction: &mut Transaction,
    owner: MemberId,
) -> Result<HashMap<i64, Vec<FilterKeyword>>> {
    #[derive(FromRow)]
    struct Row {
        filter_id: i64,
        id: i64,
        keyword: String,
        whole_word: bool,
    }
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT filter_keyword.* FROM filter_keyword JOIN filter ON filter.id = filter_keyword.filter_id
             WHERE filter.owner_id = $1 ORDER BY filter_keyword.id",
        )
        .bind(owner.account().number())
        .fetch_all(connection)
        .await?
    });
    Ok(by_filter(rows.into_iter().map(|row| {
        let keyword = FilterKeyword {
            id: FilterKeywordId::from_number(row.id),
            keyword: row.keyword,
            whole_word: row.whole_word,
        };
        (row.filter_id, keyword)
    })))
}
