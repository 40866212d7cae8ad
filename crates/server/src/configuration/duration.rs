//! Durations as people write them: `24h`, `14d`, `90s`.

use chrono::TimeDelta;

use super::ConfigurationError;
use super::settings::Settings;

const UNITS: [(&str, i64); 6] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
    ("w", 604_800_000),
];

/// Ten years; longer ones are mistakes.
const LONGEST: i64 = 10 * 366 * 86_400_000;

pub(super) fn duration(
    settings: &Settings,
    name: &'static str,
    default: &str,
) -> Result<TimeDelta, ConfigurationError> {
    let text = settings.get(name).unwrap_or(default);
    parse(text).ok_or_else(|| {
        ConfigurationError::value(
            name,
            text,
            "write a whole number with a unit, such as 24h, 14d, 15m or 90s",
        )
    })
}

fn parse(text: &str) -> Option<TimeDelta> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let milliseconds = UNITS.iter().find(|(known, _)| *known == unit.trim())?.1;
    let total = number.parse::<i64>().ok()?.checked_mul(milliseconds)?;
    (total <= LONGEST).then(|| TimeDelta::milliseconds(total))
}
