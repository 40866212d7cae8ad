//! Accounts: everybody known here.

mod counts;
mod directory;
mod row;
mod search;

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use vouchwell_domain::account::{Account, Handle, Home, Host, RequestKey};
use vouchwell_domain::evidence::{ActorUri, DidKey};
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::page::Page;
use vouchwell_domain::place::Place;

pub use counts::{AccountCounts, counts, counts_of};
pub use directory::{DirectoryOrder, directory};
pub(crate) use row::Row;
pub use search::{AccountSearch, search};

use crate::error::parse;
use crate::{Result, Transaction, host_domain, value_list};

/// The statement that writes a row, with what is done where there is one already.
macro_rules! insert_statement {
    ($conflict:literal) => {
        concat!(
            "INSERT INTO account (id, uri, name, host, kind, display_name, summary, url, avatar, header, fields,
                 also_known_as, locked, inbox, shared_inbox, followers, request_key_id, request_key, evidence_key,
                 understands_recommendations, created_at, first_seen_at, fetched_at, refresh_failed_at, gone_at,
                 discoverable, indexable, hides_collections, place, place_words, avatar_description,
                 header_description, shows_media, shows_media_replies, shows_featured, attribution_domains)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                 $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36)",
            $conflict,
            " RETURNING *"
        )
    };
}

/// The account with this id.
///
/// # Errors
/// The database is away.
pub async fn by_id(transaction: &mut Transaction, id: AccountId) -> Result<Option<Account>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM account WHERE id = $1")
            .bind(id.number())
            .fetch_optional(connection)
            .await?
    });
    row.map(Account::try_from).transpose()
}

/// Those of these accounts of which nothing is taken any more: they are gone, or the instance has nothing to do with their
/// servers.
///
/// # Errors
/// The database is away.
pub async fn ended_among(
    transaction: &mut Transaction,
    accounts: &BTreeSet<AccountId>,
) -> Result<HashSet<AccountId>> {
    if accounts.is_empty() {
        return Ok(HashSet::new());
    }
    let numbers = accounts.iter().map(|account| account.number());
    let found: Vec<i64> = on_both!(transaction, connection => {
        value_list::numbers(
            "SELECT id FROM account WHERE (gone_at IS NOT NULL OR EXISTS (SELECT 1 FROM host_domain
                 JOIN instance_domain ON instance_domain.host = host_domain.domain
                 WHERE host_domain.host = account.host AND instance_domain.severity = 'block')) AND id IN ",
            numbers,
        )
        .build_query_scalar()
        .persistent(accounts.len() == 1)
        .fetch_all(connection)
        .await?
    });
    Ok(found.into_iter().map(AccountId::from_number).collect())
}

/// The accounts with these ids, in no order; those that are not there are left out.
///
/// # Errors
/// The database is away.
pub async fn by_ids(transaction: &mut Transaction, ids: &[AccountId]) -> Result<Vec<Account>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = ids.iter().map(|id| id.number());
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::numbers("SELECT * FROM account WHERE id IN ", numbers)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}

/// The account of an actor.
///
/// # Errors
/// The database is away.
pub async fn by_uri(transaction: &mut Transaction, uri: &ActorUri) -> Result<Option<Account>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM account WHERE uri = $1")
            .bind(uri.as_str())
            .fetch_optional(connection)
            .await?
    });
    row.map(Account::try_from).transpose()
}

/// A page of accounts: `$1` is the number of whose list it is, `$2` and `$3` are its bounds, `$4` is its length.
pub(crate) async fn page_of(
    transaction: &mut Transaction,
    statement: &'static str,
    owner: i64,
    page: Page,
) -> Result<Vec<Account>> {
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(owner)
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(Account::try_from).collect()
}

/// The accounts of these actors, in no order; those that are not known are left out.
///
/// # Errors
/// The database is away.
pub async fn by_uris(transaction: &mut Transaction, uris: &[ActorUri]) -> Result<Vec<Account>> {
    if uris.is_empty() {
        return Ok(Vec::new());
    }
    let texts = uris.iter().map(ActorUri::to_string);
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::texts("SELECT * FROM account WHERE uri IN ", texts)
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}

