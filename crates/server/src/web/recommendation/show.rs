//! Loads a recommendation with its history and evidence, or what is left of it.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::recommendation::{Identity, Standing};
use vouchwell_evidence::{Bundle, DidKey, Timestamp};
use vouchwell_service::publication::{PublicEvidence, bundle_of};
use vouchwell_service::recommendation::{self, PublishedVersionView, show_public};

use super::history::{History, SHOWN};
use super::{Check, RecommendationView, Signer, Version, Withdrawals, picture, render};
use crate::web::acquaintance::Acquaintance;
use crate::web::failure::{self, Failure};
use crate::web::people::report;
use crate::web::preview;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;
use crate::web::statement::Statement;
use crate::web::tombstone::{self, TombstoneView};

/// What there is to be shown.
pub(super) enum Remains {
    Public(Box<RecommendationView>),
    Withdrawn(TombstoneView),
}

/// Which part of the history is wanted: only what is older than this position.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Position {
    versions: Option<i64>,
}

/// Answers `GET /recommendations/{id}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    Path(id): Path<String>,
    position: Result<Query<Position>, QueryRejection>,
) -> Response {
    let site = &records.pages.site;
    let Ok(Query(position)) = position else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    match load(&records, &id, position.versions).await {
        Ok(Remains::Public(view)) => response::found(render(&view, site, &reader.locale), &reader),
        Ok(Remains::Withdrawn(view)) => {
            let page = tombstone::render(&view, site, &reader.locale);
            response::with_status(StatusCode::GONE, page, &reader)
        }
        Err(failure) => failure::answer(failure, &records.pages, &reader),
    }
}

pub(super) async fn load(
    records: &Records,
    id: &str,
    versions_before: Option<i64>,
) -> Result<Remains, Failure> {
    let context = &records.context;
    let id: RecommendationId = id.parse().map_err(|_| Failure::NotFound)?;
    let shown = show_public(context, &id).await?;
    if let Standing::Withdrawn { at } = &shown.recommendation.standing {
        let withdrawn = Timestamp::from_datetime(*at);
        return Ok(Remains::Withdrawn(TombstoneView {
            withdrawn,
            evidence: bundle_path(&id),
        }));
    }
    // Each is shown beside the one before it.
    let page = Page::older_than(versions_before, SHOWN + 1);
    let versions = recommendation::versions_before(context, &id, page).await?;
    let history = History {
        path: format!("/recommendations/{id}"),
        versions: versions.into_iter().map(version).collect(),
        begins_with_newest: versions_before.is_none(),
    };
    let PublicEvidence::Bundle(bundle) = bundle_of(context, &id).await? else {
        return Err(Failure::NotFound);
    };
    view(&shown, history, &bundle, &records.pages.site)
        .map(|view| Remains::Public(Box::new(view)))
        .ok_or(Failure::NotFound)
}

fn view(
    shown: &recommendation::RecommendationView,
    history: History,
    bundle: &Bundle,
    site: &Site,
) -> Option<RecommendationView> {
    let (author, subject) = (&shown.author.account, &shown.subject.account);
    let is_home = author.is_local() && subject.is_local();
    let bundle_path = if author.is_local() {
        bundle_path(&shown.recommendation.id)
    } else {
        format!("/.well-known/vouchwell/bundles/{}", bundle.endorsement.digest())
    };
    let statement = Statement::of(shown, site)?;
    let (by, of, words) = (&statement.author.name, &statement.subject.name, &statement.words);
    let picture = preview::is_drawable(by, of, words)
        .then(|| picture::path(&shown.recommendation.id, bundle.endorsement.digest()));
    Some(RecommendationView {
        picture,
        statement,
        bundle: bundle_path,
        report: shown
            .status
            .map(|status| report::path_of_status(author.id, status)),
        acquaintance: Acquaintance::of(&bundle.attestations),
        signed: bundle.endorsement.published,
        accepted: bundle.acceptance.published,
        history,
        check: Check {
            author: signer(author, &bundle.endorsement.author_key, shown.identity),
            subject: signer(subject, &bundle.endorsement.object_key, shown.identity),
            withdrawals: match shown.recommendation.withdrawals_checked_at {
                _ if is_home => Withdrawals::Home,
                Some(asked) => Withdrawals::Asked(Timestamp::from_datetime(asked)),
                None => Withdrawals::NotAsked,
            },
        },
    })
}

fn bundle_path(id: &RecommendationId) -> String {
    format!("/recommendations/{id}/bundle")
}

fn version(Placed { position, item }: Placed<PublishedVersionView>) -> Version {
    Version {
        position,
        words: item.words,
        published: Timestamp::from_datetime(item.published_at),
    }
}

/// The identity of a recommendation is that of its less certain key; each key is shown with its own.
fn signer(account: &Account, key: &DidKey, least: Identity) -> Signer {
    let is_listed = account.evidence_key.as_ref() == Some(key) && account.gone_at.is_none();
    let identity = if is_listed {
        Identity::Confirmed
    } else {
        least.min(Identity::Remembered)
    };
    Signer {
        key: key.clone(),
        identity,
    }
}
