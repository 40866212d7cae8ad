//! Messages: what accounts say to each other, whatever carries it.
//!
//! Use cases make and take messages. Between two people of one instance a message is taken in the
//! transaction that made it; to and from other servers it travels as an activity.

use serde::{Deserialize, Serialize};
use vouchwell_evidence::{
    Acceptance, ActorUri, Attestation, Endorsement, Signed, Timestamp, Topics, Withdrawal,
};

use crate::collection::ShownCollection;
use crate::identifier::{AccountId, MemberId, ObjectUri, RecommendationId};
use crate::media::Attachment;
use crate::meeting::MeetingToken;
use crate::poll::Question;
use crate::quote::QuotePolicy;
use crate::status::Visibility;

/// A message, from whom, and the id under which it can be referred to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// The id of the activity.
    pub id: ObjectUri,
    /// Who says it; proved by the signature of the request that brought it.
    pub from: ActorUri,
    /// What is said.
    pub message: Message,
}

/// Everything that accounts say to each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// I want to follow you.
    Follow {
        /// Who.
        target: ActorUri,
    },
    /// You may follow me.
    AcceptFollow {
        /// The activity that asked.
        follow: ObjectUri,
        /// Who asked.
        follower: ActorUri,
    },
    /// You may not follow me, or not any more.
    RejectFollow {
        /// The activity that asked.
        follow: ObjectUri,
        /// Who asked.
        follower: ActorUri,
    },
    /// I follow you no more.
    UndoFollow {
        /// The activity that asked.
        follow: ObjectUri,
        /// Who was asked.
        target: ActorUri,
    },
    /// I block you. Taken, never sent.
    Block {
        /// Whom.
        target: ActorUri,
    },
    /// May I quote this, or show you in a collection of mine? Taken, never sent.
    AskLeave {
        /// The Note, or who is to be shown.
        object: ObjectUri,
        /// The Note that is to quote it.
        quoting: Option<ObjectUri>,
    },
    /// Yes to what you offered or asked.
    Accept {
        /// The activity that is answered.
        object: ObjectUri,
        /// To whom.
        to: ActorUri,
        /// What was signed for it.
        result: AcceptResult,
    },
    /// No, expressly.
    Reject {
        /// The activity that is answered.
        object: ObjectUri,
        /// To whom.
        to: ActorUri,
        /// Some words with it.
        content: Option<String>,
    },
    /// Yes for now: *let's meet first*, or *accepted, in its hold*.
    TentativeAccept {
        /// The activity that is answered.
        object: ObjectUri,
        /// To whom.
        to: ActorUri,
        /// Some words with it.
        content: Option<String>,
        /// When the hold is over.
        end_time: Option<Timestamp>,
    },
    /// Not like this: the text needs a correction.
    TentativeReject {
        /// The activity that is answered.
        object: ObjectUri,
        /// To whom.
        to: ActorUri,
        /// What to correct.
        content: String,
    },
    /// I take back what I said.
    Undo {
        /// The activity that is taken back.
        object: ObjectUri,
        /// To whom it had been said.
        to: ActorUri,
    },
    /// I like this.
    Like {
        /// The Note.
        object: ObjectUri,
        /// Who wrote it.
        to: ActorUri,
    },
    /// I take back that I like this.
    UndoLike {
        /// The activity that is taken back.
        like: ObjectUri,
        /// The Note that it was about.
        object: ObjectUri,
        /// Who wrote it.
        to: ActorUri,
    },
    /// Look what somebody wrote.
    Announce(Announce),
    /// I take back that I pointed at it.
    UndoAnnounce {
        /// The activity that is taken back.
        id: ObjectUri,
        /// What it said.
        announce: Announce,
    },
    /// I show this first.
    Pin {
        /// The Note.
        object: ObjectUri,
    },
    /// I show this first no longer.
    Unpin {
        /// The Note.
        object: ObjectUri,
    },
    /// I recommend these people for something.
    ShowCollection(Box<ShownCollection>),
    /// I recommend somebody for something no more, but these people.
    ShrinkCollection(Box<ShownCollection>),
    /// I recommend nobody for it any more.
    HideCollection {
        /// The collection.
        object: ObjectUri,
    },
    /// I say that I know you.
    OfferAttestation {
        /// To whom.
        to: ActorUri,
        /// My attestation.
        attestation: Box<Signed<Attestation>>,
        /// The code of yours that I scanned or typed.
        meeting: Option<MeetingToken>,
    },
    /// Would you recommend me?
    Invite {
        /// Who is asked.
        to: ActorUri,
        /// For what.
        topics: Topics,
        /// Some words with it.
        content: Option<String>,
        /// When it was asked.
        published: Timestamp,
        /// When it closes.
        end_time: Timestamp,
        /// The Invite that this only reminds of.
        reminds: Option<ObjectUri>,
    },
    /// This is what I would say of you.
    OfferRecommendation {
        /// Its subject.
        to: ActorUri,
        /// The Note as it would be published.
        note: Box<OfferedNote>,
        /// When it was offered.
        published: Timestamp,
        /// When it lapses.
        end_time: Timestamp,
    },
    /// This is public now (`Create`), or public in a new text (`Update`).
    Publish {
        /// The Note with its whole evidence.
        note: Box<PublishedNote>,
        /// The replaced text's withdrawal, with an update.
        replaced: Option<Box<Signed<Withdrawal>>>,
    },
    /// I wrote this.
    Post(Box<Note>),
    /// I wrote it anew, or count votes anew.
    EditPost(Box<Note>),
    /// I choose this of what you ask.
    Vote {
        /// The Note that asks.
        question: ObjectUri,
        /// The words of the answer.
        option: String,
        /// Who asks.
        to: ActorUri,
    },
    /// It is gone.
    Delete {
        /// The Note, attestation or acceptance that is gone.
        object: ObjectUri,
        /// The proof.
        withdrawals: Vec<Signed<Withdrawal>>,
    },
    /// Your moderators may want to see this.
    Flag {
        /// The account and Notes of it.
        objects: Vec<ObjectUri>,
        /// Whose they are.
        to: ActorUri,
        /// What was written with it.
        content: String,
    },
    /// I have another account from now on, which names this one as mine.
    Move {
        /// Which.
        target: ActorUri,
    },
    /// My profile has changed.
    UpdateAccount,
    /// I am gone.
    DeleteAccount {
        /// Withdrawals of all that I endorsed and accepted.
        withdrawals: Vec<Signed<Withdrawal>>,
    },
}

