//! What an activity needs before it can take effect: its sender and everybody it speaks of.

use std::collections::{BTreeSet, HashMap, HashSet};

use vouchwell_domain::account::{Account, Host};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_domain::message::{AcceptResult, Envelope, Message};
use vouchwell_evidence::{ActorUri, DidKey, Limits, json};
use vouchwell_storage::{account, activity, follow, instance_domain, remembered_key};

use super::Prepared;
use super::effect::{Arrived, Effect, Published};
use crate::Federation;
use crate::activity::{self as wire, Received, ReceivedRecommendation};
use crate::client::FetchBudget;
use crate::front_door::Claim;
use crate::resolve::ResolveError;

/// What the database knows of the activities of a batch.
#[derive(Default)]
pub(super) struct Known {
    bodies: HashMap<(ActorUri, ObjectUri), String>,
    senders: HashMap<ActorUri, Account>,
    /// Servers from which nothing is taken.
    shut_out: HashSet<Host>,
}

impl Federation {
    /// Loads what all of a batch need, in one statement of each kind.
    pub(super) async fn known_to(&self, jobs: &[LeasedJob]) -> Result<Known, vouchwell_storage::Error> {
        let wanted: Vec<(&ActorUri, &ObjectUri)> = jobs
            .iter()
            .filter_map(|leased| match &leased.job {
                Job::Process { actor, activity } => Some((actor, activity)),
                _ => None,
            })
            .collect();
        let senders: BTreeSet<ActorUri> = wanted.iter().map(|(actor, _)| (*actor).clone()).collect();
        let hosts = senders
            .iter()
            .filter_map(|sender| Host::of(&sender.url()))
            .collect();
        let senders: Vec<ActorUri> = senders.into_iter().collect();
        let mut snapshot = self.context.store.snapshot().await?;
        let bodies = activity::received(&mut snapshot, &wanted).await?;
        let senders = account::by_uris(&mut snapshot, &senders).await?;
        Ok(Known {
            bodies: bodies
                .into_iter()
                .map(|received| ((received.actor, received.uri), received.body))
                .collect(),
            senders: senders
                .into_iter()
                .map(|sender| (sender.uri.clone(), sender))
                .collect(),
            shut_out: instance_domain::blocked_among(&mut snapshot, hosts).await?,
        })
    }

    pub(super) async fn prepare(
        &self,
        (actor, uri): (&ActorUri, &ObjectUri),
        known: &Known,
        budget: &FetchBudget,
    ) -> Prepared {
        match self.try_prepare(actor, uri, known, budget).await {
            Ok(prepared) => prepared,
            Err(error) if error.is_unasked() => Prepared::Unasked,
            Err(error) if error.is_transient() => Prepared::Later(error.to_string()),
            Err(error) => Prepared::Dropped(error.to_string()),
        }
    }

    async fn try_prepare(
        &self,
        actor: &ActorUri,
        uri: &ObjectUri,
        known: &Known,
        budget: &FetchBudget,
    ) -> Result<Prepared, ResolveError> {
        let body = known.bodies.get(&(actor.clone(), uri.clone()));
        let body = body.and_then(|body| json::read_with(body.as_bytes(), Limits::INBOX).ok());
        let Some(body) = body else {
            return Ok(dropped("the activity is not there"));
        };
        if Host::of(&actor.url()).is_some_and(|host| known.shut_out.contains(&host)) {
            return Ok(dropped("nothing is taken from its server"));
        }
        let received = match wire::parse(&body, actor) {
            Ok(received) => received,
            Err(error) => return Ok(Prepared::Dropped(error.to_string())),
        };
        let sender = known.senders.get(actor).cloned();
        let sender = match self.fresh(actor, sender, budget).await {
            Ok(sender) => sender,
            Err(error) if error.is_gone() && is_own_end(&received) => match self.known(actor).await? {
                Some(known) => known,
                None => return Ok(dropped("the sender was never known")),
            },
            Err(error) => return Err(error),
        };
        // What is stored of a Follow is known by more than its id.
        let id = match &received {
            Received::Message(Message::Follow { .. }) => Claim::of(&body).ok().map(|claim| claim.id),
            _ => None,
        };
        let arrived = Arrived {
            id: id.unwrap_or_else(|| uri.clone()),
            sender,
        };
        self.gather(arrived, received, budget).await
    }

