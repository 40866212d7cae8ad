//! The rules of the instance: a file with one in each line.

use std::path::Path;

use super::{ConfigurationError, Settings};

/// So many rules are read at the most.
const MOST: usize = 50;
/// The longest rule, in characters.
const LONGEST: usize = 500;

/// The rules that members keep; none if no file is named.
pub(super) fn read(settings: &Settings) -> Result<Vec<String>, ConfigurationError> {
    let Some(path) = settings.get("RULES") else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigurationError::Unreadable(Path::new(path).to_owned(), error))?;
    let rules: Vec<String> = text
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    if rules.len() > MOST || rules.iter().any(|rule| rule.chars().count() > LONGEST) {
        return Err(ConfigurationError::value(
            "RULES",
            path,
            &format!(
                "write at most {MOST} rules into the file, one in each line of at most {LONGEST} characters"
            ),
        ));
    }
    Ok(rules)
}
