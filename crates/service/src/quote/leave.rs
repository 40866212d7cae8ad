//! Leave to quote posts of members: who has it, who asks for it, and how it is taken back.

use url::form_urlencoded;
use vouchwell_domain::account::{Account, Home, MemberName};
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, ObjectUri, StatusId};
use vouchwell_domain::job::Job;
use vouchwell_domain::limit::{QUOTE_PERIOD, QUOTES_OF_ACCOUNT, QUOTES_OF_SERVER};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Audience, Message};
use vouchwell_domain::quote::{Quote, QuotePolicy, QuoteState};
use vouchwell_domain::status::Status;
use vouchwell_storage::{
    Transaction, account, block, follow, member, quote, quote_authorization, quote_policy, status,
};

use crate::error::Refusal;
use crate::involvement::view;
use crate::status::tell_anew;
use crate::timeline::StatusView;
use crate::{Context, Error, Result, outbox};

/// A member says who may quote a post of hers. What was allowed stays so.
///
/// # Errors
/// It is not hers, or a recommendation, it is not for everybody, or the database is away.
pub async fn set_policy(
    context: &Context,
    author: &Member,
    id: StatusId,
    policy: QuotePolicy,
) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let found = status::visible_by_id(&mut transaction, id, Some(author.id)).await?;
    let post = found.ok_or(Error::NotFound)?;
    if post.account != author.account.id || post.reblog_of.is_some() {
        return Err(Error::Forbidden);
    }
    if policy != quote_policy::of_status(&mut transaction, id).await? {
        if post.recommendation.is_some() {
            return Err(Refusal::SignedText.into());
        }
        if !post.visibility.is_open() {
            return Err(Refusal::QuoteForFew.into());
        }
        keep_policy(&mut transaction, &post, policy).await?;
        tell_anew(context, &mut transaction, author, &post).await?;
    }
    let view = view(context, &mut transaction, author, id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(view)
}

/// Writes who may quote a post, which nobody may unless it is for everybody; whether that is another than before.
pub(crate) async fn keep_policy(
    transaction: &mut Transaction,
    post: &Status,
    policy: QuotePolicy,
) -> Result<bool> {
    let policy = policy.within(post.visibility);
    let is_new = policy != quote_policy::of_status(transaction, post.id).await?;
    if is_new {
        quote_policy::save(transaction, post.id, policy).await?;
    }
    Ok(is_new)
}

/// Somebody asks to quote a post of a member. He is told where her leave stands, if her post says that he has it.
pub(crate) async fn answer(
    context: &Context,
    transaction: &mut Transaction,
    from: &Account,
    author: &Member,
    post: &Status,
    quoting: &ObjectUri,
) -> Result<Option<AcceptResult>> {
    let is_of_his_server = quoting.origin() == Some(from.uri.url().origin());
    let known = status::by_uri(transaction, quoting).await?;
    let is_of_another = known.as_ref().is_some_and(|known| known.account != from.id);
    let address = address(post, quoting).filter(|_| is_of_his_server && !is_of_another);
    let Some(address) = address else {
        return Ok(None);
    };
    let may = match quote_policy::of_status(transaction, post.id).await? {
        QuotePolicy::Nobody => false,
        QuotePolicy::Public => true,
        QuotePolicy::Followers => {
            let ties = follow::relationship(transaction, author.id, from.id).await?;
            ties.followed_by
        }
    };
    let given = leave_of(transaction, post, quoting, from.id).await?;
    if !may || given == Some(false) {
        return Ok(None);
    }
    if given.is_none() {
        if is_flood(context, transaction, from).await? {
            return Ok(None);
        }
        quote_authorization::insert(transaction, post.id, quoting, from.id, context.now()).await?;
    }
    let Some(note) = known else {
        // Not every server sends the quote to whom it quotes.
        let fetch = Job::FetchAnswered {
            note: quoting.clone(),
            remaining: 0,
            below: 0,
        };
        outbox::schedule(context, transaction, &fetch, context.now()).await?;
        return Ok(Some(AcceptResult::QuoteAuthorization(address)));
    };
    let kept = quote::by_status(transaction, note.id).await?;
    if let Some(kept) = kept.filter(|kept| kept.named.uri == post.uri) {
        let state = of(transaction, post, &note).await?;
        let quoted = Some(post.id);
        quote::save(
            transaction,
            &Quote {
                state,
                quoted,
                ..kept
            },
        )
        .await?;
        quote::announce(transaction, note.id);
    }
    Ok(Some(AcceptResult::QuoteAuthorization(address)))
}

/// Whether an account, or all under its domain, were given leave so often lately that there is no more.
async fn is_flood(context: &Context, transaction: &mut Transaction, from: &Account) -> Result<bool> {
    let since = context.now() - QUOTE_PERIOD;
    if quote_authorization::count_since(transaction, from.id, since).await? >= QUOTES_OF_ACCOUNT {
        return Ok(true);
    }
    let Home::Elsewhere(host) = &from.home else {
        return Ok(false);
    };
    let domain = host.registrable_domain();
    let given = quote_authorization::count_of_domain_since(transaction, &domain, since).await?;
    Ok(given >= QUOTES_OF_SERVER)
}

