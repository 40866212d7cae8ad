//! Loads a post and its thread, as everybody may read them, or the member who is signed in.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::media::MEDIA;
use vouchwell_domain::member::Member;
use vouchwell_service::{status, timeline};

use super::{CARRIED, Post, PostView, lighten, render};
use crate::web::browser::Browser;
use crate::web::failure::{self, Failure};
use crate::web::link::Link;
use crate::web::people::report;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;

/// How much of what it answers a page shows; the first of it leads to what is above.
const ABOVE: usize = 10;
/// How many answers.
const BELOW: usize = 30;

/// Which answers are wanted.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Answers {
    /// What stands on the pages before.
    #[serde(default)]
    answers: usize,
}

/// What there is at the address.
enum Found {
    Post(Box<PostView>),
    /// The page of what it boosts, or of the recommendation that it carries.
    At(String),
}

/// Answers `GET /@{name}/{id}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    Path((name, id)): Path<(String, String)>,
    answers: Result<Query<Answers>, QueryRejection>,
) -> Response {
    let Ok(Query(Answers { answers })) = answers else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let member = browser.session.as_ref().map(|session| &session.member);
    match load(&records, member, &name, &id, answers).await {
        Ok(Found::Post(view)) => {
            let rendered = render(&view, &records.pages.site, &reader.locale);
            match member {
                Some(_) => response::private(StatusCode::OK, rendered, &reader),
                None => response::found(rendered, &reader),
            }
        }
        Ok(Found::At(page)) => response::see_other(&page),
        Err(failure) => failure::answer(failure, &records.pages, &reader),
    }
}

async fn load(
    records: &Records,
    member: Option<&Member>,
    name: &str,
    id: &str,
    answers: usize,
) -> Result<Found, Failure> {
    let (context, site) = (&records.context, &*records.pages.site);
    let id: StatusId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = timeline::status(context, member, id).await?;
    let author = &view.account.account;
    if !author.is_local() || !author.name.eq_ignore_ascii_case(name) {
        return Err(Failure::NotFound);
    }
    let post = Post::of(view.reblog.as_deref().unwrap_or(&view), site);
    if view.reblog.is_some() || view.status.recommendation.is_some() {
        let link = post.link.ok_or(Failure::NotFound)?;
        return Ok(Found::At(link.absolute(site)));
    }
    let path = match &post.link {
        Some(Link::Here(path)) => path.clone(),
        _ => return Err(Failure::NotFound),
    };
    let thread = status::thread(context, member, id).await?;
    let posts = |views: &[timeline::StatusView]| {
        let posts = views.iter().map(|view| Post::of(view, site).among_others());
        posts.collect()
    };
    let above = &thread.ancestors[thread.ancestors.len().saturating_sub(ABOVE)..];
    let below = thread.descendants.get(answers..).unwrap_or_default();
    let (below, more) = below.split_at(below.len().min(BELOW));
    let (mut above, mut below): (Vec<Post>, Vec<Post>) = (posts(above), posts(below));
    lighten(above.iter_mut().chain(&mut below), CARRIED - MEDIA);
    let is_anothers = member.is_some_and(|member| member.account.id != author.id);
    Ok(Found::Post(Box::new(PostView {
        report: is_anothers.then(|| report::path_of_status(author.id, id)),
        activity: view.status.uri.to_string(),
        above,
        below,
        more: (!more.is_empty()).then(|| format!("{path}?answers={}", answers + BELOW)),
        path,
        post,
    })))
}
