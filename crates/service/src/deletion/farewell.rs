//! The last words of an account: withdrawals of all that it signed, for those whom each concerns.

use std::collections::BTreeMap;

use vouchwell_domain::evidence::{ActorUri, Signed, SignedDocument, Withdrawal};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::limit::WITHDRAWALS_AT_ONCE;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{Transaction, account, document, recipient, version};

use crate::evidence::Signer;
use crate::{Context, Result};

/// Withdrawals of everything that a member signed.
pub(super) struct Farewell {
    all: Vec<Signed<Withdrawal>>,
    /// Of what is or was public: for everybody.
    public: Vec<Signed<Withdrawal>>,
    /// Of what never was: for the server of the one other person who has the document.
    private: BTreeMap<ObjectUri, Vec<Signed<Withdrawal>>>,
    recipients: Vec<ObjectUri>,
}

impl Farewell {
    pub(super) fn withdrawals(&self) -> &[Signed<Withdrawal>] {
        &self.all
    }

    /// One message for everybody who has nothing but what is public, and one for each other server.
    pub(super) fn messages(self) -> Vec<(Message, Audience)> {
        let Self {
            public,
            private,
            recipients,
            ..
        } = self;
        let to = |inboxes: Vec<ObjectUri>, own: Vec<Signed<Withdrawal>>| {
            let mut withdrawals = own;
            withdrawals.extend(public.iter().cloned());
            withdrawals.truncate(WITHDRAWALS_AT_ONCE);
            let audience = Audience {
                inboxes,
                ..Audience::default()
            };
            (Message::DeleteAccount { withdrawals }, audience)
        };
        let others = recipients
            .into_iter()
            .filter(|inbox| !private.contains_key(inbox))
            .collect();
        let mut messages = vec![to(others, Vec::new())];
        messages.extend(private.into_iter().map(|(inbox, own)| to(vec![inbox], own)));
        messages
    }
}

/// Withdraws every document that a member signed and that is not withdrawn yet.
pub(super) async fn sign(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
) -> Result<Farewell> {
    let signer = Signer::of(context, transaction, member).await?;
    let mut farewell = Farewell {
        all: Vec::new(),
        public: Vec::new(),
        private: BTreeMap::new(),
        recipients: recipient::inboxes(transaction, member.account.id).await?,
    };
    for signed in document::by_author(transaction, &member.account.uri, &signer.key()).await? {
        let digest = *signed.digest();
        let was_public = !version::published_resting_on(transaction, &digest)
            .await?
            .is_empty();
        let withdrawal = match document::withdrawal_of(transaction, &digest).await? {
            Some(earlier) if was_public => earlier,
            Some(_) => continue,
            None => match &signed {
                SignedDocument::Attestation(document) => signer.withdraw(document)?,
                SignedDocument::Endorsement(document) => signer.withdraw(document)?,
                SignedDocument::Acceptance(document) => signer.withdraw(document)?,
                SignedDocument::Withdrawal(_) => continue,
            },
        };
        farewell.all.push(withdrawal.clone());
        if was_public {
            farewell.public.push(withdrawal);
        } else if let Some(inbox) = inbox_of_other(transaction, &signed).await? {
            farewell.private.entry(inbox).or_default().push(withdrawal);
        }
    }
    Ok(farewell)
}

/// Where the other person of a document is reached, if she lives elsewhere.
async fn inbox_of_other(transaction: &mut Transaction, signed: &SignedDocument) -> Result<Option<ObjectUri>> {
    let other: Option<ActorUri> = match signed {
        SignedDocument::Attestation(document) => Some(document.object.clone()),
        SignedDocument::Endorsement(document) => Some(document.object.clone()),
        SignedDocument::Acceptance(document) => document::author(transaction, &document.digest)
            .await?
            .map(|author| author.author),
        SignedDocument::Withdrawal(_) => None,
    };
    let Some(other) = other else { return Ok(None) };
    let found = account::by_uri(transaction, &other).await?;
    Ok(found
        .filter(|other| !other.is_local() && other.gone_at.is_none())
        .map(|other| other.endpoints.shared_inbox.unwrap_or(other.endpoints.inbox)))
}
