//! Turning a message into an activity and into deliveries, in one transaction.

use std::collections::BTreeSet;

use serde_json::Value;
use thiserror::Error;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{JobId, ObjectUri, RecommendationId, next_sequence};
use vouchwell_domain::job::{Distribution, Job, LeasedJob};
use vouchwell_domain::message::{Envelope, Message, Note};
use vouchwell_evidence::ActorUri;
use vouchwell_service::collection;
use vouchwell_service::key;
use vouchwell_storage::activity::{self, SentActivity};
use vouchwell_storage::{
    Transaction, account, follow, job, lock, member, reader, recipient, recommendation, status,
};

use crate::Federation;
use crate::activity::{Writing, build, prove};

/// Why a message could not be sent on its way.
#[derive(Debug, Error)]
pub enum DistributionError {
    /// Somebody it is from or about is not known here any more.
    #[error("the sender or the subject is not known here")]
    Unknown,
    /// The database failed, or a key.
    #[error(transparent)]
    Service(#[from] vouchwell_service::Error),
}

impl From<vouchwell_storage::Error> for DistributionError {
    fn from(error: vouchwell_storage::Error) -> Self {
        Self::Service(error.into())
    }
}

impl Federation {
    /// Stores the activity and a delivery for each inbox, and ends the job.
    ///
    /// # Errors
    /// Nothing of it happened.
    pub async fn distribute(
        &self,
        distribution: &Distribution,
        leased: &LeasedJob,
    ) -> Result<(), DistributionError> {
        let mut transaction = self.context.store.begin().await?;
        if !job::complete(&mut transaction, leased).await? {
            // Somebody else has taken it since.
            return Ok(());
        }
        let sender = account::by_id(&mut transaction, distribution.sender).await?;
        let sender = sender.ok_or(DistributionError::Unknown)?;
        // What a member had said before she left is not said any more.
        let left = sender.gone_at.is_some()
            && !matches!(distribution.envelope.message, Message::DeleteAccount { .. });
        if left || is_taken_back(&mut transaction, &distribution.envelope).await? {
            transaction.commit().await?;
            return Ok(());
        }
        let now = self.said_now(&mut transaction, distribution).await?;
        let distribution = now.as_ref().unwrap_or(distribution);
        let envelope = &distribution.envelope;
        if let Some(body) = self.write(&mut transaction, envelope, &sender).await? {
            self.store(&mut transaction, distribution, &sender, &body).await?;
            self.rewrite_collection(&mut transaction, envelope, &sender, body)
                .await?;
        }
        if let Message::EditPost(note) = &envelope.message {
            self.rewrite_creation(&mut transaction, note, &sender).await?;
        }
        transaction.commit().await?;
        self.context.new_jobs.notify_one();
        Ok(())
    }

    /// A message about a collection, as it has to be now.
    async fn said_now(
        &self,
        transaction: &mut Transaction,
        distribution: &Distribution,
    ) -> Result<Option<Distribution>, DistributionError> {
        let message = &distribution.envelope.message;
        if collection_of(message).is_none() {
            return Ok(None);
        }
        // One after the other, so that each finds what was said before it.
        lock::account(transaction, distribution.sender).await?;
        let Some(author) = member::by_account(transaction, distribution.sender).await? else {
            return Ok(None);
        };
        let said = collection::said_now(&self.context, transaction, &author, message).await?;
        Ok(said.map(|message| Distribution {
            envelope: Envelope {
                message,
                ..distribution.envelope.clone()
            },
            ..distribution.clone()
        }))
    }

    /// Whoever still waits for what was said of a collection before gets what holds now, so that nobody comes back into
    /// it. It is not taken back: those who wait may be told by nothing else. However many wait, it is signed once.
    async fn rewrite_collection(
        &self,
        transaction: &mut Transaction,
        said: &Envelope,
        sender: &Account,
        body: Value,
    ) -> Result<(), DistributionError> {
        let Some(collection) = collection_of(&said.message) else {
            return Ok(());
        };
        if !activity::is_other_about(transaction, collection, &said.id).await? {
            return Ok(());
        }
        let body = match &said.message {
            // They may know it with others.
            Message::ShowCollection(shown) => {
                let envelope = Envelope {
                    id: self.context.address.new_activity(&*self.context.entropy),
                    from: sender.uri.clone(),
                    message: Message::ShrinkCollection(shown.clone()),
                };
                self.write(transaction, &envelope, sender).await?
            }
            _ => Some(body),
        };
        if let Some(body) = body {
            activity::rewrite_others_about(transaction, collection, &said.id, &body.to_string()).await?;
        }
        Ok(())
    }

    async fn write(
        &self,
        transaction: &mut Transaction,
        envelope: &Envelope,
        sender: &Account,
    ) -> Result<Option<Value>, DistributionError> {
        let subject = match subject(&envelope.message) {
            Some(uri) => {
                let subject = account::by_uri(transaction, uri).await?;
                Some(subject.ok_or(DistributionError::Unknown)?)
            }
            None => None,
        };
        let writing = Writing {
            sender,
            subject: subject.as_ref(),
        };
        let Some(mut activity) = build(envelope, writing) else {
            return Ok(None);
        };
        let key = key::evidence_key(&self.context, transaction, sender.id).await?;
        if envelope.message == Message::UpdateAccount {
            // Servers that do not ask for what they are told of take it from here.
            activity["object"] = self.actor_document(transaction, sender, &key).await?;
        }
        Ok(Some(prove(activity, &sender.uri, &key, self.context.timestamp())))
    }

