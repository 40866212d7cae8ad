//! Of whom a member wants to be told at once, of whom when she asks, and of whom not at all.

use crate::identifier::InvalidIdentifier;

/// What becomes of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Treatment {
    /// She is told.
    #[default]
    Accept,
    /// It is held back among the requests.
    Filter,
    /// It is not kept.
    Drop,
}

impl Treatment {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Filter, Self::Drop];

    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Filter => "filter",
            Self::Drop => "drop",
        }
    }
}

impl std::str::FromStr for Treatment {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|treatment| treatment.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// Mastodon's policy: what becomes of notifications of some people. Everything is accepted by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotificationPolicy {
    /// Of people whom the member does not follow.
    pub not_following: Treatment,
    /// Of people who do not follow her, or do for less than three days.
    pub not_followers: Treatment,
    /// Of people whom she does not follow and whose accounts are younger than thirty days.
    pub new_accounts: Treatment,
    /// Of people whom she does not follow and who write to her alone, unless they answer her.
    pub private_mentions: Treatment,
    /// Of people whom moderators have limited.
    pub limited_accounts: Treatment,
}

/// How somebody stands to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// She follows him.
    pub is_followed: bool,
    /// He follows her, and has for some days.
    pub is_follower: bool,
    /// His account is younger than thirty days.
    pub is_new: bool,
    /// He writes to her alone, and not in answer to her.
    pub writes_unasked: bool,
}

impl NotificationPolicy {
    /// What becomes of a notification of somebody who stands so: the strictest that is said of him.
    pub fn treatment(&self, standing: Standing) -> Treatment {
        let is_stranger = !standing.is_followed;
        [
            (is_stranger, self.not_following),
            (!standing.is_follower, self.not_followers),
            (is_stranger && standing.is_new, self.new_accounts),
            (is_stranger && standing.writes_unasked, self.private_mentions),
        ]
        .into_iter()
        .filter_map(|(concerned, treatment)| concerned.then_some(treatment))
        .max()
        .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{NotificationPolicy, Standing, Treatment};

    #[test]
    fn the_strictest_counts_of_what_is_said_of_somebody() {
        let policy = NotificationPolicy {
            not_following: Treatment::Filter,
            new_accounts: Treatment::Drop,
            ..NotificationPolicy::default()
        };
        let friend = Standing {
            is_followed: true,
            is_new: true,
            ..Standing::default()
        };
        assert_eq!(policy.treatment(friend), Treatment::Accept);
        assert_eq!(policy.treatment(Standing::default()), Treatment::Filter);
        let newcomer = Standing {
            is_new: true,
            ..Standing::default()
        };
        assert_eq!(policy.treatment(newcomer), Treatment::Drop);
    }
}