/// The account with this handle, whatever the case of its letters. Of several that had it one after the
/// other, the one that has it now.
///
/// # Errors
/// The database is away.
pub async fn by_handle(transaction: &mut Transaction, handle: &Handle) -> Result<Option<Account>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM account
             WHERE lower(name) = lower($1) AND coalesce(host, '') = coalesce($2, '')
             ORDER BY CASE WHEN gone_at IS NULL THEN 0 ELSE 1 END, fetched_at DESC, id DESC LIMIT 1",
        )
        .bind(&handle.name)
        .bind(handle.host.as_ref().map(Host::as_str))
        .fetch_optional(connection)
        .await?
    });
    row.map(Account::try_from).transpose()
}

/// The accounts whose actor documents list this key.
///
/// # Errors
/// The database is away.
pub async fn by_evidence_key(transaction: &mut Transaction, key: &DidKey) -> Result<Vec<Account>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM account WHERE evidence_key = $1 ORDER BY id")
            .bind(key.as_str())
            .fetch_all(connection)
            .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}

/// Some remote accounts that are reached at an inbox, their own or a shared one: those that follow members first, and
/// among equals others with every `turn`. Whoever was found missing on this day is left out.
///
/// # Errors
/// The database is away.
pub async fn behind_inbox(
    transaction: &mut Transaction,
    inbox: &ObjectUri,
    day: NaiveDate,
    turn: u16,
    limit: u32,
) -> Result<Vec<Account>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT * FROM account WHERE host IS NOT NULL AND gone_at IS NULL
                 AND (inbox = $1 OR shared_inbox = $1)
                 AND NOT EXISTS (SELECT 1 FROM missing_account
                     WHERE inbox = $1 AND actor = account.uri AND day = $2)
             ORDER BY EXISTS (SELECT 1 FROM follow WHERE follower_id = account.id) DESC, (id + $3) % 65521
             LIMIT $4",
        )
        .bind(inbox.as_str())
        .bind(day)
        .bind(i64::from(turn))
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(Account::try_from).collect()
}

/// Keeps a new account of this instance.
///
/// # Errors
/// The name is taken ([`crate::Error::is_duplicate`]), or the database is away.
pub async fn insert(transaction: &mut Transaction, account: &Account) -> Result<()> {
    write(transaction, account, insert_statement!("")).await?;
    Ok(())
}

/// Writes a remote account, or all that may change of the one of the same actor: its id, the time it
/// was made and the time it was first seen stay. Its name may have been another account's before.
///
/// # Errors
/// The database is away.
pub async fn save_remote(transaction: &mut Transaction, account: &Account) -> Result<Account> {
    write(
        transaction,
        account,
        insert_statement!(
            " ON CONFLICT (uri) DO UPDATE SET name = excluded.name, host = excluded.host, kind = excluded.kind,
                 display_name = excluded.display_name, summary = excluded.summary, url = excluded.url,
                 avatar = excluded.avatar, header = excluded.header, fields = excluded.fields,
                 also_known_as = excluded.also_known_as, locked = excluded.locked, inbox = excluded.inbox,
                 shared_inbox = excluded.shared_inbox, followers = excluded.followers,
                 request_key_id = excluded.request_key_id, request_key = excluded.request_key,
                 evidence_key = excluded.evidence_key,
                 understands_recommendations = excluded.understands_recommendations,
                 fetched_at = excluded.fetched_at, refresh_failed_at = excluded.refresh_failed_at,
                 gone_at = excluded.gone_at, discoverable = excluded.discoverable,
                 indexable = excluded.indexable, hides_collections = excluded.hides_collections,
                 place = excluded.place, place_words = excluded.place_words,
                 avatar_description = excluded.avatar_description,
                 header_description = excluded.header_description, shows_media = excluded.shows_media,
                 shows_media_replies = excluded.shows_media_replies,
                 shows_featured = excluded.shows_featured,
                 attribution_domains = excluded.attribution_domains"
        ),
    )
    .await
}

