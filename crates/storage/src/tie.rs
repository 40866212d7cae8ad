//! Ties: what follows from acquaintances and public recommendations for paths.
//!
//! Whatever changes one of the two writes the ties of the pair anew in the same transaction, here and nowhere
//! else: [`crate::acquaintance::save`] and [`crate::acquaintance::remove`],
//! [`crate::publication::record`] and [`crate::recommendation::withdraw`].

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::evidence::{Digest, Timestamp};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::tie::{Ground, Tie};

use crate::error::parse;
use crate::{Error, Result, Transaction, document, lock};

/// Attestations on which a tie may rest, by the lower and the higher id of the pair.
struct Found {
    attestations: [Digest; 2],
    ends_at: Option<Timestamp>,
}

/// What one member of a pair has of it; nothing of what is not mutual.
#[derive(FromRow)]
struct View {
    owner: i64,
    mine: Option<String>,
    theirs: Option<String>,
    visibility: Option<String>,
}

/// Writes the ties of a pair anew, from what is stored of it.
///
/// The pair is locked first: of two transactions that change it at once, the later one sees what both did.
///
/// # Errors
/// The database is away.
pub(crate) async fn renew(transaction: &mut Transaction, one: AccountId, other: AccountId) -> Result<()> {
    let pair = [one.min(other), one.max(other)];
    lock::pair(transaction, pair[0], pair[1]).await?;
    remove(transaction, pair).await?;
    for tie in between(transaction, pair).await?.into_iter().flatten() {
        insert(transaction, &tie).await?;
    }
    Ok(())
}

async fn between(transaction: &mut Transaction, pair: [AccountId; 2]) -> Result<Option<[Tie; 2]>> {
    let Some(mut found) = acquaintances(transaction, pair).await? else {
        return Ok(None);
    };
    found.extend(recommendation(transaction, pair).await?);
    let digests: Vec<Digest> = found.iter().flat_map(|found| found.attestations).collect();
    let documents = document::attestations(transaction, &digests).await?;
    let attestation = |digest| documents.get(digest).ok_or(Error::Unreadable("attestation"));
    let grounds = found
        .iter()
        .map(|found| {
            let [lower, higher] = &found.attestations;
            Ok(Ground {
                attestations: [attestation(lower)?, attestation(higher)?],
                ends_at: found.ends_at,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Tie::between(pair, &grounds))
}

/// What the views of members say, if every member of the pair has it as mutual; nothing at all if one of them
/// has made it private.
async fn acquaintances(
    transaction: &mut Transaction,
    [lower, higher]: [AccountId; 2],
) -> Result<Option<Vec<Found>>> {
    let rows: Vec<View> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT account.id AS owner, acquaintance.mine, acquaintance.theirs, acquaintance.visibility
             FROM account LEFT JOIN acquaintance ON acquaintance.owner_id = account.id
                 AND acquaintance.other_id = CASE WHEN account.id = $1 THEN $2 ELSE $1 END
                 AND acquaintance.state = 'mutual'
             WHERE account.id IN ($1, $2) AND account.host IS NULL ORDER BY account.id",
        )
        .bind(lower.number())
        .bind(higher.number())
        .fetch_all(connection)
        .await?
    });
    if rows
        .iter()
        .any(|view| view.visibility.as_deref() == Some("private"))
    {
        return Ok(None);
    }
    let mutual: Option<Vec<_>> = rows
        .iter()
        .map(|view| Some((view.owner, view.mine.as_ref()?, view.theirs.as_ref()?)))
        .collect();
    let found = mutual
        .unwrap_or_default()
        .into_iter()
        .map(|(owner, mine, theirs)| {
            let (mine, theirs) = (
                parse(mine, "attestation digest")?,
                parse(theirs, "attestation digest")?,
            );
            Ok(Found {
                attestations: in_order(owner == lower.number(), mine, theirs),
                ends_at: None,
            })
        });
    found.collect::<Result<_>>().map(Some)
}

/// The public recommendation between the two that ends last.
async fn recommendation(
    transaction: &mut Transaction,
    [lower, higher]: [AccountId; 2],
) -> Result<Option<Found>> {
    let row: Option<(i64, String, String, DateTime<Utc>)> = on_both!(transaction, connection => {
        sqlx::query_as(
            "SELECT recommendation.author_id, version.author_attestation, version.subject_attestation,
                 recommendation.expires_at
             FROM recommendation JOIN version ON version.id = recommendation.public_version
             WHERE recommendation.standing = 'public'
                 AND ((recommendation.author_id = $1 AND recommendation.subject_id = $2)
                     OR (recommendation.author_id = $2 AND recommendation.subject_id = $1))
             ORDER BY recommendation.expires_at DESC, recommendation.id LIMIT 1",
        )
        .bind(lower.number())
        .bind(higher.number())
        .fetch_optional(connection)
        .await?
    });
    row.map(|(author, by_author, by_subject, ends_at)| {
        let by_author = parse(&by_author, "attestation digest")?;
        let by_subject = parse(&by_subject, "attestation digest")?;
        Ok(Found {
            attestations: in_order(author == lower.number(), by_author, by_subject),
            ends_at: Some(Timestamp::from_datetime(ends_at)),
        })
    })
    .transpose()
}

const fn in_order(is_lower: bool, own: Digest, other: Digest) -> [Digest; 2] {
    if is_lower { [own, other] } else { [other, own] }
}

async fn remove(transaction: &mut Transaction, [lower, higher]: [AccountId; 2]) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "DELETE FROM tie WHERE (from_id = $1 AND to_id = $2) OR (from_id = $2 AND to_id = $1)",
        )
        .bind(lower.number())
        .bind(higher.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

async fn insert(transaction: &mut Transaction, tie: &Tie) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO tie (from_id, to_id, said, heard, from_key, to_key, met, known_since, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(tie.from.number())
        .bind(tie.to.number())
        .bind(tie.said.to_string())
        .bind(tie.heard.to_string())
        .bind(tie.from_key.as_str())
        .bind(tie.to_key.as_str())
        .bind(tie.met)
        .bind(tie.known_since)
        .bind(tie.ends_at.datetime())
        .execute(connection)
        .await?;
    });
    Ok(())
}

#[derive(FromRow)]
struct Row {
    from_id: i64,
    to_id: i64,
    said: String,
    heard: String,
    from_key: String,
    to_key: String,
    met: bool,
    known_since: i32,
    ends_at: DateTime<Utc>,
}

/// All ties, in the order of their people. For checks: a search never reads them all.
///
/// # Errors
/// The database is away.
pub async fn all(transaction: &mut Transaction) -> Result<Vec<Tie>> {
    let rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM tie ORDER BY from_id, to_id").fetch_all(connection).await?
    });
    rows.into_iter()
        .map(|row| {
            Ok(Tie {
                from: AccountId::from_number(row.from_id),
                to: AccountId::from_number(row.to_id),
                said: parse(&row.said, "attestation digest")?,
                heard: parse(&row.heard, "attestation digest")?,
                from_key: parse(&row.from_key, "key")?,
                to_key: parse(&row.to_key, "key")?,
                met: row.met,
                known_since: row.known_since,
                ends_at: Timestamp::from_datetime(row.ends_at),
            })
        })
        .collect()
}
