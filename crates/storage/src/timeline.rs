//! Timelines: statuses of many people, each once, newest first.

#[macro_use]
mod boost;
mod direct;
#[macro_use]
mod follow;
mod home;
mod list;
mod tag;

use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

pub use direct::direct;
pub use home::home;
pub use list::list;
pub use tag::{Tagged, tagged};

use crate::status::{Row, load};
use crate::{Result, Transaction};

/// Whose statuses a public timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Everybody's.
    Everywhere,
    /// Those of members.
    Here,
    /// Those of remote accounts.
    Elsewhere,
}

/// Which statuses a public timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Public {
    /// Whose.
    pub source: Source,
    /// Only those with media.
    pub with_media: bool,
}

impl From<Source> for Public {
    fn from(source: Source) -> Self {
        Self {
            source,
            with_media: false,
        }
    }
}

/// Answers to others stand under what they answer, and boosts at home and on profiles.
macro_rules! public_statement {
    ($table:literal, $id:literal, $source:literal, $with_media:literal, $order:literal) => {
        concat!(
            "SELECT status.* FROM ",
            $table,
            " WHERE status.visibility = 'public'",
            $source,
            $with_media,
            " AND ",
            $id,
            " < $2 AND ",
            $id,
            " > $3
                 AND status.reblog_of_id IS NULL
                 AND (status.in_reply_to IS NULL OR status.in_reply_to_account_id = status.account_id)
                 AND ",
            hears_author!("status.account_id"),
            " AND ",
            shown_to_everybody!("status.account_id"),
            " ORDER BY ",
            $id,
            " ",
            $order,
            " LIMIT $4"
        )
    };
}

macro_rules! public_statements {
    ($source:literal) => {
        public_statements!("status", "status.id", $source, "")
    };
    // CROSS, so that SQLite reads no status without media: most have none.
    ($source:literal, with_media) => {
        public_statements!(
            "media CROSS JOIN status",
            "media.status_id",
            $source,
            " AND status.id = media.status_id AND media.position = 0"
        )
    };
    ($table:literal, $id:literal, $source:literal, $with_media:literal) => {
        [
            public_statement!($table, $id, $source, $with_media, "DESC"),
            public_statement!($table, $id, $source, $with_media, "ASC"),
        ]
    };
}

/// What everybody may read, without those whom the reader blocks or who block her.
///
/// # Errors
/// The database is away.
pub async fn public(
    transaction: &mut Transaction,
    page: Page,
    wanted: impl Into<Public>,
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    let Public { source, with_media } = wanted.into();
    // Written out, because a parameter does not choose an index.
    let statements = match (source, with_media) {
        (Source::Everywhere, false) => public_statements!(""),
        (Source::Everywhere, true) => public_statements!("", with_media),
        (Source::Here, false) => public_statements!(" AND status.local"),
        (Source::Here, true) => public_statements!(" AND status.local", with_media),
        (Source::Elsewhere, false) => public_statements!(" AND NOT status.local"),
        (Source::Elsewhere, true) => public_statements!(" AND NOT status.local", with_media),
    };
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statements[usize::from(page.from_oldest())])
            .bind(reader.map_or(0, |member| member.account().number()))
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    in_order(transaction, rows, page).await
}

async fn in_order(transaction: &mut Transaction, mut rows: Vec<Row>, page: Page) -> Result<Vec<Status>> {
    if page.from_oldest() {
        rows.reverse();
    }
    load(transaction, rows).await
}
