use std::fmt;
use std::ops::Add;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::Invalid;

/// A time in whole seconds, written exactly `YYYY-MM-DDTHH:MM:SSZ` (protocol §3), in the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// Cuts off the fraction of the second; a year that cannot be written becomes the nearest that can.
    pub fn from_datetime(time: DateTime<Utc>) -> Timestamp {
        let nearest = match time.year() {
            ..0 => NaiveDate::from_ymd_opt(0, 1, 1).map(|day| day.and_time(NaiveTime::MIN)),
            10_000.. => NaiveDate::from_ymd_opt(9999, 12, 31).and_then(|day| day.and_hms_opt(23, 59, 59)),
            _ => None,
        };
        Timestamp(nearest.map_or_else(|| time.trunc_subsecs(0), |time| time.and_utc()))
    }

    /// The same time for calculations.
    pub fn datetime(self) -> DateTime<Utc> {
        self.0
    }

    /// The same day and time so many calendar years later; 29 February becomes 28 February.
    pub fn years_later(self, years: u32) -> Timestamp {
        let later = self.0.checked_add_months(Months::new(years.saturating_mul(12)));
        Timestamp::from_datetime(later.unwrap_or(DateTime::<Utc>::MAX_UTC))
    }
}

/// Stays within the years that can be written.
impl Add<TimeDelta> for Timestamp {
    type Output = Timestamp;

    fn add(self, delta: TimeDelta) -> Timestamp {
        let limit = if delta < TimeDelta::zero() {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        };
        Timestamp::from_datetime(self.0.checked_add_signed(delta).unwrap_or(limit))
    }
}

impl FromStr for Timestamp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Timestamp, Invalid> {
        parse(text)
            .map(|time| Timestamp(time.and_utc()))
            .ok_or(Invalid::Timestamp)
    }
}

fn parse(text: &str) -> Option<NaiveDateTime> {
    let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
    let separated = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (19, b'Z'),
    ]
    .iter()
    .all(|&(place, separator)| bytes[place] == separator);
    if !separated {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(number(&bytes[0..4])?).ok()?,
        number(&bytes[5..7])?,
        number(&bytes[8..10])?,
    )?;
    date.and_hms_opt(
        number(&bytes[11..13])?,
        number(&bytes[14..16])?,
        number(&bytes[17..19])?,
    )
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%dT%H:%M:%SZ").fmt(formatter)
    }
}

impl TryFrom<String> for Timestamp {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Timestamp, Invalid> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> String {
        time.to_string()
    }
}
