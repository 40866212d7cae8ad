//! Notes that an `Announce` or somebody here points at.

use std::collections::BTreeSet;

use url::Url;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::{Announce, Envelope, Message};
use vouchwell_service::status::{Concern, Reach};
use vouchwell_storage::{follow, status};

use super::Prepared;
use super::effect::{Arrived, Effect, Kept, keep};
use super::prepare::dropped;
use crate::Federation;
use crate::client::FetchBudget;
use crate::resolve::ResolveError;
use crate::resolve_note::{FetchedNote, NoteContent};

impl Federation {
    /// A Note that is not known here is fetched where it lives, if a member follows who points at it.
    pub(super) async fn gather_announced(
        &self,
        arrived: Arrived,
        announce: Announce,
        budget: &FetchBudget,
    ) -> Result<Prepared, ResolveError> {
        let mut snapshot = self.context.store.snapshot().await?;
        let is_known = status::by_uri(&mut snapshot, &announce.object).await?.is_some();
        let sender = BTreeSet::from([arrived.sender.id]);
        let is_of_concern = is_known || !follow::followed_here(&mut snapshot, sender).await?.is_empty();
        drop(snapshot);
        if !is_of_concern {
            return Ok(dropped("nobody here follows who announces it"));
        }
        let note = if is_known {
            None
        } else {
            let fetched = self.fetch_note(&announce.object, budget).await?;
            let Some(note) = self.to_keep(fetched, budget).await? else {
                return Ok(dropped("the evidence names no keys"));
            };
            Some(note)
        };
        let envelope = Envelope {
            id: arrived.id,
            from: arrived.sender.uri.clone(),
            message: Message::Announce(announce),
        };
        let envelope = Box::new(envelope);
        Ok(Prepared::Effect(Box::new(match note {
            Some(note) => Effect::Announced { note, envelope },
            None => Effect::Message {
                sender: arrived.sender,
                envelope,
            },
        })))
    }

    /// What is kept of a Note that was fetched; nothing if its evidence names no keys.
    pub(super) async fn to_keep(
        &self,
        fetched: FetchedNote,
        budget: &FetchBudget,
    ) -> Result<Option<Kept>, ResolveError> {
        Ok(match fetched.note {
            NoteContent::Ordinary(note) => Some(Kept::Ordinary {
                author: Box::new(fetched.author),
                note,
            }),
            NoteContent::Recommendation(note) => {
                let published = self.published(fetched.author, *note, budget).await?;
                published.map(|published| Kept::Recommendation(Box::new(published)))
            }
        })
    }

    /// Keeps a Note that was fetched, and asks for what is around it.
    pub(super) async fn keep_alone(&self, note: Kept, concern: Concern) -> Result<(), ResolveError> {
        let mut transaction = self.context.store.begin().await?;
        if let Some(reason) = keep(&self.context, &mut transaction, note, concern).await? {
            tracing::info!(reason, "a Note that was fetched is not kept");
        }
        transaction.commit().await?;
        self.context.new_jobs.notify_one();
        Ok(())
    }

    /// Keeps the public post or recommendation at an address, which somebody here asks for; its id. The address may
    /// be that of its page, where its server gives the Note to those who ask for one.
    ///
    /// # Errors
    /// It cannot be had.
    pub async fn resolve_note(
        &self,
        address: &ObjectUri,
        budget: &FetchBudget,
    ) -> Result<ObjectUri, ResolveError> {
        let url = Url::parse(address.as_str()).map_err(|_| ResolveError::Unreadable)?;
        if self.context.address.is_origin_of(address.as_str()) {
            return Err(ResolveError::Unknown);
        }
        let document = self.fetch(&url, budget).await?;
        let id = document["id"]
            .as_str()
            .and_then(|id| id.parse::<ObjectUri>().ok());
        let id = id.ok_or(ResolveError::Unreadable)?;
        let fetched = if id == *address {
            self.note_of(&document, &id, budget).await?
        } else {
            self.fetch_note(&id, budget).await?
        };
        if let Some(note) = self.to_keep(fetched, budget).await? {
            self.keep_alone(note, Concern::Wanted(Reach::BELOW)).await?;
        }
        Ok(id)
    }
}
