//! E-mail: what follows from a use case is a job; what it says and to whom is found when it is sent.

use std::fmt;
use std::pin::Pin;

use chrono::TimeDelta;
use vouchwell_domain::account::Account;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::{AccountId, InvitationId, JobId};
use vouchwell_domain::job::Job;
use vouchwell_domain::mail::{Letter, Mailing};
use vouchwell_domain::member::Member;
use vouchwell_storage::email as stored_email;
use vouchwell_storage::{Transaction, member, reading_language, suspension};

use crate::{Context, Error, Result, email, invitation, new_password, outbox};

/// An e-mail, ready to be put into words.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Who gets it.
    pub to: EmailAddress,
    /// The language she reads, if that is known.
    pub language: Option<Language>,
    /// What it says.
    pub content: Content,
}

/// What an e-mail says. The secrets of links are for its receiver alone.
#[derive(Clone)]
pub enum Content {
    /// That a member wants this address.
    ConfirmAddress {
        /// Her name in her handle.
        name: String,
        /// Of the link by which she confirms it.
        secret: String,
    },
    /// That a member uses another address from now on.
    AddressChanged {
        /// Her name in her handle.
        name: String,
    },
    /// That somebody asked for a new password.
    NewPassword {
        /// The name of the member in her handle.
        name: String,
        /// Of the link by which she chooses it.
        secret: String,
    },
    /// That a member invites the receiver.
    Invitation {
        /// Who invites.
        inviter: Box<Account>,
        /// Of the link by which she comes in.
        secret: String,
    },
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ConfirmAddress { .. } => "ConfirmAddress",
            Self::AddressChanged { .. } => "AddressChanged",
            Self::NewPassword { .. } => "NewPassword",
            Self::Invitation { .. } => "Invitation",
        })
    }
}

/// Why an e-mail was not taken. Neither address nor content is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It can be tried again.
    #[error("{0}")]
    NotNow(String),
    /// It will never be taken.
    #[error("{0}")]
    Never(String),
}

/// Brings e-mails on their way.
pub trait Mailer: fmt::Debug + Send + Sync {
    /// Hands an e-mail over. However often it is tried, it is the e-mail of this job: so whoever gets it twice can tell.
    fn send(
        &self,
        job: JobId,
        mail: Mail,
    ) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + '_>>;
}

/// Stores the job that sends a letter.
pub(crate) async fn post(
    context: &Context,
    transaction: &mut Transaction,
    letter: Letter,
    language: Option<Language>,
    tried: TimeDelta,
) -> Result<()> {
    let now = context.now();
    let job = Job::Mail(Mailing {
        letter,
        language,
        until: now + tried,
    });
    outbox::schedule(context, transaction, &job, now).await
}

/// The e-mail that a letter is now; none if there is nothing to be said any more.
///
/// # Errors
/// The database is away.
pub async fn write(context: &Context, mailing: &Mailing) -> Result<Option<Mail>> {
    if mailing.until <= context.now() {
        return Ok(None);
    }
    let mut snapshot = context.store.snapshot().await?;
    let transaction = &mut snapshot;
    let language = mailing.language.clone();
    match &mailing.letter {
        Letter::ConfirmAddress { member } => {
            let Some(member) = present(transaction, member.account()).await? else {
                return Ok(None);
            };
            let Some((to, secret)) = email::secret(context, transaction, &member).await? else {
                return Ok(None);
            };
            let name = member.account.name.clone();
            let content = Content::ConfirmAddress { name, secret };
            to_member(transaction, &member, to, language, content).await
        }
        Letter::AddressChanged { member, to } => {
            let Some(member) = present(transaction, member.account()).await? else {
                return Ok(None);
            };
            let name = member.account.name.clone();
            let content = Content::AddressChanged { name };
            to_member(transaction, &member, to.clone(), language, content).await
        }
        Letter::NewPassword { to } => {
            let found = member::by_email(transaction, to).await?;
            let found = match found {
                Some(member) => present(transaction, member.account.id).await?,
                None => None,
            };
            let Some(member) = found else { return Ok(None) };
            let addresses = stored_email::of(transaction, member.id).await?;
            // Written as she has shown it to be hers, whatever the case of the letters that were typed.
            let confirmed = addresses
                .filter(|addresses| addresses.confirmed.as_ref() == Some(&addresses.current))
                .map(|addresses| addresses.current);
            let Some(to) = confirmed else { return Ok(None) };
            let secret = new_password::secret(context, transaction, &member).await?;
            let name = member.account.name.clone();
            let content = Content::NewPassword { name, secret };
            to_member(transaction, &member, to, language, content).await
        }
        Letter::Invitation { invitation, to } => {
            let Some((inviter, secret)) = open_invitation(context, transaction, invitation).await? else {
                return Ok(None);
            };
            Ok(Some(Mail {
                to: to.clone(),
                language,
                content: Content::Invitation { inviter, secret },
            }))
        }
    }
}

async fn to_member(
    transaction: &mut Transaction,
    member: &Member,
    to: EmailAddress,
    language: Option<Language>,
    content: Content,
) -> Result<Option<Mail>> {
    let chosen = reading_language::of(transaction, member.id).await?;
    Ok(Some(Mail {
        to,
        language: chosen.or(language),
        content,
    }))
}

/// A member who is neither gone nor kept out.
async fn present(transaction: &mut Transaction, account: AccountId) -> Result<Option<Member>> {
    let found = member::by_account(transaction, account).await?;
    let Some(member) = found.filter(|member| member.account.gone_at.is_none()) else {
        return Ok(None);
    };
    let is_out = suspension::since(transaction, member.id).await?.is_some();
    Ok(Some(member).filter(|_| !is_out))
}

async fn open_invitation(
    context: &Context,
    transaction: &mut Transaction,
    id: &InvitationId,
) -> Result<Option<(Box<Account>, String)>> {
    let secret = invitation::secret_of(context, id);
    match invitation::find(context, transaction, &secret).await {
        Ok(invited) => Ok(Some((Box::new(invited.inviter.account), secret))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
