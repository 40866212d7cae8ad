//! A status with all that is shown of it.

use std::collections::{BTreeSet, HashMap};

use vouchwell_domain::account::Account;
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::filter::{Filter, Filtered, find};
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::media::Media;
use vouchwell_domain::plain_text;
use vouchwell_domain::quote::{Quote, QuotePolicy, QuoteState};
use vouchwell_domain::status::{Involvement, Status};
use vouchwell_storage::poll::PollRecord;
use vouchwell_storage::status::StatusCounts;
use vouchwell_storage::{Transaction, media, poll, quote_policy, status};

use super::within::Within;
use crate::account::{AccountView, views_by_id};
use crate::card::{self, Card};
use crate::custom_emoji::{self, Texts};
use crate::poll::PollView;
use crate::{Context, Result, filter};

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

/// Adds all that is shown of statuses, in a fixed number of statements for all, where it is known what stands within
/// them. A boost of what the reader may not see is left out.
pub(super) async fn complete(
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
