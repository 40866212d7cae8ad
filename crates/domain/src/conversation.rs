//! Conversations: direct statuses of one thread among the same people, as one member has them.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::identifier::{AccountId, ConversationId, InvalidIdentifier, StatusId};
use crate::status::Status;

/// The others in a conversation; nobody where a member writes to herself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Participants(BTreeSet<AccountId>);

impl Participants {
    /// Those with whom somebody shares a status.
    pub fn beside(member: AccountId, status: &Status) -> Self {
        let named = status.mentions.iter().copied().chain([status.account]);
        Self(named.filter(|id| *id != member).collect())
    }

    /// Who they are.
    pub fn iter(&self) -> impl Iterator<Item = AccountId> {
        self.0.iter().copied()
    }

    /// Whether there are no others.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Participants {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, id) in self.0.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(formatter, "{comma}{id}")?;
        }
        Ok(())
    }
}

impl FromStr for Participants {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ids = text.split(',').filter(|id| !id.is_empty());
        ids.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

/// A conversation as one member has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// The id in the client API.
    pub id: ConversationId,
    /// With whom.
    pub participants: Participants,
    /// Whether something came since she last read it.
    pub unread: bool,
    /// The newest status that she may read.
    pub last_status: StatusId,
}

#[cfg(test)]
mod tests {
    use super::Participants;

    #[test]
    fn participants_are_read_as_they_are_written() {
        for text in ["", "7", "7,12,40"] {
            assert_eq!(text.parse::<Participants>().unwrap().to_string(), text);
        }
        assert!("7,x".parse::<Participants>().is_err());
    }
}
