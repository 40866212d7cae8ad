//! The keys that sign requests, and how they are changed.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use chrono::{DateTime, Utc};
use vouchwell_domain::account::MemberName;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::job::Job;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_storage::{Transaction, account, member as stored_member, private_key};

use super::{open, seal};
use crate::vault::Purpose;
use crate::{Context, Error, Result, member, outbox};

/// What signs the requests of an account: RSA keys, PKCS#8 in DER.
pub struct RequestKeyPairs {
    /// Its actor document shows the public half.
    pub current: Vec<u8>,
    /// The one before it, while some servers may know no other.
    pub previous: Option<Vec<u8>>,
}

/// The keys of an account of this instance for requests.
///
/// # Errors
/// The account has none, or the vault cannot open them.
pub async fn request_keys(
    context: &Context,
    transaction: &mut Transaction,
    account: AccountId,
) -> Result<RequestKeyPairs> {
    let (current, previous) = private_key::for_requests(transaction, account)
        .await?
        .ok_or(Error::NotFound)?;
    let open = |sealed: &[u8]| open(&context.vault, account, Purpose::Request, sealed);
    Ok(RequestKeyPairs {
        current: open(&current)?,
        previous: previous.as_deref().map(open).transpose()?,
    })
}

/// Has the running server make a new key for the requests of a member.
///
/// # Errors
/// There is no such member, or the database is away.
pub async fn ask_to_rotate(context: &Context, name: &MemberName) -> Result<()> {
    let member = member::by_name(context, name).await?;
    ask(context, &[member.account.id]).await
}

/// The same for every account of this instance and for the instance itself; says how many they are.
///
/// # Errors
/// The database is away.
pub async fn ask_to_rotate_all(context: &Context) -> Result<usize> {
    let mut snapshot = context.store.snapshot().await?;
    let owners = private_key::owners(&mut snapshot).await?;
    drop(snapshot);
    ask(context, &owners).await?;
    Ok(owners.len())
}

async fn ask(context: &Context, accounts: &[AccountId]) -> Result<()> {
    let asked_at = context.now();
    let mut transaction = context.store.begin().await?;
    for &account in accounts {
        let job = Job::RotateRequestKey { account, asked_at };
        outbox::schedule(context, &mut transaction, &job, asked_at).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Makes a new key for the requests of an account and tells its followers' servers, unless that has happened since it
/// was asked for or the account is gone. The present key is kept as the previous one.
///
/// # Errors
/// No key was found, or the database is away.
pub(crate) async fn rotate(context: &Context, id: AccountId, asked_at: DateTime<Utc>) -> Result<()> {
    let pkcs8 = tokio::task::spawn_blocking(generate)
        .await
        .map_err(|_| Error::Internal("the thread that makes keys stopped"))??;
    let sealed = seal(context, id, Purpose::Request, &pkcs8)?;
    let mut transaction = context.store.begin().await?;
    let account = account::by_id(&mut transaction, id).await?;
    let Some(account) = account.filter(|account| account.gone_at.is_none()) else {
        return Ok(());
    };
    if !private_key::rotate(&mut transaction, id, &sealed, asked_at, context.now()).await? {
        return Ok(());
    }
    let key = member::request_key(&account.uri, public_pem(&pkcs8)?);
    account::set_request_key(&mut transaction, id, &key).await?;
    if let Some(member) = stored_member::by_account(&mut transaction, id).await? {
        let audience = Audience::followers(member.id);
        outbox::send(
            context,
            &mut transaction,
            &member,
            Message::UpdateAccount,
            audience,
        )
        .await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Makes a key, which takes a while.
pub(super) fn generate() -> Result<Vec<u8>> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Internal("no RSA key was found"))?;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)
        .map_err(|_| Error::Internal("a new RSA key could not be written"))?;
    Ok(der.as_ref().to_vec())
}

/// The public half: SPKI in PEM.
pub(super) fn public_pem(pkcs8: &[u8]) -> Result<String> {
    let damaged = || Error::Internal("an RSA key is damaged");
    let pair = KeyPair::from_pkcs8(pkcs8).map_err(|_| damaged())?;
    let der = pair.public_key().as_der().map_err(|_| damaged())?;
    let block = pem::Pem::new("PUBLIC KEY", der.as_ref());
    let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    Ok(pem::encode_config(&block, lines))
}

impl std::fmt::Debug for RequestKeyPairs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RequestKeyPairs").finish_non_exhaustive()
    }
}
