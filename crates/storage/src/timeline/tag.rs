//! Statuses by their hashtags.

use sqlx::{Database, Encode, QueryBuilder, Type};
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Status;

use super::{Source, in_order};
use crate::status::{Row, number};
use crate::value_list::push_list;
use crate::{Result, Transaction};

/// Which hashtags a status has; all in lower case and without #.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tagged {
    /// One of these at least.
    pub any: Vec<String>,
    /// All of these.
    pub all: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
    /// Only those with media.
    pub with_media: bool,
}

/// The public statuses with these tags, answers among them, of accounts that the reader hears.
///
/// # Errors
/// The database is away.
pub async fn tagged(
    transaction: &mut Transaction,
    tagged: &Tagged,
    page: Page,
    source: Source,
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    if tagged.any.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_both!(&mut *transaction, connection => {
        statement(tagged, page, source, reader).build_query_as().fetch_all(connection).await?
    });
    in_order(transaction, rows, page).await
}

/// For each tag its own part is read in the order of the index, and no more of it than is wanted in all.
fn statement<DB>(tagged: &Tagged, page: Page, source: Source, reader: Option<MemberId>) -> QueryBuilder<DB>
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    let order = if page.from_oldest() { "ASC" } else { "DESC" };
    // The reader is $1, which comes first and is needed again in the condition.
    let mut builder = QueryBuilder::new("SELECT status.* FROM (SELECT ");
    builder.push_bind(number(reader));
    builder.push(" AS id) AS reader JOIN status ON status.id IN (");
    for (at, tag) in tagged.any.iter().enumerate() {
        if at > 0 {
            builder.push(" UNION ");
        }
        builder.push(
            // CROSS, so that SQLite reads the tag in the order of its index and ends early.
            "SELECT id FROM (SELECT status.id FROM status_tag CROSS JOIN status
                 WHERE status.id = status_tag.status_id AND status.visibility = 'public' AND status_tag.tag = ",
        );
        builder.push_bind(tag.clone());
        builder.push(" AND status_tag.status_id < ");
        builder.push_bind(page.upper());
        builder.push(" AND status_tag.status_id > ");
        builder.push_bind(page.lower());
        builder.push(match source {
            Source::Everywhere => "",
            Source::Here => " AND status.local",
            Source::Elsewhere => " AND NOT status.local",
        });
        builder.push(concat!(
            " AND ",
            hears_author!("status.account_id"),
            " AND ",
            shown_to_everybody!("status.account_id")
        ));
        for tag in &tagged.all {
            builder.push(
                " AND EXISTS (SELECT 1 FROM status_tag AS other
                     WHERE other.status_id = status.id AND other.tag = ",
            );
            builder.push_bind(tag.clone());
            builder.push(")");
        }
        if tagged.with_media {
            builder.push(" AND EXISTS (SELECT 1 FROM media WHERE media.status_id = status.id)");
        }
        if !tagged.none.is_empty() {
            builder.push(
                " AND NOT EXISTS (SELECT 1 FROM status_tag AS other
                     WHERE other.status_id = status.id AND other.tag IN ",
            );
            push_list(&mut builder, tagged.none.iter().cloned());
            builder.push(")");
        }
        builder.push(format_args!(" ORDER BY status_tag.status_id {order} LIMIT "));
        builder.push_bind(i64::from(page.limit));
        builder.push(") AS part");
    }
    builder.push(format_args!(") ORDER BY status.id {order} LIMIT "));
    builder.push_bind(i64::from(page.limit));
    builder
}
