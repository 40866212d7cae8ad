//! Other servers with which the instance has no or only little to do.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::account::Host;
use vouchwell_domain::instance_domain::InstanceDomain;

use crate::error::parse;
use crate::{Error, Result, Transaction, value_list};

#[derive(FromRow)]
struct Row {
    host: String,
    severity: String,
    comment: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for InstanceDomain {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            host: parse(&row.host, "host")?,
            severity: parse(&row.severity, "severity")?,
            comment: row.comment,
            created_at: row.created_at,
        })
    }
}

/// What is seen of a server here, and what of it disappears with a block or stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, FromRow)]
pub struct Ties {
    /// People of it who are known here.
    pub people: i64,
    /// Follows of its people by members.
    pub followed: i64,
    /// Follows of members by its people.
    pub followers: i64,
    /// Public recommendations of its people by members, or the other way round. They stay.
    pub recommendations: i64,
    /// Mutual acquaintances of members with its people. They stay.
    pub acquaintances: i64,
}

/// Decides about a server, in place of what was decided before.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, decided: &InstanceDomain) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO instance_domain (host, severity, comment, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (host) DO UPDATE SET severity = excluded.severity, comment = excluded.comment,
                 created_at = excluded.created_at",
        )
        .bind(decided.host.as_str())
        .bind(decided.severity.as_str())
        .bind(&decided.comment)
        .bind(decided.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Treats a server as any other again; whether it was not.
///
/// # Errors
/// The database is away.
pub async fn remove(transaction: &mut Transaction, host: &Host) -> Result<bool> {
    Ok(on_both!(transaction, connection => {
        sqlx::query("DELETE FROM instance_domain WHERE host = $1")
            .bind(host.as_str())
            .execute(connection)
            .await?
            .rows_affected()
    }) == 1)
}

/// What was decided about a server.
///
/// # Errors
/// The database is away.
pub async fn of(transaction: &mut Transaction, host: &Host) -> Result<Option<InstanceDomain>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM instance_domain WHERE host = $1")
            .bind(host.as_str())
            .fetch_optional(connection)
            .await?
    });
    row.map(InstanceDomain::try_from).transpose()
}

/// What was decided about some of these servers.
///
/// # Errors
/// The database is away.
pub async fn among(transaction: &mut Transaction, hosts: &[Host]) -> Result<Vec<InstanceDomain>> {
    let mut found = Vec::new();
    for part in hosts.chunks(value_list::ROWS) {
        let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
            value_list::texts(
                "SELECT * FROM instance_domain WHERE host IN ",
                part.iter().map(ToString::to_string),
            )
            .build_query_as()
            .persistent(false)
            .fetch_all(connection)
            .await?
        });
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Whether nothing is taken from a server or sent to it: its domain, or one above it, is blocked.
///
/// # Errors
/// The database is away.
pub async fn is_blocked(transaction: &mut Transaction, host: &Host) -> Result<bool> {
    let blocked = blocked_among(transaction, BTreeSet::from([host.clone()])).await?;
    Ok(!blocked.is_empty())
}

/// Those of these servers that are blocked as [`is_blocked`] says.
///
/// # Errors
/// The database is away.
pub async fn blocked_among(transaction: &mut Transaction, hosts: BTreeSet<Host>) -> Result<HashSet<Host>> {
    if hosts.is_empty() {
        return Ok(HashSet::new());
    }
    let domains: BTreeSet<Host> = hosts.iter().flat_map(Host::domains).collect();
    let blocked: Vec<String> = on_both!(transaction, connection => {
        value_list::texts(
            "SELECT host FROM instance_domain WHERE severity = 'block' AND host IN ",
            domains.into_iter().map(String::from),
        )
        .build_query_scalar()
        .persistent(false)
        .fetch_all(connection)
        .await?
    });
    let is_blocked = |domain: &Host| blocked.iter().any(|blocked| blocked == domain.as_str());
    Ok(hosts
        .into_iter()
        .filter(|host| host.domains().iter().any(is_blocked))
        .collect())
}

/// All that was decided, in the order of the names.
///
/// # Errors
/// The database is away.
pub async fn list(transaction: &mut Transaction) -> Result<Vec<InstanceDomain>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM instance_domain ORDER BY host").fetch_all(connection).await?
    });
    rows.into_iter().map(InstanceDomain::try_from).collect()
}

