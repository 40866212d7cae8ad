//! What is said to a decision.

use crate::web::form::{Complaints, lines};
use crate::web::locale::Locale;

/// What is said to a decision, as it stands in a form.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// The words.
    pub text: String,
    /// What is wrong with them.
    pub complaints: Complaints,
}

impl Note {
    /// What was typed into a field, or how it is shown again if that is too long.
    pub(super) fn read(
        typed: &str,
        field: &'static str,
        most: usize,
        locale: &Locale,
    ) -> Result<String, Self> {
        let text = lines(typed);
        if text.chars().count() <= most {
            return Ok(text);
        }
        let mut complaints = Complaints::default();
        let sentence = locale.say("administration-note-too-long");
        complaints.add(field, sentence.text("most", locale.number(most)));
        Err(Self { text, complaints })
    }
}
