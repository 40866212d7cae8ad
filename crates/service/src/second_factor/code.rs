//! Codes that change with the time (RFC 6238, with HMAC-SHA-1, steps of 30 seconds and six digits, which is what apps
//! for such codes know).

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};

/// Seconds for which a code is shown.
const STEP: i64 = 30;
/// Steps before and after the present one whose codes are taken, for clocks that differ and people who type slowly.
const TOLERANCE: i64 = 1;
/// The letters of base32 (RFC 4648).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step that a time is in.
pub(super) fn step_of(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP)
}

/// The step whose code this is, if it is one that is taken at this time.
pub(super) fn step_with(secret: &[u8], code: &str, now: DateTime<Utc>) -> Option<i64> {
    let present = step_of(now);
    (present - TOLERANCE..=present + TOLERANCE).find(|step| code_of(secret, *step) == code)
}

/// The code of a step: RFC 4226, section 5.3.
fn code_of(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0x0f);
    let chosen = bytes.iter().skip(offset).take(4);
    let number = chosen.fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Bytes in base32, without padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for part in bytes.chunks(5) {
        let mut padded = [0_u8; 8];
        padded[3..3 + part.len()].copy_from_slice(part);
        let number = u64::from_be_bytes(padded);
        let letters = (part.len() * 8).div_ceil(5);
        for place in 0..letters {
            let index = (number >> (35 - 5 * place)) & 0x1f;
            let letter = usize::try_from(index).ok().and_then(|index| ALPHABET.get(index));
            text.extend(letter.map(|letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{base32, step_with};

    /// RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            let step = step_with(b"12345678901234567890", code, now);
            assert_eq!(step, Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_no_more() {
        for (seconds, is_taken) in [
            (29, true),
            (0, true),
            (60, true),
            (89, true),
            (90, false),
            (119, false),
        ] {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            let step = step_with(b"12345678901234567890", "287082", now);
            assert_eq!(step.is_some(), is_taken, "{seconds}");
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_is_that_of_the_rfc() {
        for (plain, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), text);
        }
    }
}