/// What ties there are to a server and to those under its domain.
///
/// # Errors
/// The database is away.
pub async fn ties(transaction: &mut Transaction, host: &Host) -> Result<Ties> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT (SELECT count(*) FROM account JOIN host_domain ON host_domain.host = account.host
                     WHERE host_domain.domain = $1 AND account.gone_at IS NULL) AS people,
                 (SELECT count(*) FROM follow JOIN account ON account.id = follow.followed_id
                     JOIN host_domain ON host_domain.host = account.host
                     WHERE host_domain.domain = $1) AS followed,
                 (SELECT count(*) FROM follow JOIN account ON account.id = follow.follower_id
                     JOIN host_domain ON host_domain.host = account.host
                     WHERE host_domain.domain = $1) AS followers,
                 (SELECT count(*) FROM recommendation JOIN account AS author ON author.id = author_id
                     JOIN account AS subject ON subject.id = subject_id
                     JOIN host_domain ON host_domain.host = coalesce(author.host, subject.host)
                     WHERE host_domain.domain = $1 AND standing = 'public'
                         AND (author.host IS NULL OR subject.host IS NULL)) AS recommendations,
                 (SELECT count(*) FROM acquaintance JOIN account ON account.id = acquaintance.other_id
                     JOIN host_domain ON host_domain.host = account.host
                     WHERE host_domain.domain = $1 AND acquaintance.state = 'mutual') AS acquaintances",
        )
        .bind(host.as_str())
        .fetch_one(connection)
        .await?
    }))
}

/// What ties there are to each of these servers and to those under its domain; those without any are left out.
///
/// # Errors
/// The database is away.
pub async fn ties_of_each(transaction: &mut Transaction, hosts: &[Host]) -> Result<HashMap<Host, Ties>> {
    let mut ties: HashMap<Host, Ties> = HashMap::new();
    for part in hosts.chunks(value_list::ROWS) {
        let people = "SELECT host_domain.domain, count(*) FROM account
             JOIN host_domain ON host_domain.host = account.host
             WHERE account.gone_at IS NULL AND host_domain.domain IN ";
        for (host, count) in count_of_each(transaction, people, part).await? {
            ties.entry(host).or_default().people = count;
        }
        let followed = "SELECT host_domain.domain, count(*) FROM follow
             JOIN account ON account.id = follow.followed_id
             JOIN host_domain ON host_domain.host = account.host WHERE host_domain.domain IN ";
        for (host, count) in count_of_each(transaction, followed, part).await? {
            ties.entry(host).or_default().followed = count;
        }
        let followers = "SELECT host_domain.domain, count(*) FROM follow
             JOIN account ON account.id = follow.follower_id
             JOIN host_domain ON host_domain.host = account.host WHERE host_domain.domain IN ";
        for (host, count) in count_of_each(transaction, followers, part).await? {
            ties.entry(host).or_default().followers = count;
        }
        let recommendations = "SELECT host_domain.domain, count(*) FROM recommendation
             JOIN account AS author ON author.id = author_id JOIN account AS subject ON subject.id = subject_id
             JOIN host_domain ON host_domain.host = coalesce(author.host, subject.host)
             WHERE standing = 'public' AND (author.host IS NULL OR subject.host IS NULL) AND host_domain.domain IN ";
        for (host, count) in count_of_each(transaction, recommendations, part).await? {
            ties.entry(host).or_default().recommendations = count;
        }
        let acquaintances = "SELECT host_domain.domain, count(*) FROM acquaintance
             JOIN account ON account.id = acquaintance.other_id
             JOIN host_domain ON host_domain.host = account.host
             WHERE acquaintance.state = 'mutual' AND host_domain.domain IN ";
        for (host, count) in count_of_each(transaction, acquaintances, part).await? {
            ties.entry(host).or_default().acquaintances = count;
        }
    }
    Ok(ties)
}

async fn count_of_each(
    transaction: &mut Transaction,
    statement: &'static str,
    hosts: &[Host],
) -> Result<Vec<(Host, i64)>> {
    let counts: Vec<(String, i64)> = on_both!(transaction, connection => {
        value_list::texts(statement, hosts.iter().map(ToString::to_string))
            .push(" GROUP BY host_domain.domain")
            .build_query_as()
            .persistent(false)
            .fetch_all(connection)
            .await?
    });
    counts
        .into_iter()
        .map(|(host, count)| Ok((parse(&host, "host")?, count)))
        .collect()
}

/// Ends the follows with all people of a server and of those under its domain, both ways, and takes back what members were told of them.
///
/// # Errors
/// The database is away.
pub async fn cut(transaction: &mut Transaction, host: &Host) -> Result<()> {
    for statement in [
        "DELETE FROM follow WHERE followed_id IN (SELECT account.id FROM account
             JOIN host_domain ON host_domain.host = account.host WHERE host_domain.domain = $1)",
        "DELETE FROM follow WHERE follower_id IN (SELECT account.id FROM account
             JOIN host_domain ON host_domain.host = account.host WHERE host_domain.domain = $1)",
        "DELETE FROM notification WHERE from_id IN (SELECT account.id FROM account
             JOIN host_domain ON host_domain.host = account.host WHERE host_domain.domain = $1)",
    ] {
        on_both!(&mut *transaction, connection => {
            sqlx::query(statement).bind(host.as_str()).execute(connection).await?;
        });
    }
    Ok(())
}
