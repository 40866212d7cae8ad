//! What can stand in the way of a use case, in words for the person who asked.

use vouchwell_domain::invitation::Invitation;
use vouchwell_domain::media::PictureError;
use vouchwell_domain::passkey::Passkey;
use vouchwell_domain::publication::PublicationError;
use vouchwell_domain::scheduled::WAITING;
use vouchwell_domain::version::VersionError;

use crate::media::FileError;

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or not for this person to know of.
    #[error("Record not found")]
    NotFound,
    /// It is there, but not for this person to do.
    #[error("This action is not allowed")]
    Forbidden,
    /// It cannot be done as things stand; the sentence says what to mend.
    #[error("{0}")]
    Refused(Refusal),
    /// The other person's server takes no part in the handshake.
    #[error("this person's server cannot answer: it does not take part in recommendations yet")]
    ServerCannotAnswer,
    /// A file of a picture failed.
    #[error("the server could not do this just now; try again in a moment")]
    File(#[from] FileError),
    /// The database failed.
    #[error("the server could not do this just now; try again in a moment")]
    Storage(#[from] vouchwell_storage::Error),
    /// Something is wrong inside; the cause is for the log.
    #[error("something went wrong on the server; its log says what")]
    Internal(&'static str),
}

/// Why something cannot be done as things stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not everybody may join.
    #[error("nobody joins this server unasked: ask whoever runs it")]
    RegistrationClosed,
    /// Several invitations wait for those who were invited.
    #[error(
        "{} of your invitations are open: wait until somebody comes, or take one back",
        Invitation::OPEN
    )]
    TooManyInvitations,
    /// A name that would be taken for a part of the server.
    #[error("this name is kept for the server; choose another one")]
    NameKept,
    /// Somebody has to run the instance.
    #[error("whoever runs this server cannot be suspended: take the role away first")]
    Administrator,
    /// A code of a second factor that is not right, or was used.
    #[error("this code is not right, or was used already; wait for the next one")]
    WrongCode,
    /// There is a second factor already.
    #[error("you have a second factor; end it first")]
    SecondFactorOn,
    /// What was typed is not the password.
    #[error("this is not your password")]
    WrongPassword,
    /// A member has many passkeys.
    #[error(
        "you have {} passkeys: remove one that you do not use any more",
        Passkey::MOST
    )]
    TooManyPasskeys,
    /// A new passkey does not fit what was asked for, was asked for too long ago, or is known.
    #[error("this passkey was not taken: try again, and take no more than five minutes")]
    PasskeyNotGood,
    /// The address of the instance has no name.
    #[error("browsers know passkeys only for servers that have a name")]
    NoPasskeysHere,
    /// No instance shuts itself out.
    #[error("this is your own server")]
    OwnServer,
    /// Nobody attests about herself.
    #[error("this is you: choose somebody else")]
    Oneself,
    /// One of the two blocks the other.
    #[error("you have blocked this person; unblock her first")]
    Blocking,
    /// The account has moved to another one.
    #[error("this person has moved to another account: follow that one")]
    Moved,
    /// The account that a member wants to move to does not name this one.
    #[error("the other account does not name this one as an alias: add it there first")]
    NotNamedThere,
    /// A member names many other accounts.
    #[error("you name ten other accounts already: remove one first")]
    TooManyAliases,
    /// The attestation stands already.
    #[error("you have already said that you know this person; wait for the answer")]
    AlreadyOffered,
    /// Nobody knows anybody from a time that is still to come, or longer than people live.
    #[error("`known_since` is a year or month that has come, from 1901 on, such as 2021 or 2021-03")]
    NotKnownSince,
    /// A meeting was claimed without a code, or a code sent without the claim.
    #[error("`codes-exchanged` goes with the code that the other shows you in person, and a code with it")]
    EvidenceWithoutCode,
    /// A meeting is to be confirmed that did not take place.
    #[error(
        "no code of yours came with this offer: say `declared`, or meet and let one of you scan the other's code"
    )]
    NoCodeScanned,
    /// The code is nobody's, used up, or too old.
    #[error("this code is not good, or not any more: ask for a new one")]
    CodeNotGood,
    /// Codes were tried too often.
    #[error("five codes were tried within a minute: wait a minute")]
    TooManyCodes,
    /// There is no renewal to take back.
    #[error("you have not offered to renew this acquaintance")]
    NothingToTakeBack,
    /// There is no offer to answer.
    #[error("there is nothing to answer: the offer is closed or was answered")]
    NothingToAnswer,
    /// There is nothing to end.
    #[error("this acquaintance is over already")]
    AlreadyOver,
    /// A handshake has to come first.
    #[error("first you both say that you know each other: send an attestation, and wait for the answer")]
    NotAcquainted,
    /// A private acquaintance carries no recommendation.
    #[error("this acquaintance is private; a recommendation would make it public, so change that first")]
    PrivateAcquaintance,
    /// A recommendation shows the acquaintance, or is about to.
    #[error(
        "a recommendation between you two shows that you know each other, or is about to: first withdraw it, \
         pull it or take it back"
    )]
    CarriesRecommendation,
    /// The key of one of the two has changed.
    #[error("a key has changed since you both said that you know each other; say so anew first")]
    KeyChanged,
    /// Three requests are open.
    #[error("three of your requests are open; wait until one is answered or closes")]
    TooManyRequests,
    /// One request for a pair in 180 days.
    #[error("you have asked this person within the last 180 days")]
    AskedRecently,
    /// The request was answered, is closed, or is the other's.
    #[error("only an open request of your own can be reminded of")]
    NothingToRemind,
    /// The time has not come, or was used.
    #[error("you can remind once, 14 days after you asked")]
    NoReminder,
    /// The message is too long.
    #[error("a message has at most 1,000 characters")]
    MessageTooLong,
    /// A text of nothing but blanks recommends nobody.
    #[error("the text is blank: write something")]
    BlankText,
    /// The limitations are too long.
    #[error("limitations have at most 5,000 characters")]
    LimitationsTooLong,
    /// A topic or disclosure stands twice.
    #[error("name each topic and each disclosure only once")]
    Repeated,
    /// The step does not fit the state.
    #[error("{0}")]
    Version(#[from] VersionError),
    /// Members pin what is theirs.
    #[error("you can pin only your own posts")]
    PinOfAnother,
    /// A profile is for everybody.
    #[error("you can pin only posts that everybody may read: public or unlisted ones")]
    PinForFew,
    /// What few may read is not passed on within what others write.
    #[error("only posts that everybody may read, public or unlisted ones, can be quoted by others")]
    QuoteForFew,
    /// Five are pinned.
    #[error("five of your posts are pinned; unpin one of them first")]
    TooManyPins,
    /// A boost is for many.
    #[error("a boost is public, unlisted or for followers, and never direct")]
    DirectBoost,
    /// Only a draft or an offered text can be changed.
    #[error("this text cannot be changed any more")]
    NotEditable,
    /// Only a draft can be offered.
    #[error("only a draft can be offered; edit it first")]
    NotADraft,
    /// What readers should know of the two was not asked yet.
    #[error(
        "open the draft and say what readers should know of you two, or that there is nothing; then offer it"
    )]
    Undisclosed,
    /// The text of a recommendation is signed, and both people have agreed to it.
    #[error("this post carries a recommendation: revise or withdraw the recommendation instead")]
    SignedText,
    /// It was withdrawn, for good.
    #[error("this recommendation was withdrawn, and that is permanent")]
    Withdrawn,
    /// The evidence does not hold.
    #[error("the evidence does not hold: {0}")]
    Publication(#[from] PublicationError),
    /// The clock of the other server or of this one is wrong.
    #[error("the other document is dated in the future; one of the two clocks is wrong")]
    ClockDiffers,
    /// The name is taken.
    #[error("this name or e-mail address is taken")]
    Taken,
    /// A post is scheduled some time ahead.
    #[error(
        "Scheduled at The scheduled date must be in the future: say a time at least five minutes from now"
    )]
    TooSoon,
    /// Many wait already.
    #[error("You have exceeded the limit of {WAITING} scheduled posts")]
    TooManyScheduled,
    /// A poll has an end.
    #[error("The poll has already ended")]
    PollOver,
    /// Everybody votes once.
    #[error("You have already voted on this poll")]
    VotedAlready,
    /// Nobody answers herself.
    #[error("You cannot vote in your own polls")]
    OwnPoll,
    /// There is no such answer, or none was chosen.
    #[error("The chosen vote option does not exist")]
    NoSuchChoice,
    /// The poll takes one answer.
    #[error("this poll takes one choice alone")]
    OneChoice,
    /// Votes were given for what was asked.
    #[error(
        "a poll cannot be changed once it has begun, nor begun by an edit: delete the post and write it anew"
    )]
    PollChanged,
    /// What was uploaded is not kept here.
    #[error("{0}")]
    Picture(#[from] PictureError),
    /// A post shows other media than there are for it.
    #[error(
        "the media are not there, not yours, still being processed, or shown by another post: upload them first"
    )]
    MediaNotThere,
    /// Media of a post go with it.
    #[error("a post shows this: edit or delete the post")]
    MediaInUse,
    /// What was typed is not valid; the sentence says how it should be.
    #[error("{0}")]
    Invalid(String),
}

/// What use cases return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PictureError> for Error {
    fn from(error: PictureError) -> Self {
        Self::Refused(Refusal::Picture(error))
    }
}

impl From<VersionError> for Error {
    fn from(error: VersionError) -> Self {
        Self::Refused(Refusal::Version(error))
    }
}
