//! Joining: how people come in with a browser, and are signed in by that.

use vouchwell_domain::member::{Member, Role};
use vouchwell_storage::invitation as stored_invitation;

use crate::context::Registration;
use crate::error::Refusal;
use crate::member::{self, NewMember};
use crate::{Context, Error, Result, follow, invitation, session};

/// How somebody comes in.
#[derive(Debug, Clone, Copy)]
pub enum Way<'a> {
    /// Where everybody may.
    Unasked,
    /// By the link of a member.
    Invited {
        /// The secret in the link.
        secret: &'a str,
        /// Whether she wants that she and the inviter follow each other.
        wants_follow: bool,
    },
}

/// Somebody who has just come in.
#[derive(Debug, Clone)]
pub struct Joined {
    /// Who she is now.
    pub member: Member,
    /// The secret of the session in which she is signed in.
    pub session: String,
}

/// Asks whether somebody can come in by this way.
///
/// # Errors
/// The way is not open, or the database is away.
pub async fn check(context: &Context, way: Way<'_>) -> Result<()> {
    match way {
        Way::Unasked if context.terms.registration != Registration::Open => {
            Err(Refusal::RegistrationClosed.into())
        }
        Way::Unasked => Ok(()),
        Way::Invited { secret, .. } => invitation::by_secret(context, secret).await.map(|_| ()),
    }
}

/// Makes a member of somebody who comes in by this way, and signs her in. An invitation is used up. The two follow
/// each other if both want it, at once and whatever they answer to others who ask. The form is what only her browser
/// has: see [`session::sign_in_once`].
///
/// # Errors
/// The way is not open, or see [`member::create`].
pub async fn join(
    context: &Context,
    way: Way<'_>,
    new: NewMember,
    browser: &str,
    form: &str,
) -> Result<Joined> {
    check(context, way).await?;
    let new = NewMember {
        role: Role::User,
        quarantine_exempt: false,
        ..new
    };
    let prepared = member::prepare(context, new).await?;
    let mut transaction = context.store.begin().await?;
    let invited = match way {
        Way::Unasked => None,
        Way::Invited { secret, .. } => Some(invitation::find(context, &mut transaction, secret).await?),
    };
    let member = member::write(context, &mut transaction, prepared).await?;
    if let (Some(invited), Way::Invited { wants_follow, .. }) = (invited, way) {
        let now = context.now();
        if !stored_invitation::use_up(&mut transaction, &invited.id, member.id, now).await? {
            return Err(Error::NotFound);
        }
        if wants_follow && invited.offers_follow {
            follow::begin_both(context, &mut transaction, &invited.inviter, &member).await?;
        }
    }
    let session = session::begin_once(context, &mut transaction, &member, browser, None, form).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(Joined { member, session })
}