/// How a quote of a member's post stands.
pub(super) async fn of(
    transaction: &mut Transaction,
    quoted: &Status,
    quoting: &Status,
) -> Result<QuoteState> {
    match leave_of(transaction, quoted, &quoting.uri, quoting.account).await? {
        Some(true) => return Ok(QuoteState::Accepted),
        Some(false) => return Ok(QuoteState::Revoked),
        None => {}
    }
    Ok(match quote_policy::of_status(transaction, quoted.id).await? {
        QuotePolicy::Nobody => QuoteState::Rejected,
        QuotePolicy::Followers | QuotePolicy::Public => QuoteState::Pending,
    })
}

/// Whether an account still has leave to quote a post in the Note with this id; nothing if it never had.
async fn leave_of(
    transaction: &mut Transaction,
    quoted: &Status,
    quoting: &ObjectUri,
    account: AccountId,
) -> Result<Option<bool>> {
    let all = quote_authorization::of_note(transaction, quoted.id, quoting).await?;
    let given = all.into_iter().find(|given| given.account == account);
    Ok(given.map(|given| !given.taken_back))
}

/// Where this server says that a member's post may be quoted in a Note.
fn address(post: &Status, quoting: &ObjectUri) -> Option<ObjectUri> {
    let encoded: String = form_urlencoded::byte_serialize(quoting.as_str().as_bytes()).collect();
    format!("{}/quote_authorization?quote={encoded}", post.uri)
        .parse()
        .ok()
}

/// That a Note may quote a post of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Where that is said.
    pub id: ObjectUri,
    /// Who says it.
    pub author: ActorUri,
    /// The Note.
    pub quoting: ObjectUri,
    /// The post.
    pub quoted: ObjectUri,
}

/// The leave to quote the post with this id by the member with this name.
///
/// # Errors
/// There is none, or the database is away.
pub async fn leave(context: &Context, name: &MemberName, id: StatusId, quoting: &ObjectUri) -> Result<Leave> {
    let mut snapshot = context.store.snapshot().await?;
    let author = member::by_name(&mut snapshot, name).await?;
    let author = author.ok_or(Error::NotFound)?.account;
    let found = status::visible_by_id(&mut snapshot, id, None).await?;
    let post = found
        .filter(|post| post.account == author.id)
        .ok_or(Error::NotFound)?;
    let writer = status::by_uri(&mut snapshot, quoting)
        .await?
        .map(|note| note.account);
    let mut holds = false;
    for given in quote_authorization::of_note(&mut snapshot, id, quoting).await? {
        let is_his = writer.is_none_or(|writer| writer == given.account);
        holds |=
            is_his && !given.taken_back && !block::shuts_out(&mut snapshot, author.id, given.account).await?;
    }
    let address = address(&post, quoting).filter(|_| holds);
    Ok(Leave {
        id: address.ok_or(Error::NotFound)?,
        author: author.uri,
        quoting: quoting.clone(),
        quoted: post.uri,
    })
}

/// A member takes her leave to quote a post back, for good; the status that quotes it, as it is then, or her own where she
/// may not see that.
///
/// # Errors
/// The post is not hers, it is not quoted by that, or the database is away.
pub async fn revoke(
    context: &Context,
    author: &Member,
    id: StatusId,
    quoting: StatusId,
) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let found = status::visible_by_id(&mut transaction, id, Some(author.id)).await?;
    let post = found.ok_or(Error::NotFound)?;
    if post.account != author.account.id {
        return Err(Error::Forbidden);
    }
    let kept = quote::by_status(&mut transaction, quoting).await?;
    let kept = kept
        .filter(|kept| kept.quoted == Some(id))
        .ok_or(Error::NotFound)?;
    let note = status::by_id(&mut transaction, quoting)
        .await?
        .ok_or(Error::NotFound)?;
    if quote_authorization::take_back(&mut transaction, id, &note.uri).await? {
        let state = QuoteState::Revoked;
        quote::save(&mut transaction, &Quote { state, ..kept }).await?;
        quote::announce(&mut transaction, quoting);
        let quoter = account::by_id(&mut transaction, note.account).await?;
        if let (Some(object), Some(quoter)) = (address(&post, &note.uri), quoter) {
            let message = Message::Delete {
                object,
                withdrawals: Vec::new(),
            };
            let audience = Audience {
                followers_of: Some(author.id),
                ..Audience::only(quoter.id)
            };
            outbox::send(context, &mut transaction, author, message, audience).await?;
        }
    }
    let shown = match view(context, &mut transaction, author, quoting).await {
        Err(Error::NotFound) => view(context, &mut transaction, author, id).await?,
        shown => shown?,
    };
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(shown)
}
