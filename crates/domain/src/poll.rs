//! Polls: questions with answers to choose from.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::Timestamp;

use crate::identifier::StatusId;

/// The most answers to choose from.
pub const OPTIONS: usize = 4;
/// The longest answer, in characters.
pub const OPTION_LENGTH: usize = 50;
/// The shortest time in which a poll is open, in seconds.
pub const SHORTEST: u32 = 5 * 60;
/// The longest: a twelfth of a year.
pub const LONGEST: u32 = 2_629_746;

/// What was written is no poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PollError {
    /// Too few answers, or too many.
    #[error("a poll has 2 to {OPTIONS} answers to choose from")]
    Options,
    /// An answer says nothing, or too much.
    #[error("each answer of a poll has 1 to {OPTION_LENGTH} characters")]
    OptionLength,
    /// Two answers are the same.
    #[error("the answers of a poll differ from each other")]
    Repeated,
    /// It is open for too short or too long a time.
    #[error("a poll is open for {SHORTEST} to {LONGEST} seconds: say how long in `poll[expires_in]`")]
    Time,
}

/// A poll as a member begins it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPoll {
    options: Vec<String>,
    multiple: bool,
    hides_totals: bool,
    seconds: u32,
}

impl NewPoll {
    /// Takes what was typed. Answers that say nothing are left out, as forms send them.
    ///
    /// # Errors
    /// See [`PollError`].
    pub fn new(
        options: &[String],
        multiple: bool,
        hides_totals: bool,
        seconds: u32,
    ) -> Result<Self, PollError> {
        let trimmed = options.iter().map(|option| option.trim().to_owned());
        let options: Vec<String> = trimmed.filter(|option| !option.is_empty()).collect();
        let is_repeated = || (1..options.len()).any(|at| options[..at].contains(&options[at]));
        let fits = |option: &String| {
            option.chars().count() <= OPTION_LENGTH && !option.chars().any(char::is_control)
        };
        if !(2..=OPTIONS).contains(&options.len()) {
            Err(PollError::Options)
        } else if !options.iter().all(fits) {
            Err(PollError::OptionLength)
        } else if is_repeated() {
            Err(PollError::Repeated)
        } else if !(SHORTEST..=LONGEST).contains(&seconds) {
            Err(PollError::Time)
        } else {
            Ok(Self {
                options,
                multiple,
                hides_totals,
                seconds,
            })
        }
    }

    /// The answers to choose from.
    pub fn options(&self) -> &[String] {
        &self.options
    }

    /// Whether one may choose several.
    pub const fn is_multiple(&self) -> bool {
        self.multiple
    }

    /// Whether nobody sees how many chose what before its end.
    pub const fn hides_totals(&self) -> bool {
        self.hides_totals
    }

    /// How long it is open, in seconds.
    pub const fn seconds(&self) -> u32 {
        self.seconds
    }

    /// The poll of a status that is posted now.
    pub fn begin(&self, status: StatusId, now: DateTime<Utc>) -> Poll {
        let options = self.options.iter().map(|title| PollOption {
            title: title.clone(),
            votes: 0,
        });
        let end = now + TimeDelta::seconds(i64::from(self.seconds));
        Poll {
            status,
            options: options.collect(),
            multiple: self.multiple,
            hides_totals: self.hides_totals,
            // Other servers are told whole seconds.
            ends_at: Some(end.trunc_subsecs(0)),
            has_ended: false,
            voters: Some(0),
        }
    }

    /// Whether it asks the same as one that has begun.
    pub fn asks_same_as(&self, poll: &Poll) -> bool {
        let titles = poll.options.iter().map(|option| &option.title);
        self.multiple == poll.multiple && self.options.iter().eq(titles)
    }
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollOption {
    /// What it says, plain text.
    pub title: String,
    /// How many chose it, as far as known here.
    pub votes: i64,
}

/// A poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The status that asks.
    pub status: StatusId,
    /// The answers to choose from.
    pub options: Vec<PollOption>,
    /// Whether one may choose several.
    pub multiple: bool,
    /// Whether nobody sees how many chose what before its end.
    pub hides_totals: bool,
    /// When it ends, if it does.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whether it has ended, and those who took part were told.
    pub has_ended: bool,
    /// How many took part, as far as its server says.
    pub voters: Option<i64>,
}

impl Poll {
    /// Whether it takes no votes any more.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.has_ended || self.ends_at.is_some_and(|end| end <= now)
    }
}

/// A poll as servers tell each other of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The answers to choose from.
    pub options: Vec<PollOption>,
    /// Whether one may choose several.
    pub multiple: bool,
    /// Whether it is not told before the end how many chose what.
    pub hides_totals: bool,
    /// When it ends, if it does.
    pub ends_at: Option<Timestamp>,
    /// When it ended.
    pub closed: Option<Timestamp>,
    /// How many took part.
    pub voters: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(options: &[&str], seconds: u32) -> Result<NewPoll, PollError> {
        let options: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
        NewPoll::new(&options, false, false, seconds)
    }

    #[test]
    fn a_poll_has_a_few_short_answers_that_differ_and_an_end() {
        let fits = poll(&[" tea ", "", "coffee"], 300).unwrap();
        let now = DateTime::UNIX_EPOCH;
        let begun = fits.begin(StatusId::from_number(1), now);
        assert_eq!((begun.options[0].title.as_str(), begun.options.len()), ("tea", 2));
        assert!(!begun.is_over(now) && begun.is_over(now + TimeDelta::seconds(300)));
        assert!(fits.asks_same_as(&begun));
        for (options, seconds, expected) in [
            (&["tea", " "][..], 300, PollError::Options),
            (&["a", "b", "c", "d", "e"], 300, PollError::Options),
            (&["tea", "tea "], 300, PollError::Repeated),
            (&["tea", &"é".repeat(51)], 300, PollError::OptionLength),
            (&["tea", "a\nb"], 300, PollError::OptionLength),
            (&["tea", "coffee"], 299, PollError::Time),
            (&["tea", "coffee"], 2_629_747, PollError::Time),
        ] {
            assert_eq!(poll(options, seconds), Err(expected), "{options:?}");
        }
    }
}
