//! Follows of members that ended because the instance blocked a server.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{AccountId, MemberId, NotificationId};
use vouchwell_domain::severance::Severance;

use crate::error::parse;
use crate::{Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    notification_id: i64,
    host: String,
    followers: i64,
    following: i64,
}

/// What would end with a server and those under its domain, for each member whom it concerns.
///
/// # Errors
/// The database is away.
pub async fn of_host(transaction: &mut Transaction, host: &Host) -> Result<Vec<(MemberId, Severance)>> {
    let rows: Vec<(i64, i64, i64)> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT member.account_id, sum(severed.followers), sum(severed.following) FROM (
                 SELECT follow.followed_id AS member_id, 1 AS followers, 0 AS following FROM follow
                     JOIN account ON account.id = follow.follower_id
                     JOIN host_domain ON host_domain.host = account.host
                     WHERE host_domain.domain = $1 AND follow.state = 'accepted'
                 UNION ALL
                 SELECT follow.follower_id AS member_id, 0 AS followers, 1 AS following FROM follow
                     JOIN account ON account.id = follow.followed_id
                     JOIN host_domain ON host_domain.host = account.host
                     WHERE host_domain.domain = $1 AND follow.state = 'accepted'
             ) AS severed JOIN member ON member.account_id = severed.member_id
             GROUP BY member.account_id ORDER BY member.account_id",
        )
        .bind(host.as_str())
        .fetch_all(connection)
        .await?
    });
    Ok(rows
        .into_iter()
        .map(|(member, followers, following)| {
            let member = MemberId::of_stored_member(AccountId::from_number(member));
            let severance = Severance {
                host: host.clone(),
                followers,
                following,
            };
            (member, severance)
        })
        .collect())
}

/// Keeps what notifications tell of.
///
/// # Errors
/// The database is away.
pub async fn insert(transaction: &mut Transaction, told: &[(NotificationId, &Severance)]) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO severance (notification_id, host, followers, following) ");
        builder.push_values(told, |mut row, (notification, severance)| {
            row.push_bind(notification.number())
                .push_bind(severance.host.as_str())
                .push_bind(severance.followers)
                .push_bind(severance.following);
        });
        builder.build().persistent(told.len() == 1).execute(connection).await?;
    });
    Ok(())
}

/// What these notifications tell of, as far as they do.
///
/// # Errors
/// The database is away.
pub async fn of_notifications(
    transaction: &mut Transaction,
    notifications: &[NotificationId],
) -> Result<HashMap<NotificationId, Severance>> {
    if notifications.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers = notifications.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM severance WHERE notification_id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let severances = rows.into_iter().map(|row| {
        let severance = Severance {
            host: parse(&row.host, "host")?,
            followers: row.followers,
            following: row.following,
        };
        Ok((NotificationId::from_number(row.notification_id), severance))
    });
    severances.collect()
}
