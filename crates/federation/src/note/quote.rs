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
