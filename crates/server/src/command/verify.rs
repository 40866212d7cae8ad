//! `vouchwell verify`: checks a recommendation from its file alone, without network or database.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use vouchwell_domain::Clock as _;
use vouchwell_domain::evidence::{Limits, Timestamp, Verdict, verify};

use super::failure::Failure;
use crate::answer::answer;
use crate::clock::SystemClock;

#[derive(Debug, Args)]
#[command(
    after_help = "Exit code 0: valid. 1: any other verdict. 2: the file cannot be opened, or an argument is wrong."
)]
pub(crate) struct Arguments {
    /// The file with the recommendation, or - for stdin
    file: std::path::PathBuf,
    /// Judges as of this time, such as 2026-03-01T12:00:00Z, instead of now
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Prints {"verdict": …, "message": …}
    #[arg(long)]
    json: bool,
}

/// Exit code 0: valid. 1: any other verdict. 2: the file cannot be read.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let bytes = read(&arguments.file).map_err(|error| {
        Failure::Wrong(format!(
            "{} cannot be read: {error}. Give a file, or - for stdin",
            arguments.file.display()
        ))
    })?;
    let now = arguments.at.unwrap_or_else(|| SystemClock.timestamp());
    let verdict = verify(&bytes, now).err().unwrap_or(Verdict::Valid);
    if arguments.json {
        answer(json!({"verdict": verdict.as_str(), "message": verdict.message()}))?;
    } else {
        answer(format_args!("{verdict}: {}", verdict.message()))?;
    }
    Ok(match verdict {
        Verdict::Valid => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// One byte more than the limit is enough to know that it is passed.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path)?)
    };
    let mut bytes = Vec::new();
    input
        .take(Limits::EVIDENCE.size as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
