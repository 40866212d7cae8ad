//! Activities as they came in and went out.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, JobId, MemberId, ObjectUri, first_sequence};
use vouchwell_domain::job::Job;
use vouchwell_domain::page::Page;

use crate::error::{parse, parse_optional};
use crate::{Error, Result, Transaction, job, value_list};

/// Activities that are forgotten together.
const FORGOTTEN: i64 = 500;

/// An activity made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentActivity {
    /// Its id.
    pub uri: ObjectUri,
    /// Who says it.
    pub account: AccountId,
    /// The Note or the collection that it makes or changes.
    pub object: Option<ObjectUri>,
    /// The JSON as it is sent.
    pub body: String,
    /// Whether it stands in the outbox for everybody.
    pub public: bool,
    /// Its place in the outbox.
    pub sequence: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    uri: String,
    account_id: i64,
    object: Option<String>,
    body: String,
    public: bool,
    sequence: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for SentActivity {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            uri: parse(&row.uri, "activity id")?,
            account: AccountId::from_number(row.account_id),
            object: parse_optional(row.object.as_ref(), "object id")?,
            body: row.body,
            public: row.public,
            sequence: row.sequence,
            created_at: row.created_at,
        })
    }
}

/// An activity that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedActivity {
    /// Who sent it.
    pub actor: ActorUri,
    /// Its id.
    pub uri: ObjectUri,
    /// Its text.
    pub body: String,
}

/// Keeps received activities together with the jobs that let them take effect; for each, false if this actor
/// has sent one with this id before, whatever it said.
///
/// # Errors
/// The database is away.
pub async fn store_received(
    transaction: &mut Transaction,
    received: &[(JobId, ReceivedActivity)],
    now: DateTime<Utc>,
) -> Result<Vec<bool>> {
    if received.is_empty() {
        return Ok(Vec::new());
    }
    let stored: Vec<(String, String)> = on_both!(&mut *transaction, connection => {
        let mut builder = QueryBuilder::new("INSERT INTO received_activity (actor, uri, body, received_at) ");
        builder.push_values(received, |mut row, (_, activity)| {
            row.push_bind(activity.actor.as_str())
                .push_bind(activity.uri.as_str())
                .push_bind(activity.body.as_str())
                .push_bind(now);
        });
        builder.push(" ON CONFLICT (actor, uri) DO NOTHING RETURNING actor, uri");
        builder.build_query_as().persistent(false).fetch_all(connection).await?
    });
    let mut stored: HashSet<(String, String)> = stored.into_iter().collect();
    let are_new: Vec<bool> = received
        .iter()
        .map(|(_, activity)| stored.remove(&(activity.actor.to_string(), activity.uri.to_string())))
        .collect();
    let new = received.iter().zip(&are_new).filter(|(_, is_new)| **is_new);
    let jobs: Vec<(JobId, Job)> = new
        .map(|((job, activity), _)| {
            let process = Job::Process {
                actor: activity.actor.clone(),
                activity: activity.uri.clone(),
            };
            (*job, process)
        })
        .collect();
    job::enqueue_many(transaction, &jobs, now, now).await?;
    Ok(are_new)
}

/// The bodies of received activities, in no order; those that are not there are left out.
///
/// # Errors
/// The database is away.
pub async fn received(
    transaction: &mut Transaction,
    wanted: &[(&ActorUri, &ObjectUri)],
) -> Result<Vec<ReceivedActivity>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String, String)> = on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("WITH wanted (actor, uri) AS (");
        builder.push_values(wanted, |mut row, (actor, uri)| {
            row.push_bind(actor.as_str()).push_bind(uri.as_str());
        });
        builder.push(
            ") SELECT stored.actor, stored.uri, stored.body FROM wanted
             JOIN received_activity AS stored ON stored.actor = wanted.actor AND stored.uri = wanted.uri",
        );
        builder.build_query_as().persistent(false).fetch_all(connection).await?
    });
    rows.into_iter()
        .map(|(actor, uri, body)| {
            Ok(ReceivedActivity {
                actor: parse(&actor, "actor")?,
                uri: parse(&uri, "activity id")?,
                body,
            })
        })
        .collect()
}

