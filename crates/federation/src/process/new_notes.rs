//! Notes that come one after the other: together they cost the database hardly more than one.

use vouchwell_domain::job::LeasedJob;
use vouchwell_service::status::{Arrival, Concern, receive_notes};
use vouchwell_storage::Transaction;

use super::effect::{Arrived, Effect};
use super::{Outcome, Prepared};
use crate::Federation;
use crate::activity::ReceivedNote;

/// An ordinary Note that its author made.
pub(super) struct NewNote {
    arrived: Arrived,
    note: ReceivedNote,
}

impl NewNote {
    /// What was prepared as one, or else as it was.
    pub(super) fn of(prepared: Prepared) -> Result<Self, Prepared> {
        match prepared {
            Prepared::Effect(effect) => match *effect {
                Effect::CreateNote { arrived, note } => Ok(Self { arrived, note }),
                effect => Err(Prepared::Effect(Box::new(effect))),
            },
            prepared => Err(prepared),
        }
    }

    fn alone(self) -> Effect {
        Effect::CreateNote {
            arrived: self.arrived,
            note: self.note,
        }
    }
}

impl Federation {
    /// Lets all take effect in one part of the transaction. If it fails, each does so by itself, so that the one at
    /// fault does not concern the others.
    pub(super) async fn apply_notes<'a>(
        &self,
        transaction: &mut Transaction,
        notes: &mut Vec<(&'a LeasedJob, NewNote)>,
        outcomes: &mut Vec<(&'a LeasedJob, Outcome)>,
    ) -> Result<(), vouchwell_storage::Error> {
        let arrivals: Vec<Arrival<'_>> = notes
            .iter()
            .map(|(_, NewNote { arrived, note })| Arrival {
                author: &arrived.sender,
                note,
                concern: Concern::Unknown,
            })
            .collect();
        let together = arrivals.len() > 1 && self.receive_together(transaction, &arrivals).await?;
        for (job, note) in notes.drain(..) {
            let outcome = if together {
                Outcome::Done
            } else {
                self.take_effect(transaction, note.alone()).await?
            };
            outcomes.push((job, outcome));
        }
        Ok(())
    }

    /// Whether it could be done; otherwise nothing of it was.
    async fn receive_together(
        &self,
        transaction: &mut Transaction,
        arrivals: &[Arrival<'_>],
    ) -> Result<bool, vouchwell_storage::Error> {
        transaction.savepoint().await?;
        match receive_notes(&self.context, transaction, arrivals).await {
            Ok(_) => {
                transaction.release().await?;
                Ok(true)
            }
            Err(vouchwell_service::Error::Storage(error)) if error.is_unavailable() => Err(error),
            Err(error) => {
                tracing::warn!(%error, cause = ?error, "the Notes of a batch are taken one by one");
                transaction.undo_part().await?;
                Ok(false)
            }
        }
    }
}
