//! Finding people, and what kind of server this is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use vouchwell_domain::account::{Account, Handle};
use vouchwell_service::context::Registration;
use vouchwell_storage::{account, member};

use super::answer::Absent;
use crate::Federation;
use crate::webfinger::SUBSCRIBE;

/// Who is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    resource: Option<String>,
}

/// The account of a handle or an actor id (RFC 7033).
pub(super) async fn webfinger(
    State(federation): State<Arc<Federation>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Absent> {
    let resource = asked
        .resource
        .ok_or(Absent::Question("name a resource, like acct:name@host"))?;
    let found = find(&federation, &resource).await?;
    if !found.is_local() || found.gone_at.is_some() {
        return Err(Absent::NotFound);
    }
    let subject = format!("acct:{}@{}", found.name, federation.context.address.host());
    let descriptor = json!({
        "subject": subject,
        "aliases": [found.uri, found.profile.url],
        "links": [
            { "rel": "self", "type": "application/activity+json", "href": found.uri },
            {
                "rel": "http://webfinger.net/rel/profile-page", "type": "text/html",
                "href": found.profile.url,
            },
            {
                "rel": SUBSCRIBE,
                "template": format!("{}/authorize_interaction?uri={{uri}}", federation.context.address.origin()),
            },
        ],
    });
    Ok(descriptor_answer(&descriptor))
}

/// A handle, an actor id, or the instance itself (FEP-d556).
async fn find(federation: &Federation, resource: &str) -> Result<Account, Absent> {
    let address = &federation.context.address;
    let mut snapshot = federation.context.store.snapshot().await?;
    if resource.trim_end_matches('/') == address.origin() {
        return account::by_uri(&mut snapshot, &address.instance_actor())
            .await?
            .ok_or(Absent::NotFound);
    }
    if let Some(handle) = resource.strip_prefix("acct:") {
        let handle: Handle = handle.parse().map_err(|_| Absent::NotFound)?;
        if handle.host.as_ref() != Some(address.host()) {
            return Err(Absent::NotFound);
        }
        let handle = Handle {
            name: handle.name,
            host: None,
        };
        return account::by_handle(&mut snapshot, &handle)
            .await?
            .ok_or(Absent::NotFound);
    }
    if let Some(name) = resource.strip_prefix(&format!("{}/@", address.origin())) {
        let handle = Handle {
            name: name.to_owned(),
            host: None,
        };
        return account::by_handle(&mut snapshot, &handle)
            .await?
            .ok_or(Absent::NotFound);
    }
    let uri = resource.parse().map_err(|_| Absent::NotFound)?;
    account::by_uri(&mut snapshot, &uri)
        .await?
        .ok_or(Absent::NotFound)
}

fn descriptor_answer(descriptor: &Value) -> Response {
    let kind = [
        (header::CONTENT_TYPE, "application/jrd+json; charset=utf-8"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (kind, descriptor.to_string()).into_response()
}

/// Where WebFinger is, for those who ask the old way (RFC 6415).
pub(super) async fn host_meta(State(federation): State<Arc<Federation>>) -> Response {
    let origin = federation.context.address.origin();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{origin}/.well-known/webfinger?resource={{uri}}\"/>\n</XRD>\n"
    );
    (
        [(header::CONTENT_TYPE, "application/xrd+xml; charset=utf-8")],
        body,
    )
        .into_response()
}

/// Where NodeInfo is.
pub(super) async fn nodeinfo_links(State(federation): State<Arc<Federation>>) -> Response {
    let origin = federation.context.address.origin();
    let link = |version: &str| {
        json!({
            "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
            "href": format!("{origin}/nodeinfo/{version}"),
        })
    };
    let instance = json!({
        "rel": "https://www.w3.org/ns/activitystreams#Application",
        "href": federation.context.address.instance_actor(),
    });
    Json(json!({ "links": [link("2.1"), link("2.0"), instance] })).into_response()
}

/// What kind of server this is (NodeInfo 2.0 and 2.1). Nothing is counted but members.
pub(super) async fn nodeinfo(
    State(federation): State<Arc<Federation>>,
    Path(version): Path<String>,
) -> Result<Response, Absent> {
    let mut software = json!({ "name": "vouchwell", "version": env!("CARGO_PKG_VERSION") });
    match version.as_str() {
        "2.0" => {}
        "2.1" => software["repository"] = json!(federation.source_url),
        _ => return Err(Absent::NotFound),
    }
    let mut snapshot = federation.context.store.snapshot().await?;
    let members = member::count(&mut snapshot).await?;
    let document = json!({
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": [] },
        "openRegistrations": federation.context.terms.registration == Registration::Open,
        "usage": { "users": { "total": members } },
        "metadata": {},
    });
    let kind = format!(
        "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/{version}#\"; charset=utf-8"
    );
    Ok(([(header::CONTENT_TYPE, kind)], document.to_string()).into_response())
}
