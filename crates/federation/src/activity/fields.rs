//! Reading members of ActivityPub objects. Nothing is guessed: a member of the wrong type is absent.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use vouchwell_domain::limit::WITHDRAWALS_AT_ONCE;
use vouchwell_evidence::{ActorUri, Signed, Timestamp, Withdrawal};

use super::ActivityError;

/// The collection that stands for everybody.
pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// The members of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    pub(crate) fn value(self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.value(name)?.as_str()
    }

    /// The type, which is one text and no list.
    pub(crate) fn kind(self) -> &'a str {
        self.text("type").unwrap_or_default()
    }

    /// Whether it is something that somebody does, and no thing.
    pub(crate) fn is_activity(self) -> bool {
        self.value("actor").is_some() && self.value("object").is_some()
    }

    pub(crate) fn object(self, name: &str) -> Option<Fields<'a>> {
        self.value(name).and_then(Fields::of)
    }

    /// What is listed, where one thing may stand without a list.
    pub(crate) fn list(self, name: &str) -> Vec<&'a Value> {
        match self.value(name) {
            Some(Value::Array(items)) => items.iter().collect(),
            None | Some(Value::Null) => Vec::new(),
            Some(item) => vec![item],
        }
    }

    /// The objects that stand under numbers instead of in a list.
    pub(crate) fn numbered(self) -> impl Iterator<Item = Self> {
        let is_number = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let numbered = self.0.iter().filter(move |(name, _)| is_number(name));
        numbered.filter_map(|(_, value)| Self::of(value))
    }

    pub(crate) fn parse<T: FromStr>(self, name: &'static str) -> Result<T, ActivityError> {
        self.optional(name).ok_or(ActivityError::Member(name))
    }

    pub(crate) fn optional<T: FromStr>(self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// The id of something that is named or embedded.
    pub(crate) fn id_of<T: FromStr>(self, name: &'static str) -> Result<T, ActivityError> {
        self.value(name).and_then(id).ok_or(ActivityError::Member(name))
    }

    /// Whom something is addressed to, as far as they are actors.
    pub(crate) fn addressees(self, name: &str) -> Vec<ActorUri> {
        let actors = self.list(name).into_iter().filter_map(id::<ActorUri>);
        actors.filter(|actor| actor.as_str() != PUBLIC).collect()
    }

    /// Whether something is addressed to everybody, in any of the ways this is written.
    pub(crate) fn is_public(self, name: &str) -> bool {
        let named = self.list(name).into_iter().filter_map(Value::as_str);
        named
            .into_iter()
            .any(|name| matches!(name, PUBLIC | "as:Public" | "Public"))
    }

    /// A time of another server, which may have fractions and an offset.
    pub(crate) fn moment(self, name: &str) -> Option<DateTime<Utc>> {
        let text = self.text(name)?;
        // Pixelfed writes the offset of some times without a colon.
        let moment = DateTime::parse_from_rfc3339(text)
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
            .ok()?;
        Some(vouchwell_domain::clock::to_microseconds(
            moment.with_timezone(&Utc),
        ))
    }

    /// A time in whole seconds.
    pub(crate) fn timestamp(self, name: &'static str) -> Result<Timestamp, ActivityError> {
        self.parse(name)
    }

    /// The withdrawals that come with an activity, each proved. One that is not has no force, and takes
    /// none from the others.
    pub(crate) fn withdrawals(self) -> Vec<Signed<Withdrawal>> {
        let given = self.list("withdrawal").into_iter().take(WITHDRAWALS_AT_ONCE);
        given
            .filter_map(|value| Signed::parse(value.clone()).ok())
            .collect()
    }
}

/// The id of a value that is one or has one.
pub(crate) fn id<T: FromStr>(value: &Value) -> Option<T> {
    match value {
        Value::String(id) => id.parse().ok(),
        Value::Object(members) => members.get("id")?.as_str()?.parse().ok(),
        _ => None,
    }
}
