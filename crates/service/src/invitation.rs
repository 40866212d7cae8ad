//! Invitations: a member makes a link by which one person comes in.

use chrono::TimeDelta;
use vouchwell_domain::account::Account;
use vouchwell_domain::audit::Act;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::InvitationId;
use vouchwell_domain::invitation::{Invitation, Outcome};
use vouchwell_domain::mail::Letter;
use vouchwell_domain::member::{Member, Role};
use vouchwell_storage::{Transaction, account, invitation, lock, member, suspension};

use crate::administration::audit;
use crate::context::Registration;
use crate::error::Refusal;
use crate::token::digest_of;
use crate::{Context, Error, Result, mail};

/// How many of a member's invitations are listed.
const LISTED: u32 = 100;
/// How long it is tried to send one.
const TRIED: TimeDelta = TimeDelta::days(3);

/// An invitation as its inviter sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationView {
    /// The invitation.
    pub invitation: Invitation,
    /// The secret of its link, while somebody can come by it.
    pub secret: Option<String>,
    /// Who came by it.
    pub invited: Option<Account>,
}

/// An invitation as whoever has its link sees it.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Who invites.
    pub inviter: Member,
    /// Whether the inviter wants that the two follow each other.
    pub offers_follow: bool,
    pub(crate) id: InvitationId,
}

/// Whether a member may invite people: everybody may, unless the instance is closed; then only who runs it.
pub fn may_invite(context: &Context, member: &Member) -> bool {
    member.role == Role::Admin || context.terms.registration != Registration::Closed
}

/// A new id, to be given to the form by which an invitation is made.
pub fn new_id(context: &Context) -> InvitationId {
    InvitationId::random(&*context.entropy)
}

/// What an inviter wants.
#[derive(Debug, Clone)]
pub struct Wish {
    /// By which the invitation is known.
    pub id: InvitationId,
    /// Whether she wants that the two follow each other.
    pub offers_follow: bool,
    /// To whom the link is sent, if not by herself.
    pub to: Option<EmailAddress>,
    /// The language in which that is written.
    pub language: Option<Language>,
}

/// Makes an invitation. Making one of the same id again changes nothing and sends nothing.
///
/// # Errors
/// The member may not invite, or has as many invitations as she may; or the database is away.
pub async fn make(context: &Context, member: &Member, wish: Wish) -> Result<()> {
    let Wish {
        id,
        offers_follow,
        to,
        language,
    } = wish;
    if !may_invite(context, member) {
        return Err(Refusal::RegistrationClosed.into());
    }
    let now = context.now();
    let made = Invitation {
        digest: digest_of(&secret_of(context, &id)),
        id,
        inviter: member.account.id,
        offers_follow,
        created_at: now,
        ends_at: now + Invitation::LIFETIME,
        outcome: Outcome::Waits,
    };
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    if !invitation::insert(&mut transaction, &made).await? {
        return Ok(());
    }
    let open = invitation::count_open(&mut transaction, member.id, now).await?;
    if member.role != Role::Admin && usize::try_from(open).is_ok_and(|open| open > Invitation::OPEN) {
        return Err(Refusal::TooManyInvitations.into());
    }
    note(context, &mut transaction, member, (Act::Invite, &made.id)).await?;
    if let Some(to) = to {
        let letter = Letter::Invitation {
            invitation: made.id,
            to,
        };
        mail::post(context, &mut transaction, letter, language, TRIED).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// The last invitations of a member, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member) -> Result<Vec<InvitationView>> {
    let now = context.now();
    let mut snapshot = context.store.snapshot().await?;
    let found = invitation::of_member(&mut snapshot, member.id, LISTED).await?;
    let came = |invitation: &Invitation| match invitation.outcome {
        Outcome::Used { by, .. } => Some(by),
        Outcome::Waits | Outcome::TakenBack => None,
    };
    let ids: Vec<_> = found.iter().filter_map(came).collect();
    let people = account::by_ids(&mut snapshot, &ids).await?;
    let views = found.into_iter().map(|invitation| InvitationView {
        secret: invitation
            .is_open(now)
            .then(|| secret_of(context, &invitation.id)),
        invited: came(&invitation).and_then(|id| people.iter().find(|account| account.id == id).cloned()),
        invitation,
    });
    Ok(views.collect())
}

/// A member takes an invitation back, if nobody came by it yet.
///
/// # Errors
/// The database is away.
pub async fn take_back(context: &Context, member: &Member, id: &InvitationId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    if invitation::take_back(&mut transaction, member.id, id, context.now()).await? {
        note(context, &mut transaction, member, (Act::TakeBackInvitation, id)).await?;
    }
    Ok(transaction.commit().await?)
}

/// What those do who run the instance stands in the log.
async fn note(
    context: &Context,
    transaction: &mut Transaction,
    member: &Member,
    (act, id): (Act, &InvitationId),
) -> Result<()> {
    if member.role != Role::Admin {
        return Ok(());
    }
    audit::record(context, transaction, member, act, id.to_string(), String::new()).await
}

/// The invitation with this secret. Nobody is told why one is not good.
///
/// # Errors
/// Nobody can come by it, or the database is away.
pub async fn by_secret(context: &Context, secret: &str) -> Result<Invited> {
    let mut snapshot = context.store.snapshot().await?;
    find(context, &mut snapshot, secret).await
}

pub(crate) async fn find(context: &Context, transaction: &mut Transaction, secret: &str) -> Result<Invited> {
    let found = invitation::find(transaction, &digest_of(secret)).await?;
    let found = found
        .filter(|found| found.is_open(context.now()))
        .ok_or(Error::NotFound)?;
    let inviter = member::by_account(transaction, found.inviter).await?;
    let inviter = inviter.filter(|inviter| may_invite(context, inviter));
    let inviter = inviter.ok_or(Error::NotFound)?;
    if suspension::since(transaction, inviter.id).await?.is_some() {
        return Err(Error::NotFound);
    }
    Ok(Invited {
        inviter,
        offers_follow: found.offers_follow,
        id: found.id,
    })
}

/// Only the vault can make it, so the database tells nobody a link, and yet its inviter can read it again.
pub(crate) fn secret_of(context: &Context, id: &InvitationId) -> String {
    context.vault.stamp(&format!("invitation {id}"))
}
