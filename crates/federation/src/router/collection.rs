//! Collections of an actor, in pages.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, Standing};
use vouchwell_evidence::ActorUri;
use vouchwell_storage::{Transaction, account, activity, follow, pin, recommendation};

use super::actor::named;
use super::answer::{Absent, activity as activity_answer};
use crate::{Federation, actor};

/// Items on a page.
const ITEMS: u32 = 20;

/// Which page is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    page: Option<String>,
    max: Option<i64>,
}

/// A collection as it is asked for.
struct Collection<'a> {
    id: String,
    total: i64,
    asked: &'a Asked,
}

impl Collection<'_> {
    /// Where the page begins, or nothing where the collection itself is asked for.
    fn page(&self) -> Option<Page> {
        match self.asked.max {
            Some(position) => Some(Page::before(position, ITEMS)),
            None => self.asked.page.as_ref().map(|_| Page::newest(ITEMS)),
        }
    }

    fn write(&self, items: Option<(Vec<Value>, Option<i64>)>) -> Value {
        let Some((items, last)) = items else {
            return json!({
                "@context": "https://www.w3.org/ns/activitystreams",
                "id": self.id, "type": "OrderedCollection", "totalItems": self.total,
                "first": format!("{}?page=true", self.id),
            });
        };
        let id = match self.asked.max {
            Some(position) => format!("{}?page=true&max={position}", self.id),
            None => format!("{}?page=true", self.id),
        };
        let is_full = items.len() == ITEMS as usize;
        let mut page = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": id, "type": "OrderedCollectionPage", "partOf": self.id, "orderedItems": items,
        });
        if let Some(last) = last.filter(|_| is_full) {
            page["next"] = json!(format!("{}?page=true&max={last}", self.id));
        }
        page
    }
}

async fn member(federation: &Federation, name: &str) -> Result<(Transaction, Member), Absent> {
    let mut snapshot = federation.context.store.snapshot().await?;
    let found = named(&mut snapshot, name).await?;
    Ok((snapshot, found))
}

/// What a member published, each activity embedded.
pub(super) async fn outbox(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    let (mut snapshot, member) = member(&federation, &name).await?;
    let total = activity::count_outbox(&mut snapshot, member.id).await?;
    let collection = Collection {
        id: format!("{}/outbox", member.account.uri),
        total,
        asked: &asked,
    };
    let items = match collection.page() {
        Some(page) => {
            let sent = activity::outbox(&mut snapshot, member.id, page).await?;
            let last = sent.last().map(|sent| sent.sequence);
            let bodies = sent
                .iter()
                .filter_map(|sent| serde_json::from_str(&sent.body).ok())
                .collect();
            Some((bodies, last))
        }
        None => None,
    };
    Ok(activity_answer(&collection.write(items)))
}

/// The instance itself says nothing.
pub(super) async fn of_instance(State(federation): State<Arc<Federation>>) -> Response {
    let asked = Asked {
        page: None,
        max: None,
    };
    let id = format!("{}/outbox", federation.context.address.instance_actor());
    let collection = Collection {
        id,
        total: 0,
        asked: &asked,
    };
    activity_answer(&collection.write(None))
}

/// Who follows a member.
pub(super) async fn followers(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    let (mut snapshot, member) = member(&federation, &name).await?;
    let counts = account::counts(&mut snapshot, member.account.id).await?;
    let id = format!("{}/followers", member.account.uri);
    let collection = Collection {
        id,
        total: counts.followers,
        asked: &asked,
    };
    let items = match collection.page() {
        Some(_) if member.account.profile.hides_collections => Some(people(&[])),
        Some(page) => Some(people(
            &follow::followers(&mut snapshot, member.account.id, page).await?,
        )),
        None => None,
    };
    Ok(activity_answer(&collection.write(items)))
}

/// Whom a member follows.
pub(super) async fn following(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    let (mut snapshot, member) = member(&federation, &name).await?;
    let counts = account::counts(&mut snapshot, member.account.id).await?;
    let id = format!("{}/following", member.account.uri);
    let collection = Collection {
        id,
        total: counts.following,
        asked: &asked,
    };
    let items = match collection.page() {
        Some(_) if member.account.profile.hides_collections => Some(people(&[])),
        Some(page) => Some(people(
            &follow::following(&mut snapshot, member.account.id, page).await?,
        )),
        None => None,
    };
    Ok(activity_answer(&collection.write(items)))
}

fn people(accounts: &[Account]) -> (Vec<Value>, Option<i64>) {
    let last = accounts.last().map(|account| account.id.number());
    (
        accounts
            .iter()
            .map(|account| json!(account.uri))
            .collect::<Vec<Value>>(),
        last,
    )
}

/// What a member shows first, the ids of all of it at once.
pub(super) async fn featured(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
) -> Result<Response, Absent> {
    let (mut snapshot, member) = member(&federation, &name).await?;
    let pinned = pin::of_member(&mut snapshot, member.id).await?;
    let ids: Vec<&str> = pinned.iter().map(|status| status.uri.as_str()).collect();
    Ok(activity_answer(&json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": actor::featured(&member.account.uri), "type": "OrderedCollection",
        "totalItems": ids.len(), "orderedItems": ids,
    })))
}

/// The recommendations about a member.
pub(super) async fn received(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    recommendations(&federation, &name, Party::Subject, &asked).await
}

/// The recommendations by a member.
pub(super) async fn given(
    State(federation): State<Arc<Federation>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    recommendations(&federation, &name, Party::Author, &asked).await
}

/// Public ones that are still affirmed.
async fn recommendations(
    federation: &Federation,
    name: &str,
    party: Party,
    asked: &Asked,
) -> Result<Response, Absent> {
    let (mut snapshot, member) = member(federation, name).await?;
    let account = member.account.id;
    let total = recommendation::count_public(&mut snapshot, account, party, federation.context.now()).await?;
    let collection = Collection {
        id: address(&member.account.uri, party),
        total,
        asked,
    };
    let items = match collection.page() {
        Some(page) => {
            let found = recommendation::public_of_party(&mut snapshot, account, party, page).await?;
            let last = found.last().map(|found| found.sequence);
            let now = federation.context.timestamp();
            let affirmed = found.iter().filter(|found| match &found.standing {
                Standing::Public(text) => text.ends_at >= now,
                Standing::Unpublished | Standing::Withdrawn { .. } => false,
            });
            Some((affirmed.map(|found| json!(found.uri)).collect(), last))
        }
        None => None,
    };
    Ok(activity_answer(&collection.write(items)))
}

fn address(actor: &ActorUri, party: Party) -> String {
    match party {
        Party::Subject => format!("{actor}/recommendations/received"),
        Party::Author => format!("{actor}/recommendations/given"),
    }
}
