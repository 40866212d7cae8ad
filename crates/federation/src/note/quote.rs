//! What a Note quotes (FEP-044f), also as others wrote it before that, and the approvals of those who are quoted.

use serde_json::Value;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::quote::NamedQuote;
use vouchwell_evidence::ActorUri;

use crate::activity::Fields;

/// By these, servers said what is quoted before there were approvals.
const EARLIER: [&str; 3] = ["_misskey_quote", "quoteUrl", "quoteUri"];

/// What a Note says that it quotes. An approval belongs to `quote` alone.
pub(super) fn read(note: Fields<'_>) -> Option<NamedQuote> {
    if let Ok(uri) = note.id_of("quote") {
        let approval = note.id_of("quoteAuthorization").ok();
        return Some(NamedQuote { uri, approval });
    }
    let uri = EARLIER.into_iter().find_map(|name| note.optional(name))?;
    Some(NamedQuote { uri, approval: None })
}

/// Whether a document, found at this address, says that an author approves of a quote.
pub(crate) fn approves(
    document: &Value,
    address: &ObjectUri,
    author: &ActorUri,
    quoting: &ObjectUri,
    quoted: &ObjectUri,
) -> bool {
    let Some(approval) = Fields::of(document) else {
        return false;
    };
    let names = |member, uri: &ObjectUri| {
        approval
            .id_of::<ObjectUri>(member)
            .is_ok_and(|named| named == *uri)
    };
    approval.kind() == "QuoteAuthorization"
        && approval.text("id") == Some(address.as_str())
        && approval
            .id_of::<ActorUri>("attributedTo")
            .is_ok_and(|named| named == *author)
        && names("interactingObject", quoting)
        && names("interactionTarget", quoted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::approves;

    #[test]
    fn an_approval_names_its_author_both_posts_and_its_own_address() {
        let stamp = json!({
            "id": "https://a.example/stamps/1", "type": "QuoteAuthorization", "attributedTo": "https://a.example/amy",
            "interactingObject": "https://b.example/notes/1", "interactionTarget": "https://a.example/notes/1",
        });
        let holds = |stamp| {
            let id = |text: &str| text.parse().unwrap();
            let author = "https://a.example/amy".parse().unwrap();
            let (quoting, quoted) = (id("https://b.example/notes/1"), id("https://a.example/notes/1"));
            approves(
                &stamp,
                &id("https://a.example/stamps/1"),
                &author,
                &quoting,
                &quoted,
            )
        };
        assert!(holds(stamp.clone()));
        for (member, wrong) in [
            ("id", "https://a.example/stamps/2"),
            ("type", "Note"),
            ("attributedTo", "https://a.example/mallory"),
            ("interactingObject", "https://b.example/notes/2"),
            ("interactionTarget", "https://a.example/notes/2"),
        ] {
            let mut forged = stamp.clone();
            forged[member] = json!(wrong);
            assert!(!holds(forged), "{member}");
            let mut lacking = stamp.clone();
            lacking.as_object_mut().unwrap().remove(member);
            assert!(!holds(lacking), "{member}");
        }
    }
}
