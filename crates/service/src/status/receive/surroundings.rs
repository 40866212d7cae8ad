//! What is known here of the people and posts that arriving Notes speak of.

use std::collections::{BTreeSet, HashMap, HashSet};

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::{AccountId, MemberId, ObjectUri};
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{Transaction, account, block, follow, member, status};

use super::{Arrival, Concern, RemoteNote};
use crate::Result;

/// Mentions of one Note that count; more are a flood.
const MENTIONS: usize = 50;

/// What is known around some arrivals, and what they add to it one after the other.
pub(super) struct Surroundings {
    /// Ids that an author cannot give to a Note.
    taken: HashSet<(ObjectUri, ActorUri)>,
    answered: HashMap<ObjectUri, Status>,
    accounts: HashMap<ActorUri, AccountId>,
    members: HashMap<AccountId, MemberId>,
    /// Members, and whom they hear nothing of.
    shut_out: HashSet<(AccountId, AccountId)>,
    followed: HashSet<AccountId>,
    /// Authors whose end came while this was on its way.
    ended: HashSet<AccountId>,
}

impl Surroundings {
    pub(super) async fn of(transaction: &mut Transaction, arrivals: &[Arrival<'_>]) -> Result<Self> {
        let ids: Vec<_> = arrivals
            .iter()
            .flat_map(|arrival| {
                let named = [&arrival.note.uri].into_iter().chain(&arrival.note.replies);
                named.map(move |uri| (uri, &arrival.author.uri))
            })
            .collect();
        let taken = status::taken_among(transaction, &ids).await?;
        let answered: BTreeSet<&ObjectUri> = arrivals
            .iter()
            .flat_map(|arrival| pointed_at(arrival.note))
            .collect();
        let answered: Vec<ObjectUri> = answered.into_iter().cloned().collect();
        let answered: HashMap<ObjectUri, Status> = status::by_uris(transaction, &answered)
            .await?
            .into_iter()
            .map(|status| (status.uri.clone(), status))
            .collect();
        let mentions: BTreeSet<&ActorUri> = arrivals
            .iter()
            .flat_map(|arrival| counted(arrival.note))
            .collect();
        let mentions: Vec<ActorUri> = mentions.into_iter().cloned().collect();
        let accounts: HashMap<ActorUri, AccountId> = account::by_uris(transaction, &mentions)
            .await?
            .into_iter()
            .map(|account| (account.uri, account.id))
            .collect();
        let people: BTreeSet<AccountId> = accounts
            .values()
            .copied()
            .chain(answered.values().map(|status| status.account))
            .collect();
        let members: HashMap<AccountId, MemberId> = member::among(transaction, people)
            .await?
            .into_iter()
            .map(|member| (member.account(), member))
            .collect();
        let authors: BTreeSet<AccountId> = arrivals.iter().map(|arrival| arrival.author.id).collect();
        let mut surroundings = Self {
            taken,
            answered,
            accounts,
            members,
            shut_out: HashSet::new(),
            ended: account::ended_among(transaction, &authors).await?,
            followed: follow::followed_here(transaction, authors).await?,
        };
        let met: BTreeSet<(AccountId, AccountId)> = arrivals
            .iter()
            .flat_map(|arrival| {
                let members = surroundings.members_concerned(arrival);
                members.map(|member| (member.account(), arrival.author.id))
            })
            .collect();
        let met: Vec<(AccountId, AccountId)> = met.into_iter().collect();
        surroundings.shut_out = block::shut_out_among(transaction, &met).await?;
        Ok(surroundings)
    }

    /// What is kept now is there for those that come after it.
    pub(super) fn add(&mut self, new: &Status) {
        self.answered.insert(new.uri.clone(), new.clone());
    }

    pub(super) fn is_taken(&self, arrival: &Arrival<'_>) -> bool {
        self.is_taken_from(arrival.author, &arrival.note.uri)
    }

    fn is_taken_from(&self, author: &Account, uri: &ObjectUri) -> bool {
        self.answered.contains_key(uri) || self.taken.contains(&(uri.clone(), author.uri.clone()))
    }

    /// Answers that a Note names, and that are neither here nor were deleted by its author.
    pub(super) fn missing_replies<'a>(&self, arrival: &Arrival<'a>) -> Vec<&'a ObjectUri> {
        let replies = arrival.note.replies.iter();
        replies
            .filter(|reply| !self.is_taken_from(arrival.author, reply))
            .collect()
    }

    pub(super) fn is_of_nobody_any_more(&self, arrival: &Arrival<'_>) -> bool {
        self.ended.contains(&arrival.author.id)
    }

    pub(super) fn answered(&self, uri: &ObjectUri) -> Option<&Status> {
        self.answered.get(uri)
    }

    /// Whether a member follows who wrote a Note.
    pub(super) fn is_followed(&self, arrival: &Arrival<'_>) -> bool {
        self.followed.contains(&arrival.author.id)
    }

    /// Whether somebody here asked for a Note, follows its author, or is mentioned, answered or quoted by it and does
    /// not block the author.
    pub(super) fn is_of_concern(&self, arrival: &Arrival<'_>) -> bool {
        arrival.concern != Concern::Unknown
            || self.is_followed(arrival)
            || self.members_concerned(arrival).next().is_some()
    }

    /// All that are mentioned and known here.
    pub(super) fn mentioned(&self, note: &RemoteNote) -> Vec<AccountId> {
        let mentioned: BTreeSet<AccountId> = counted(note)
            .filter_map(|uri| self.accounts.get(uri).copied())
            .collect();
        mentioned.into_iter().collect()
    }

    /// Members who are mentioned and do not block the author.
    pub(super) fn members_mentioned(&self, arrival: &Arrival<'_>) -> impl Iterator<Item = MemberId> {
        let author = arrival.author.id;
        let members = self.mentioned(arrival.note).into_iter();
        members
            .filter_map(|account| self.members.get(&account).copied())
            .filter(move |member| !self.shut_out.contains(&(member.account(), author)))
    }

    fn members_concerned(&self, arrival: &Arrival<'_>) -> impl Iterator<Item = MemberId> {
        let author = arrival.author.id;
        let answered = pointed_at(arrival.note)
            .filter_map(|uri| self.answered.get(uri))
            .filter_map(|status| self.members.get(&status.account).copied());
        self.members_mentioned(arrival)
            .chain(answered.filter(move |member| !self.shut_out.contains(&(member.account(), author))))
    }
}

/// What a Note answers and quotes.
fn pointed_at(note: &RemoteNote) -> impl Iterator<Item = &ObjectUri> {
    let quoted = note.quote.as_ref().map(|quote| &quote.uri);
    note.in_reply_to.iter().chain(quoted)
}

/// The mentions of a Note that count. What is said to few people is said to those to whom it is addressed, also where
/// it does not mention them.
fn counted(note: &RemoteNote) -> impl Iterator<Item = &ActorUri> {
    let told = match note.visibility {
        Visibility::Direct => note.addressees.as_slice(),
        _ => &[],
    };
    note.mentions.iter().chain(told).take(MENTIONS)
}