    /// Whoever still waits for the `Create` of a post, or reads it in the outbox, gets the words that hold now.
    async fn rewrite_creation(
        &self,
        transaction: &mut Transaction,
        note: &Note,
        sender: &Account,
    ) -> Result<(), DistributionError> {
        let Some(first) = activity::first_about(transaction, &note.uri).await? else {
            return Ok(());
        };
        let body: Option<Value> = serde_json::from_str(&first.body).ok();
        if body.is_none_or(|body| body["type"] != "Create") {
            return Ok(());
        }
        let envelope = Envelope {
            id: first.uri,
            from: sender.uri.clone(),
            message: Message::Post(Box::new(note.clone())),
        };
        if let Some(body) = self.write(transaction, &envelope, sender).await? {
            activity::rewrite(transaction, &envelope.id, &body.to_string()).await?;
        }
        Ok(())
    }

    async fn store(
        &self,
        transaction: &mut Transaction,
        distribution: &Distribution,
        sender: &Account,
        body: &Value,
    ) -> Result<(), DistributionError> {
        let (message, now) = (&distribution.envelope.message, self.context.now());
        let inboxes = inboxes(transaction, distribution).await?;
        if let Message::Publish { note, .. } = message {
            let id = published(transaction, &note.offered.uri).await?;
            if let Some(id) = id {
                reader::add(transaction, &id, &inboxes).await?;
            }
        }
        recipient::add(transaction, sender.id, &inboxes).await?;
        let sent = SentActivity {
            uri: distribution.envelope.id.clone(),
            account: sender.id,
            object: object(message).cloned(),
            body: body.to_string(),
            public: is_public(message),
            sequence: next_sequence(now, &*self.context.entropy),
            created_at: now,
        };
        activity::store_sent(transaction, &sent).await?;
        let withdrawal = is_withdrawal(message);
        let deliveries: Vec<(JobId, Job)> = inboxes
            .into_iter()
            .map(|inbox| {
                let delivery = Job::Deliver {
                    activity: sent.uri.clone(),
                    inbox,
                    signer: sender.id,
                    withdrawal,
                };
                (JobId::next(now, &*self.context.entropy), delivery)
            })
            .collect();
        job::enqueue_many(transaction, &deliveries, now, now).await?;
        Ok(())
    }
}

async fn published(
    transaction: &mut Transaction,
    note: &ObjectUri,
) -> Result<Option<RecommendationId>, vouchwell_storage::Error> {
    Ok(recommendation::by_uri(transaction, note)
        .await?
        .map(|found| found.id))
}

/// The inboxes of an audience, each once. What also goes to followers or readers goes to shared inboxes.
async fn inboxes(
    transaction: &mut Transaction,
    distribution: &Distribution,
) -> Result<Vec<ObjectUri>, vouchwell_storage::Error> {
    let audience = &distribution.audience;
    let is_wide = audience.followers_of.is_some() || audience.readers_of.is_some();
    let mut inboxes = BTreeSet::new();
    for account in account::by_ids(transaction, &audience.accounts).await? {
        if account.is_local() || account.gone_at.is_some() {
            continue;
        }
        let endpoints = account.endpoints;
        let shared = endpoints.shared_inbox.filter(|_| is_wide);
        inboxes.insert(shared.unwrap_or(endpoints.inbox));
    }
    if let Some(member) = audience.followers_of {
        inboxes.extend(follow::inboxes_of_followers(transaction, member).await?);
    }
    if let Some(recommendation) = &audience.readers_of {
        inboxes.extend(reader::inboxes(transaction, recommendation).await?);
    }
    inboxes.extend(audience.inboxes.iter().cloned());
    Ok(inboxes.into_iter().collect())
}

/// Whom a Note in a message is about.
fn subject(message: &Message) -> Option<&ActorUri> {
    match message {
        Message::OfferRecommendation { note, .. } => Some(&note.endorsement.object),
        Message::Publish { note, .. } => Some(&note.offered.endorsement.object),
        _ => None,
    }
}

/// The collection that a message is about.
fn collection_of(message: &Message) -> Option<&ObjectUri> {
    match message {
        Message::ShowCollection(shown) | Message::ShrinkCollection(shown) => Some(&shown.uri),
        Message::HideCollection { object } => Some(object),
        _ => None,
    }
}

/// The Note or the collection that a message makes, changes or points at.
fn object(message: &Message) -> Option<&ObjectUri> {
    match message {
        Message::OfferRecommendation { note, .. } => Some(&note.uri),
        Message::Publish { note, .. } => Some(&note.offered.uri),
        Message::Announce(announce) => Some(&announce.object),
        Message::Post(note) | Message::EditPost(note) => Some(&note.uri),
        other => collection_of(other),
    }
}

/// Whether an activity stands in the outbox for everybody.
const fn is_public(message: &Message) -> bool {
    match message {
        Message::Publish { .. } => true,
        Message::Announce(announce) => announce.visibility.is_open(),
        Message::Post(note) => note.visibility.is_open(),
        _ => false,
    }
}

/// Whether a post or a boost ended before anybody was told of it. Its end is a message of its own.
async fn is_taken_back(
    transaction: &mut Transaction,
    envelope: &Envelope,
) -> Result<bool, vouchwell_storage::Error> {
    match &envelope.message {
        Message::Announce(_) => Ok(status::by_uri(transaction, &envelope.id).await?.is_none()),
        Message::Post(note) | Message::EditPost(note) => {
            Ok(status::by_uri(transaction, &note.uri).await?.is_none())
        }
        _ => Ok(false),
    }
}

fn is_withdrawal(message: &Message) -> bool {
    match message {
        Message::Delete { withdrawals, .. } | Message::DeleteAccount { withdrawals } => {
            !withdrawals.is_empty()
        }
        Message::ShrinkCollection(_) | Message::HideCollection { .. } => true,
        _ => false,
    }
}
