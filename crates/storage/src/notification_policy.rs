//! Of whom members want to be told.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::notification::{NotificationPolicy, Standing};

use crate::error::parse;
use crate::{Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    account_id: i64,
    not_following: String,
    not_followers: String,
    new_accounts: String,
    private_mentions: String,
    limited_accounts: String,
}

/// What a member has said, or what holds for everybody who has said nothing.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, member: MemberId) -> Result<NotificationPolicy> {
    let found = of_members(transaction, BTreeSet::from([member])).await?;
    Ok(found.get(&member).copied().unwrap_or_default())
}

/// What these members have said; those who have said nothing are left out.
///
/// # Errors
/// The database is away.
pub async fn of_members(
    transaction: &mut Transaction,
    members: BTreeSet<MemberId>,
) -> Result<HashMap<MemberId, NotificationPolicy>> {
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers = members.iter().map(|member| member.account().number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM notification_policy WHERE account_id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    let treatment = |text: &str| parse(text, "treatment of notifications");
    rows.into_iter()
        .map(|row| {
            let policy = NotificationPolicy {
                not_following: treatment(&row.not_following)?,
                not_followers: treatment(&row.not_followers)?,
                new_accounts: treatment(&row.new_accounts)?,
                private_mentions: treatment(&row.private_mentions)?,
                limited_accounts: treatment(&row.limited_accounts)?,
            };
            Ok((
                MemberId::of_stored_member(AccountId::from_number(row.account_id)),
                policy,
            ))
        })
        .collect()
}

/// Keeps what a member says, in place of what she said before.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    member: MemberId,
    policy: &NotificationPolicy,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO notification_policy (account_id, not_following, not_followers, new_accounts,
                 private_mentions, limited_accounts) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (account_id) DO UPDATE SET not_following = excluded.not_following,
                 not_followers = excluded.not_followers, new_accounts = excluded.new_accounts,
                 private_mentions = excluded.private_mentions, limited_accounts = excluded.limited_accounts",
        )
        .bind(member.account().number())
        .bind(policy.not_following.as_str())
        .bind(policy.not_followers.as_str())
        .bind(policy.new_accounts.as_str())
        .bind(policy.private_mentions.as_str())
        .bind(policy.limited_accounts.as_str())
        .execute(connection)
        .await?;
    });
    Ok(())
}

#[derive(FromRow)]
struct StandingRow {
    one: i64,
    other: i64,
    is_followed: bool,
    is_follower: bool,
    is_new: bool,
}

/// How accounts stand to members, as far as a policy asks. Pairs are left out in which she wants to hear whatever
/// the other says: of whom she accepted a request, and this instance itself. Followers count from a time on, and
/// accounts are new that were made after another.
///
/// # Errors
/// The database is away.
pub async fn standings(
    transaction: &mut Transaction,
    pairs: &[(MemberId, AccountId)],
    (follows_since, is_new_after): (DateTime<Utc>, DateTime<Utc>),
) -> Result<HashMap<(MemberId, AccountId), Standing>> {
    if pairs.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers = pairs
        .iter()
        .map(|(member, account)| (member.account().number(), account.number()));
    let rows: Vec<StandingRow> = on_both!(transaction, connection => {
        let mut builder = value_list::pairs(
            numbers,
            "SELECT one, other,
                 EXISTS (SELECT 1 FROM follow WHERE follower_id = one AND followed_id = other
                     AND state = 'accepted') AS is_followed,
                 EXISTS (SELECT 1 FROM follow WHERE follower_id = other AND followed_id = one
                     AND state = 'accepted' AND created_at <= ",
        );
        builder.push_bind(follows_since).push(") AS is_follower, created_at > ");
        builder.push_bind(is_new_after).push(
            " AS is_new FROM pair JOIN account ON account.id = other
             WHERE NOT (kind = 'Application' AND host IS NULL) AND NOT EXISTS
                 (SELECT 1 FROM notification_permission WHERE account_id = one AND from_id = other)",
        );
        builder.build_query_as().persistent(pairs.len() == 1).fetch_all(connection).await?
    });
    let standing = |row: StandingRow| {
        let member = MemberId::of_stored_member(AccountId::from_number(row.one));
        let standing = Standing {
            is_followed: row.is_followed,
            is_follower: row.is_follower,
            is_new: row.is_new,
            writes_unasked: false,
        };
        ((member, AccountId::from_number(row.other)), standing)
    };
    Ok(rows.into_iter().map(standing).collect())
}
