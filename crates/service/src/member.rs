//! Members: how people of this instance come to be.

pub(crate) mod password;

use vouchwell_domain::account::{
    Account, AccountKind, AttributionDomains, Endpoints, Home, MemberName, Profile, ProfileTabs, RequestKey,
};
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::evidence::{ActorUri, Language};
use vouchwell_domain::identifier::{AccountId, ApplicationId, MemberId};
use vouchwell_domain::media::Description;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::token::Scopes;
use vouchwell_storage::{Transaction, access_token, account, member, private_key};

use crate::context::Registration;
use crate::error::Refusal;
use crate::key::{MemberKeys, PublicKeys};
use crate::token::{self, IssuedToken};
use crate::{Context, Error, Result, email};

pub use password::PASSWORD_LENGTH;

/// Names that would be taken for a part of the server.
const RESERVED: [&str; 14] = [
    "about",
    "activities",
    "actor",
    "admin",
    "administrator",
    "api",
    "auth",
    "inbox",
    "instance",
    "moderator",
    "oauth",
    "root",
    "users",
    "vouchwell",
];

/// Somebody who is to become a member.
#[derive(Clone)]
pub struct NewMember {
    /// The name in the address of the account.
    pub name: MemberName,
    /// Where mail reaches the person.
    pub email: EmailAddress,
    /// As typed.
    pub password: String,
    /// What the member may do.
    pub role: Role,
    /// The language in which she is written to until she chooses one, if that is known.
    pub language: Option<Language>,
    /// Made by the command line or the first-run link: recommendations are not held back for age.
    pub quarantine_exempt: bool,
}

/// A new member with all that takes time to compute, ready to be written.
pub(crate) struct Prepared {
    new: NewMember,
    password_hash: String,
    keys: MemberKeys,
    public_keys: PublicKeys,
}

/// Makes a member.
///
/// # Errors
/// The name, the address or the password cannot be used, with a sentence that says why; or the database
/// is away.
pub async fn create(context: &Context, new: NewMember) -> Result<Member> {
    let prepared = prepare(context, new).await?;
    let mut transaction = context.store.begin().await?;
    let member = write(context, &mut transaction, prepared).await?;
    transaction.commit().await?;
    Ok(member)
}

/// Makes a member of somebody who asks for it, where everybody may join, and gives the application through which she
/// asks her first token.
///
/// # Errors
/// Not everybody may join, or see [`create`].
pub async fn register(
    context: &Context,
    new: NewMember,
    application: ApplicationId,
    scopes: Scopes,
) -> Result<IssuedToken> {
    if context.terms.registration != Registration::Open {
        return Err(Refusal::RegistrationClosed.into());
    }
    let prepared = prepare(context, new).await?;
    let (issued, digest) = token::new(context, scopes);
    let mut transaction = context.store.begin().await?;
    let member = write(context, &mut transaction, prepared).await?;
    access_token::insert(
        &mut transaction,
        &digest,
        Some(member.id),
        Some(application),
        &issued.scopes,
        issued.created_at,
    )
    .await?;
    transaction.commit().await?;
    Ok(issued)
}

/// The member with this name.
///
/// # Errors
/// There is none, or the database is away.
pub async fn by_name(context: &Context, name: &MemberName) -> Result<Member> {
    let mut snapshot = context.store.snapshot().await?;
    member::by_name(&mut snapshot, name).await?.ok_or(Error::NotFound)
}

/// Checks what was typed and computes the hash and the keys, before any transaction begins.
pub(crate) async fn prepare(context: &Context, new: NewMember) -> Result<Prepared> {
    if RESERVED.contains(&new.name.as_str()) {
        return Err(Refusal::NameKept.into());
    }
    let password_hash = password::hash(new.password.clone(), &*context.entropy).await?;
    let keys = context.vault.pool().take(context.entropy.clone()).await?;
    let public_keys = keys.public()?;
    Ok(Prepared {
        new,
        password_hash,
        keys,
        public_keys,
    })
}

pub(crate) async fn write(
    context: &Context,
    transaction: &mut Transaction,
    prepared: Prepared,
) -> Result<Member> {
    let Prepared {
        new,
        password_hash,
        keys,
        public_keys,
    } = prepared;
    if email::is_taken(context, transaction, &new.email).await? {
        return Err(Refusal::Taken.into());
    }
    let account = local_account(context, &new.name, public_keys);
    let member = Member {
        id: MemberId::of_stored_member(account.id),
        account,
        role: new.role,
        quarantine_exempt: new.quarantine_exempt,
        created_at: context.now(),
    };
    account::insert(transaction, &member.account)
        .await
        .map_err(taken)?;
    member::insert(transaction, &member, &new.email, Some(&password_hash))
        .await
        .map_err(taken)?;
    let sealed = keys.seal(context, member.account.id)?;
    private_key::insert(transaction, member.account.id, &sealed).await?;
    if context.terms.sends_mail {
        email::ask(context, transaction, &member, new.email, new.language).await?;
    }
    Ok(member)
}

pub(crate) fn taken(error: vouchwell_storage::Error) -> Error {
    if error.is_duplicate() {
        Refusal::Taken.into()
    } else {
        error.into()
    }
}

fn local_account(context: &Context, name: &MemberName, keys: PublicKeys) -> Account {
    let now = context.now();
    let address = &context.address;
    let uri = address.actor(name);
    Account {
        id: AccountId::next(now, &*context.entropy),
        name: name.to_string(),
        home: Home::Here,
        kind: AccountKind::Person,
        profile: Profile {
            display_name: String::new(),
            summary: String::new(),
            url: address.profile(name),
            avatar: None,
            avatar_description: Description::default(),
            header: None,
            header_description: Description::default(),
            fields: Vec::new(),
            place: None,
            also_known_as: Vec::new(),
            locked: false,
            discoverable: true,
            indexable: false,
            hides_collections: false,
            tabs: ProfileTabs::default(),
            attribution_domains: AttributionDomains::default(),
        },
        endpoints: Endpoints {
            inbox: address.actor_part(name, "inbox"),
            shared_inbox: Some(address.shared_inbox()),
            followers: Some(address.actor_part(name, "followers")),
        },
        request_key: Some(request_key(&uri, keys.request_key_pem)),
        evidence_key: Some(keys.evidence),
        understands_recommendations: true,
        created_at: now,
        first_seen_at: now,
        fetched_at: now,
        refresh_failed_at: None,
        gone_at: None,
        uri,
    }
}

/// The key of an actor of this instance, with the id under which the actor document lists it.
pub(crate) fn request_key(actor: &ActorUri, pem: String) -> RequestKey {
    RequestKey {
        id: format!("{actor}#main-key"),
        pem,
    }
}
