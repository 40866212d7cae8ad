//! What a member and other accounts are to each other.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::evidence::Language;
use vouchwell_domain::follow::{FollowOptions, Relationship};
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::mute::Mute;

use crate::value_list::push_list;
use crate::{Result, Transaction};

#[derive(FromRow)]
struct Row {
    id: i64,
    is_local: bool,
    outgoing: Option<String>,
    incoming: Option<String>,
    blocks: Option<i64>,
    blocked_by: Option<i64>,
    reblogs: Option<bool>,
    notify: Option<bool>,
    languages: Option<Json<Vec<Language>>>,
    mutes: Option<bool>,
    muted_until: Option<DateTime<Utc>>,
    domain_blocking: bool,
    featured: bool,
    note: Option<String>,
}

impl From<Row> for Relationship {
    fn from(row: Row) -> Self {
        let is = |state: &Option<String>, word: &str| state.as_deref() == Some(word);
        Self {
            following: is(&row.outgoing, "accepted"),
            requested: is(&row.outgoing, "requested"),
            followed_by: is(&row.incoming, "accepted"),
            requested_by: is(&row.incoming, "requested"),
            blocking: row.blocks.is_some(),
            blocked_by: row.is_local && row.blocked_by.is_some(),
            options: row.outgoing.map(|_| FollowOptions {
                reblogs: row.reblogs.unwrap_or(true),
                notify: row.notify.unwrap_or(false),
                languages: row.languages.map(|languages| languages.0).unwrap_or_default(),
            }),
            mute: row.mutes.map(|notifications| Mute {
                notifications,
                expires_at: row.muted_until,
            }),
            domain_blocking: row.domain_blocking,
            featured: row.featured,
            note: row.note.unwrap_or_default(),
        }
    }
}

/// What a member and one other account are to each other.
///
/// # Errors
/// The database is away.
pub async fn relationship(
    transaction: &mut Transaction,
    member: MemberId,
    account: AccountId,
) -> Result<Relationship> {
    Ok(relationships(transaction, member, &[account])
        .await?
        .remove(&account)
        .unwrap_or_default())
}

/// What a member and many accounts are to each other, in one statement.
///
/// # Errors
/// The database is away.
pub async fn relationships(
    transaction: &mut Transaction,
    member: MemberId,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Relationship>> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let own = member.account().number();
    let others: Vec<i64> = accounts.iter().map(|account| account.number()).collect();
    let rows: Vec<Row> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new(
            "SELECT account.id, account.host IS NULL AS is_local, outgoing.state AS outgoing,
                 incoming.state AS incoming, made.blocked_id AS blocks, suffered.blocker_id AS blocked_by,
                 follow_option.reblogs, follow_option.notify, follow_option.languages,
                 mute.notifications AS mutes, mute.expires_at AS muted_until,
                 domain_block.host IS NOT NULL AS domain_blocking,
                 featured_account.account_id IS NOT NULL AS featured, private_note.text AS note
             FROM account
             LEFT JOIN follow AS outgoing ON outgoing.followed_id = account.id AND outgoing.follower_id = ",
        );
        builder.push_bind(own);
        builder.push(
            " LEFT JOIN follow_option ON follow_option.followed_id = account.id AND follow_option.follower_id = ",
        );
        builder.push_bind(own);
        builder.push(" LEFT JOIN mute ON mute.muted_id = account.id AND mute.muter_id = ");
        builder.push_bind(own);
        builder.push(" LEFT JOIN domain_block ON domain_block.host = account.host AND domain_block.owner_id = ");
        builder.push_bind(own);
        builder.push(
            " LEFT JOIN featured_account ON featured_account.account_id = account.id AND featured_account.owner_id = ",
        );
        builder.push_bind(own);
        builder.push(" LEFT JOIN private_note ON private_note.account_id = account.id AND private_note.owner_id = ");
        builder.push_bind(own);
        builder.push(" LEFT JOIN follow AS incoming ON incoming.follower_id = account.id AND incoming.followed_id = ");
        builder.push_bind(own);
        builder.push(" LEFT JOIN block AS made ON made.blocked_id = account.id AND made.blocker_id = ");
        builder.push_bind(own);
        builder.push(" LEFT JOIN block AS suffered ON suffered.blocker_id = account.id AND suffered.blocked_id = ");
        builder.push_bind(own);
        builder.push(" WHERE account.id IN ");
        push_list(&mut builder, others);
        builder.build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|row| (AccountId::from_number(row.id), row.into()))
        .collect())
}
