//! The row of a recommendation, and its texts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::recommendation::{PublishedText, Recommendation, Standing};

use crate::error::parse;
use crate::{Error, Result, Transaction, value_list, version};

#[derive(FromRow)]
pub(super) struct Row {
    id: String,
    uri: String,
    url: String,
    author_id: i64,
    subject_id: i64,
    standing: String,
    public_version: Option<String>,
    status_id: Option<i64>,
    sequence: i64,
    created_at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    withdrawals_checked_at: Option<DateTime<Utc>>,
}

impl Row {
    fn recommendation(self, versions: &[version::Row]) -> Result<Recommendation> {
        let standing = match self.standing.as_str() {
            "unpublished" => Standing::Unpublished,
            "public" => Standing::Public(Box::new(self.published_text(versions)?)),
            "withdrawn" => Standing::Withdrawn {
                at: self.withdrawn_at.unwrap_or(self.created_at),
            },
            _ => return Err(Error::Unreadable("standing")),
        };
        let progress = versions
            .iter()
            .find(|row| matches!(row.stage.as_str(), "draft" | "offered" | "accepted"))
            .map(version::Row::version)
            .transpose()?;
        Ok(Recommendation {
            id: parse(&self.id, "recommendation id")?,
            uri: parse(&self.uri, "note id")?,
            url: parse(&self.url, "permalink")?,
            author: AccountId::from_number(self.author_id),
            subject: AccountId::from_number(self.subject_id),
            standing,
            progress,
            sequence: self.sequence,
            created_at: self.created_at,
            withdrawals_checked_at: self.withdrawals_checked_at,
        })
    }

    fn published_text(&self, versions: &[version::Row]) -> Result<PublishedText> {
        let public = versions
            .iter()
            .find(|row| Some(&row.id) == self.public_version.as_ref());
        match (public, self.status_id, self.published_at, self.expires_at) {
            (Some(row), Some(status), Some(published_at), Some(expires_at)) => Ok(PublishedText {
                words: row.words()?,
                foundation: row.foundation()?,
                acceptance: row.acceptance()?.ok_or(Error::Unreadable("public version"))?,
                status: StatusId::from_number(status),
                published_at,
                text_published_at: row.published_at.unwrap_or(published_at),
                ends_at: Timestamp::from_datetime(expires_at),
            }),
            _ => Err(Error::Unreadable("public recommendation")),
        }
    }
}

pub(super) async fn one(transaction: &mut Transaction, row: Option<Row>) -> Result<Option<Recommendation>> {
    let rows = row.into_iter().collect();
    Ok(with_versions(transaction, rows).await?.pop())
}

pub(super) async fn with_versions(
    transaction: &mut Transaction,
    rows: Vec<Row>,
) -> Result<Vec<Recommendation>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let versions: Vec<version::Row> = on_both!(transaction, connection => {
        let statement = "SELECT version.*, kept_back_offer.offer_uri IS NOT NULL AS kept_back
             FROM version LEFT JOIN kept_back_offer ON kept_back_offer.offer_uri = version.offer_uri
             WHERE stage IN ('draft', 'offered', 'accepted', 'public') AND recommendation_id IN ";
        value_list::texts(statement, rows.iter().map(|row| row.id.clone()))
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let mut by_recommendation: HashMap<String, Vec<version::Row>> = HashMap::new();
    for version in versions {
        by_recommendation
            .entry(version.recommendation_id.clone())
            .or_default()
            .push(version);
    }
    rows.into_iter()
        .map(|row| {
            let versions = by_recommendation.remove(&row.id).unwrap_or_default();
            row.recommendation(&versions)
        })
        .collect()
}
