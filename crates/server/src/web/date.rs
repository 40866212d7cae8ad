//! Dates and moments as the reader writes them.

use chrono::Datelike;
use vouchwell_evidence::{KnownSince, Timestamp};

use super::locale::Locale;
use super::phrase::Phrase;

/// How exactly a moment is shown, which a script keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Day,
    Minute,
}

impl Precision {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Minute => "minute",
        }
    }
}

impl Locale {
    /// A day: "3 March 2026".
    pub fn date(&self, moment: &Timestamp) -> Phrase {
        let time = moment.datetime();
        let words = self
            .say("date")
            .text("day", time.day().to_string())
            .phrase("month", self.month(time.month()))
            .text("year", time.year().to_string())
            .plain();
        self.say("date-shown")
            .moment("moment", &moment.to_string(), Some(Precision::Day), &words)
    }

    /// A day with its time: "3 March 2026 at 14:05 UTC".
    pub fn moment(&self, moment: &Timestamp) -> Phrase {
        let time = moment.datetime();
        let words = self
            .say("date-and-time")
            .phrase("date", self.date(moment))
            .text("time", time.format("%H:%M").to_string())
            .plain();
        self.say("date-shown")
            .moment("moment", &moment.to_string(), Some(Precision::Minute), &words)
    }

    /// A year, or a month of one: "2021", "March 2021".
    pub fn known_since(&self, since: &KnownSince) -> Phrase {
        let machine = since.to_string();
        let words = match machine.split_once('-') {
            Some((year, month)) => self
                .say("date-month")
                .phrase("month", self.month(month.parse().unwrap_or_default()))
                .text("year", year)
                .plain(),
            None => machine.clone(),
        };
        self.say("date-shown").moment("moment", &machine, None, &words)
    }

    /// The name of a month, January being 1.
    pub(super) fn month(&self, number: u32) -> Phrase {
        self.say("month").choice("number", &format!("m{number}"))
    }
}
