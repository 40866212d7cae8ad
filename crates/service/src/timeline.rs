//! Timelines: statuses with all that is shown of them, read in a fixed number of statements.

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::account::Account;
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::filter::{Filter, Filtered, find};
use vouchwell_domain::identifier::{AccountId, ListId, MemberId, ObjectUri, RecommendationId, StatusId};
use vouchwell_domain::media::Media;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::plain_text;
use vouchwell_domain::quote::{Quote, QuotePolicy, QuoteState};
use vouchwell_domain::status::{Involvement, Status};
use vouchwell_storage::poll::PollRecord;
use vouchwell_storage::status::StatusCounts;
use vouchwell_storage::{Transaction, list, media, poll, quote, quote_policy, status, timeline};

pub use vouchwell_storage::status::{Selection, StatusSearch};
pub use vouchwell_storage::timeline::{Public, Source, Tagged};

use crate::account::{AccountView, living, views_by_id};
use crate::card::{self, Card};
use crate::custom_emoji::{self, Texts};
use crate::poll::PollView;
use crate::withdrawal::read_current;
use crate::{Context, Error, Result, filter};

/// A status with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusView {
    /// The status.
    pub status: Status,
    /// Who wrote it.
    pub account: AccountView,
    /// Who is mentioned.
    pub mentions: Vec<Account>,
    /// What it shows.
    pub media: Vec<Media>,
    /// The pictures that stand for names in it, and in the answers of what it asks.
    pub emojis: Vec<CustomEmoji>,
    /// What it asks.
    pub poll: Option<PollView>,
    /// What it leads to.
    pub card: Option<Card>,
    /// What it counts.
    pub counts: StatusCounts,
    /// What the reader has done with it, where the reader is a member.
    pub involvement: Option<Involvement>,
    /// What the reader's filters have found in it.
    pub filtered: Vec<Filtered>,
    /// What it boosts.
    pub reblog: Option<Box<StatusView>>,
    /// What it quotes. What that quotes is not shown.
    pub quote: Option<QuoteView>,
    /// Who may quote it, if a member wrote it.
    pub quote_policy: QuotePolicy,
}

/// What a status quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteView {
    /// Whether the author of the quoted status approves.
    pub state: QuoteState,
    /// The quoted status, if it is here.
    pub id: Option<StatusId>,
    /// All that is shown of it, if its author approves and the reader may see it.
    pub quoted: Option<Box<StatusView>>,
}

/// What a member follows, what she wrote and what mentions her.
///
/// # Errors
/// The database is away.
pub async fn home(context: &Context, member: &Member, page: Page) -> Result<Vec<StatusView>> {
    show(context, Some(member.id), move |mut snapshot| async move {
        let found = timeline::home(&mut snapshot, member.id, page).await?;
        Ok((snapshot, found))
    })
    .await
}

/// What those wrote who are on a list of a member.
///
/// # Errors
/// She has no such list, or the database is away.
pub async fn list(context: &Context, member: &Member, id: ListId, page: Page) -> Result<Vec<StatusView>> {
    show(context, Some(member.id), move |mut snapshot| async move {
        let kept = list::by_id(&mut snapshot, member.id, id)
            .await?
            .ok_or(Error::NotFound)?;
        let found = timeline::list(&mut snapshot, member.id, &kept, page).await?;
        Ok((snapshot, found))
    })
    .await
}

