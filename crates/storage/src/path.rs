//! The search for people who are recommended for something, and for the paths to them.
//!
//! Every statement begins with the people who fit, never with the acquaintances of the reader: what a search
//! costs depends on how many are recommended for its topic, and of those at most [`CONSIDERED`] count.

mod statement;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::Digest;
use vouchwell_domain::identifier::{AccountId, RecommendationId};
use vouchwell_domain::path::{Hops, OrderOfTheDay};
use vouchwell_domain::search::SearchWords;

use crate::error::parse;
use crate::{Result, Transaction};
use statement::Statement;

/// How many people one search looks at: first those whom the reader knows, then by the order of the day.
pub const CONSIDERED: i64 = 5_000;

/// What a member searches for.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// Who searches.
    pub reader: &'a Account,
    /// Each has to begin a word of the topics of one recommendation.
    pub topic: &'a SearchWords,
    /// All have to be words of the person's place.
    pub near: Option<&'a SearchWords>,
    /// How far paths lead.
    pub hops: Hops,
    /// The order of people who are equally near, and of ways that are equally strong.
    pub order: OrderOfTheDay,
    /// What has ended by now is not found.
    pub now: DateTime<Utc>,
}

/// How near a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// The reader knows her.
    One,
    /// Somebody whom the reader knows knows her.
    Two,
    /// Neither, as far as the reader may see.
    Unknown,
}

/// The direct way to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectWay {
    /// The person.
    pub person: AccountId,
    /// What the reader signed.
    pub said: Digest,
    /// Both say that they exchanged codes.
    pub met: bool,
}

/// A way over one person in the middle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The person to whom it leads.
    pub person: AccountId,
    /// The one in the middle.
    pub middle: AccountId,
    /// What the reader signed about the one in the middle, and whether the two exchanged codes.
    pub first: (Digest, bool),
    /// What the one in the middle signed about the person, and whether the two exchanged codes.
    pub second: (Digest, bool),
    /// The one in the middle recommends the person for this.
    pub is_recommended: bool,
}

/// The people who fit, the nearer before the others, each group in the order of the day.
///
/// # Errors
/// The database is away.
pub async fn people(
    transaction: &mut Transaction,
    search: &Search<'_>,
    limit: u32,
    offset: u32,
) -> Result<Vec<(AccountId, Distance)>> {
    let rows: Vec<(i64, i32)> = on_both!(transaction, connection => {
        Statement::people(search, limit, offset).build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|(id, distance)| {
            let distance = match distance {
                1 => Distance::One,
                2 => Distance::Two,
                _ => Distance::Unknown,
            };
            (AccountId::from_number(id), distance)
        })
        .collect())
}

/// The direct ways to some people.
///
/// # Errors
/// The database is away.
pub async fn direct(
    transaction: &mut Transaction,
    search: &Search<'_>,
    people: &[AccountId],
) -> Result<Vec<DirectWay>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, String, bool)> = on_both!(transaction, connection => {
        Statement::direct(search, people).build_query_as().fetch_all(connection).await?
    });
    rows.into_iter()
        .map(|(person, said, met)| {
            Ok(DirectWay {
                person: AccountId::from_number(person),
                said: parse(&said, "attestation digest")?,
                met,
            })
        })
        .collect()
}

#[derive(FromRow)]
struct WayRow {
    person: i64,
    middle: i64,
    first_said: String,
    first_met: bool,
    second_said: String,
    second_met: bool,
    is_recommended: i32,
}

/// Of each of some people at most `most` ways over one other, the stronger first.
///
/// # Errors
/// The database is away.
pub async fn ways(
    transaction: &mut Transaction,
    search: &Search<'_>,
    people: &[AccountId],
    most: usize,
) -> Result<Vec<Way>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<WayRow> = on_both!(transaction, connection => {
        Statement::ways(search, people, most).build_query_as().fetch_all(connection).await?
    });
    rows.into_iter()
        .map(|row| {
            Ok(Way {
                person: AccountId::from_number(row.person),
                middle: AccountId::from_number(row.middle),
                first: (parse(&row.first_said, "attestation digest")?, row.first_met),
                second: (parse(&row.second_said, "attestation digest")?, row.second_met),
                is_recommended: row.is_recommended == 1,
            })
        })
        .collect()
}

/// The recommendations of some people that fit, of each at most `most`: those by people whom the reader
/// knows first, then the newest.
///
/// # Errors
/// The database is away.
pub async fn recommendations(
    transaction: &mut Transaction,
    search: &Search<'_>,
    people: &[AccountId],
    most: u32,
) -> Result<Vec<RecommendationId>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = on_both!(transaction, connection => {
        Statement::recommendations(search, people, most)
            .build_query_scalar()
            .fetch_all(connection)
            .await?
    });
    ids.iter().map(|id| parse(id, "recommendation id")).collect()
}
