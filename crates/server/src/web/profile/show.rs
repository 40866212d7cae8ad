//! Loads what everybody may see of a member.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::{Account, AccountKind, Handle, MemberName};
use vouchwell_domain::page::Page;
use vouchwell_domain::plain_text;
use vouchwell_domain::recommendation::Party;
use vouchwell_evidence::Topic;
use vouchwell_service::account::AccountView;
use vouchwell_service::recommendation::of_account;
use vouchwell_service::timeline::{self, Selection};
use vouchwell_service::{Context, account, featured_tag};

use super::{Field, Listing, ProfileView, own_picture, render};
use crate::web::failure::{self, Failure};
use crate::web::person::{Person, shown_by};
use crate::web::post::{CARRIED_BESIDE_PORTRAITS, Post, lighten};
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;
use crate::web::statement::Statement;

/// How many recommendations a page lists.
const LENGTH: u32 = 10;
/// How many posts.
const POSTS: u32 = 10;
/// Those that answer and boost nobody.
const OWN_POSTS: Selection = Selection {
    pinned: false,
    without_replies: true,
    without_reblogs: true,
    with_media: false,
    tag: None,
};

/// Which pages of the lists are wanted: only what is older than these positions.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Positions {
    received: Option<i64>,
    given: Option<i64>,
    posts: Option<i64>,
}

/// Answers `GET /@{name}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    Path(name): Path<String>,
    positions: Result<Query<Positions>, QueryRejection>,
) -> Response {
    let Ok(Query(positions)) = positions else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    match load(&records, &name, positions).await {
        Ok(view) => response::found(render(&view, &records.pages.site, &reader.locale), &reader),
        Err(failure) => failure::answer(failure, &records.pages, &reader),
    }
}

async fn load(records: &Records, name: &str, positions: Positions) -> Result<ProfileView, Failure> {
    let (context, site) = (&records.context, &*records.pages.site);
    let (
        name,
        AccountView {
            account: found,
            moved,
            ..
        },
    ) = member(records, name).await?;
    let path = format!("/@{name}");
    let received = listing(context, site, &found, Party::Subject, positions.received, &path).await?;
    let given = listing(context, site, &found, Party::Author, positions.given, &path).await?;
    let works_on = featured_tag::list(context, found.id).await?;
    let page = Page::older_than(positions.posts, POSTS);
    let posts = timeline::of_account(context, None, found.id, &OWN_POSTS, page).await?;
    let is_full = u32::try_from(posts.len()).is_ok_and(|length| length == POSTS);
    let last = posts.last().filter(|_| is_full).map(|last| last.status.id);
    // A recommendation stands above with all that belongs to it.
    let mut posts: Vec<Post> = posts
        .iter()
        .filter(|view| view.status.recommendation.is_none())
        .map(|view| Post::of(view, site).among_others())
        .collect();
    lighten(&mut posts, CARRIED_BESIDE_PORTRAITS);
    Ok(ProfileView {
        person: Person::of(&found, site),
        path: path.clone(),
        activity: found.uri.to_string(),
        handle: format!("@{name}@{}", site.host()),
        moved: moved.map(|moved| Person::of(&moved.account, site)),
        place: found.profile.place.as_ref().map(ToString::to_string),
        avatar: own_picture(found.profile.avatar.as_ref(), site),
        header: own_picture(found.profile.header.as_ref(), site),
        header_description: shown_by(&found.profile.header_description),
        works_on: works_on.into_iter().map(|topic| topic.tag).collect(),
        note: plain_text::of(&found.profile.summary),
        fields: found.profile.fields.iter().map(Field::of).collect(),
        is_discoverable: found.profile.discoverable,
        topics: topics(&received),
        posts,
        older_posts: last.map(|last| format!("{path}?posts={last}")),
        received,
        given,
    })
}

/// The member of that name, whom everybody may see.
pub(super) async fn member(records: &Records, name: &str) -> Result<(MemberName, AccountView), Failure> {
    let name: MemberName = name.parse().map_err(|_| Failure::NotFound)?;
    let handle = Handle {
        name: name.to_string(),
        host: None,
    };
    let found = account::by_handle(&records.context, &handle)
        .await?
        .ok_or(Failure::NotFound)?;
    if found.account.kind == AccountKind::Application {
        return Err(Failure::NotFound);
    }
    if found.account.gone_at.is_some() {
        return Err(Failure::Gone);
    }
    Ok((name, found))
}

pub(super) async fn listing(
    context: &Context,
    site: &Site,
    account: &Account,
    party: Party,
    position: Option<i64>,
    path: &str,
) -> Result<Listing, Failure> {
    let page = Page::older_than(position, LENGTH);
    let found = of_account(context, account.id, party, page).await?;
    let list = match party {
        Party::Subject => "received",
        Party::Author => "given",
    };
    let is_full = u32::try_from(found.len()).is_ok_and(|length| length == LENGTH);
    let last = found
        .last()
        .filter(|_| is_full)
        .map(|last| last.recommendation.sequence);
    Ok(Listing {
        statements: found
            .iter()
            .filter_map(|shown| Statement::of(shown, site))
            .collect(),
        older: last.map(|last| format!("{path}?{list}={last}")),
    })
}

fn topics(listing: &Listing) -> Vec<Topic> {
    let mut topics: Vec<Topic> = listing
        .statements
        .iter()
        .flat_map(|statement| statement.words.topics.iter().cloned())
        .collect();
    topics.sort();
    topics.dedup();
    topics
}
