//! Which part of a list a page shows.

use serde::Deserialize;
use vouchwell_domain::page::Page;

/// Which page is wanted: only what is older than this position.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Position {
    pub(super) before: Option<i64>,
}

impl Position {
    /// So many of what is wanted.
    pub(super) fn page(self, length: u32) -> Page {
        self.before
            .map_or(Page::newest(length), |position| Page::before(position, length))
    }
}
