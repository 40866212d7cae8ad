//! How two people know each other and since when, as a member types it.

use chrono::{DateTime, Utc};
use vouchwell_evidence::{KnownSince, Relationship};
use vouchwell_service::acquaintance::SaidView;
use vouchwell_service::evidence;

use super::form::Complaints;
use super::locale::Locale;
use super::phrase::Phrase;

/// A month to choose.
pub(super) struct Month {
    /// As two digits.
    pub(super) value: String,
    /// In words.
    pub(super) name: Phrase,
    /// Whether it is.
    pub(super) is_chosen: bool,
}

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedTerms {
    /// The code of a relationship; empty before one is chosen.
    pub relationship: String,
    /// The year since which they know each other.
    pub year: String,
    /// The month of it, as two digits; empty if it is not named.
    pub month: String,
}

impl TypedTerms {
    /// What a member has said before, to be changed.
    pub(super) fn of(said: &SaidView) -> TypedTerms {
        let since = said.known_since.as_str();
        TypedTerms {
            relationship: said.relationship.code().to_owned(),
            year: said.known_since.year().to_owned(),
            month: since
                .split_once('-')
                .map(|(_, month)| month.to_owned())
                .unwrap_or_default(),
        }
    }

    /// Whether this relationship is chosen.
    pub(super) fn is_chosen(&self, relationship: &Relationship) -> bool {
        self.relationship == relationship.code()
    }

    /// The months to choose from.
    pub(super) fn months(&self, locale: &Locale) -> Vec<Month> {
        let month = |number: u32| Month {
            value: format!("{number:02}"),
            name: locale.month(number),
            is_chosen: self.month.parse() == Ok(number),
        };
        (1..=12).map(month).collect()
    }

    /// What it means, with a complaint about each part that means nothing.
    pub(super) fn read(
        &self,
        now: DateTime<Utc>,
        complaints: &mut Complaints,
        locale: &Locale,
    ) -> Option<(Relationship, KnownSince)> {
        let mut known = Relationship::ALL.iter();
        let relationship = known.find(|known| self.is_chosen(known)).copied();
        if relationship.is_none() {
            complaints.add("relationship", locale.say("terms-relationship-missing"));
        }
        let since = self.since(now);
        if since.is_none() {
            complaints.add("year", locale.say("terms-since-wrong"));
        }
        relationship.zip(since)
    }

    /// A time that has come.
    fn since(&self, now: DateTime<Utc>) -> Option<KnownSince> {
        let year: i32 = self.year.trim().parse().ok()?;
        let month: Option<u32> = match self.month.as_str() {
            "" => None,
            month => Some(month.parse().ok()?),
        };
        let written = match month {
            Some(month) => format!("{year:04}-{month:02}"),
            None => format!("{year:04}"),
        };
        written
            .parse()
            .ok()
            .filter(|since| evidence::can_be_known_since(since, now))
    }
}

#[cfg(test)]
mod tests {
    use super::TypedTerms;

    #[test]
    fn a_time_that_has_come_is_read() {
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        for (year, month, since) in [
            ("2021", "", Some("2021")),
            (" 2021 ", "03", Some("2021-03")),
            ("2026", "03", Some("2026-03")),
            ("2026", "04", None),
            ("2027", "", None),
            ("21", "", None),
            ("", "03", None),
            ("2021", "13", None),
            ("long ago", "", None),
        ] {
            let typed = TypedTerms {
                year: year.into(),
                month: month.into(),
                ..TypedTerms::default()
            };
            let read = typed.since(now);
            assert_eq!(read.as_ref().map(|read| read.as_str()), since, "{year} {month}");
        }
    }
}
