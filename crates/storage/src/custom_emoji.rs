//! Pictures that stand for names in what people of other servers write.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use vouchwell_domain::account::Host;
use vouchwell_domain::custom_emoji::{CustomEmoji, Shortcode};

use crate::error::parse;
use crate::value_list::{ROWS, push_list};
use crate::{Result, Transaction};

/// Pictures of one server that are kept; more are a flood.
pub const KEPT: i64 = 5_000;

/// What a server names that is not kept as it names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing<'a> {
    /// Pictures that are somewhere else now.
    moved: Vec<&'a CustomEmoji>,
    /// Pictures that are not known.
    new: Vec<&'a CustomEmoji>,
}

impl Differing<'_> {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.new.is_empty()
    }
}

/// What of pictures of a server, each of another name, is not kept as it is.
///
/// # Errors
/// The database is away.
pub async fn differing<'a>(
    transaction: &mut Transaction,
    host: &Host,
    emojis: &[&'a CustomEmoji],
) -> Result<Differing<'a>> {
    let mut kept: HashMap<String, String> = HashMap::new();
    for part in emojis.chunks(ROWS) {
        let rows: Vec<(String, String)> = on_both!(&mut *transaction, connection => {
            let mut builder = sqlx::QueryBuilder::new("SELECT shortcode, url FROM custom_emoji WHERE host = ");
            builder.push_bind(host.as_str()).push(" AND shortcode IN ");
            push_list(&mut builder, part.iter().map(|emoji| emoji.shortcode.to_string()));
            builder.build_query_as().persistent(false).fetch_all(connection).await?
        });
        kept.extend(rows);
    }
    let (mut moved, mut new) = (Vec::new(), Vec::new());
    for emoji in emojis {
        match kept.get(emoji.shortcode.as_str()) {
            Some(url) if url == emoji.url.as_str() => {}
            Some(_) => moved.push(*emoji),
            None => new.push(*emoji),
        }
    }
    Ok(Differing { moved, new })
}

/// Keeps where pictures of a server are now, and of new ones as many as there is room for.
///
/// # Errors
/// The database is away.
pub async fn save(
    transaction: &mut Transaction,
    host: &Host,
    differing: Differing<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Differing { mut moved, mut new } = differing;
    if !new.is_empty() {
        let kept: i64 = on_both!(&mut *transaction, connection => {
            sqlx::query_scalar("SELECT count(*) FROM custom_emoji WHERE host = $1")
                .bind(host.as_str())
                .fetch_one(connection)
                .await?
        });
        new.truncate(usize::try_from(KEPT - kept).unwrap_or(0));
        moved.append(&mut new);
    }
    // In one order, so that two transactions do not wait for each other.
    moved.sort_unstable();
    for part in moved.chunks(ROWS) {
        on_both!(&mut *transaction, connection => {
            let mut builder =
                sqlx::QueryBuilder::new("INSERT INTO custom_emoji (host, shortcode, url, updated_at) ");
            builder.push_values(part, |mut row, emoji| {
                row.push_bind(host.as_str())
                    .push_bind(emoji.shortcode.as_str())
                    .push_bind(emoji.url.as_str())
                    .push_bind(now);
            });
            builder.push(
                " ON CONFLICT (host, shortcode) DO UPDATE SET url = excluded.url, updated_at = excluded.updated_at",
            );
            builder.build().persistent(false).execute(connection).await?;
        });
    }
    Ok(())
}

/// Where pictures of these names are, by the servers that have them. Others of the same names may be among them.
///
/// # Errors
/// The database is away.
pub async fn among(
    transaction: &mut Transaction,
    wanted: &BTreeSet<(Host, Shortcode)>,
) -> Result<HashMap<Host, HashMap<Shortcode, CustomEmoji>>> {
    let mut found: HashMap<Host, HashMap<Shortcode, CustomEmoji>> = HashMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    let hosts: BTreeSet<&str> = wanted.iter().map(|(host, _)| host.as_str()).take(ROWS).collect();
    let names: BTreeSet<&str> = wanted.iter().map(|(_, name)| name.as_str()).take(ROWS).collect();
    let rows: Vec<(String, String, String)> = on_both!(transaction, connection => {
        let mut builder =
            sqlx::QueryBuilder::new("SELECT host, shortcode, url FROM custom_emoji WHERE host IN ");
        push_list(&mut builder, hosts.iter().map(|host| (*host).to_owned()));
        builder.push(" AND shortcode IN ");
        push_list(&mut builder, names.iter().map(|name| (*name).to_owned()));
        builder.build_query_as().persistent(false).fetch_all(connection).await?
    });
    for (host, shortcode, url) in rows {
        let shortcode: Shortcode = parse(&shortcode, "shortcode")?;
        let url = parse(&url, "address of a picture")?;
        let emoji = CustomEmoji {
            shortcode: shortcode.clone(),
            url,
        };
        found
            .entry(parse(&host, "host")?)
            .or_default()
            .insert(shortcode, emoji);
    }
    Ok(found)
}
