//! What an `Announce` needs: the Note that it points at.

use vouchwell_domain::message::{Announce, Envelope, Message};
use vouchwell_storage::{follow, status};

use super::Prepared;
use super::effect::{Arrived, Effect, Kept};
use super::prepare::dropped;
use crate::Federation;
use crate::client::FetchBudget;
use crate::resolve::ResolveError;
use crate::resolve_note::NoteContent;

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
        let is_of_concern = is_known || follow::has_local_follower(&mut snapshot, arrived.sender.id).await?;
        drop(snapshot);
        if !is_of_concern {
            return Ok(dropped("nobody here follows who announces it"));
        }
        let note = if is_known {
            None
        } else {
            let fetched = self.fetch_note(&announce.object, budget).await?;
            match fetched.note {
                NoteContent::Ordinary(note) => Some(Kept::Ordinary {
                    author: Box::new(fetched.author),
                    note,
                }),
                NoteContent::Recommendation(note) => {
                    let Some(published) = self.published(fetched.author, *note, budget).await? else {
                        return Ok(dropped("the evidence names no keys"));
                    };
                    Some(Kept::Recommendation(Box::new(published)))
                }
            }
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
}
