//! `Add`, `Update` and `Remove` of a collection of people (FEP-7aa9). Sent, not read.

use serde_json::{Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::collection::ShownCollection;
use vouchwell_domain::identifier::ObjectUri;

use super::{Activity, PUBLIC};
use crate::collection::{all_of, collection, terms};

/// An `Add` for a collection with one person alone, which is or may be new to others; afterwards an `Update`.
pub(super) fn build_show(activity: &mut Activity, shown: &ShownCollection, sender: &Account) {
    build_update(activity, shown, sender);
    if shown.items.len() == 1 {
        activity.kind("Add").set("target", json!(all_of(&sender.uri)));
    }
}

/// An `Update`, however few are left: others know the collection.
pub(super) fn build_update(activity: &mut Activity, shown: &ShownCollection, sender: &Account) {
    let origin = sender.uri.url().origin().ascii_serialization();
    addressed(activity, "Update", sender);
    activity.set("object", collection(shown, &origin));
    if let Some(Value::Array(contexts)) = activity.0.get_mut("@context") {
        contexts.push(terms());
    }
}

pub(super) fn build_hide(activity: &mut Activity, object: &ObjectUri, sender: &Account) {
    addressed(activity, "Remove", sender);
    activity
        .set("object", json!(object))
        .set("target", json!(all_of(&sender.uri)));
}

fn addressed(activity: &mut Activity, kind: &str, sender: &Account) {
    activity
        .kind(kind)
        .set("to", json!([PUBLIC]))
        .set_followers("cc", sender);
}
