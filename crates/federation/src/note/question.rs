//! What a Note asks: `Question` with `oneOf` or `anyOf`.

use serde_json::{Value, json};
use vouchwell_domain::poll::{PollOption, Question};
use vouchwell_evidence::Timestamp;

use crate::activity::Fields;
use crate::html;

/// Answers that are read.
const OPTIONS: usize = 50;
/// Characters of an answer.
const OPTION_LENGTH: usize = 500;
/// The most votes that are believed.
const VOTES: i64 = 1_000_000_000_000;

/// The members of a question as other servers read it.
pub(super) fn write(question: &Question) -> Vec<(&'static str, Value)> {
    let options = question.options.iter().map(|option| {
        let mut written = json!({ "type": "Note", "name": option.title });
        if !question.hides_totals {
            written["replies"] = json!({ "type": "Collection", "totalItems": option.votes });
        }
        written
    });
    let several = if question.multiple { "anyOf" } else { "oneOf" };
    let mut members = vec![(several, options.collect())];
    if let Some(end) = question.ends_at {
        members.push(("endTime", json!(end)));
    }
    if let Some(closed) = question.closed {
        members.push(("closed", json!(closed)));
    }
    if let Some(voters) = question.voters {
        members.push(("votersCount", json!(voters)));
    }
    members
}

/// What a Note asks, if it does.
pub(super) fn read(note: Fields<'_>) -> Option<Question> {
    if note.kind() != "Question" {
        return None;
    }
    let (multiple, listed) = match note.list("oneOf") {
        none if none.is_empty() => (true, note.list("anyOf")),
        listed => (false, listed),
    };
    let options = listed.into_iter().filter_map(Fields::of).take(OPTIONS);
    let options: Vec<PollOption> = options.filter_map(option).collect();
    let count = |name| Some(note.value(name).and_then(Value::as_i64)?.min(VOTES)).filter(|count| *count >= 0);
    let moment = |name| note.moment(name).map(Timestamp::from_datetime);
    (options.len() > 1).then(|| Question {
        options,
        multiple,
        hides_totals: false,
        ends_at: moment("endTime"),
        closed: moment("closed"),
        voters: count("votersCount"),
    })
}

fn option(option: Fields<'_>) -> Option<PollOption> {
    let title = html::to_plain(option.text("name")?, OPTION_LENGTH);
    let votes = option
        .object("replies")
        .and_then(|replies| replies.value("totalItems")?.as_i64());
    (!title.is_empty()).then(|| PollOption {
        title,
        votes: votes.unwrap_or(0).clamp(0, VOTES),
    })
}
