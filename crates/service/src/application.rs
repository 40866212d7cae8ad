//! Applications: how programs register, and what members see of those they let in.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use url::Url;
use vouchwell_domain::application::{Application, ApplicationName, RedirectUri};
use vouchwell_domain::identifier::ApplicationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::token::Scopes;
use vouchwell_storage::{access_token, application, authorization_code};

use crate::token::{digest_of, new_secret};
use crate::{Context, Result};

/// One that nobody has let in by then is forgotten.
const UNUSED: TimeDelta = TimeDelta::days(7);

/// A program that is to be registered.
#[derive(Debug, Clone)]
pub struct NewApplication {
    /// What it calls itself.
    pub name: ApplicationName,
    /// Where it says it is at home.
    pub website: Option<Url>,
    /// Where its users may be sent back to.
    pub redirect_uris: Vec<RedirectUri>,
    /// The most it may ask for.
    pub scopes: Scopes,
}

/// An application as the member sees it who let it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Which one; none for what was made on the command line.
    pub application: Option<Application>,
    /// All that it may do.
    pub scopes: Scopes,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last day on which it did something.
    pub last_used_on: Option<NaiveDate>,
}

/// Registers a program. Its secret is told this once and cannot be read again.
///
/// # Errors
/// The database is away.
pub async fn register(context: &Context, new: NewApplication) -> Result<(Application, String)> {
    let now = context.now();
    let secret = new_secret(&*context.entropy);
    let registered = Application {
        id: ApplicationId::next(now, &*context.entropy),
        name: new.name,
        website: new.website,
        redirect_uris: new.redirect_uris,
        scopes: new.scopes,
        created_at: now,
    };
    let mut transaction = context.store.begin().await?;
    application::delete_unused(&mut transaction, now - UNUSED).await?;
    application::insert(&mut transaction, &registered, &digest_of(&secret)).await?;
    transaction.commit().await?;
    Ok((registered, secret))
}

/// An application.
///
/// # Errors
/// The database is away.
pub async fn by_id(context: &Context, id: ApplicationId) -> Result<Option<Application>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = application::by_id(&mut snapshot, id).await?;
    Ok(found.map(|(application, _)| application))
}

/// The application with this number, if this is its secret.
///
/// # Errors
/// The database is away.
pub async fn by_secret(context: &Context, id: ApplicationId, secret: &str) -> Result<Option<Application>> {
    let mut snapshot = context.store.snapshot().await?;
    let found = application::by_id(&mut snapshot, id).await?;
    Ok(found
        .filter(|(_, expected)| *expected == digest_of(secret))
        .map(|(application, _)| application))
}

/// The applications that a member let in, the newest first.
///
/// # Errors
/// The database is away.
pub async fn admitted(context: &Context, member: &Member) -> Result<Vec<Admitted>> {
    let mut snapshot = context.store.snapshot().await?;
    let grants = access_token::grants(&mut snapshot, member.id).await?;
    let applications = application::of_member(&mut snapshot, member.id).await?;
    let mut admitted: Vec<Admitted> = Vec::new();
    for grant in grants {
        let is_same =
            |entry: &&mut Admitted| entry.application.as_ref().map(|known| known.id) == grant.application;
        if let Some(entry) = admitted.iter_mut().find(is_same) {
            entry.scopes.add(grant.scopes);
            entry.since = entry.since.min(grant.created_at);
            entry.last_used_on = entry.last_used_on.max(grant.last_used_on);
        } else {
            admitted.push(Admitted {
                application: applications
                    .iter()
                    .find(|known| Some(known.id) == grant.application)
                    .cloned(),
                scopes: grant.scopes,
                since: grant.created_at,
                last_used_on: grant.last_used_on,
            });
        }
    }
    Ok(admitted)
}

/// Ends what a member allowed an application, or the tokens that were made on the command line.
///
/// # Errors
/// The database is away.
pub async fn end(context: &Context, member: &Member, application: Option<ApplicationId>) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    access_token::revoke_given_to(&mut transaction, member.id, application, context.now()).await?;
    if application.is_some() {
        authorization_code::delete_open(&mut transaction, member.id, application).await?;
    }
    transaction.commit().await?;
    Ok(())
}
