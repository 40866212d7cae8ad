//! Notifications that apps show together.

use std::fmt;
use std::str::FromStr;

use super::{Notification, NotificationKind};
use crate::identifier::{NotificationId, StatusId};

/// How long notifications come together, in milliseconds: half a day.
const PERIOD: i64 = 12 * 60 * 60 * 1000;

/// The text names no group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this names no group of notifications")]
pub struct InvalidGroupKey;

/// What notifications have in common that are shown together: what happened, with which status, in which half day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// One that stands alone.
    Single(NotificationId),
    /// Several that came within a half day, counted from the year 1970 on.
    Several {
        /// What happened.
        kind: NotificationKind,
        /// With which status.
        status: Option<StatusId>,
        /// In which half day.
        period: i64,
    },
}

impl GroupKey {
    pub(super) fn of(notification: &Notification) -> Self {
        if !notification.kind.is_grouped() {
            return Self::Single(notification.id);
        }
        Self::Several {
            kind: notification.kind,
            status: notification.status,
            period: notification.created_at.timestamp_millis().div_euclid(PERIOD),
        }
    }
}

impl fmt::Display for GroupKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single(id) => write!(formatter, "ungrouped-{id}"),
            Self::Several {
                kind,
                status: Some(status),
                period,
            } => write!(formatter, "{}-{status}-{period}", kind.as_str()),
            Self::Several { kind, period, .. } => write!(formatter, "{}-{period}", kind.as_str()),
        }
    }
}

impl FromStr for GroupKey {
    type Err = InvalidGroupKey;

    fn from_str(text: &str) -> Result<Self, InvalidGroupKey> {
        let (kind, rest) = text.split_once('-').ok_or(InvalidGroupKey)?;
        if kind == "ungrouped" {
            return rest.parse().map(Self::Single).map_err(|_| InvalidGroupKey);
        }
        let kind: NotificationKind = kind.parse().map_err(|_| InvalidGroupKey)?;
        let (status, period) = match rest.split_once('-') {
            Some((status, period)) => (Some(status.parse().map_err(|_| InvalidGroupKey)?), period),
            None => (None, rest),
        };
        let period = period.parse().map_err(|_| InvalidGroupKey)?;
        Ok(Self::Several { kind, status, period })
    }
}

#[cfg(test)]
mod tests {
    use super::{GroupKey, NotificationKind};
    use crate::identifier::{NotificationId, StatusId};

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let status = StatusId::from_number(7);
        let several = |kind, status| GroupKey::Several {
            kind,
            status,
            period: 41_000,
        };
        for (key, text) in [
            (GroupKey::Single(NotificationId::from_number(12)), "ungrouped-12"),
            (
                several(NotificationKind::Favourite, Some(status)),
                "favourite-7-41000",
            ),
            (several(NotificationKind::Follow, None), "follow-41000"),
        ] {
            assert_eq!(key.to_string(), text);
            assert_eq!(text.parse(), Ok(key));
        }
        for wrong in [
            "",
            "follow",
            "ungrouped-x",
            "follow-1-2-3",
            "gossip-1",
            "reblog-a-1",
        ] {
            assert!(wrong.parse::<GroupKey>().is_err(), "{wrong}");
        }
    }
}
