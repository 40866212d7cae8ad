//! `Create` and `Update` of a member's post.

use serde_json::json;
use vouchwell_domain::account::Account;
use vouchwell_domain::message::Note;

use super::Activity;

pub(super) fn build(activity: &mut Activity, kind: &str, note: &Note, sender: &Account) {
    let mut object = crate::note::post(note, sender);
    let (to, cc) = (object["to"].clone(), object["cc"].clone());
    if let Some(members) = object.as_object_mut() {
        members.remove("@context");
    }
    activity
        .kind(kind)
        .set(
            "published",
            json!(
                note.updated
                    .filter(|_| kind == "Update")
                    .unwrap_or(note.published)
            ),
        )
        .set("to", to)
        .set("cc", cc)
        .set("object", object);
}
