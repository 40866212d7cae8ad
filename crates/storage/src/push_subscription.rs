//! Push subscriptions: one for each token at the most. Those of tokens that were revoked are not found.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::push::{
    Alerts, NewPushSubscription, PushPolicy, PushSubscription, PushSubscriptionId, ReceiverKeys,
};
use vouchwell_domain::token::SecretDigest;

use crate::error::parse;
use crate::{Error, Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    endpoint: String,
    public_key: Vec<u8>,
    secret: Vec<u8>,
    standard: bool,
    alerts: String,
    policy: String,
}

impl TryFrom<Row> for PushSubscription {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let keys = ReceiverKeys::new(&row.public_key, &row.secret);
        Ok(Self {
            id: PushSubscriptionId::from_number(row.id),
            member: MemberId::of_stored_member(AccountId::from_number(row.account_id)),
            wanted: NewPushSubscription {
                endpoint: parse(&row.endpoint, "endpoint")?,
                keys: keys.map_err(|_| Error::Unreadable("key of a push subscription"))?,
                standard: row.standard,
                alerts: row.alerts.split_whitespace().collect(),
                policy: parse(&row.policy, "push policy")?,
            },
        })
    }
}

/// The subscriptions of tokens that are good.
macro_rules! in_force {
    ($condition:literal) => {
        concat!(
            "FROM push_subscription JOIN access_token ON access_token.digest = push_subscription.token_digest
             WHERE access_token.revoked_at IS NULL AND push_subscription.",
            $condition
        )
    };
}

/// Keeps a subscription, in place of the one that the token had.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    member: MemberId,
    token: &SecretDigest,
    wanted: &NewPushSubscription,
    now: DateTime<Utc>,
) -> Result<PushSubscriptionId> {
    remove_of_token(transaction, token).await?;
    let id: i64 = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "INSERT INTO push_subscription (token_digest, account_id, endpoint, public_key, secret, standard,
                 alerts, policy, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        )
        .bind(token.as_bytes().to_vec())
        .bind(member.account().number())
        .bind(wanted.endpoint.as_str())
        .bind(wanted.keys.public.to_vec())
        .bind(wanted.keys.secret.to_vec())
        .bind(wanted.standard)
        .bind(wanted.alerts.to_string())
        .bind(wanted.policy.as_str())
        .bind(now)
        .fetch_one(connection)
        .await?
    });
    Ok(PushSubscriptionId::from_number(id))
}

/// Changes what a subscription is for.
///
/// # Errors
/// The database is away.
pub async fn change(
    transaction: &mut Transaction,
    id: PushSubscriptionId,
    alerts: &Alerts,
    policy: PushPolicy,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE push_subscription SET alerts = $2, policy = $3 WHERE id = $1")
            .bind(id.number())
            .bind(alerts.to_string())
            .bind(policy.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The subscription of a token that is good.
///
/// # Errors
/// The database is away.
pub async fn of_token(
    transaction: &mut Transaction,
    token: &SecretDigest,
) -> Result<Option<PushSubscription>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(concat!("SELECT push_subscription.* ", in_force!("token_digest = $1")))
            .bind(token.as_bytes().to_vec())
            .fetch_optional(connection)
            .await?
    });
    row.map(PushSubscription::try_from).transpose()
}

/// The subscription with this number, unless its token was revoked.
///
/// # Errors
/// The database is away.
pub async fn by_id(
    transaction: &mut Transaction,
    id: PushSubscriptionId,
) -> Result<Option<PushSubscription>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(concat!("SELECT push_subscription.* ", in_force!("id = $1")))
            .bind(id.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(PushSubscription::try_from).transpose()
}

/// The newest twenty subscriptions of each of these members, newest first.
///
/// # Errors
/// The database is away.
pub async fn of_members(
    transaction: &mut Transaction,
    members: BTreeSet<MemberId>,
) -> Result<Vec<PushSubscription>> {
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = members.iter().map(|member| member.account().number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers(
            concat!(
                "SELECT * FROM (SELECT push_subscription.*, row_number() OVER
                     (PARTITION BY push_subscription.account_id ORDER BY push_subscription.id DESC) AS place ",
                in_force!("account_id IN ")
            ),
            numbers,
        )
        .push(") AS placed WHERE place <= 20 ORDER BY id DESC")
        .build_query_as()
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(PushSubscription::try_from).collect()
}

/// Ends the subscription of a token.
///
/// # Errors
/// The database is away.
pub async fn remove_of_token(transaction: &mut Transaction, token: &SecretDigest) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM push_subscription WHERE token_digest = $1")
            .bind(token.as_bytes().to_vec())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends a subscription.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, id: PushSubscriptionId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM push_subscription WHERE id = $1")
            .bind(id.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Ends the subscriptions of a member that were made by tokens which have ended.
///
/// # Errors
/// The database is away.
pub(crate) async fn remove_ended(transaction: &mut Transaction, member: MemberId) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM push_subscription WHERE account_id = $1
                 AND token_digest IN (SELECT digest FROM access_token WHERE revoked_at IS NOT NULL
                     AND account_id = $1)",
        )
        .bind(member.account().number())
        .execute(connection)
        .await?;
    });
    Ok(())
}
