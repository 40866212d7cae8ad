//! Why a use case did not do what a member asked, in her words.

use vouchwell_domain::media::PictureError;
use vouchwell_domain::passkey::Passkey;
use vouchwell_domain::scheduled::WAITING;
use vouchwell_domain::version::VersionError;
use vouchwell_service::error::Refusal;

use super::locale::Locale;
use super::phrase::Phrase;

impl Locale {
    /// Why something was not done, and what to do about it.
    pub fn refusal(&self, refusal: &Refusal) -> Phrase {
        let id = match refusal {
            Refusal::RegistrationClosed => "refusal-registration-closed",
            Refusal::TooManyInvitations => "refusal-too-many-invitations",
            Refusal::NameKept => "refusal-name-kept",
            Refusal::Administrator => "refusal-administrator",
            Refusal::WrongCode => "session-code-wrong",
            Refusal::SecondFactorOn => "refusal-second-factor-on",
            Refusal::WrongPassword => "refusal-wrong-password",
            Refusal::TooManyPasskeys => {
                return self
                    .say("refusal-too-many-passkeys")
                    .text("count", self.number(Passkey::MOST));
            }
            Refusal::PasskeyNotGood => "refusal-passkey-not-good",
            Refusal::NoPasskeysHere => "refusal-no-passkeys-here",
            Refusal::OwnServer => "refusal-own-server",
            Refusal::Oneself => "refusal-oneself",
            Refusal::Blocking => "refusal-blocking",
            Refusal::Moved => "refusal-moved",
            Refusal::NotNamedThere => "refusal-not-named-there",
            Refusal::TooManyAliases => "refusal-too-many-aliases",
            Refusal::AlreadyOffered => "refusal-already-offered",
            Refusal::NotKnownSince => "terms-since-wrong",
            Refusal::EvidenceWithoutCode => "refusal-evidence-without-code",
            Refusal::NoCodeScanned => "refusal-no-code-scanned",
            Refusal::CodeNotGood => "refusal-code-not-good",
            Refusal::TooManyCodes => "refusal-too-many-codes",
            Refusal::NothingToTakeBack => "refusal-nothing-to-take-back",
            Refusal::NothingToAnswer => "refusal-nothing-to-answer",
            Refusal::AlreadyOver => "refusal-already-over",
            Refusal::NotAcquainted => "refusal-not-acquainted",
            Refusal::PrivateAcquaintance => "refusal-private-acquaintance",
            Refusal::CarriesRecommendation => "refusal-carries-recommendation",
            Refusal::KeyChanged => "refusal-key-changed",
            Refusal::TooManyRequests => "refusal-too-many-requests",
            Refusal::AskedRecently => "refusal-asked-recently",
            Refusal::NothingToRemind => "refusal-nothing-to-remind",
            Refusal::NoReminder => "refusal-no-reminder",
            Refusal::MessageTooLong => "refusal-message-too-long",
            Refusal::BlankText => "refusal-blank-text",
            Refusal::LimitationsTooLong => "refusal-limitations-too-long",
            Refusal::Repeated => "refusal-repeated",
            Refusal::Version(VersionError::NotOffered) => "refusal-not-offered",
            Refusal::Version(VersionError::Lapsed) => "refusal-lapsed",
            Refusal::Version(VersionError::NotHeld) => "refusal-not-held",
            Refusal::PinOfAnother => "refusal-pin-of-another",
            Refusal::PinForFew => "refusal-pin-for-few",
            Refusal::QuoteForFew => "refusal-quote-for-few",
            Refusal::TooManyPins => "refusal-too-many-pins",
            Refusal::DirectBoost => "refusal-direct-boost",
            Refusal::NotEditable => "refusal-not-editable",
            Refusal::NotADraft => "refusal-not-a-draft",
            Refusal::Undisclosed => "refusal-undisclosed",
            Refusal::SignedText => "refusal-signed-text",
            Refusal::Withdrawn => "refusal-withdrawn",
            Refusal::Publication(_) => "refusal-publication",
            Refusal::ClockDiffers => "refusal-clock-differs",
            Refusal::Taken => "refusal-taken",
            Refusal::TooSoon => "refusal-too-soon",
            Refusal::TooManyScheduled => {
                return self
                    .say("refusal-too-many-scheduled")
                    .text("count", self.number(WAITING));
            }
            Refusal::PollOver => "refusal-poll-over",
            Refusal::VotedAlready => "refusal-voted-already",
            Refusal::OwnPoll => "refusal-own-poll",
            Refusal::NoSuchChoice => "refusal-no-such-choice",
            Refusal::OneChoice => "refusal-one-choice",
            Refusal::PollChanged => "refusal-poll-changed",
            Refusal::Picture(PictureError::OtherKind) => "refusal-picture-other-kind",
            Refusal::Picture(PictureError::TooLarge) => "refusal-picture-too-large",
            Refusal::Picture(PictureError::TooManyPoints) => "refusal-picture-too-many-points",
            Refusal::Picture(PictureError::Damaged) => "refusal-picture-damaged",
            Refusal::MediaNotThere => "refusal-media-not-there",
            Refusal::MediaInUse => "refusal-media-in-use",
            // The forms of pages are checked field by field before; what is left is for programmers.
            Refusal::Invalid(sentence) => return self.say("refusal-invalid").text("sentence", sentence),
        };
        self.say(id)
    }
}
