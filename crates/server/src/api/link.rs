//! Lists with links to their other parts, as Mastodon writes them.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use url::Url;

use super::parameters::Parameters;
use crate::web::site::Site;

/// A part of a list, newest first, with the positions of its ends.
#[derive(Debug)]
pub struct Listed<T> {
    items: Vec<T>,
    link: Option<String>,
}

impl<T> Listed<T> {
    /// `positions` are those of the newest and of the oldest item.
    pub(super) fn new(
        items: Vec<T>,
        positions: Option<(i64, i64)>,
        path: &str,
        parameters: &Parameters,
        site: &Site,
    ) -> Self {
        let link = positions.map(|ends| links(ends, "min_id", path, parameters, site));
        Self { items, link }
    }

    /// A list of accounts, of which Mastodon links to the newest and not to the next ones.
    pub(super) fn of_accounts(
        items: Vec<T>,
        positions: Option<(i64, i64)>,
        path: &str,
        parameters: &Parameters,
        site: &Site,
    ) -> Self {
        let link = positions.map(|ends| links(ends, "since_id", path, parameters, site));
        Self { items, link }
    }
}

fn links(
    (newest, oldest): (i64, i64),
    newer: &str,
    path: &str,
    parameters: &Parameters,
    site: &Site,
) -> String {
    let at = |name: &str, position: i64| address(site, path, parameters, name, position);
    format!(
        "<{}>; rel=\"next\", <{}>; rel=\"prev\"",
        at("max_id", oldest),
        at(newer, newest)
    )
}

/// The positions of the newest and the oldest of what was read.
pub(super) fn ends<V>(views: &[V], position: impl Fn(&V) -> i64) -> Option<(i64, i64)> {
    Some((position(views.first()?), position(views.last()?)))
}

fn address(site: &Site, path: &str, parameters: &Parameters, name: &str, position: i64) -> Url {
    let mut url = site.url.clone();
    url.set_path(path);
    url.query_pairs_mut()
        .extend_pairs(parameters.without_position())
        .append_pair(name, &position.to_string());
    url
}

/// One thing that is a part of a list, with links to the other parts.
#[derive(Debug)]
pub struct Linked<T> {
    shown: T,
    link: Option<String>,
}

impl<T> Linked<T> {
    /// `positions` are those of the newest and of the oldest of what it holds.
    pub(super) fn new(
        shown: T,
        positions: Option<(i64, i64)>,
        path: &str,
        parameters: &Parameters,
        site: &Site,
    ) -> Self {
        let link = positions.map(|ends| links(ends, "min_id", path, parameters, site));
        Self { shown, link }
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let Self { items, link } = self;
        Linked { shown: items, link }.into_response()
    }
}

impl<T: Serialize> IntoResponse for Linked<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.shown).into_response();
        if let Some(link) = self.link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