/// Forgets what received activities said: they have taken effect. That they came is remembered.
///
/// # Errors
/// The database is away.
pub async fn forget_bodies(transaction: &mut Transaction, ended: &[(&ActorUri, &ObjectUri)]) -> Result<()> {
    if ended.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        let mut builder =
            QueryBuilder::new("UPDATE received_activity SET body = '' WHERE (actor, uri) IN (");
        builder.push_values(ended, |mut row, (actor, uri)| {
            row.push_bind(actor.as_str()).push_bind(uri.as_str());
        });
        builder.push(")");
        builder.build().persistent(false).execute(connection).await?;
    });
    Ok(())
}

/// Whether an activity of an actor came under this id, however often, and has had its effect.
///
/// # Errors
/// The database is away.
pub async fn has_had_effect(transaction: &mut Transaction, actor: &ActorUri, id: &ObjectUri) -> Result<bool> {
    // What counts each time it is signed is stored with what was signed, behind a `#`.
    let found: bool = on_both!(transaction, connection => {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM received_activity WHERE actor = $1 AND body = ''
                 AND (uri = $2 OR substr(uri, 1, length($2) + 1) = $2 || '#'))",
        )
        .bind(actor.as_str())
        .bind(id.as_str())
        .fetch_one(connection)
        .await?
    });
    Ok(found)
}

/// Forgets received activities, and that they came.
///
/// # Errors
/// The database is away.
pub(crate) async fn remove_received(
    transaction: &mut Transaction,
    activities: &[(ActorUri, ObjectUri)],
) -> Result<()> {
    if activities.is_empty() {
        return Ok(());
    }
    on_both!(transaction, connection => {
        let mut builder = QueryBuilder::new("DELETE FROM received_activity WHERE (actor, uri) IN (");
        builder.push_values(activities, |mut row, (actor, uri)| {
            row.push_bind(actor.as_str()).push_bind(uri.as_str());
        });
        builder.push(")");
        builder.build().persistent(false).execute(connection).await?;
    });
    Ok(())
}

/// Keeps an activity to be delivered. One that is kept already stays as it is.
///
/// # Errors
/// The database is away.
pub async fn store_sent(transaction: &mut Transaction, activity: &SentActivity) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query(
            "INSERT INTO sent_activity (uri, account_id, object, body, public, sequence, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (uri) DO NOTHING",
        )
        .bind(activity.uri.as_str())
        .bind(activity.account.number())
        .bind(activity.object.as_ref().map(ObjectUri::as_str))
        .bind(&activity.body)
        .bind(activity.public)
        .bind(activity.sequence)
        .bind(activity.created_at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The first activity about a Note: the one that made it.
///
/// # Errors
/// The database is away.
pub async fn first_about(transaction: &mut Transaction, object: &ObjectUri) -> Result<Option<SentActivity>> {
    let row: Option<Row> = on_both!(transaction, connection => {
        sqlx::query_as("SELECT * FROM sent_activity WHERE object = $1 ORDER BY sequence LIMIT 1")
            .bind(object.as_str())
            .fetch_optional(connection)
            .await?
    });
    row.map(SentActivity::try_from).transpose()
}

/// Whether there is another activity about something than this one.
///
/// # Errors
/// The database is away.
pub async fn is_other_about(
    transaction: &mut Transaction,
    object: &ObjectUri,
    uri: &ObjectUri,
) -> Result<bool> {
    let found: Option<String> = on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT uri FROM sent_activity WHERE object = $1 AND uri <> $2 LIMIT 1")
            .bind(object.as_str())
            .bind(uri.as_str())
            .fetch_optional(connection)
            .await?
    });
    Ok(found.is_some())
}

/// Has whoever still waits for another activity about something than this one get this instead.
///
/// # Errors
/// The database is away.
pub async fn rewrite_others_about(
    transaction: &mut Transaction,
    object: &ObjectUri,
    uri: &ObjectUri,
    body: &str,
) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE sent_activity SET body = $3 WHERE object = $1 AND uri <> $2")
            .bind(object.as_str())
            .bind(uri.as_str())
            .bind(body)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Forgets some of the activities from before a time that stand in no outbox and that nobody waits for: those that come
