//! A person with an account and a bearer token; a method for every call of the client API.

mod acquaintances;
mod mastodon;
mod meetings;
mod posts;
mod recommendations;
mod requests;

use std::ops::Deref;

use crate::Visitor;

pub use recommendations::Draft;

/// Somebody who uses the client API of one instance. As a [`Visitor`] it sends any request with the token.
#[derive(Clone, Debug)]
pub struct Member {
    visitor: Visitor,
    name: String,
    host: String,
}

impl Member {
    pub(crate) fn new(visitor: Visitor, name: &str, host: &str) -> Self {
        Self {
            visitor,
            name: name.to_owned(),
            host: host.to_owned(),
        }
    }

    /// The part of the handle before the host.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The handle as others type it, without a leading `@`.
    pub fn handle(&self) -> String {
        format!("{}@{}", self.name, self.host)
    }

    /// The id of the actor.
    pub fn actor(&self) -> String {
        format!("https://{}/users/{}", self.host, self.name)
    }
}

impl Deref for Member {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

/// An id of the API, which is a string of digits or hex.
#[track_caller]
fn id(json: &serde_json::Value) -> String {
    json["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id in {json}"))
        .to_owned()
}
