//! `Delete` of anything, and of the actor itself.

use serde_json::{Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_evidence::{ActorUri, Signed, Withdrawal};

use super::{Activity, ActivityError, Fields, PUBLIC};

pub(super) fn build(
    activity: &mut Activity,
    object: &ObjectUri,
    withdrawals: &[Signed<Withdrawal>],
    sender: &Account,
) {
    activity
        .kind("Delete")
        .set("object", json!({ "id": object, "type": "Tombstone" }));
    address(activity, withdrawals, sender);
}

pub(super) fn build_account(activity: &mut Activity, withdrawals: &[Signed<Withdrawal>], sender: &Account) {
    activity.kind("Delete").set("object", json!(sender.uri));
    address(activity, withdrawals, sender);
}

fn address(activity: &mut Activity, withdrawals: &[Signed<Withdrawal>], sender: &Account) {
    let withdrawal = match withdrawals {
        [] => None,
        [one] => Some(one.value().clone()),
        many => Some(Value::Array(many.iter().map(|one| one.value().clone()).collect())),
    };
    activity
        .set_some("withdrawal", withdrawal)
        .set("to", json!([PUBLIC]))
        .set_followers("cc", sender);
}

pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Message, ActivityError> {
    let object: ObjectUri = fields.id_of("object")?;
    let withdrawals = fields.withdrawals();
    Ok(if object.as_str() == actor.as_str() {
        Message::DeleteAccount { withdrawals }
    } else {
        Message::Delete { object, withdrawals }
    })
}
