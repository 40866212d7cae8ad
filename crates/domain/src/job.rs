//! Jobs: what follows from a transaction and is done after it, at least once.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::ActorUri;

use crate::account::Host;
use crate::identifier::{
    AccountId, FileId, InvalidIdentifier, JobId, MediaId, MemberId, NotificationId, ObjectUri,
    RecommendationId, ScheduledId, StatusId, VersionId,
};
use crate::mail::Mailing;
use crate::message::{Audience, Envelope};
use crate::push::PushSubscriptionId;
use crate::withdrawal::WithdrawalQuestion;

/// Work to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Let a received activity take effect.
    Process {
        /// Who sent it.
        actor: ActorUri,
        /// Its id.
        activity: ObjectUri,
    },
    /// Turn a message into an activity and into deliveries.
    Distribute(Box<Distribution>),
    /// Bring a stored activity to an inbox.
    Deliver {
        /// The activity.
        activity: ObjectUri,
        /// Where to.
        inbox: ObjectUri,
        /// Who signs.
        signer: AccountId,
        /// Whether it carries a withdrawal, which is tried for the full time whatever the inbox answers.
        withdrawal: bool,
    },
    /// Ask a server whether documents of a recommendation are withdrawn.
    AskForWithdrawals(WithdrawalQuestion),
    /// Send a member a message about something that she was told.
    Push {
        /// Where to.
        subscription: PushSubscriptionId,
        /// The address of it.
        endpoint: ObjectUri,
        /// What she was told.
        notification: NotificationId,
    },
    /// Fetch what a post answers, or what quotes a post of a member, from the server where it lives.
    FetchAnswered {
        /// What is answered, or quotes.
        note: ObjectUri,
        /// How many posts above it may be fetched after it.
        remaining: u8,
        /// How many posts that their authors wrote on below may be fetched after it. What was queued before there were
        /// such fetches names none.
        #[serde(default)]
        below: u8,
    },
    /// Fetch what an author is said to have answered herself, from the server where it lives.
    FetchReply {
        /// The answer.
        note: ObjectUri,
        /// Her post that names it.
        answered: StatusId,
        /// How many posts below it may be fetched after it.
        remaining: u8,
    },
    /// Ask whether the author of a quoted post approves.
    CheckQuote {
        /// The post that quotes.
        status: StatusId,
        /// The quoted post, on whose server the approval stands.
        quoted: ObjectUri,
        /// Whether the quoted post is fetched if it is not here.
        fetches: bool,
    },
    /// Send somebody an e-mail.
    Mail(Mailing),
    /// The hold is over: sign the acceptance.
    ConcludeHold {
        /// The accepted text.
        version: VersionId,
    },
    /// The quarantine is over: publish.
    Publish {
        /// The accepted text.
        version: VersionId,
    },
    /// A text was kept back for its full time: show it to its subject.
    ShowOffer {
        /// The Offer.
        offer: ObjectUri,
    },
    /// The time of a public recommendation is over: tell whose collections its subject leaves.
    Expire {
        /// The recommendation.
        recommendation: RecommendationId,
    },
    /// The time of a mute is over.
    EndMute {
        /// Who muted.
        muter: MemberId,
        /// Whom.
        muted: AccountId,
    },
    /// Ask the pages that a member's profile leads to whether they lead back.
    VerifyLinks {
        /// Whose.
        account: AccountId,
    },
    /// Fetch the picture of somebody elsewhere who has scanned a member's code.
    FetchPortrait {
        /// Whose.
        account: AccountId,
    },
    /// Remove the picture of somebody elsewhere, and forget it: its time is over.
    ForgetPortrait {
        /// The file.
        file: FileId,
    },
    /// Ask the page to which posts of members lead what it says of itself.
    FetchPreviewCard {
        /// Its address.
        address: ObjectUri,
    },
    /// The account was deleted: erase its private keys once nothing is signed with them any more.
    EraseKeys {
        /// Whose.
        account: AccountId,
    },
    /// Sign the requests of an account with a new key.
    RotateRequestKey {
        /// Whose.
        account: AccountId,
        /// The activity that told of the key when that was asked for, as far as it is known: where another one tells of it,
        /// this is done.
        told_by: Option<ObjectUri>,
    },
    /// Read an actor document again.
    RefreshAccount {
        /// Whose.
        account: AccountId,
    },
    /// The time of a post has come.
    PostScheduled {
        /// Which.
        scheduled: ScheduledId,
    },
    /// The time of a poll is over.
    EndPoll {
        /// The status that asks.
        status: StatusId,
    },
    /// Tell other servers how a poll stands.
    TellPoll {
        /// The status that asks.
        status: StatusId,
    },
    /// Write an uploaded picture anew.
    ProcessMedia {
        /// Which.
        media: MediaId,
    },
    /// Forget an upload that no post shows.
    ForgetMedia {
        /// Which.
        media: MediaId,
    },
    /// Remove what was uploaded and belongs to nothing any more.
    RemoveFiles {
        /// Which.
        files: Vec<FileId>,
    },
}

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Who says it.
    pub sender: AccountId,
    /// What is said.
    pub envelope: Envelope,
    /// To whom.
    pub audience: Audience,
}

