//! Peers: their circuit breakers and the signatures they take.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::account::Host;
use vouchwell_domain::peer::{LearntScheme, Peer, SignatureScheme};

use crate::error::{parse, parse_optional};
use crate::{Error, Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    host: String,
    failures: i32,
    closed_until: Option<DateTime<Utc>>,
    signature_scheme: Option<String>,
    scheme_learnt_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Peer {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let scheme = parse_optional(row.signature_scheme.as_ref(), "signature scheme")?;
        let learnt = scheme.zip(row.scheme_learnt_at);
        Ok(Self {
            host: parse(&row.host, "host")?,
            failures: row
                .failures
                .try_into()
                .map_err(|_| Error::Unreadable("number of failures"))?,
            closed_until: row.closed_until,
            learnt: learnt.map(|(scheme, at)| LearntScheme { scheme, at }),
        })
    }
}

/// What is known of a peer; nothing of one that was never delivered to.
///
/// # Errors
/// The database is away.
pub async fn load(transaction: &mut Transaction, host: &Host) -> Result<Option<Peer>> {
    Ok(all_of(transaction, BTreeSet::from([host])).await?.remove(host))
}

/// The same of several.
///
/// # Errors
/// The database is away.
pub async fn all_of(transaction: &mut Transaction, hosts: BTreeSet<&Host>) -> Result<HashMap<Host, Peer>> {
    if hosts.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::texts(
            "SELECT * FROM peer WHERE host IN ",
            hosts.into_iter().map(Host::to_string),
        )
        .build_query_as()
        .persistent(false)
        .fetch_all(connection)
        .await?
    });
    // What cannot be read is found out again, and holds up no other.
    let peers = rows.into_iter().filter_map(|row| Peer::try_from(row).ok());
    Ok(peers.map(|peer| (peer.host.clone(), peer)).collect())
}

/// The peers that are left alone at this time.
///
/// # Errors
/// The database is away.
pub async fn closed(transaction: &mut Transaction, now: DateTime<Utc>) -> Result<Vec<Host>> {
    let hosts: Vec<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT host FROM peer WHERE closed_until > $1")
            .bind(now)
            .fetch_all(connection)
            .await?
    });
    hosts.iter().map(|host| parse(host, "host")).collect()
}

/// Counts a failure; how many there have been since the last delivery that arrived.
///
/// # Errors
/// The database is away.
pub async fn failed(transaction: &mut Transaction, host: &Host) -> Result<u32> {
    let failures: i32 = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "INSERT INTO peer (host, failures) VALUES ($1, 1)
             ON CONFLICT (host) DO UPDATE SET failures = peer.failures + 1 RETURNING failures",
        )
        .bind(host.as_str())
        .fetch_one(connection)
        .await?
    });
    failures
        .try_into()
        .map_err(|_| Error::Unreadable("number of failures"))
}

/// Leaves a peer alone until a time.
///
/// # Errors
/// The database is away.
pub async fn close(transaction: &mut Transaction, host: &Host, until: DateTime<Utc>) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO peer (host, failures, closed_until) VALUES ($1, 0, $2)
             ON CONFLICT (host) DO UPDATE SET closed_until = excluded.closed_until",
        )
        .bind(host.as_str())
        .bind(until)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Forgets the failures: these peers answer. Writes only where there were any.
///
/// # Errors
/// The database is away.
pub async fn answered<'a>(
    transaction: &mut Transaction,
    hosts: impl IntoIterator<Item = &'a Host>,
) -> Result<()> {
    let hosts: Vec<String> = hosts.into_iter().map(Host::to_string).collect();
    if hosts.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        value_list::texts(
            "UPDATE peer SET failures = 0, closed_until = NULL
             WHERE (failures > 0 OR closed_until IS NOT NULL) AND host IN ",
            hosts.iter().cloned(),
        )
        .build()
        .persistent(hosts.len() == 1)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Remembers which signatures peers take, as was learnt at this time.
///
/// # Errors
/// The database is away.
pub async fn set_signature_schemes(
    transaction: &mut Transaction,
    schemes: &BTreeMap<&Host, SignatureScheme>,
    now: DateTime<Utc>,
) -> Result<()> {
    if schemes.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO peer (host, failures, signature_scheme, scheme_learnt_at) ");
        builder.push_values(schemes, |mut row, (host, scheme)| {
            row.push_bind(host.as_str()).push_bind(0).push_bind(scheme.as_str()).push_bind(now);
        });
        builder
            .push(
                " ON CONFLICT (host) DO UPDATE SET signature_scheme = excluded.signature_scheme,
                 scheme_learnt_at = excluded.scheme_learnt_at",
            )
            .build()
            .persistent(schemes.len() == 1)
            .execute(connection)
            .await?;
    });
    Ok(())
}
