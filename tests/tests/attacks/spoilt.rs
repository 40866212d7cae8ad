//! Activities in which one field is of another type, and what comes of them.

use std::collections::BTreeMap;
use std::mem::discriminant;

use futures::StreamExt as _;
use serde_json::{Value, json};
use vouchwell_tests::PeerActor;

use crate::scene::Scene;

/// Requests that are on their way at the same time.
const AT_ONCE: usize = 16;
/// What stands deeper than this is of one other type alone, and the next thing of the next.
const EVERY_TYPE: usize = 2;
/// So is what every activity has.
const ENVELOPE: [&str; 6] = ["@context", "actor", "cc", "id", "to", "type"];

/// What activities bring about.
const EFFECTS: &str = "
    SELECT 'follows', count(*) FROM follow WHERE state = 'accepted'
    UNION ALL SELECT 'favourites', count(*) FROM favourite
    UNION ALL SELECT 'posts', count(*) FROM status
    UNION ALL SELECT 'edits', count(*) FROM status WHERE edited_at IS NOT NULL
    UNION ALL SELECT 'polls', count(*) FROM poll
    UNION ALL SELECT 'cards', count(*) FROM acquaintance
    UNION ALL SELECT 'known', count(*) FROM acquaintance WHERE state = 'mutual'
    UNION ALL SELECT 'requests', count(*) FROM request
    UNION ALL SELECT 'offers', count(*) FROM version WHERE stage = 'offered'
    UNION ALL SELECT 'recommendations', count(*) FROM recommendation WHERE standing = 'public'
    UNION ALL SELECT 'reports', count(*) FROM report
    UNION ALL SELECT 'moves', count(*) FROM account_move
    UNION ALL SELECT 'notifications', count(*) FROM notification";

/// What is there more, or less.
pub(crate) type Change = &'static [(&'static str, i64)];

/// An activity that is right.
pub(crate) struct Original<'a> {
    pub(crate) actor: &'a PeerActor,
    pub(crate) activity: Value,
    /// The fields without which it has no effect, as JSON Pointers; with `/*` all that stands in them as well.
    pub(crate) needed: &'static [&'static str],
    /// What it brings about.
    pub(crate) change: Change,
    /// What each further one that lacks nothing needed may bring about.
    pub(crate) again: Change,
}

/// An activity that is not.
pub(crate) struct Spoilt<'a> {
    pub(crate) actor: &'a PeerActor,
    pub(crate) activity: Value,
    /// The field and what it was replaced by.
    pub(crate) how: String,
}

impl<'a> Original<'a> {
    /// One for each field that is needed, or that is not, and each type that the field is not of, or one of these.
    fn spoilt(&self, are_needed: bool) -> Vec<Spoilt<'a>> {
        let mut paths = Vec::new();
        list_paths(&self.activity, "", &mut paths);
        let mut spoilt = Vec::new();
        for (turn, path) in paths.iter().enumerate() {
            if self.needs(path) != are_needed {
                continue;
            }
            let right = self.activity.pointer(path).expect("it was listed");
            let mut others = of_other_types(right);
            let is_envelope = path
                .split('/')
                .nth(1)
                .is_some_and(|first| ENVELOPE.contains(&first));
            if is_envelope || path.matches('/').count() > EVERY_TYPE {
                others = vec![others.swap_remove(turn % others.len())];
            }
            spoilt.extend(others.into_iter().map(|other| self.with(path, other)));
        }
        spoilt
    }

    /// Of what has been seen nothing more is read, so it has another id, and what may come again as well.
    fn with(&self, path: &str, other: Value) -> Spoilt<'a> {
        let mut activity = self.activity.clone();
        activity["id"] = json!(self.actor.address("activities"));
        if activity["type"] == "Create" && !self.again.is_empty() {
            activity["object"]["id"] = json!(self.actor.address("notes"));
        }
        let how = format!("{} with {other} at {path}", activity["type"]);
        *activity.pointer_mut(path).expect("it was listed") = other;
        Spoilt {
            actor: self.actor,
            activity,
            how,
        }
    }

    fn needs(&self, path: &str) -> bool {
        let mut all = ["/id", "/type", "/actor"].iter().chain(self.needed);
        all.any(|needed| match needed.strip_suffix("/*") {
            Some(whole) => {
                let rest = path.strip_prefix(whole);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            None => *needed == path,
        })
    }
}

fn list_paths(value: &Value, at: &str, found: &mut Vec<String>) {
    let within: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), field)).collect(),
        Value::Array(items) => (0..)
            .zip(items)
            .map(|(number, item): (u32, _)| (number.to_string(), item))
            .collect(),
        _ => Vec::new(),
    };
    for (name, field) in within {
        let path = format!("{at}/{name}");
        list_paths(field, &path, found);
        found.push(path);
    }
}

/// One of each type that a value is not of, none of which says anything, and one that is nested deeply.
fn of_other_types(value: &Value) -> Vec<Value> {
    let deep = (0..8).fold(json!([]), |within, _| json!({"id": [within]}));
    let others = [
        json!(null),
        json!(true),
        json!(9_007_199_254_740_993_i64),
        json!("\u{202e}x"),
        json!([null]),
        json!({"id": 7}),
    ];
    others
        .into_iter()
        .filter(|other| discriminant(other) != discriminant(value))
        .chain([deep])
        .collect()
}

impl Scene {
    /// Sends activities, many at the same time. Each is taken or refused, and the server goes on.
    pub(crate) async fn send_spoilt(&self, spoilt: &[Spoilt<'_>]) {
        let inbox = self.inbox();
        let sending = spoilt.iter().map(async |one| {
            let answer = self.peer.post(one.actor, &inbox, &one.activity).await;
            let is_answered = answer.status == 202 || answer.status.is_client_error();
            assert!(is_answered, "{}: {answer}", one.how);
        });
        let sending = futures::stream::iter(sending).buffer_unordered(AT_ONCE);
        sending.collect::<()>().await;
        self.b.idle().await;
        assert!(!self.b.log().contains("panicked"), "the server panicked");
    }

    /// Nothing comes of what lacks something needed, of the originals comes what is due, and of what lacks something else
    /// no more than may come again.
    pub(crate) async fn spoil(&self, originals: &[Original<'_>]) {
        let before = self.effects().await;
        let lacking = originals.iter().flat_map(|original| original.spoilt(true));
        self.send_spoilt(&lacking.collect::<Vec<_>>()).await;
        assert_eq!(
            self.effects().await,
            before,
            "what lacks something needed had an effect"
        );

        let mut due = before;
        for original in originals {
            self.send(original.actor, &original.activity).await;
            add(&mut due, original.change, 1);
        }
        assert_eq!(self.effects().await, due, "the originals");

        let mut most = due.clone();
        let mut others = Vec::new();
        for original in originals {
            let spoilt = original.spoilt(false);
            add(&mut most, original.again, spoilt.len());
            others.extend(spoilt);
        }
        self.send_spoilt(&others).await;
        for (what, count) in self.effects().await {
            let right = due[&what]..=most[&what];
            assert!(right.contains(&count), "{count} {what}, and {right:?} are right");
        }
    }

    async fn effects(&self) -> BTreeMap<String, i64> {
        self.b.idle().await;
        self.b.counts(EFFECTS).await
    }
}

fn add(counts: &mut BTreeMap<String, i64>, change: Change, times: usize) {
    for (what, more) in change {
        let times = i64::try_from(times).expect("not so many");
        *counts.get_mut(*what).expect("it is counted") += more * times;
    }
}
