//! Loads what everybody may read that has a hashtag.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use vouchwell_service::timeline::{self, Source, Tagged};

use super::{HashtagView, render};
use crate::web::failure::{self, Failure};
use crate::web::position::Position;
use crate::web::post::{CARRIED, Post, lighten};
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;

/// How many posts a page lists.
const LENGTH: u32 = 20;
/// The longest hashtag, in characters.
const LONGEST: usize = 100;

/// Answers `GET /tags/{name}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    Path(name): Path<String>,
    position: Result<Query<Position>, QueryRejection>,
) -> Response {
    let Ok(Query(position)) = position else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    match load(&records, name, position).await {
        Ok(view) => response::found(render(&view, &records.pages.site, &reader.locale), &reader),
        Err(failure) => failure::answer(failure, &records.pages, &reader),
    }
}

async fn load(records: &Records, name: String, position: Position) -> Result<HashtagView, Failure> {
    let is_hashtag = |letter: char| letter.is_alphanumeric() || letter == '_';
    if name.chars().count() > LONGEST || !name.chars().all(is_hashtag) {
        return Err(Failure::NotFound);
    }
    let tagged = Tagged {
        any: vec![name.to_lowercase()],
        ..Tagged::default()
    };
    let page = position.page(LENGTH);
    let views = timeline::tagged(&records.context, None, &tagged, Source::Everywhere, page).await?;
    let is_full = u32::try_from(views.len()).is_ok_and(|length| length == LENGTH);
    let last = views.last().filter(|_| is_full).map(|view| view.status.id);
    let site = &*records.pages.site;
    let posts = views.iter().map(|view| Post::of(view, site).among_others());
    let mut posts: Vec<Post> = posts.collect();
    lighten(&mut posts, CARRIED);
    Ok(HashtagView {
        older: last.map(|last| format!("/tags/{name}?before={last}")),
        posts,
        name,
    })
}
