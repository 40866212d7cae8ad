//! Conversations: direct statuses of one thread among the same people.

use sqlx::FromRow;
use vouchwell_domain::conversation::{Conversation, Participants};
use vouchwell_domain::identifier::{ConversationId, MemberId, StatusId};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use crate::error::parse;
use crate::status::readable;
use crate::{Error, Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    participants: String,
    unread: bool,
    last_status: i64,
}

impl TryFrom<Row> for Conversation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ConversationId::from_number(row.id),
            participants: parse(&row.participants, "participants of a conversation")?,
            unread: row.unread,
            last_status: StatusId::from_number(row.last_status),
        })
    }
}

/// The thread that a direct status goes on with: that of what it answers, which begins one if it is in none.
///
/// # Errors
/// The database is away.
pub async fn thread(transaction: &mut Transaction, status: &Status) -> Result<StatusId> {
    let Some(answered) = status.in_reply_to.as_ref().and_then(|answered| answered.status) else {
        return Ok(status.id);
    };
    let known: Option<i64> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT conversation.thread FROM conversation_status
             JOIN conversation ON conversation.id = conversation_status.conversation_id
             WHERE conversation_status.status_id = $1 LIMIT 1",
        )
        .bind(answered.number())
        .fetch_optional(connection)
        .await?
    });
    Ok(known.map_or(answered, StatusId::from_number))
}

/// Puts a status into a member's conversation with these people, which is begun if there is none yet. What she
/// wrote herself she has read.
///
/// # Errors
/// The database is away.
pub async fn add(
    transaction: &mut Transaction,
    id: ConversationId,
    member: MemberId,
    thread: StatusId,
    status: &Status,
) -> Result<()> {
    let participants = Participants::beside(member.account(), status);
    let id: i64 = on_both!(&mut *transaction, connection => {
        sqlx::query_scalar(
            "INSERT INTO conversation (id, account_id, thread, participants, unread) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account_id, thread, participants) DO UPDATE SET unread = excluded.unread RETURNING id",
        )
        .bind(id.number())
        .bind(member.account().number())
        .bind(thread.number())
        .bind(participants.to_string())
        .bind(status.account != member.account())
        .fetch_one(connection)
        .await?
    });
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO conversation_status (conversation_id, status_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(status.id.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

macro_rules! statement {
    ($order:literal) => {
        concat!(
            "SELECT conversation.id, conversation.participants, conversation.unread, newest.last_status
             FROM conversation JOIN (
                 SELECT conversation_status.conversation_id, max(status.id) AS last_status
                 FROM conversation AS own
                 JOIN conversation_status ON conversation_status.conversation_id = own.id
                 JOIN status ON status.id = conversation_status.status_id
                 WHERE own.account_id = $1 AND ",
            readable!("status"),
            " AND ",
            hears_author!("status.account_id"),
            " GROUP BY conversation_status.conversation_id
             ) AS newest ON newest.conversation_id = conversation.id
             WHERE newest.last_status < $2 AND newest.last_status > $3 AND ($5 = 0 OR conversation.id = $5)
             ORDER BY newest.last_status ",
            $order,
            " LIMIT $4"
        )
    };
}

/// The conversations of a member, by their last statuses, which are the positions.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction, member: MemberId, page: Page) -> Result<Vec<Conversation>> {
    read(transaction, member, page, None).await
}

/// A conversation of a member.
///
/// # Errors
/// The database is away.
pub async fn by_id(
    transaction: &mut Transaction,
    member: MemberId,
    id: ConversationId,
) -> Result<Option<Conversation>> {
    Ok(read(transaction, member, Page::newest(1), Some(id)).await?.pop())
}

async fn read(
    transaction: &mut Transaction,
    member: MemberId,
    page: Page,
    only: Option<ConversationId>,
) -> Result<Vec<Conversation>> {
    let statement = if page.from_oldest() {
        statement!("ASC")
    } else {
        statement!("DESC")
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .bind(only.map_or(0, ConversationId::number))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(Conversation::try_from).collect()
}

/// A member has read a conversation; whether there is such.
///
/// # Errors
/// The database is away.
pub async fn read_by(transaction: &mut Transaction, member: MemberId, id: ConversationId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("UPDATE conversation SET unread = FALSE WHERE account_id = $1 AND id = $2")
            .bind(member.account().number())
            .bind(id.number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// Forgets a conversation, but not what was said in it; whether there was such.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, member: MemberId, id: ConversationId) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM conversation WHERE account_id = $1 AND id = $2")
            .bind(member.account().number())
            .bind(id.number())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}
