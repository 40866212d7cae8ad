//! Strict reading and canonical writing of JSON (protocol §3).

mod canonical;
mod reader;

use std::io::{self, Write};

use serde_json::{Number, Value};
use thiserror::Error;

pub use canonical::canonical;
pub(crate) use canonical::{Known, Parted};

/// The largest integer that every reader of JSON keeps exactly, 2^53 - 1.
const LARGEST_INTEGER: u64 = (1 << 53) - 1;

/// How much input is read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes.
    pub size: usize,
    /// Objects and arrays inside each other, the outermost counted.
    pub depth: usize,
}

impl Limits {
    /// What evidence may have (protocol §3).
    pub const EVIDENCE: Limits = Limits {
        size: 256 * 1024,
        depth: 32,
    };
    /// What an activity may have in an inbox.
    pub const INBOX: Limits = Limits {
        size: 1024 * 1024,
        depth: 32,
    };
}

/// Why input is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// More bytes than the limit.
    #[error("the input is too large")]
    TooLarge,
    /// More nesting than the limit.
    #[error("the input is nested too deeply")]
    TooDeep,
    /// An object has two members of the same name.
    #[error("an object has the same key twice")]
    DuplicateKey,
    /// A fraction, or an integer that not every reader keeps exactly.
    #[error("a number is not an integer between -(2^53-1) and 2^53-1")]
    Number,
    /// Not JSON in UTF-8.
    #[error("the input is not JSON in UTF-8")]
    Syntax,
}

/// Reads evidence: UTF-8, no key twice, integers within ±(2^53-1) only, within [`Limits::EVIDENCE`].
///
/// # Errors
/// The first rule that the input breaks.
pub fn read(bytes: &[u8]) -> Result<Value, ReadError> {
    reader::read(bytes, Limits::EVIDENCE, is_exact)
}

/// Reads an activity: as [`read`] within other limits, but with numbers of any kind, since activities of
/// other servers carry coordinates. Evidence inside is judged again when it is parsed.
///
/// # Errors
/// The first rule that the input breaks.
pub fn read_with(bytes: &[u8], limits: Limits) -> Result<Value, ReadError> {
    reader::read(bytes, limits, |_| true)
}

/// Whether a value that was read with other rules, as part of something larger, would pass [`read`] by
/// itself.
pub(crate) fn check(value: &Value) -> Result<(), ReadError> {
    check_nesting(value, Limits::EVIDENCE.depth)?;
    let mut counter = Counter {
        left: Limits::EVIDENCE.size,
    };
    serde_json::to_writer(&mut counter, value).map_err(|_| ReadError::TooLarge)
}

fn check_nesting(value: &Value, depth: usize) -> Result<(), ReadError> {
    match value {
        Value::Number(number) if !is_exact(number) => Err(ReadError::Number),
        Value::Array(_) | Value::Object(_) if depth == 0 => Err(ReadError::TooDeep),
        Value::Array(items) => items.iter().try_for_each(|item| check_nesting(item, depth - 1)),
        Value::Object(members) => members
            .values()
            .try_for_each(|member| check_nesting(member, depth - 1)),
        _ => Ok(()),
    }
}

fn is_exact(number: &Number) -> bool {
    match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) => integer.unsigned_abs() <= LARGEST_INTEGER,
        (None, Some(integer)) => integer <= LARGEST_INTEGER,
        (None, None) => false,
    }
}

struct Counter {
    left: usize,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self
            .left
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
