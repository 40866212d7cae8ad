//! The effect of an activity, in the transaction of its batch.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_domain::publication::Publication;
use vouchwell_evidence::bundle;
use vouchwell_service::publication::{self, Reception};
use vouchwell_service::status::{Concern, Reach};
use vouchwell_service::{Context, Result, inbox, remote_account, report, status, withdrawal};
use vouchwell_storage::Transaction;

use crate::activity::{Flag, ReceivedNote, ReceivedRecommendation};

/// An activity and who sent it.
pub(super) struct Arrived {
    pub(super) id: ObjectUri,
    pub(super) sender: Account,
}

/// What is to happen; everybody it concerns is known.
pub(super) enum Effect {
    Message {
        sender: Account,
        envelope: Box<Envelope>,
    },
    CreateNote {
        arrived: Arrived,
        note: ReceivedNote,
    },
    UpdateNote {
        arrived: Arrived,
        note: ReceivedNote,
    },
    Flag {
        arrived: Arrived,
        flag: Flag,
    },
    Recommendation(Box<Published>),
    Announced {
        note: Kept,
        envelope: Box<Envelope>,
    },
}

/// A Note that is kept because somebody points at it.
pub(super) enum Kept {
    Ordinary {
        author: Box<Account>,
        note: ReceivedNote,
    },
    Recommendation(Box<Published>),
}

/// A recommendation and its two people.
pub(super) struct Published {
    pub(super) author: Account,
    pub(super) subject: Account,
    pub(super) note: ReceivedRecommendation,
}

impl Effect {
    /// Lets it happen. What is returned is a reason why it did not, for the log.
    pub(super) async fn take(
        self,
        context: &Context,
        transaction: &mut Transaction,
    ) -> Result<Option<String>> {
        match self {
            Self::Message { sender, envelope } => message(context, transaction, &sender, &envelope).await?,
            Self::CreateNote { arrived, note } => {
                status::receive_note(context, transaction, &arrived.sender, *note, Concern::Unknown).await?;
            }
            Self::UpdateNote { arrived, note } => {
                status::update_note(context, transaction, &arrived.sender, *note).await?;
            }
            Self::Flag {
                arrived: Arrived { id, sender },
                flag,
            } => {
                report::receive_flag(context, transaction, &sender, &id, &flag.objects, &flag.content)
                    .await?;
            }
            Self::Recommendation(published) => {
                return recommendation(context, transaction, *published, Concern::Unknown).await;
            }
            Self::Announced { note, envelope } => {
                return announced(context, transaction, note, &envelope).await;
            }
        }
        Ok(None)
    }
}

async fn message(
    context: &Context,
    transaction: &mut Transaction,
    sender: &Account,
    envelope: &Envelope,
) -> Result<()> {
    inbox::take(context, transaction, envelope).await?;
    match &envelope.message {
        Message::Delete { object, .. } => status::delete_note(context, transaction, sender, object).await,
        Message::DeleteAccount { .. } => remote_account::forget(context, transaction, sender).await,
        _ => Ok(()),
    }
}

async fn announced(
    context: &Context,
    transaction: &mut Transaction,
    note: Kept,
    envelope: &Envelope,
) -> Result<Option<String>> {
    let refusal = keep(context, transaction, note, Concern::Wanted(Reach::BELOW)).await?;
    if refusal.is_some() {
        return Ok(refusal);
    }
    inbox::take(context, transaction, envelope).await?;
    Ok(None)
}

/// Keeps a Note that somebody here wants, and has fetched what is around it. What is returned is a reason why it is not
/// kept.
pub(super) async fn keep(
    context: &Context,
    transaction: &mut Transaction,
    note: Kept,
    concern: Concern,
) -> Result<Option<String>> {
    match note {
        Kept::Ordinary { author, note } => {
            status::receive_note(context, transaction, &author, *note, concern).await?;
            Ok(None)
        }
        Kept::Recommendation(published) => recommendation(context, transaction, *published, concern).await,
    }
}

async fn recommendation(
    context: &Context,
    transaction: &mut Transaction,
    published: Published,
    concern: Concern,
) -> Result<Option<String>> {
    let Published {
        author,
        subject,
        note,
    } = published;
    let verified = match bundle::verify_embedded(&note.bundle, context.timestamp()) {
        Ok(verified) => verified,
        Err(verdict) => return Ok(Some(format!("the evidence is not valid: {verdict}"))),
    };
    let publication = match Publication::new(verified, &note.uri, &author, &subject) {
        Ok(publication) => publication,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let received = publication::Received {
        uri: note.uri,
        url: note.url,
        publication,
        author: &author,
        subject: &subject,
        replaced: None,
        wanted: concern != Concern::Unknown,
    };
    let reception = publication::receive(context, transaction, received).await?;
    withdrawal::receive(context, transaction, &note.withdrawals).await?;
    Ok(match reception {
        Reception::Kept(_) => None,
        other => Some(format!("{other:?}")),
    })
}
