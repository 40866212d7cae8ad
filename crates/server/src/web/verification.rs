//! The page where anybody checks a recommendation from its file alone.

mod check;
mod finding;

use askama::Template;
use vouchwell_evidence::{EvidenceKind, Verdict};

pub use check::{check, show};
pub use finding::Finding;

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::signature::{Signature, chain};
use super::site::Site;

/// The most bytes of a file that are read: 256 KiB (protocol §3).
pub const LARGEST_FILE: usize = 256 * 1024;

/// The most bytes of a form: a file, a pasted one, and what surrounds them.
pub const LARGEST_FORM: usize = 2 * LARGEST_FILE + 16 * 1024;

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

    /// Whether there was nothing to check, or too much.
    fn is_unread(&self) -> bool {
        matches!(self, VerificationView::Nothing | VerificationView::TooLarge)
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
            &finding.signed,
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
        VerificationView::Form => Head::at(Link::here("/verify"), &title, lead.plain()),
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
