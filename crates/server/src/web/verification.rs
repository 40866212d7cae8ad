//! The page where anybody checks a recommendation from its file alone.

use askama::Template;
use vouchwell_domain::version::Words;
use vouchwell_evidence::{ActorUri, Attestation, DidKey, EvidenceKind, Timestamp, Verdict, VerifiedBundle};

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::person::Person;
use super::signature::{Signature, chain};
use super::site::Site;
use super::statement::{Acquaintance, Side, Wording};

/// The most bytes of a file that are read: 256 KiB (protocol §3).
pub const LARGEST_FILE: usize = 256 * 1024;

/// What the page has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum VerificationView {
    /// Nothing yet: the empty form.
    Form,
    /// The form was sent without a file and without text.
    Nothing,
    /// The file is larger than [`LARGEST_FILE`].
    TooLarge,
    /// The file holds a recommendation whose signatures all fit.
    Valid(Box<Finding>),
    /// Something does not fit.
    Refused(Verdict),
}

impl VerificationView {
    /// Whether it answers something that was sent.
    pub fn is_answer(&self) -> bool {
        *self != VerificationView::Form
    }
}

/// What a file proved.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Who wrote it, named by the address of the account.
    pub author: Person,
    /// Whom it is about, named likewise.
    pub subject: Person,
    /// What it says.
    pub wording: Wording,
    /// How the two know each other.
    pub acquaintance: Acquaintance,
    /// When the subject accepted it.
    pub accepted: Timestamp,
    /// The author's key.
    pub author_key: DidKey,
    /// The subject's key.
    pub subject_key: DidKey,
}

impl Finding {
    /// What a verified file says; nothing but the file is asked.
    pub fn of(bundle: &VerifiedBundle) -> Finding {
        let endorsement = bundle.endorsement.content();
        let [author, subject] = &bundle.attestations;
        let codes = [author, subject]
            .iter()
            .all(|side| side.evidence == EvidenceKind::CodesExchanged);
        Finding {
            author: person(&endorsement.author),
            subject: person(&endorsement.object),
            wording: Wording {
                words: Words::of(endorsement),
                signed: endorsement.published,
            },
            acquaintance: Acquaintance {
                author: side(author),
                subject: side(subject),
                evidence: if codes {
                    EvidenceKind::CodesExchanged
                } else {
                    EvidenceKind::Declared
                },
            },
            accepted: bundle.acceptance.published,
            author_key: endorsement.author_key.clone(),
            subject_key: endorsement.object_key.clone(),
        }
    }
}

fn person(actor: &ActorUri) -> Person {
    let name = actor.as_str();
    let name = name.strip_prefix("https://").unwrap_or(name).to_owned();
    Person {
        name,
        handle: None,
        link: Link::elsewhere(actor.as_str()),
    }
}

fn side(attestation: &Attestation) -> Side {
    Side {
        relationship: attestation.relationship,
        known_since: attestation.known_since.clone(),
        signed: attestation.published,
    }
}

#[derive(Template)]
#[template(path = "verification.html")]
struct VerificationPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a VerificationView,
    limit: &'static str,
}

impl VerificationPage<'_> {
    fn chain<'a>(&self, finding: &'a Finding) -> [Signature<'a>; 4] {
        chain(
            &finding.author,
            &finding.subject,
            &finding.acquaintance,
            &finding.wording,
            &finding.accepted,
        )
    }
}

/// The heading over a verdict that is not valid.
fn refusal(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Withdrawn => "verify-withdrawn",
        Verdict::Expired => "verify-expired",
        _ => "verify-refused",
    }
}

/// What to do after a verdict that is not valid.
fn advice(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Withdrawn => "verify-withdrawn-advice",
        Verdict::Expired => "verify-expired-advice",
        _ => "verify-refused-advice",
    }
}

/// The form, with the result of a check above it.
pub fn render(view: &VerificationView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("verify-title");
    let lead = locale.say("verify-lead");
    let head = match view {
        VerificationView::Form => Head::at("/verify", &title, lead.plain()),
        _ => Head::unlisted(&title, &lead),
    };
    page(&VerificationPage {
        site,
        locale,
        head,
        view,
        limit: "256 KiB",
    })
}