/// A boost as others are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announce {
    /// The Note.
    pub object: ObjectUri,
    /// Who wrote it.
    pub author: ActorUri,
    /// Who may see the boost.
    pub visibility: Visibility,
    /// Since when it is boosted.
    pub published: Option<Timestamp>,
}

/// What an `Accept` carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AcceptResult {
    /// Nothing: *yes, I'll write*, or a follow that is named by its id alone.
    Nothing,
    /// I know you too.
    Attestation(Box<Signed<Attestation>>),
    /// I accept this text.
    Acceptance(Box<Signed<Acceptance>>),
    /// You may quote me: where that is said.
    QuoteAuthorization(ObjectUri),
}

/// A Note before its subject: the evidence so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferedNote {
    /// The id that the Note will have.
    pub uri: ObjectUri,
    /// Its page.
    pub url: ObjectUri,
    /// The signed text.
    pub endorsement: Signed<Endorsement>,
    /// The author's attestation.
    pub author_attestation: Signed<Attestation>,
    /// The subject's attestation.
    pub subject_attestation: Signed<Attestation>,
}

/// A Note before the world: the whole evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedNote {
    /// The Note and what was offered.
    pub offered: OfferedNote,
    /// The subject's acceptance.
    pub acceptance: Signed<Acceptance>,
    /// When it was first published.
    pub published: Timestamp,
    /// When this text replaced another.
    pub updated: Option<Timestamp>,
}

/// A member's post as others are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub uri: ObjectUri,
    /// Its page.
    pub url: ObjectUri,
    /// HTML.
    pub content: String,
    /// The content warning, plain text; empty for none.
    pub spoiler: String,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// BCP 47.
    pub language: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it answers.
    pub in_reply_to: Option<ObjectUri>,
    /// Hashtags, without #.
    pub tags: Vec<String>,
    /// Who is mentioned.
    pub mentions: Vec<Mention>,
    /// What it shows. Messages that waited for a newer version of the program have none.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What it asks.
    #[serde(default)]
    pub question: Option<Question>,
    /// Who may quote it.
    #[serde(default)]
    pub quote_policy: QuotePolicy,
    /// When it was published.
    pub published: Timestamp,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
}

/// Somebody named in a Note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The actor.
    pub actor: ActorUri,
    /// The handle, always with its host.
    pub handle: String,
}

/// Whom a message is sent to. Members of this instance among them learn of it in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Audience {
    /// These accounts.
    pub accounts: Vec<AccountId>,
    /// The followers of a member.
    pub followers_of: Option<MemberId>,
    /// Everybody to whom the Note was ever sent.
    pub readers_of: Option<RecommendationId>,
    /// Whoever reads these inboxes of other servers.
    #[serde(default)]
    pub inboxes: Vec<ObjectUri>,
}

impl Audience {
    /// One account alone.
    pub fn only(account: AccountId) -> Self {
        Self {
            accounts: vec![account],
            ..Self::default()
        }
    }

    /// The followers of a member.
    pub fn followers(member: MemberId) -> Self {
        Self {
            followers_of: Some(member),
            ..Self::default()
        }
    }
}