/// Kinds of work that do not hold each other up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Received activities.
    Inbox,
    /// Messages to be turned into deliveries.
    Outbox,
    /// Deliveries and questions: what talks to other servers, a host beside the other.
    Delivery,
    /// What is due at a time.
    Timer,
}

impl Queue {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Inbox, Self::Outbox, Self::Delivery, Self::Timer];

    /// The word used by storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Outbox => "outbox",
            Self::Delivery => "delivery",
            Self::Timer => "timer",
        }
    }
}

impl FromStr for Queue {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|queue| queue.as_str() == text);
        found.ok_or(InvalidIdentifier)
    }
}

/// When a job was given up, and which: its place in the list of those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenUp {
    /// When.
    pub at: DateTime<Utc>,
    /// Which.
    pub job: JobId,
}

impl fmt::Display for GivenUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.at.timestamp_micros(), self.job)
    }
}

impl FromStr for GivenUp {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, job) = text.split_once('-').ok_or(InvalidIdentifier)?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros);
        Ok(Self {
            at: at.ok_or(InvalidIdentifier)?,
            job: job.parse()?,
        })
    }
}

impl Job {
    /// Where it waits.
    pub const fn queue(&self) -> Queue {
        match self {
            Self::Process { .. } => Queue::Inbox,
            Self::Distribute(_) => Queue::Outbox,
            Self::Deliver { .. }
            | Self::AskForWithdrawals(_)
            | Self::Push { .. }
            | Self::FetchAnswered { .. }
            | Self::FetchReply { .. }
            | Self::CheckQuote { .. } => Queue::Delivery,
            Self::Mail(_)
            | Self::ConcludeHold { .. }
            | Self::Publish { .. }
            | Self::ShowOffer { .. }
            | Self::EraseKeys { .. }
            | Self::RotateRequestKey { .. }
            | Self::RefreshAccount { .. }
            | Self::Expire { .. }
            | Self::EndMute { .. }
            | Self::VerifyLinks { .. }
            | Self::FetchPortrait { .. }
            | Self::ForgetPortrait { .. }
            | Self::FetchPreviewCard { .. }
            | Self::PostScheduled { .. }
            | Self::EndPoll { .. }
            | Self::TellPoll { .. }
            | Self::ProcessMedia { .. }
            | Self::ForgetMedia { .. }
            | Self::RemoveFiles { .. } => Queue::Timer,
        }
    }

    /// The host that it talks to, for fairness between hosts.
    pub fn host(&self) -> Option<Host> {
        match self {
            Self::Deliver { inbox: uri, .. }
            | Self::Push { endpoint: uri, .. }
            | Self::FetchAnswered { note: uri, .. }
            | Self::FetchReply { note: uri, .. }
            | Self::CheckQuote { quoted: uri, .. } => {
                url::Url::parse(uri.as_str()).ok().and_then(|url| Host::of(&url))
            }
            Self::AskForWithdrawals(question) => Some(question.host.clone()),
            _ => None,
        }
    }
}

/// A job taken from its queue, held by a lease.
#[derive(Debug, Clone, PartialEq)]
pub struct LeasedJob {
    /// Its id.
    pub id: JobId,
    /// What to do.
    pub job: Job,
    /// How often it was tried before.
    pub attempts: u32,
    /// When it first failed.
    pub first_failed_at: Option<DateTime<Utc>>,
    /// Until when nobody else takes it.
    pub leased_until: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_queued_before_posts_below_were_fetched_leads_to_none() {
        let queued = r#"{"FetchAnswered":{"note":"https://a.example/notes/1","remaining":3}}"#;
        let expected = Job::FetchAnswered {
            note: "https://a.example/notes/1".parse().unwrap(),
            remaining: 3,
            below: 0,
        };
        assert_eq!(serde_json::from_str::<Job>(queued).unwrap(), expected);
    }
}