async fn write(transaction: &mut Transaction, account: &Account, statement: &'static str) -> Result<Account> {
    let (profile, endpoints) = (&account.profile, &account.endpoints);
    let host = match &account.home {
        Home::Here => None,
        Home::Elsewhere(host) => Some(host),
    };
    if let Some(host) = host {
        host_domain::keep(transaction, host).await?;
    }
    let row: Row = on_both!(&mut *transaction, connection => {
        sqlx::query_as(statement)
            .bind(account.id.number())
            .bind(account.uri.as_str())
            .bind(&account.name)
            .bind(host.map(Host::as_str))
            .bind(account.kind.as_str())
            .bind(&profile.display_name)
            .bind(&profile.summary)
            .bind(profile.url.as_str())
            .bind(profile.avatar.as_ref().map(ObjectUri::as_str))
            .bind(profile.header.as_ref().map(ObjectUri::as_str))
            .bind(Json(&profile.fields))
            .bind(Json(&profile.also_known_as))
            .bind(profile.locked)
            .bind(endpoints.inbox.as_str())
            .bind(endpoints.shared_inbox.as_ref().map(ObjectUri::as_str))
            .bind(endpoints.followers.as_ref().map(ObjectUri::as_str))
            .bind(account.request_key.as_ref().map(|key| key.id.as_str()))
            .bind(account.request_key.as_ref().map(|key| key.pem.as_str()))
            .bind(account.evidence_key.as_ref().map(DidKey::as_str))
            .bind(account.understands_recommendations)
            .bind(account.created_at)
            .bind(account.first_seen_at)
            .bind(account.fetched_at)
            .bind(account.refresh_failed_at)
            .bind(account.gone_at)
            .bind(profile.discoverable)
            .bind(profile.indexable)
            .bind(profile.hides_collections)
            .bind(profile.place.as_ref().map(Place::as_str))
            .bind(profile.place.as_ref().map(Place::searchable))
            .bind(profile.avatar_description.as_str())
            .bind(profile.header_description.as_str())
            .bind(profile.tabs.media)
            .bind(profile.tabs.media_replies)
            .bind(profile.tabs.featured)
            .bind(Json(&profile.attribution_domains))
            .fetch_one(connection)
            .await?
    });
    Account::try_from(row)
}

/// Writes where somebody is, or that she does not say so.
///
/// # Errors
/// The database is away.
pub async fn set_place(transaction: &mut Transaction, id: AccountId, place: Option<&Place>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE account SET place = $2, place_words = $3 WHERE id = $1")
            .bind(id.number())
            .bind(place.map(Place::as_str))
            .bind(place.map(Place::searchable))
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// One inbox of each other server that somebody is known of.
///
/// # Errors
/// The database is away.
pub async fn an_inbox_of_each_host(transaction: &mut Transaction) -> Result<Vec<ObjectUri>> {
    let inboxes: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT coalesce(max(shared_inbox), max(inbox)) FROM account \
             WHERE host IS NOT NULL AND gone_at IS NULL GROUP BY host",
        )
        .fetch_all(connection)
        .await?
    });
    inboxes.iter().map(|inbox| parse(inbox, "inbox")).collect()
}

/// Writes with which key somebody's requests are checked.
///
/// # Errors
/// The database is away.
pub async fn set_request_key(transaction: &mut Transaction, id: AccountId, key: &RequestKey) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE account SET request_key_id = $2, request_key = $3 WHERE id = $1")
            .bind(id.number())
            .bind(&key.id)
            .bind(&key.pem)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Writes which other accounts somebody names as hers.
///
/// # Errors
/// The database is away.
pub async fn set_aliases(transaction: &mut Transaction, id: AccountId, aliases: &[ActorUri]) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE account SET also_known_as = $2 WHERE id = $1")
            .bind(id.number())
            .bind(Json(aliases))
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Notes that the actor document could not be read.
///
/// # Errors
/// The database is away.
pub async fn refresh_failed(transaction: &mut Transaction, id: AccountId, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE account SET refresh_failed_at = $2 WHERE id = $1")
            .bind(id.number())
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Notes that the account was deleted, and forgets what it said of itself. Its keys stay: signed
/// documents are still checked against them.
///
/// # Errors
/// The database is away.
pub async fn mark_gone(transaction: &mut Transaction, id: AccountId, now: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE account SET gone_at = coalesce(gone_at, $2), display_name = '', summary = '', avatar = NULL,
                 header = NULL, fields = '[]', also_known_as = '[]', discoverable = FALSE, indexable = FALSE,
                 place = NULL, place_words = NULL, avatar_description = '', header_description = '',
                 attribution_domains = '[]' WHERE id = $1",
        )
        .bind(id.number())
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}
