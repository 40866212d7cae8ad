//! The keys that sign requests, and how they are changed.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use chrono::TimeDelta;
use vouchwell_domain::account::{Account, MemberName};
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::job::{Distribution, Job};
use vouchwell_domain::message::{Audience, Envelope, Message};
use vouchwell_storage::request_key::{self, NewRequestKey};
use vouchwell_storage::{Transaction, account, lock, private_key, recipient};

use super::{open, seal};
use crate::vault::Purpose;
use crate::{Context, Error, Result, member, outbox};

/// How long after one account of many the next one gets a new key.
const BETWEEN: TimeDelta = TimeDelta::seconds(1);

/// What signs the requests of an account: RSA keys, PKCS#8 in DER.
pub struct RequestKeyPairs {
    /// Its actor document shows the public half.
    pub current: Vec<u8>,
    /// Those before it, the last first, while some servers may know no other.
    pub earlier: Vec<Vec<u8>>,
    /// The activity that tells others of the present one, while they may know an earlier one.
    pub told_by: Option<ObjectUri>,
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
    let sealed = request_key::of(transaction, account)
        .await?
        .ok_or(Error::NotFound)?;
    let open = |sealed: &Vec<u8>| open(&context.vault, account, Purpose::Request, sealed);
    Ok(RequestKeyPairs {
        current: open(&sealed.current)?,
        earlier: sealed.earlier.iter().map(open).collect::<Result<_>>()?,
        told_by: sealed.told_by,
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

/// One after the other, so that everything else that is due comes between them, and other servers do not read all actors
/// again at the same moment.
async fn ask(context: &Context, accounts: &[AccountId]) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let mut run_at = context.now();
    for &account in accounts {
        let told_by = request_key::told_by(&mut transaction, account).await?;
        let job = Job::RotateRequestKey { account, told_by };
        outbox::schedule(context, &mut transaction, &job, run_at).await?;
        run_at += BETWEEN;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Makes a new key for the requests of an account and tells all servers that could know the present one, unless that has
/// happened since it was asked for, when `before` told of the key, or the account is gone.
///
/// # Errors
/// No key was found, or the database is away.
pub(crate) async fn rotate(context: &Context, id: AccountId, before: Option<&ObjectUri>) -> Result<()> {
    let mut snapshot = context.store.snapshot().await?;
    if to_rotate(&mut snapshot, id, before).await?.is_none() {
        return Ok(());
    }
    drop(snapshot);
    let pkcs8 = tokio::task::spawn_blocking(generate)
        .await
        .map_err(|_| Error::Internal("the thread that makes keys stopped"))??;
    let sealed = seal(context, id, Purpose::Request, &pkcs8)?;
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, id).await?;
    let Some(account) = to_rotate(&mut transaction, id, before).await? else {
        return Ok(());
    };
    let told_by = context.address.new_activity(&*context.entropy);
    let new = NewRequestKey {
        sealed: &sealed,
        now: context.now(),
        told_by: &told_by,
    };
    request_key::replace(&mut transaction, id, new).await?;
    let key = member::request_key(&account.uri, public_pem(&pkcs8)?);
    account::set_request_key(&mut transaction, id, &key).await?;
    tell(context, &mut transaction, &account, told_by).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// The account, if a new key is still wanted for it.
async fn to_rotate(
    transaction: &mut Transaction,
    id: AccountId,
    before: Option<&ObjectUri>,
) -> Result<Option<Account>> {
    let Some(keys) = request_key::of(transaction, id).await? else {
        return Ok(None);
    };
    let was_changed_since = keys.told_by.is_some() && keys.told_by.as_ref() != before;
    let account = account::by_id(transaction, id).await?;
    Ok(account.filter(|account| account.gone_at.is_none() && !was_changed_since))
}

/// Tells of a change of an account of this instance: of a member's to all that ever heard of her, of the instance's to
/// every server, since it asks them all.
async fn tell(
    context: &Context,
    transaction: &mut Transaction,
    account: &Account,
    told_by: ObjectUri,
) -> Result<()> {
    let is_instance = account.uri == context.address.instance_actor();
    let inboxes = if is_instance {
        account::an_inbox_of_each_host(transaction).await?
    } else {
        recipient::inboxes(transaction, account.id).await?
    };
    let distribution = Job::Distribute(Box::new(Distribution {
        sender: account.id,
        envelope: Envelope {
            id: told_by,
            from: account.uri.clone(),
            message: Message::UpdateAccount,
        },
        audience: Audience {
            inboxes,
            ..Audience::default()
        },
    }));
    outbox::schedule(context, transaction, &distribution, context.now()).await
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
