//! The row of a status.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::status::{InReplyTo, Status};

use crate::error::{parse, parse_optional};
use crate::{Result, Transaction, mention};

#[derive(FromRow)]
pub(crate) struct Row {
    pub(crate) id: i64,
    uri: String,
    url: String,
    account_id: i64,
    content: String,
    spoiler: String,
    sensitive: bool,
    language: Option<String>,
    visibility: String,
    in_reply_to: Option<String>,
    in_reply_to_id: Option<i64>,
    in_reply_to_account_id: Option<i64>,
    tags: Json<Vec<String>>,
    recommendation_id: Option<String>,
    reblog_of_id: Option<i64>,
    created_at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
}

impl Row {
    fn with_mentions(self, mentions: Vec<AccountId>) -> Result<Status> {
        let answered = parse_optional(self.in_reply_to.as_ref(), "status id")?;
        Ok(Status {
            id: StatusId::from_number(self.id),
            uri: parse(&self.uri, "status id")?,
            url: parse(&self.url, "status address")?,
            account: AccountId::from_number(self.account_id),
            content: self.content,
            spoiler: self.spoiler,
            sensitive: self.sensitive,
            language: self.language,
            visibility: parse(&self.visibility, "visibility")?,
            in_reply_to: answered.map(|uri| InReplyTo {
                uri,
                account: self.in_reply_to_account_id.map(AccountId::from_number),
                status: self.in_reply_to_id.map(StatusId::from_number),
            }),
            tags: self.tags.0,
            mentions,
            recommendation: parse_optional(self.recommendation_id.as_ref(), "recommendation id")?,
            reblog_of: self.reblog_of_id.map(StatusId::from_number),
            created_at: self.created_at,
            edited_at: self.edited_at,
        })
    }
}

/// Adds the mentions to all rows with one more statement.
pub(crate) async fn load(transaction: &mut Transaction, rows: Vec<Row>) -> Result<Vec<Status>> {
    let ids: Vec<StatusId> = rows.iter().map(|row| StatusId::from_number(row.id)).collect();
    let mut mentions = mention::of_statuses(transaction, &ids).await?;
    rows.into_iter()
        .zip(ids)
        .map(|(row, id)| row.with_mentions(mentions.remove(&id).unwrap_or_default()))
        .collect()
}
