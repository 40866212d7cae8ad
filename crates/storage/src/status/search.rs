//! Statuses by their words.

use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use super::{Row, load, visible_to_reader};
use crate::value_list::escape_pattern;
use crate::{Result, Transaction};

/// What is searched for.
#[derive(Debug, Clone, Copy)]
pub struct StatusSearch<'a> {
    /// What a status says.
    pub text: &'a str,
    /// Who wrote it.
    pub author: Option<AccountId>,
    /// Which part of what is found is wanted.
    pub page: Page,
    /// How many are left out at its beginning.
    pub offset: u32,
}

/// The newest statuses that contain the text, as far as the reader may see them and their authors let them be
/// found: everybody's who says so, and of others what concerns her, since she wrote, likes or keeps it, or is
/// named in it.
///
/// # Errors
/// The database is away.
pub async fn search(
    transaction: &mut Transaction,
    reader: MemberId,
    wanted: StatusSearch<'_>,
) -> Result<Vec<Status>> {
    let pattern = format!("%{}%", escape_pattern(&wanted.text.to_lowercase()));
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(concat!(
            "SELECT * FROM status WHERE lower(content) LIKE $2 ESCAPE '\\' AND id < $3 AND id > $4
                 AND ($5 = 0 OR account_id = $5) AND reblog_of_id IS NULL
                 AND (account_id = $1
                     OR EXISTS (SELECT 1 FROM account WHERE account.id = status.account_id AND account.indexable)
                     OR EXISTS (SELECT 1 FROM mention WHERE mention.status_id = status.id AND mention.account_id = $1)
                     OR EXISTS (SELECT 1 FROM favourite
                         WHERE favourite.status_id = status.id AND favourite.account_id = $1)
                     OR EXISTS (SELECT 1 FROM bookmark
                         WHERE bookmark.status_id = status.id AND bookmark.account_id = $1))
                 AND ",
            visible_to_reader!(),
            " AND ",
            hears_author!("status.account_id"),
            " ORDER BY id DESC LIMIT $6 OFFSET $7"
        ))
        .bind(reader.account().number())
        .bind(&pattern)
        .bind(wanted.page.upper())
        .bind(wanted.page.lower())
        .bind(wanted.author.map_or(0, AccountId::number))
        .bind(i64::from(wanted.page.limit))
        .bind(i64::from(wanted.offset))
        .fetch_all(connection)
        .await?
    });
    load(transaction, rows).await
}
