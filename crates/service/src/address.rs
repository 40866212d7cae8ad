//! The address of this instance, and the ids made from it.

use aws_lc_rs::digest::{SHA256, digest};
use url::{Url, form_urlencoded};
use vouchwell_domain::Entropy;
use vouchwell_domain::account::{Host, MemberName};
use vouchwell_domain::evidence::{ActorUri, DocumentUri, Topic};
use vouchwell_domain::identifier::{ObjectUri, RecommendationId, StatusId, unguessable};
use vouchwell_domain::media::PictureFile;
use vouchwell_domain::notice::Notice;

/// The public URL has a path, a query or no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the public URL must be like https://vouch.example, without path (http only on loopback)")]
pub struct InvalidAddress;

/// The public origin of this instance. Ids made from it never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    origin: String,
    host: Host,
}

/// The kinds of signed documents, as their ids name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// An attestation.
    Attestation,
    /// An endorsement.
    Endorsement,
    /// An acceptance.
    Acceptance,
    /// A withdrawal.
    Withdrawal,
}

impl DocumentKind {
    /// The part of the path under which documents of this kind live.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Attestation => "attestations",
            Self::Endorsement => "endorsements",
            Self::Acceptance => "acceptances",
            Self::Withdrawal => "withdrawals",
        }
    }
}

impl Address {
    /// From the configured public URL.
    ///
    /// # Errors
    /// It is not an origin that ids can be made from.
    pub fn new(public_url: &Url) -> Result<Self, InvalidAddress> {
        let bare = public_url.path() == "/"
            && public_url.query().is_none()
            && public_url.fragment().is_none()
            && public_url.username().is_empty()
            && public_url.password().is_none();
        let origin = public_url.origin().ascii_serialization();
        // An actor id of the instance shows whether ids of this origin are allowed (https, or loopback).
        let usable = format!("{origin}/actor").parse::<ActorUri>().is_ok();
        match Host::of(public_url) {
            Some(host) if bare && usable => Ok(Self { origin, host }),
            _ => Err(InvalidAddress),
        }
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Host and port.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// Whether something lives on this instance.
    pub fn is_origin_of(&self, uri: &str) -> bool {
        Url::parse(uri).is_ok_and(|url| url.origin().ascii_serialization() == self.origin)
    }

    /// The actor of a member.
    pub fn actor(&self, name: &MemberName) -> ActorUri {
        self.parse(&format!("/users/{name}"))
    }

    /// The actor of the instance, which signs requests that no member makes.
    pub fn instance_actor(&self) -> ActorUri {
        self.parse("/actor")
    }

    /// The profile page of a member.
    pub fn profile(&self, name: &MemberName) -> ObjectUri {
        self.parse(&format!("/@{name}"))
    }

    /// A part of an actor: `inbox`, `followers`.
    pub fn actor_part(&self, name: &MemberName, part: &str) -> ObjectUri {
        self.parse(&format!("/users/{name}/{part}"))
    }

    /// The Note of a post.
    pub fn status(&self, author: &MemberName, id: StatusId) -> ObjectUri {
        self.parse(&format!("/users/{author}/statuses/{id}"))
    }

    /// The people whom a member recommends for a topic.
    pub fn collection(&self, author: &MemberName, topic: &Topic) -> ObjectUri {
        let topic: String = form_urlencoded::byte_serialize(topic.as_str().as_bytes()).collect();
        self.parse(&format!("/users/{author}/recommended_for/{topic}"))
    }

    /// The page of a post.
    pub fn status_page(&self, author: &MemberName, id: StatusId) -> ObjectUri {
        self.parse(&format!("/@{author}/{id}"))
    }

    /// What the instance's own account tells a member of an activity.
    pub fn notice(&self, notice: Notice, from: &ActorUri, activity: &ObjectUri) -> ObjectUri {
        let name = digest(&SHA256, format!("{from} {activity}").as_bytes());
        self.parse(&format!("/notices/{}/{}", notice.word(), hex::encode(name)))
    }

    /// The page of what waits for a member.
    pub fn waiting(&self) -> ObjectUri {
        self.parse("/waiting")
    }

    /// The page on which a text is written.
    pub fn composer(&self, id: &RecommendationId) -> ObjectUri {
        self.parse(&format!("/compose/{id}"))
    }

    /// A picture that is kept here.
    pub fn picture(&self, file: &PictureFile) -> ObjectUri {
        self.parse(&format!("/media/{file}"))
    }

    /// The picture at an address of this instance.
    pub fn picture_at(&self, address: &ObjectUri) -> Option<PictureFile> {
        let path = address.as_str().strip_prefix(&self.origin)?;
        path.strip_prefix("/media/")?.parse().ok()
    }

    /// The shared inbox.
    pub fn shared_inbox(&self) -> ObjectUri {
        self.parse("/inbox")
    }

    /// The Note and permalink of a recommendation.
    pub fn recommendation(&self, id: &RecommendationId) -> ObjectUri {
        self.parse(&format!("/recommendations/{id}"))
    }

    /// An id for a new signed document.
    pub fn new_document(&self, kind: DocumentKind, entropy: &dyn Entropy) -> DocumentUri {
        self.parse(&format!("/{}/{}", kind.path(), unguessable(entropy)))
    }

    /// An id for a new activity.
    pub fn new_activity(&self, entropy: &dyn Entropy) -> ObjectUri {
        self.parse(&format!("/activities/{}", unguessable(entropy)))
    }

    /// The id of an activity that is made once for a text which nobody else knows.
    pub fn activity_called(&self, text: &str) -> ObjectUri {
        let name = digest(&SHA256, text.as_bytes());
        self.parse(&format!("/activities/{}", hex::encode(&name.as_ref()[..16])))
    }

    /// Paths are made of validated parts, so this cannot fail for an address that [`Address::new`] took.
    #[allow(
        clippy::expect_used,
        reason = "the origin was validated and paths are plain ASCII"
    )]
    fn parse<T: std::str::FromStr<Err: std::fmt::Debug>>(&self, path: &str) -> T {
        format!("{}{path}", self.origin)
            .parse()
            .expect("an id made from a validated origin")
    }
}
