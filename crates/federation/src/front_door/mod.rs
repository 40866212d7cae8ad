//! The front door: checks a request in order, stores what it brings, and answers.

mod key;
mod proof;
mod refusal;
mod store;
mod unknown_keys;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header, request::Parts};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::Value;
use vouchwell_domain::identifier::{JobId, ObjectUri};
use vouchwell_evidence::{ActorUri, Limits, ReadError, json};
use vouchwell_storage::activity::ReceivedActivity;

pub use key::KeyLookups;
pub use refusal::Refusal;
pub use store::Store;

use crate::Federation;
use crate::activity::Fields;
use crate::client::{DocumentType, FetchBudget};
use crate::signature::{BodyDigest, IncomingRequest, ParsedSignature};

/// Fetches that one request may cause before it is believed: the document at `keyId`, its owner, and either again where
/// the first signature is refused.
const FETCHES: u32 = 3;

impl Federation {
    /// Takes a POST to an inbox.
    pub async fn receive(&self, request: Request<Body>) -> Response {
        match self.admit(request).await {
            Ok(admitted) => {
                metrics::counter!("vouchwell_inbox_accepted_total", "kind" => admitted.word()).increment(1);
                StatusCode::ACCEPTED.into_response()
            }
            Err(refusal) => {
                metrics::counter!("vouchwell_inbox_refused_total", "reason" => refusal.word()).increment(1);
                tracing::debug!(%refusal, "an inbox refused a request");
                refusal.into_response()
            }
        }
    }

    async fn admit(&self, request: Request<Body>) -> Result<Admitted, Refusal> {
        let (mut head, body) = request.into_parts();
        let body = read(body).await?;
        check_content_type(&head)?;
        name_host(&mut head);
        let signature = self.parse_signature(&head, Some(&body))?;
        let activity = json::read_with(&body, Limits::INBOX).map_err(unreadable)?;
        let claim = Claim::of(&activity)?;
        if claim.deletes_itself() && self.known(&claim.actor).await?.is_none() {
            return Ok(Admitted::Dropped);
        }
        let budget = FetchBudget::of(FETCHES);
        let owner = match self.owner(&signature, &claim, &budget).await {
            Ok(owner) => owner,
            Err(Refusal::KeyGone) if claim.deletes_itself() => return Ok(Admitted::Dropped),
            // Its server is not asked for its key, and is not told so.
            Err(Refusal::Key | Refusal::TooManyKeys) if self.is_shut_out(&claim.actor.url()).await? => {
                return Ok(Admitted::Dropped);
            }
            Err(refusal) => return Err(refusal),
        };
        if owner.uri != claim.actor || self.is_sender_shut_out(&claim.actor).await? {
            return Ok(Admitted::Dropped);
        }
        if claim.id.origin() != Some(claim.actor.url().origin()) {
            return Err(Refusal::ForeignId);
        }
        self.check_proofs(&activity, &owner, &budget).await?;
        let text = String::from_utf8(body.into()).map_err(|_| Refusal::Unreadable(ReadError::Syntax))?;
        let received = ReceivedActivity {
            uri: claim.known_by(text.as_bytes(), &signature),
            actor: claim.actor,
            body: text,
        };
        let job = JobId::next(self.context.now(), &*self.context.entropy);
        if self.received.submit((job, received)).await? {
            self.arrived.add_one();
            self.arrivals.notify_one();
            Ok(Admitted::Stored)
        } else {
            Ok(Admitted::Known)
        }
    }

    /// Who signed a GET, if it is signed and the signature is good.
    ///
    /// # Errors
    /// [`Refusal`] says what the peer has to mend.
    pub async fn reader(&self, mut head: Parts) -> Result<ActorUri, Refusal> {
        name_host(&mut head);
        let signature = self.parse_signature(&head, None)?;
        let owner = self.owner_of_key(&signature, &FetchBudget::of(FETCHES)).await?;
        Ok(owner.uri)
    }

