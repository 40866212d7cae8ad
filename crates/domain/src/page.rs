//! A part of a list, newest first, as Mastodon pages it.

/// Which part of a list is asked for. Positions are the numbers that order the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Only what is older.
    pub max: Option<i64>,
    /// Only what is newer, the newest of it first.
    pub since: Option<i64>,
    /// Only what is newer, the oldest of it.
    pub min: Option<i64>,
    /// How many at the most.
    pub limit: u32,
}

impl Page {
    /// The newest ones.
    pub const fn newest(limit: u32) -> Self {
        Self {
            max: None,
            since: None,
            min: None,
            limit,
        }
    }

    /// Only what is older than the position.
    pub const fn before(position: i64, limit: u32) -> Self {
        Self {
            max: Some(position),
            since: None,
            min: None,
            limit,
        }
    }

    /// The newest ones, or only what is older than a position.
    pub const fn older_than(position: Option<i64>, limit: u32) -> Self {
        match position {
            Some(position) => Self::before(position, limit),
            None => Self::newest(limit),
        }
    }

    /// What stands at this position.
    pub const fn only(position: i64) -> Self {
        Self {
            max: Some(position.saturating_add(1)),
            since: Some(position.saturating_sub(1)),
            min: None,
            limit: 1,
        }
    }

    /// The upper bound, exclusive.
    pub fn upper(&self) -> i64 {
        self.max.unwrap_or(i64::MAX)
    }

    /// The lower bound, exclusive.
    pub fn lower(&self) -> i64 {
        self.since.into_iter().chain(self.min).max().unwrap_or(-1)
    }

    /// Whether the items next to the lower bound are wanted, instead of the newest.
    pub const fn from_oldest(&self) -> bool {
        self.min.is_some()
    }
}

/// Something with its position in a list that is ordered by other numbers than its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// Where it stands.
    pub position: i64,
    /// What stands there.
    pub item: T,
}
