//! Which part of a list a page shows.

use serde::Deserialize;
use vouchwell_domain::page::Page;

/// Which page is wanted: only what is older than this position.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Position {
    pub(super) before: Option<i64>,
}

impl Position {
    /// What asks for it.
    pub(super) fn query(self) -> String {
        self.before
            .map(|position| format!("before={position}"))
            .unwrap_or_default()
    }

    /// So many of what is wanted.
    pub(super) fn page(self, length: u32) -> Page {
        Page::older_than(self.before, length)
    }
}
