//! Files of posts: pictures of members, and those of others, by reference.

mod attach;
mod row;

use std::collections::HashMap;

use vouchwell_domain::identifier::{AccountId, FileId, MediaId, MemberId, StatusId};
use vouchwell_domain::media::{Description, Focus, Media, Picture};

use self::row::Row;
use crate::{Result, Transaction, value_list};

pub use attach::{attach, detach_from, replace_remote};

/// Notes that a member uploads something, before any file of it is written: so no file is ever forgotten.
///
/// # Errors
/// The database is away.
pub async fn begin(
    transaction: &mut Transaction,
    id: MediaId,
    owner: MemberId,
    file: &FileId,
    description: &Description,
    focus: Focus,
) -> Result<()> {
    let (x, y) = focus.parts();
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO media (id, account_id, position, file, unreadable, description, focus_x, focus_y)
             VALUES ($1, $2, 0, $3, FALSE, $4, $5, $6)",
        )
        .bind(id.number())
        .bind(owner.account().number())
        .bind(file.as_str())
        .bind(description.as_str())
        .bind(x)
        .bind(y)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// How many uploads of a member there are that no post shows or will show.
///
/// # Errors
/// The database is away.
pub async fn count_waiting(transaction: &mut Transaction, owner: MemberId) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT count(*) FROM media WHERE account_id = $1 AND status_id IS NULL AND remote_url IS NULL
                 AND NOT EXISTS (SELECT 1 FROM scheduled_media WHERE scheduled_media.media_id = media.id)",
        )
        .bind(owner.account().number())
        .fetch_one(connection)
        .await?
    }))
}

/// Notes that the files of a picture are there; whether it was still waited for.
///
/// # Errors
/// The database is away.
pub async fn finish(transaction: &mut Transaction, id: MediaId, picture: &Picture) -> Result<bool> {
    let (size, preview) = (picture.size, picture.preview);
    Ok(on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE media SET format = $2, width = $3, height = $4, preview_width = $5, preview_height = $6,
                 blurhash = $7 WHERE id = $1 AND format IS NULL AND remote_url IS NULL",
        )
        .bind(id.number())
        .bind(picture.format.extension())
        .bind(i64::from(size.width))
        .bind(i64::from(size.height))
        .bind(i64::from(preview.width))
        .bind(i64::from(preview.height))
        .bind(&picture.blurhash)
        .execute(connection)
        .await?
        .rows_affected()
    }) == 1)
}

/// Notes that what was uploaded is no picture that can be read.
///
/// # Errors
/// The database is away.
pub async fn set_unreadable(transaction: &mut Transaction, id: MediaId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE media SET unreadable = TRUE WHERE id = $1 AND format IS NULL")
            .bind(id.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Writes what is said of a file.
///
/// # Errors
/// The database is away.
pub async fn describe(
    transaction: &mut Transaction,
    id: MediaId,
    description: &Description,
    focus: Focus,
) -> Result<()> {
    let (x, y) = focus.parts();
    on_both!(transaction, connection => {
        sqlx::query("UPDATE media SET description = $2, focus_x = $3, focus_y = $4 WHERE id = $1")
            .bind(id.number())
            .bind(description.as_str())
            .bind(x)
            .bind(y)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Forgets an upload that no post shows or will show, and says which file is left.
///
/// # Errors
/// The database is away.
pub async fn remove_unattached(transaction: &mut Transaction, id: MediaId) -> Result<Option<FileId>> {
    let file: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "DELETE FROM media WHERE id = $1 AND status_id IS NULL
                 AND NOT EXISTS (SELECT 1 FROM scheduled_media WHERE scheduled_media.media_id = media.id)
             RETURNING file",
        )
            .bind(id.number())
            .fetch_optional(connection)
            .await?
    });
    crate::error::parse_optional(file.as_ref(), "name of a file")
}

/// The file or upload with this id.
///
/// # Errors
/// The database is away.
pub async fn by_id(transaction: &mut Transaction, id: MediaId) -> Result<Option<Media>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM media WHERE id = $1").bind(id.number()).fetch_optional(connection).await?
    });
    row.map(Row::read).transpose()
}

/// The files or uploads with these ids, in no order.
///
/// # Errors
/// The database is away.
pub async fn by_ids(transaction: &mut Transaction, ids: &[MediaId]) -> Result<Vec<Media>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = ids.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM media WHERE id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Row::read).collect()
}

/// The files of many statuses in their order, in one statement.
///
/// # Errors
/// The database is away.
pub async fn of_statuses(
    transaction: &mut Transaction,
    statuses: &[StatusId],
) -> Result<HashMap<StatusId, Vec<Media>>> {
    let mut media: HashMap<StatusId, Vec<Media>> = HashMap::new();
    if statuses.is_empty() {
        return Ok(media);
    }
    let numbers = statuses.iter().map(|status| status.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM media WHERE status_id IN ", numbers)
            .push(" ORDER BY status_id, position")
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    for row in rows {
        let one = row.read()?;
        if let Some(status) = one.status {
            media.entry(status).or_default().push(one);
        }
    }
    Ok(media)
}

/// The files that an account uploaded.
///
/// # Errors
/// The database is away.
pub async fn files_of(transaction: &mut Transaction, owner: AccountId) -> Result<Vec<FileId>> {
    let files: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT file FROM media WHERE account_id = $1 AND file IS NOT NULL")
            .bind(owner.number())
            .fetch_all(connection)
            .await?
    });
    files
        .iter()
        .map(|file| crate::error::parse(file, "name of a file"))
        .collect()
}
