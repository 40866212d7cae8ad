//! Which files a status shows.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use vouchwell_domain::identifier::{AccountId, MediaId, MemberId, StatusId};
use vouchwell_domain::media::Attachment;

use crate::value_list::push_list;
use crate::{Result, Transaction};

/// Lets a status of a member show these files of hers, each named once, in this order; whether all of them could
/// be: a picture is hers, ready, and neither shown by another status nor kept for one.
///
/// # Errors
/// The database is away.
pub async fn attach(
    transaction: &mut Transaction,
    owner: MemberId,
    status: StatusId,
    media: &[MediaId],
    now: DateTime<Utc>,
) -> Result<bool> {
    if media.is_empty() {
        return Ok(true);
    }
    let attached = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("UPDATE media SET attached_at = coalesce(attached_at, ");
        builder.push_bind(now);
        builder.push("), status_id = ");
        builder.push_bind(status.number());
        builder.push(", position = CASE id");
        for (position, id) in (0_i64..).zip(media) {
            builder.push(" WHEN ").push_bind(id.number());
            builder.push(" THEN ").push_bind(position);
        }
        builder.push(" ELSE 0 END WHERE format IS NOT NULL AND account_id = ");
        builder.push_bind(owner.account().number());
        builder.push(" AND (status_id IS NULL OR status_id = ");
        builder.push_bind(status.number());
        builder.push(
            ") AND NOT EXISTS (SELECT 1 FROM scheduled_media WHERE scheduled_media.media_id = media.id) AND id IN ",
        );
        push_list(&mut builder, media.iter().map(|id| id.number()));
        builder.build().execute(connection).await?.rows_affected()
    });
    Ok(attached == media.len() as u64)
}

/// Lets a status show none of its files but these, and says which it showed besides.
///
/// # Errors
/// The database is away.
pub async fn detach_from(
    transaction: &mut Transaction,
    status: StatusId,
    but: &[MediaId],
) -> Result<Vec<MediaId>> {
    let detached: Vec<i64> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("UPDATE media SET status_id = NULL, attached_at = NULL WHERE status_id = ");
        builder.push_bind(status.number());
        if !but.is_empty() {
            builder.push(" AND id NOT IN ");
            push_list(&mut builder, but.iter().map(|id| id.number()));
        }
        builder.push(" RETURNING id");
        builder.build_query_scalar().fetch_all(connection).await?
    });
    Ok(detached.into_iter().map(MediaId::from_number).collect())
}

/// Puts the files that a status of another server shows in place of those that it showed before. Each comes with
/// an id for it.
///
/// # Errors
/// The database is away.
pub async fn replace_remote(
    transaction: &mut Transaction,
    owner: AccountId,
    status: StatusId,
    attachments: &[(MediaId, Attachment)],
    now: DateTime<Utc>,
) -> Result<()> {
    on_both!(&mut *transaction, connection => {
        sqlx::query("DELETE FROM media WHERE status_id = $1 AND remote_url IS NOT NULL")
            .bind(status.number())
            .execute(connection)
            .await?;
    });
    if attachments.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "INSERT INTO media (id, account_id, status_id, position, attached_at, unreadable, remote_url,
                 remote_type, width, height, blurhash, description, focus_x, focus_y) ",
        );
        builder.push_values((0_i64..).zip(attachments), |mut row, (position, (id, attachment))| {
            let Attachment { reference, description, focus } = attachment;
            let (x, y) = focus.parts();
            row.push_bind(id.number())
                .push_bind(owner.number())
                .push_bind(status.number())
                .push_bind(position)
                .push_bind(now)
                .push_bind(false)
                .push_bind(reference.url.as_str())
                .push_bind(reference.media_type.as_str())
                .push_bind(reference.size.map(|size| i64::from(size.width)))
                .push_bind(reference.size.map(|size| i64::from(size.height)))
                .push_bind(reference.blurhash.as_deref())
                .push_bind(description.as_str())
                .push_bind(x)
                .push_bind(y);
        });
        builder.build().execute(connection).await?;
    });
    Ok(())
}
