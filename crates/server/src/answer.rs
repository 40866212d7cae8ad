//! What a command answers: lines on stdout. Logs and reports of what was done go to stderr.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Writes a line.
///
/// # Errors
/// Nobody reads it any more, or what it is written to is full.
pub(crate) fn answer(line: impl Display) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