/// after a place among them, and are not in `awaited` ([`job::activities_to_deliver`]). Answers the next place, unless
/// these were the last.
///
/// # Errors
/// The database is away.
pub async fn forget_delivered(
    transaction: &mut Transaction,
    before: DateTime<Utc>,
    after: i64,
    awaited: &HashSet<ObjectUri>,
) -> Result<Option<i64>> {
    let old: Vec<(i64, String)> = on_both!(&mut *transaction, connection => {
        sqlx::query_as(
            "SELECT sequence, uri FROM sent_activity WHERE NOT public AND sequence > $1 AND sequence < $2
             ORDER BY sequence LIMIT $3",
        )
        .bind(after)
        .bind(first_sequence(before))
        .bind(FORGOTTEN)
        .fetch_all(connection)
        .await?
    });
    let next = old.last().map(|(sequence, _)| *sequence);
    let mut over = Vec::with_capacity(old.len());
    for (_, uri) in old {
        if !awaited.contains(&parse::<ObjectUri>(&uri, "activity id")?) {
            over.push(uri);
        }
    }
    if !over.is_empty() {
        on_both!(transaction, connection => {
            value_list::texts("DELETE FROM sent_activity WHERE uri IN ", over)
                .build()
                .persistent(false)
                .execute(connection)
                .await?;
        });
    }
    Ok(next)
}

/// Writes an activity anew, so that whoever still waits for it, or reads it in the outbox, learns what holds now.
///
/// # Errors
/// The database is away.
pub async fn rewrite(transaction: &mut Transaction, uri: &ObjectUri, body: &str) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("UPDATE sent_activity SET body = $2 WHERE uri = $1")
            .bind(uri.as_str())
            .bind(body)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// An activity that was made here.
///
/// # Errors
/// The database is away.
pub async fn sent(transaction: &mut Transaction, uri: &ObjectUri) -> Result<Option<SentActivity>> {
    Ok(all_sent(transaction, [uri]).await?.pop())
}

/// The same of several; there is none for an id whose activity was taken back.
///
/// # Errors
/// The database is away.
pub async fn all_sent<'a>(
    transaction: &mut Transaction,
    uris: impl IntoIterator<Item = &'a ObjectUri>,
) -> Result<Vec<SentActivity>> {
    let uris: BTreeSet<&str> = uris.into_iter().map(ObjectUri::as_str).collect();
    if uris.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_both!(transaction, connection => {
        value_list::texts(
            "SELECT * FROM sent_activity WHERE uri IN ",
            uris.into_iter().map(str::to_owned),
        )
        .build_query_as()
        .persistent(false)
        .fetch_all(connection)
        .await?
    });
    rows.into_iter().map(SentActivity::try_from).collect()
}

/// Deletes an activity that was taken back, so that it stands in no outbox and a delivery which is still
/// waiting finds nothing to bring.
///
/// # Errors
/// The database is away.
pub async fn remove_sent(transaction: &mut Transaction, uri: &ObjectUri) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM sent_activity WHERE uri = $1")
            .bind(uri.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes the activities about a withdrawn Note out of the outbox and deletes them, so that deliveries
/// which are still waiting find nothing to bring.
///
/// # Errors
/// The database is away.
pub async fn remove_sent_about(transaction: &mut Transaction, object: &ObjectUri) -> Result<()> {
    on_both!(transaction, connection => {
        sqlx::query("DELETE FROM sent_activity WHERE object = $1")
            .bind(object.as_str())
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The activities of a member that are for everybody, newest first.
///
/// # Errors
/// The database is away.
pub async fn outbox(
    transaction: &mut Transaction,
    member: MemberId,
    page: Page,
) -> Result<Vec<SentActivity>> {
    let statement = if page.from_oldest() {
        "SELECT * FROM sent_activity WHERE account_id = $1 AND public AND sequence < $2 AND sequence > $3
         ORDER BY sequence ASC LIMIT $4"
    } else {
        "SELECT * FROM sent_activity WHERE account_id = $1 AND public AND sequence < $2 AND sequence > $3
         ORDER BY sequence DESC LIMIT $4"
    };
    let mut rows: Vec<Row> = on_both!(transaction, connection => {
        sqlx::query_as(statement)
            .bind(member.account().number())
            .bind(page.upper())
            .bind(page.lower())
            .bind(i64::from(page.limit))
            .fetch_all(connection)
            .await?
    });
    if page.from_oldest() {
        rows.reverse();
    }
    rows.into_iter().map(SentActivity::try_from).collect()
}

/// How many activities of a member are for everybody.
///
/// # Errors
/// The database is away.
pub async fn count_outbox(transaction: &mut Transaction, member: MemberId) -> Result<i64> {
    Ok(on_both!(transaction, connection => {
        sqlx::query_scalar("SELECT count(*) FROM sent_activity WHERE account_id = $1 AND public")
            .bind(member.account().number())
            .fetch_one(connection)
            .await?
    }))
}
