//! Finding somebody by her handle (RFC 7033).

use serde_json::Value;
use thiserror::Error;
use url::{Url, form_urlencoded};
use vouchwell_domain::account::Handle;
use vouchwell_evidence::{ActorUri, Limits, json};

use crate::Federation;
use crate::client::{Client, DocumentType, FetchBudget, FetchError};
use crate::resolve::ResolveError;

/// Somebody found by her handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Her actor, which has yet to say so itself.
    pub actor: ActorUri,
    /// Her handle as her server writes it, which may be on another host than the one asked for.
    pub handle: Handle,
}

/// Why nobody was found.
#[derive(Debug, Error)]
pub enum WebfingerError {
    /// The handle has no host to ask.
    #[error("write the handle as name@server.example")]
    NoHost,
    /// The host did not answer as it should.
    #[error("the server of this handle cannot be asked: {0}")]
    Fetch(#[from] FetchError),
    /// The answer is no descriptor.
    #[error("the server of this handle gave an answer that cannot be read")]
    Malformed,
    /// The answer is about somebody else.
    #[error("the server of this handle answered about somebody else")]
    Subject,
    /// The handle names nobody who takes part in ActivityPub.
    #[error("this handle has no ActivityPub actor")]
    NoActor,
    /// The server has no page for what its members want to do with what they have seen elsewhere.
    #[error("the server of this handle has no page for following from elsewhere")]
    NoPage,
}

/// How servers name the page to which their members are sent from elsewhere. It is older than ActivityPub, and what
/// all of them offer.
pub(crate) const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";

impl WebfingerError {
    /// Whether the same question may be answered later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Fetch(error) if error.is_transient())
    }
}

/// Asks the host of a handle for its actor. A host may answer with a handle on another host, as those do
/// whose handles are shorter than their server's name; then that one is asked too, and has to agree.
///
/// # Errors
/// [`WebfingerError`]; [`WebfingerError::Fetch`] with status 404 where nobody has this handle.
pub async fn lookup(client: &Client, handle: &Handle, budget: &FetchBudget) -> Result<Found, WebfingerError> {
    let found = ask(client, handle, budget).await?;
    if is_same(&found.handle, handle) {
        return Ok(found);
    }
    confirm(client, &found, budget).await
}

/// Asks the host of the handle that another host answered with.
async fn confirm(client: &Client, found: &Found, budget: &FetchBudget) -> Result<Found, WebfingerError> {
    let confirmed = ask(client, &found.handle, budget).await?;
    if confirmed.actor == found.actor && is_same(&confirmed.handle, &found.handle) {
        Ok(confirmed)
    } else {
        Err(WebfingerError::Subject)
    }
}

/// The page on which the holder of a handle decides, on her own server, what she does with somebody or something
/// that she has seen elsewhere.
///
/// # Errors
/// As of [`lookup`]; [`WebfingerError::NoPage`] where her server has none.
pub async fn page_for(
    client: &Client,
    handle: &Handle,
    seen: &str,
    budget: &FetchBudget,
) -> Result<Url, WebfingerError> {
    let descriptor = descriptor(client, handle, budget).await?;
    let links = descriptor["links"].as_array().ok_or(WebfingerError::Malformed)?;
    let template = links
        .iter()
        .find(|link| link["rel"] == SUBSCRIBE)
        .and_then(|link| link["template"].as_str())
        .filter(|template| template.contains("{uri}"))
        .ok_or(WebfingerError::NoPage)?;
    let seen: String = form_urlencoded::byte_serialize(seen.as_bytes()).collect();
    let page = Url::parse(&template.replace("{uri}", &seen)).map_err(|_| WebfingerError::Malformed)?;
    client.check(&page).map_err(|_| WebfingerError::Malformed)?;
    Ok(page)
}

impl Federation {
    /// As [`lookup`], but no server is asked that the instance shuts out.
    pub(crate) async fn look_up(&self, handle: &Handle, budget: &FetchBudget) -> Result<Found, ResolveError> {
        self.check_not_shut_out(handle).await?;
        let found = ask(&self.client, handle, budget).await?;
        if is_same(&found.handle, handle) {
            return Ok(found);
        }
        self.check_not_shut_out(&found.handle).await?;
        Ok(confirm(&self.client, &found, budget).await?)
    }

    async fn check_not_shut_out(&self, handle: &Handle) -> Result<(), ResolveError> {
        match &handle.host {
            Some(host) if self.shuts_out(host).await? => Err(ResolveError::Unknown),
            _ => Ok(()),
        }
    }

    /// As [`page_for`]; a server that the instance shuts out has none.
    ///
    /// # Errors
    /// As of [`page_for`].
    pub async fn page_for(&self, handle: &Handle, seen: &str) -> Result<Url, WebfingerError> {
        if let Err(error) = self.check_not_shut_out(handle).await {
            tracing::info!(%error, %handle, "the server of this handle is not asked");
            return Err(WebfingerError::NoPage);
        }
        page_for(&self.client, handle, seen, &FetchBudget::default()).await
    }
}

async fn ask(client: &Client, handle: &Handle, budget: &FetchBudget) -> Result<Found, WebfingerError> {
    read(&descriptor(client, handle, budget).await?)
}

/// What the host of a handle says of it.
async fn descriptor(client: &Client, handle: &Handle, budget: &FetchBudget) -> Result<Value, WebfingerError> {
    let host = handle.host.as_ref().ok_or(WebfingerError::NoHost)?;
    let mut url = client.origin_of(host).ok_or(WebfingerError::NoHost)?;
    url.set_path("/.well-known/webfinger");
    url.query_pairs_mut()
        .append_pair("resource", &format!("acct:{handle}"));
    let response = client.get(&url, DocumentType::Descriptor, None, budget).await?;
    let descriptor = json::read_with(response.document()?, Limits::EVIDENCE);
    descriptor.map_err(|_| WebfingerError::Malformed)
}

pub(crate) fn read(descriptor: &Value) -> Result<Found, WebfingerError> {
    let subject = descriptor["subject"]
        .as_str()
        .and_then(|subject| subject.strip_prefix("acct:"));
    let handle: Handle = subject
        .and_then(|subject| subject.parse().ok())
        .filter(|handle: &Handle| handle.host.is_some())
        .ok_or(WebfingerError::Malformed)?;
    let links = descriptor["links"].as_array().ok_or(WebfingerError::Malformed)?;
    let actor = links
        .iter()
        .find(|link| is_actor(link))
        .ok_or(WebfingerError::NoActor)?;
    let actor = actor["href"].as_str().and_then(|href| href.parse().ok());
    Ok(Found {
        actor: actor.ok_or(WebfingerError::Malformed)?,
        handle,
    })
}

fn is_actor(link: &Value) -> bool {
    link["rel"] == "self"
        && link["type"]
            .as_str()
            .is_some_and(|kind| DocumentType::Activity.admits(kind))
}

/// User names differ in case only on no server that people use.
fn is_same(one: &Handle, other: &Handle) -> bool {
    one.host == other.host && one.name.eq_ignore_ascii_case(&other.name)
}
