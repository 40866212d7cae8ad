//! The four signatures that a recommendation rests on, in the order in which they were made.

use vouchwell_domain::recommendation::Party;
use vouchwell_evidence::Timestamp;

use super::acquaintance::Acquaintance;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;

/// What was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Knows,
    Wrote,
    Accepted,
}

/// A signature with its maker and time.
#[derive(Debug, Clone)]
pub struct Signature<'a> {
    /// Who signed.
    pub party: Party,
    /// When.
    pub signed: &'a Timestamp,
    act: Act,
    one: &'a Person,
    other: &'a Person,
}

impl Signature<'_> {
    /// What was signed, as a sentence.
    pub fn sentence(&self, locale: &Locale) -> Phrase {
        let id = match self.act {
            Act::Knows => "signature-knows",
            Act::Wrote => "signature-wrote",
            Act::Accepted => "signature-accepted",
        };
        locale
            .say(id)
            .name("one", &self.one.name)
            .name("other", &self.other.name)
    }

    /// The class that gives the one who signed a colour and a shape.
    pub fn class(&self) -> &'static str {
        match self.party {
            Party::Author => "author",
            Party::Subject => "subject",
        }
    }

    /// The letters of the one who signed.
    pub fn initials(&self) -> String {
        self.one.initials()
    }
}

/// All four, first to last.
pub fn chain<'a>(
    author: &'a Person,
    subject: &'a Person,
    acquaintance: &'a Acquaintance,
    written: &'a Timestamp,
    accepted: &'a Timestamp,
) -> [Signature<'a>; 4] {
    let by_author = |act, signed| Signature {
        party: Party::Author,
        signed,
        act,
        one: author,
        other: subject,
    };
    let by_subject = |act, signed| Signature {
        party: Party::Subject,
        signed,
        act,
        one: subject,
        other: author,
    };
    let mut knows = [
        by_author(Act::Knows, &acquaintance.author.signed),
        by_subject(Act::Knows, &acquaintance.subject.signed),
    ];
    knows.sort_by_key(|signature| *signature.signed);
    let [first, second] = knows;
    [
        first,
        second,
        by_author(Act::Wrote, written),
        by_subject(Act::Accepted, accepted),
    ]
}