/// What everybody may read.
///
/// # Errors
/// The database is away.
pub async fn public(
    context: &Context,
    reader: Option<&Member>,
    wanted: impl Into<Public>,
    page: Page,
) -> Result<Vec<StatusView>> {
    let (wanted, reader) = (wanted.into(), reader.map(|member| member.id));
    show(context, reader, move |mut snapshot| async move {
        let found = timeline::public(&mut snapshot, page, wanted, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// What everybody may read and has some hashtags.
///
/// # Errors
/// The database is away.
pub async fn tagged(
    context: &Context,
    reader: Option<&Member>,
    tagged: &Tagged,
    source: Source,
    page: Page,
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        let found = timeline::tagged(&mut snapshot, tagged, page, source, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// A status that is for those alone whom it names, the member among them.
///
/// # Errors
/// The database is away.
pub async fn direct(context: &Context, member: &Member, id: StatusId) -> Result<Vec<StatusView>> {
    show(context, Some(member.id), move |mut snapshot| async move {
        let found = timeline::direct(&mut snapshot, member.id, id).await?;
        Ok((snapshot, found.into_iter().collect()))
    })
    .await
}

/// The statuses of an account that the reader may see.
///
/// # Errors
/// There is no such account, or the database is away.
pub async fn of_account(
    context: &Context,
    reader: Option<&Member>,
    account: AccountId,
    selection: &Selection,
    page: Page,
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        living(&mut snapshot, account).await?;
        let found = status::of_account(&mut snapshot, account, selection, page, reader).await?;
        Ok((snapshot, found))
    })
    .await
}

/// One status, if the reader may see it.
///
/// # Errors
/// There is none that she may see, or the database is away.
pub async fn status(context: &Context, reader: Option<&Member>, id: StatusId) -> Result<StatusView> {
    let reader = reader.map(|member| member.id);
    let found = show(context, reader, move |mut snapshot| async move {
        let found = status::visible_by_id(&mut snapshot, id, reader).await?;
        Ok((snapshot, found.into_iter().collect()))
    });
    found.await?.pop().ok_or(Error::NotFound)
}

/// Those of these statuses that the reader may see, in the order of the ids.
///
/// # Errors
/// The database is away.
pub async fn statuses(
    context: &Context,
    reader: Option<&Member>,
    ids: &[StatusId],
) -> Result<Vec<StatusView>> {
    let reader = reader.map(|member| member.id);
    show(context, reader, move |mut snapshot| async move {
        let mut found = status::visible_by_ids(&mut snapshot, ids, reader).await?;
        found.sort_by_key(|status| ids.iter().position(|id| *id == status.id));
        Ok((snapshot, found))
    })
    .await
}

/// The newest statuses that contain the text and that the reader may see.
///
/// # Errors
/// The database is away.
pub async fn search(context: &Context, reader: &Member, wanted: StatusSearch<'_>) -> Result<Vec<StatusView>> {
    if wanted.text.is_empty() && wanted.author.is_none() {
        return Ok(Vec::new());
    }
    let reader = reader.id;
    show(context, Some(reader), move |mut snapshot| async move {
        let found = status::search(&mut snapshot, reader, wanted).await?;
        Ok((snapshot, found))
    })
    .await
}

/// The status at an address, if it is known here and the reader may see it: its id, or its page on this server.
///
/// # Errors
/// The database is away.
pub async fn at_address(
    context: &Context,
    reader: Option<&Member>,
    address: &ObjectUri,
) -> Result<Option<StatusView>> {
    let reader = reader.map(|member| member.id);
    let page = context.address.is_origin_of(address.as_str());
    let id = address.as_str().rsplit('/').next().filter(|_| page);
    let id: Option<StatusId> = id.and_then(|id| id.parse().ok());
    let found = show(context, reader, move |mut snapshot| async move {
        let account = reader.map(MemberId::account);
        let mut found = status::visible_by_uri(&mut snapshot, address, account).await?;
        if let (None, Some(id)) = (&found, id) {
            let here = status::visible_by_id(&mut snapshot, id, reader).await?;
            found = here.filter(|here| here.url == *address);
        }
        Ok((snapshot, found.into_iter().collect()))
    });
    Ok(found.await?.pop())
}

/// Statuses that carry a recommendation, or boost one that does, are shown only as long as it is known to hold.
pub(crate) async fn show<F: Future<Output = Result<(Transaction, Vec<Status>)>>>(
    context: &Context,
    reader: Option<MemberId>,
    read: impl Fn(Transaction) -> F,
) -> Result<Vec<StatusView>> {
    let read = &read;
    let read = move |snapshot| async move {
        let (mut snapshot, statuses) = read(snapshot).await?;
        let within = Within::of(&mut snapshot, &statuses, reader).await?;
        Ok((snapshot, (statuses, within)))
    };
    let (mut snapshot, (statuses, within)) = read_current(context, read, |(statuses, within)| {
        carried(statuses).chain(within.carried()).collect()
    })
    .await?;
    complete(context, &mut snapshot, statuses, within, reader).await
}

/// The recommendations that statuses carry.
pub(crate) fn carried(statuses: &[Status]) -> impl Iterator<Item = &RecommendationId> {
    statuses
        .iter()
        .filter_map(|status| status.recommendation.as_ref())
}

/// The same for the statuses of a list that has no boosts.
pub(crate) async fn show_placed<F: Future<Output = Result<(Transaction, Vec<Placed<Status>>)>>>(
    context: &Context,
    reader: MemberId,
    read: impl Fn(Transaction) -> F,
) -> Result<Vec<Placed<StatusView>>> {
    let read = &read;
    let read = move |snapshot| async move {
        let (mut snapshot, placed) = read(snapshot).await?;
        let within = Within::of(
            &mut snapshot,
            placed.iter().map(|placed| &placed.item),
            Some(reader),
        )
        .await?;
        Ok((snapshot, (placed, within)))
    };
    let (mut snapshot, (placed, within)) = read_current(context, read, |(placed, within)| {
        let carried = placed.iter().map(|placed| placed.item.recommendation.as_ref());
        carried.flatten().chain(within.carried()).collect()
    })
    .await?;
    let positions: HashMap<StatusId, i64> = placed
        .iter()
        .map(|placed| (placed.item.id, placed.position))
        .collect();
    let statuses = placed.into_iter().map(|placed| placed.item).collect();
    let views = complete(context, &mut snapshot, statuses, within, Some(reader)).await?;
    Ok(views
        .into_iter()
        .filter_map(|item| {
            let position = *positions.get(&item.status.id)?;
            Some(Placed { position, item })
        })
        .collect())
}

/// Adds all that is shown of statuses that were read, in a fixed number of statements for all. A boost of what
/// the reader may not see is left out.
pub(crate) async fn load(
    context: &Context,
    transaction: &mut Transaction,
    statuses: Vec<Status>,
    reader: Option<MemberId>,
) -> Result<Vec<StatusView>> {
    let within = Within::of(transaction, &statuses, reader).await?;
    complete(context, transaction, statuses, within, reader).await
}

/// What stands within some statuses, as far as the reader may see it.
pub(crate) struct Within {
    boosted: Vec<Status>,
    quotes: HashMap<StatusId, Quote>,
    quoted: Vec<Status>,
}

impl Within {
    pub(crate) async fn of(
        transaction: &mut Transaction,
        statuses: impl IntoIterator<Item = &Status> + Clone,
        reader: Option<MemberId>,
    ) -> Result<Self> {
        let boosted = boosted(transaction, statuses.clone(), reader).await?;
        let ids = statuses.into_iter().map(|status| status.id);
        let quoting: BTreeSet<StatusId> = ids.chain(boosted.iter().map(|status| status.id)).collect();
        let quoting: Vec<StatusId> = quoting.into_iter().collect();
        let quotes = quote::of_statuses(transaction, &quoting).await?;
        let approved = quotes
            .values()
            .filter(|quote| quote.state == QuoteState::Accepted);
        let quoted: BTreeSet<StatusId> = approved.filter_map(|quote| quote.quoted).collect();
        let quoted: Vec<StatusId> = quoted.into_iter().collect();
        let quoted = quote::shown_to(transaction, &quoted, reader).await?;
        Ok(Self {
            boosted,
            quotes,
            quoted,
        })
    }

    fn statuses(&self) -> impl Iterator<Item = &Status> + Clone {
        self.boosted.iter().chain(&self.quoted)
    }

    /// The recommendations that it carries.
    pub(crate) fn carried(&self) -> impl Iterator<Item = &RecommendationId> {
        carried(&self.boosted).chain(carried(&self.quoted))
    }
}

/// What is boosted by some of these statuses, as far as the reader may see it.
async fn boosted(
    transaction: &mut Transaction,
    statuses: impl IntoIterator<Item = &Status>,
    reader: Option<MemberId>,
) -> Result<Vec<Status>> {
    let boosted: BTreeSet<StatusId> = statuses
        .into_iter()
        .filter_map(|status| status.reblog_of)
        .collect();
    let boosted: Vec<StatusId> = boosted.into_iter().collect();
    Ok(status::visible_by_ids(transaction, &boosted, reader).await?)
}

/// Adds all that is shown of statuses as [`load`] does, where it is known what stands within them.
pub(crate) async fn complete(
    context: &Context,
    transaction: &mut Transaction,
    statuses: Vec<Status>,
    within: Within,
    reader: Option<MemberId>,
) -> Result<Vec<StatusView>> {
    let people: BTreeSet<AccountId> = statuses
        .iter()
        .chain(within.statuses())
        .flat_map(|status| status.mentions.iter().copied().chain([status.account]))
        .collect();
    let people: Vec<AccountId> = people.into_iter().collect();
    let of_their_own = statuses.iter().filter(|status| status.reblog_of.is_none());
    let ids: BTreeSet<StatusId> = of_their_own
        .chain(within.statuses())
        .map(|status| status.id)
        .collect();
    let ids: Vec<StatusId> = ids.into_iter().collect();
    let accounts = views_by_id(transaction, &people).await?;
    let polls = poll::of_statuses(transaction, &ids, reader).await?;
    let shown = statuses.iter().chain(within.statuses());
    let parts = Parts {
        emojis: emojis(transaction, shown, &accounts, &polls).await?,
        accounts,
        media: media::of_statuses(transaction, &ids).await?,
        cards: card::of_statuses(context, transaction, statuses.iter().chain(within.statuses())).await?,
        polls,
        counts: status::counts_of(transaction, &ids).await?,
        quote_policies: quote_policy::of_statuses(transaction, &ids).await?,
        reader: reader.map(MemberId::account),
        involvements: match reader {
            Some(member) => Some(status::involvements(transaction, member, &ids).await?),
            None => None,
        },
        filters: match reader {
            Some(member) => filter::in_force(transaction, member, context.now()).await?,
            None => Vec::new(),
        },
    };
    let Within {
        boosted,
        quotes,
        quoted,
    } = within;
    let quoted = quoted.into_iter().filter_map(|status| parts.view(status, None));
    let quoted: HashMap<StatusId, StatusView> = quoted.map(|view| (view.status.id, view)).collect();
    let with_quote = |view: StatusView| StatusView {
        quote: quotes
            .get(&view.status.id)
            .map(|quote| QuoteView::of(quote, &quoted)),
        ..view
    };
    let boosted = boosted
        .into_iter()
        .filter_map(|status| parts.view(status, None).map(with_quote));
    let boosted: HashMap<StatusId, StatusView> = boosted.map(|view| (view.status.id, view)).collect();
    Ok(statuses
        .into_iter()
        .filter_map(|status| match status.reblog_of {
            Some(id) => parts.view(status, Some(boosted.get(&id)?)),
            None => parts.view(status, None).map(with_quote),
        })
        .collect())
}

impl QuoteView {
    fn of(quote: &Quote, quoted: &HashMap<StatusId, StatusView>) -> Self {
        let approved = quote.quoted.filter(|_| quote.state == QuoteState::Accepted);
        let shown = approved.and_then(|id| quoted.get(&id));
        Self {
            state: quote.state,
            id: quote.quoted,
            quoted: shown.cloned().map(Box::new),
        }
    }
}

/// The pictures that stand for names in each of these statuses.
async fn emojis<'a>(
    transaction: &mut Transaction,
    statuses: impl Iterator<Item = &'a Status>,
    accounts: &'a HashMap<AccountId, AccountView>,
    polls: &'a HashMap<StatusId, PollRecord>,
) -> Result<HashMap<StatusId, Vec<CustomEmoji>>> {
    let (ids, texts): (Vec<StatusId>, Vec<Texts<'a>>) = statuses
        .filter_map(|status| {
            let author = &accounts.get(&status.account)?.account;
            let asked = polls.get(&status.id).into_iter();
            let options =
                asked.flat_map(|record| record.poll.options.iter().map(|option| option.title.as_str()));
            Some((status.id, Texts::of_status(status, author, options.collect())))
        })
        .unzip();
    let emojis = custom_emoji::in_each(transaction, &texts).await?;
    Ok(ids.into_iter().zip(emojis).collect())
}

/// What is shown of many statuses besides themselves.
struct Parts {
    emojis: HashMap<StatusId, Vec<CustomEmoji>>,
    accounts: HashMap<AccountId, AccountView>,
    media: HashMap<StatusId, Vec<Media>>,
    cards: HashMap<StatusId, Card>,
    polls: HashMap<StatusId, PollRecord>,
    reader: Option<AccountId>,
    counts: HashMap<StatusId, StatusCounts>,
    quote_policies: HashMap<StatusId, QuotePolicy>,
    involvements: Option<HashMap<StatusId, Involvement>>,
    filters: Vec<Filter>,
}

impl Parts {
    /// A status with all that is shown of it. A boost counts what it boosts counts.
    fn view(&self, status: Status, boosted: Option<&StatusView>) -> Option<StatusView> {
        let account = self.accounts.get(&status.account)?.clone();
        let known = status.mentions.iter().filter_map(|id| self.accounts.get(id));
        let mentions = known.map(|view| view.account.clone()).collect();
        let counted = boosted.map_or(status.id, |boosted| boosted.status.id);
        let emojis = self.emojis.get(&status.id).cloned().unwrap_or_default();
        let involvements = self.involvements.as_ref();
        Some(StatusView {
            counts: self.counts.get(&counted).copied().unwrap_or_default(),
            involvement: involvements.map(|found| found.get(&counted).copied().unwrap_or_default()),
            card: self.cards.get(&status.id).cloned(),
            poll: self
                .polls
                .get(&status.id)
                .map(|record| PollView::new(record.clone(), emojis.clone(), status.account, self.reader)),
            media: self.media.get(&status.id).cloned().unwrap_or_default(),
            emojis,
            filtered: self.found_in(&status, boosted),
            reblog: boosted.cloned().map(Box::new),
            quote: None,
            quote_policy: self.quote_policies.get(&counted).copied().unwrap_or_default(),
            status,
            account,
            mentions,
        })
    }

    /// What the reader's filters find in a status, or in what it boosts; nothing in what she wrote herself.
    fn found_in(&self, status: &Status, boosted: Option<&StatusView>) -> Vec<Filtered> {
        let shown = boosted.map_or(status, |boosted| &boosted.status);
        if self.filters.is_empty() || self.reader == Some(shown.account) {
            return Vec::new();
        }
        let words = format!("{}\n\n{}", shown.spoiler, plain_text::of(&shown.content));
        let ids = [status.id, shown.id];
        find(&self.filters, &ids, &words)
    }
}