    async fn gather(
        &self,
        arrived: Arrived,
        received: Received,
        budget: &FetchBudget,
    ) -> Result<Prepared, ResolveError> {
        let effect = match received {
            Received::Ignored => return Ok(dropped("the activity is of a kind that has no effect here")),
            Received::Message(Message::UpdateAccount) => {
                self.refetch(&arrived.sender.uri, budget).await?;
                return Ok(Prepared::Done);
            }
            Received::Message(Message::Move { target }) => {
                return self.gather_move(arrived, target, budget).await;
            }
            Received::Message(Message::Announce(announce)) => {
                return self.gather_announced(arrived, announce, budget).await;
            }
            Received::Message(message) => {
                let mut sender = arrived.sender;
                if let Some(key) = key(&message) {
                    sender = self.with_key(sender, key, budget).await?;
                }
                let envelope = Envelope {
                    id: arrived.id,
                    from: sender.uri.clone(),
                    message,
                };
                Effect::Message {
                    sender,
                    envelope: Box::new(envelope),
                }
            }
            Received::CreateNote(note) => Effect::CreateNote { arrived, note },
            Received::UpdateNote(note) => Effect::UpdateNote { arrived, note },
            Received::Flag(flag) => Effect::Flag { arrived, flag },
            Received::Recommendation(note) => {
                let Some(published) = self.published(arrived.sender, *note, budget).await? else {
                    return Ok(dropped("the evidence names no keys"));
                };
                Effect::Recommendation(Box::new(published))
            }
        };
        Ok(Prepared::Effect(Box::new(effect)))
    }

    /// The other account is read as it is now: it may name this one since a moment ago.
    async fn gather_move(
        &self,
        arrived: Arrived,
        target: ActorUri,
        budget: &FetchBudget,
    ) -> Result<Prepared, ResolveError> {
        let mut snapshot = self.context.store.snapshot().await?;
        let sender = BTreeSet::from([arrived.sender.id]);
        let is_followed = !follow::followed_here(&mut snapshot, sender).await?.is_empty();
        drop(snapshot);
        if !is_followed {
            return Ok(dropped("nobody here follows who moves"));
        }
        if !self.context.address.is_origin_of(target.as_str()) {
            self.refetch(&target, budget).await?;
        }
        let envelope = Envelope {
            id: arrived.id,
            from: arrived.sender.uri.clone(),
            message: Message::Move { target },
        };
        Ok(Prepared::Effect(Box::new(Effect::Message {
            sender: arrived.sender,
            envelope: Box::new(envelope),
        })))
    }

    /// A recommendation needs both people, with the keys that their servers list. Nothing is made of evidence that
    /// names no keys.
    pub(super) async fn published(
        &self,
        author: Account,
        note: ReceivedRecommendation,
        budget: &FetchBudget,
    ) -> Result<Option<Published>, ResolveError> {
        let endorsement = &note.bundle["endorsement"];
        let key = |name: &str| {
            endorsement[name]
                .as_str()
                .and_then(|key| key.parse::<DidKey>().ok())
        };
        let (Some(author_key), Some(subject_key)) = (key("authorKey"), key("objectKey")) else {
            return Ok(None);
        };
        let author = self.with_key(author, &author_key, budget).await?;
        let subject = self.resolve(&note.subject, budget).await?;
        let subject = self.with_key(subject, &subject_key, budget).await?;
        Ok(Some(Published {
            author,
            subject,
            note,
        }))
    }

    /// An account is read again if the key that signed is not the one it listed when it was read last.
    async fn with_key(
        &self,
        account: Account,
        key: &DidKey,
        budget: &FetchBudget,
    ) -> Result<Account, ResolveError> {
        if account.is_local() || account.evidence_key.as_ref() == Some(key) {
            return Ok(account);
        }
        let mut reading = self.context.store.for_one_query().await?;
        let was_here = remembered_key::is_remembered(&mut reading, account.id, key).await?;
        drop(reading);
        // A key that this account had before comes with old evidence, and is no reason to ask.
        if was_here {
            Ok(account)
        } else {
            self.refetch(&account.uri, budget).await
        }
    }
}

/// The key of the sender that signed what a message carries.
fn key(message: &Message) -> Option<&DidKey> {
    match message {
        Message::OfferAttestation { attestation, .. } => Some(&attestation.author_key),
        Message::OfferRecommendation { note, .. } => Some(&note.endorsement.author_key),
        Message::Accept {
            result: AcceptResult::Attestation(attestation),
            ..
        } => Some(&attestation.author_key),
        Message::Accept {
            result: AcceptResult::Acceptance(acceptance),
            ..
        } => Some(&acceptance.author_key),
        _ => None,
    }
}

/// Whether the sender says goodbye: then its server rightly does not know it any more.
fn is_own_end(received: &Received) -> bool {
    matches!(
        received,
        Received::Message(Message::DeleteAccount { .. } | Message::Delete { .. })
    )
}

pub(super) fn dropped(why: &str) -> Prepared {
    Prepared::Dropped(why.to_owned())
}
