//! `Add` to and `Remove` from the collection of what an account shows first. Sent, not read.

use serde_json::json;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;

use super::{Activity, PUBLIC};
use crate::actor::featured;

pub(super) fn build(activity: &mut Activity, kind: &str, object: &ObjectUri, sender: &Account) {
    activity
        .kind(kind)
        .set("object", json!(object))
        .set("target", json!(featured(&sender.uri)))
        .set("to", json!([PUBLIC]))
        .set_followers("cc", sender);
}
