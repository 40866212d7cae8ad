//! What is left of a recommendation that was withdrawn.

use askama::Template;
use vouchwell_evidence::Timestamp;

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::site::Site;

/// A recommendation that is gone: its text and its people are not named any more.
#[derive(Debug, Clone, PartialEq)]
pub struct TombstoneView {
    /// When it was withdrawn.
    pub withdrawn: Timestamp,
    /// The path of the signed withdrawals.
    pub evidence: String,
}

#[derive(Template)]
#[template(path = "tombstone.html")]
struct TombstonePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a TombstoneView,
}

/// The page that answers 410 under the permalink.
pub fn render(view: &TombstoneView, site: &Site, locale: &Locale) -> Rendered {
    let head = Head::unlisted(&locale.say("tombstone-title"), &locale.say("tombstone-lead"));
    page(&TombstonePage {
        site,
        locale,
        head,
        view,
    })
}
