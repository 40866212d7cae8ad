//! Writing a view of an acquaintance.

use chrono::{DateTime, Utc};
use vouchwell_domain::acquaintance::{Acquaintance, Mutual, Proposal, ProposalSide, Stage};
use vouchwell_domain::evidence::{Digest, Timestamp};
use vouchwell_domain::identifier::AcquaintanceId;

use crate::{Result, Transaction, tie};

/// Writes the whole view, in place of the one of the same two people if there is one. What belonged to a
/// mutual pair goes when the view is mutual no longer. The ties of the two are written anew with it.
///
/// # Errors
/// The database is away.
pub async fn save(transaction: &mut Transaction, acquaintance: &Acquaintance) -> Result<()> {
    save_view(transaction, acquaintance).await?;
    tie::renew(transaction, acquaintance.owner.account(), acquaintance.other).await
}

async fn save_view(transaction: &mut Transaction, acquaintance: &Acquaintance) -> Result<()> {
    match &acquaintance.stage {
        Stage::Proposed(proposal) => {
            forget_pairs(transaction, acquaintance).await?;
            write(transaction, acquaintance, &Columns::of_proposal(proposal)).await
        }
        Stage::Mutual(mutual) => {
            write(transaction, acquaintance, &Columns::of_mutual(mutual)).await?;
            match &mutual.renewal {
                Some(renewal) => write_renewal(transaction, &acquaintance.id, renewal).await,
                None => forget_renewal(transaction, acquaintance).await,
            }
        }
        Stage::Ended => {
            forget_pairs(transaction, acquaintance).await?;
            end(transaction, acquaintance).await
        }
    }
}

#[derive(Default)]
struct Columns<'a> {
    state: &'static str,
    offer: &'a str,
    mine: Option<Digest>,
    theirs: Option<Digest>,
    accept_by: Option<Timestamp>,
    declined_silently: bool,
    hidden: bool,
    message: Option<&'a str>,
    since: Option<DateTime<Utc>>,
}

impl<'a> Columns<'a> {
    fn of_proposal(proposal: &'a Proposal) -> Self {
        let common = Self {
            offer: proposal.offer.as_str(),
            message: proposal.message.as_deref(),
            ..Self::default()
        };
        match proposal.side {
            ProposalSide::Offered { mine, accept_by } => Self {
                state: "offered",
                mine: Some(mine),
                accept_by: Some(accept_by),
                ..common
            },
            ProposalSide::Asked {
                theirs,
                accept_by,
                declined_silently,
                hidden,
                ..
            } => Self {
                state: "asked",
                theirs: Some(theirs),
                accept_by: Some(accept_by),
                declined_silently,
                hidden,
                ..common
            },
            ProposalSide::Declined => Self {
                state: "declined",
                ..common
            },
        }
    }

    fn of_mutual(mutual: &'a Mutual) -> Self {
        Self {
            state: "mutual",
            offer: mutual.pair.offer.as_str(),
            mine: Some(mutual.pair.mine),
            theirs: Some(mutual.pair.theirs),
            since: Some(mutual.since),
            ..Self::default()
        }
    }
}

async fn write(
    transaction: &mut Transaction,
    acquaintance: &Acquaintance,
    columns: &Columns<'_>,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO acquaintance (id, owner_id, other_id, state, offer_uri, mine, theirs, accept_by,
                 declined_silently, hidden, message, visibility, sequence, created_at, mutual_since)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             ON CONFLICT (owner_id, other_id) DO UPDATE SET id = excluded.id, state = excluded.state,
                 offer_uri = excluded.offer_uri, mine = excluded.mine, theirs = excluded.theirs,
                 accept_by = excluded.accept_by, declined_silently = excluded.declined_silently,
                 hidden = excluded.hidden, message = excluded.message, visibility = excluded.visibility,
                 sequence = excluded.sequence, created_at = excluded.created_at,
                 mutual_since = excluded.mutual_since",
        )
        .bind(acquaintance.id.as_str())
        .bind(acquaintance.owner.account().number())
        .bind(acquaintance.other.number())
        .bind(columns.state)
        .bind(columns.offer)
        .bind(columns.mine.as_ref().map(Digest::to_string))
        .bind(columns.theirs.as_ref().map(Digest::to_string))
        .bind(columns.accept_by.map(Timestamp::datetime))
        .bind(columns.declined_silently)
        .bind(columns.hidden)
        .bind(columns.message)
        .bind(acquaintance.visibility.as_str())
        .bind(acquaintance.sequence)
        .bind(acquaintance.created_at)
        .bind(columns.since)
        .execute(connection)
        .await?;
    });
    Ok(())
}

async fn write_renewal(
    transaction: &mut Transaction,
    acquaintance: &AcquaintanceId,
    renewal: &Proposal,
) -> Result<()> {
    let columns = Columns::of_proposal(renewal);
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO renewal (acquaintance_id, state, offer_uri, attestation, accept_by, declined_silently,
                 hidden, message, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (acquaintance_id) DO UPDATE SET state = excluded.state, offer_uri = excluded.offer_uri,
                 attestation = excluded.attestation, accept_by = excluded.accept_by,
                 declined_silently = excluded.declined_silently, hidden = excluded.hidden,
                 message = excluded.message, created_at = excluded.created_at",
        )
        .bind(acquaintance.as_str())
        .bind(columns.state)
        .bind(columns.offer)
        .bind(columns.mine.or(columns.theirs).as_ref().map(Digest::to_string))
        .bind(columns.accept_by.map(Timestamp::datetime))
        .bind(columns.declined_silently)
        .bind(columns.hidden)
        .bind(columns.message)
        .bind(renewal.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

async fn end(transaction: &mut Transaction, acquaintance: &Acquaintance) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "UPDATE acquaintance SET state = 'ended', mine = NULL, theirs = NULL, accept_by = NULL,
                 declined_silently = $1, hidden = $1, message = NULL, mutual_since = NULL
             WHERE owner_id = $2 AND other_id = $3",
        )
        .bind(false)
        .bind(acquaintance.owner.account().number())
        .bind(acquaintance.other.number())
        .execute(connection)
        .await?;
    });
    Ok(())
}

async fn forget_renewal(transaction: &mut Transaction, acquaintance: &Acquaintance) -> Result<()> {
    forget(
        transaction,
        acquaintance,
        "DELETE FROM renewal WHERE acquaintance_id IN (
             SELECT id FROM acquaintance WHERE owner_id = $1 AND other_id = $2)",
    )
    .await
}

async fn forget_pairs(transaction: &mut Transaction, acquaintance: &Acquaintance) -> Result<()> {
    forget_renewal(transaction, acquaintance).await?;
    forget(
        transaction,
        acquaintance,
        "DELETE FROM earlier_pair WHERE acquaintance_id IN (
             SELECT id FROM acquaintance WHERE owner_id = $1 AND other_id = $2)",
    )
    .await
}

async fn forget(
    transaction: &mut Transaction,
    acquaintance: &Acquaintance,
    statement: &'static str,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(statement)
            .bind(acquaintance.owner.account().number())
            .bind(acquaintance.other.number())
            .execute(connection)
            .await?;
    });
    Ok(())
}