    fn parse_signature(&self, head: &Parts, body: Option<&Bytes>) -> Result<ParsedSignature, Refusal> {
        let target = head.uri.path_and_query().ok_or(Refusal::Target)?;
        let digest = body.map(|body| BodyDigest::of(body));
        let request = IncomingRequest {
            method: &head.method,
            target,
            headers: &head.headers,
            body: digest.as_ref(),
        };
        Ok(ParsedSignature::parse(
            &request,
            &self.public_url,
            self.context.now(),
        )?)
    }
}

/// What became of a request that was not refused.
enum Admitted {
    /// It is on disk and will take effect.
    Stored,
    /// It was here before.
    Known,
    /// It is of no concern, or by somebody who cannot say it.
    Dropped,
}

impl Admitted {
    const fn word(&self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Known => "known",
            Self::Dropped => "dropped",
        }
    }
}

/// What an activity says of itself; not believed before its signature is.
pub(crate) struct Claim {
    pub(crate) id: ObjectUri,
    pub(crate) actor: ActorUri,
    is_delete: bool,
    is_update: bool,
    is_follow_or_its_end: bool,
    object: Option<ObjectUri>,
}

impl Claim {
    pub(crate) fn of(activity: &Value) -> Result<Self, Refusal> {
        let fields = Fields::of(activity).ok_or(Refusal::NoActivity)?;
        if fields.kind().is_empty() {
            return Err(Refusal::NoActivity);
        }
        Ok(Self {
            id: fields.parse("id").map_err(|_| Refusal::NoActivity)?,
            actor: fields.id_of("actor").map_err(|_| Refusal::NoActivity)?,
            is_delete: fields.kind() == "Delete",
            is_update: fields.kind() == "Update",
            is_follow_or_its_end: fields.kind() == "Follow"
                || (fields.kind() == "Undo"
                    && fields
                        .object("object")
                        .is_some_and(|undone| undone.kind() == "Follow")),
            object: fields.id_of("object").ok(),
        })
    }

    /// What it is known by when it comes again. Friendica gives all changes of a post the same id, and BookWyrm gives
    /// the end of a post the id of its beginning: these are told apart by what they say. Misskey, Pixelfed and Friendica
    /// give each Follow of the same account the same id, and some of them its end as well: whoever follows, stops, and
    /// follows again signs anew. A Follow that is sent again in between changes nothing.
    fn known_by(&self, body: &[u8], signature: &ParsedSignature) -> ObjectUri {
        let digest = if self.is_follow_or_its_end {
            BodyDigest::of(signature.signed())
        } else if self.is_delete || self.is_update {
            BodyDigest::of(body)
        } else {
            return self.id.clone();
        };
        let told_apart = format!("{}#{}", self.id, digest.digest_header());
        told_apart.parse().unwrap_or_else(|_| self.id.clone())
    }

    fn deletes_itself(&self) -> bool {
        self.is_delete
            && self
                .object
                .as_ref()
                .is_some_and(|object| object.as_str() == self.actor.as_str())
    }
}

async fn read(body: Body) -> Result<Bytes, Refusal> {
    to_bytes(body, Limits::INBOX.size)
        .await
        .map_err(|_| Refusal::TooLarge)
}

fn check_content_type(head: &Parts) -> Result<(), Refusal> {
    let content_type = head
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|content_type| DocumentType::Activity.admits(content_type)) {
        Ok(())
    } else {
        Err(Refusal::ContentType)
    }
}

/// HTTP/2 has the host in its own place.
fn name_host(head: &mut Parts) {
    if head.headers.contains_key(header::HOST) {
        return;
    }
    let host = head
        .uri
        .authority()
        .and_then(|authority| authority.as_str().parse().ok());
    if let Some(host) = host {
        head.headers.insert(header::HOST, host);
    }
}

fn unreadable(error: ReadError) -> Refusal {
    match error {
        ReadError::TooLarge => Refusal::TooLarge,
        other => Refusal::Unreadable(other),
    }
}
