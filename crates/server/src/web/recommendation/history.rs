//! The texts of a recommendation that were ever public, each beside the one before it.

use vouchwell_domain::version::Words;
use vouchwell_evidence::Timestamp;

use crate::web::difference::Changes;

/// How many texts are shown at once.
pub(super) const SHOWN: u32 = 20;
/// How long they are together, in bytes; one is shown however long it is.
const READ_AT_ONCE: usize = 20_000;

/// A text that is or was public.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Where it stands among them; the oldest is the first.
    pub position: i64,
    /// What it says.
    pub words: Words,
    /// When it became public.
    pub published: Timestamp,
}

/// Some of them.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The path of the page.
    pub path: String,
    /// Newest first; the last of more than are shown is there to be compared with.
    pub versions: Vec<Version>,
    /// Whether the text that holds now is the first of them.
    pub begins_with_newest: bool,
}

/// A version beside the one before it.
pub(super) struct Revision<'a> {
    pub version: &'a Version,
    pub changes: Changes,
    /// What is said over it.
    pub label: &'static str,
}

/// What a page shows of them.
pub(super) struct Shown<'a> {
    pub revisions: Vec<Revision<'a>>,
    /// Where it goes on.
    pub older: Option<String>,
    /// Where it begins, if newer ones are left out.
    pub newest: Option<String>,
}

impl History {
    /// As many as can be read at once. The oldest is compared with itself and shows no change; a single one is no
    /// history.
    pub(super) fn shown(&self) -> Shown<'_> {
        let mut revisions: Vec<Revision<'_>> = Vec::new();
        let is_history = self.versions.len() > 1 || !self.begins_with_newest;
        let shown = if is_history { SHOWN as usize } else { 0 };
        let mut room = READ_AT_ONCE;
        for (index, version) in self.versions.iter().take(shown).enumerate() {
            let before = self.versions.get(index + 1);
            let label = match before {
                _ if index == 0 && self.begins_with_newest => "versions-now",
                Some(_) => "versions-between",
                None => "versions-first",
            };
            let revision = Revision::of(version, before.unwrap_or(version), label);
            let left = room.checked_sub(revision.changes.length());
            if left.is_none() && index > 0 {
                break;
            }
            room = left.unwrap_or(0);
            revisions.push(revision);
        }
        let last = revisions.last().filter(|_| revisions.len() < self.versions.len());
        let (path, position) = (&self.path, last.map(|last| last.version.position));
        Shown {
            older: position.map(|position| format!("{path}?versions={position}#versions")),
            newest: (!self.begins_with_newest).then(|| format!("{path}#versions")),
            revisions,
        }
    }
}

impl<'a> Revision<'a> {
    fn of(version: &'a Version, before: &Version, label: &'static str) -> Self {
        Self {
            version,
            changes: Changes::between(&before.words, &version.words),
            label,
        }
    }
}
