//! Notices: what an instance tells a member about recommendations, in words that every app shows.

use vouchwell_evidence::Language;

use crate::account::{Account, Handle};
use crate::text::escape;

/// Something that waits for a member, or that she has waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Somebody says that they know each other.
    Attested,
    /// Somebody has said so too.
    Acquainted,
    /// Somebody asks for a recommendation.
    Asked,
    /// Somebody will write one.
    WillWrite,
    /// Somebody would like to meet first.
    MeetFirst,
    /// Somebody has said no, and wanted it told.
    Declined,
    /// Somebody has written a text about her.
    Offered,
    /// Somebody has accepted a text of hers.
    Accepted,
    /// Somebody would like a text of hers to be corrected.
    ToCorrect,
    /// A post of hers has become the draft of a recommendation.
    Drafted,
    /// Somebody whom she follows has another account from now on.
    Moved,
}

/// The languages in which notices are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeLanguage {
    /// For everybody who reads no other one of these.
    English,
    /// For those who write German.
    German,
}

impl NoticeLanguage {
    /// The one nearest to what a member writes.
    pub fn nearest(language: Option<&Language>) -> Self {
        match language {
            Some(language) if language.as_str().split('-').next() == Some("de") => Self::German,
            _ => Self::English,
        }
    }

    /// BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

impl Notice {
    /// What is told of activities that their senders can undo.
    pub const UNDOABLE: [Self; 4] = [Self::Attested, Self::Asked, Self::Offered, Self::Accepted];

    /// The word in its id.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Acquainted => "acquainted",
            Self::Asked => "asked",
            Self::WillWrite => "will-write",
            Self::MeetFirst => "meet-first",
            Self::Declined => "declined",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::ToCorrect => "to-correct",
            Self::Drafted => "drafted",
            Self::Moved => "moved",
        }
    }

    /// The notice as HTML. Whom it is about is named and not linked, so that a name can lead nowhere; the only
    /// link is that to the page.
    pub fn html(self, language: NoticeLanguage, about: &Account, handle: &Handle, page: &str) -> String {
        let name = escape(about.shown_name());
        let (who, page) = (
            format!("<bdi>{name}</bdi> ({})", escape(&handle.to_string())),
            escape(page),
        );
        let said = match language {
            NoticeLanguage::English => self.english(&who),
            NoticeLanguage::German => self.german(&who),
        };
        format!("<p>{said}</p><p><a href=\"{page}\">{page}</a></p>")
    }

    fn english(self, who: &str) -> String {
        match self {
            Self::Attested => format!("{who} says that you know each other. Is it so?"),
            Self::Acquainted => format!("{who} has confirmed that you know each other."),
            Self::Asked => {
                format!("{who} asks you for a recommendation. Yes, no or not now: it is yours to say.")
            }
            Self::WillWrite => format!("{who} will write a recommendation for you."),
            Self::MeetFirst => format!("{who} would like to meet you first."),
            Self::Declined => format!("{who} has declined."),
            Self::Offered => {
                format!("{who} has written a recommendation of you. It becomes public only if you accept it.")
            }
            Self::Accepted => format!("{who} has accepted your text. It becomes public after a hold."),
            Self::ToCorrect => format!("{who} asks you to correct your text."),
            Self::Drafted => format!(
                "This is the draft of your recommendation of {who}. Nothing is posted, and nobody else sees it. \
                 Complete it here, and offer it:"
            ),
            Self::Moved => {
                format!(
                    "{who}, whom you follow, has moved to another account. You follow this one now, or have asked to:"
                )
            }
        }
    }

    fn german(self, who: &str) -> String {
        match self {
            Self::Attested => format!("{who} sagt, dass Sie sich kennen. Stimmt das?"),
            Self::Acquainted => format!("{who} hat bestätigt, dass Sie sich kennen."),
            Self::Asked => {
                format!("{who} bittet Sie um eine Empfehlung. Ja, nein oder nicht jetzt: Sie entscheiden.")
            }
            Self::WillWrite => format!("{who} schreibt eine Empfehlung für Sie."),
            Self::MeetFirst => format!("{who} möchte Sie zuerst treffen."),
            Self::Declined => format!("{who} hat abgelehnt."),
            Self::Offered => {
                format!(
                    "{who} hat eine Empfehlung über Sie geschrieben. Öffentlich wird sie nur, wenn Sie sie annehmen."
                )
            }
            Self::Accepted => {
                format!("{who} hat Ihren Text angenommen. Nach einer Frist wird er öffentlich.")
            }
            Self::ToCorrect => format!("{who} bittet Sie, Ihren Text zu berichtigen."),
            Self::Drafted => format!(
                "Das ist der Entwurf Ihrer Empfehlung für {who}. Nichts ist veröffentlicht, und niemand sonst sieht \
                 ihn. Vervollständigen Sie ihn hier, und bieten Sie ihn an:"
            ),
            Self::Moved => format!(
                "{who} ist auf ein anderes Konto umgezogen. Sie folgen jetzt diesem Konto oder haben darum gebeten:"
            ),
        }
    }
}
