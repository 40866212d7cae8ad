//! Whether a reader wants a page or an ActivityPub document of the same address.

use axum::http::{HeaderMap, header};

/// Whether the reader names ActivityPub before HTML. Who names neither gets the page.
pub fn wants_activity(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut kinds = accepted.flat_map(|accepted| accepted.split(',')).map(|part| {
        let mut parts = part.split(';');
        parts.next().unwrap_or_default().trim().to_ascii_lowercase()
    });
    kinds.find_map(|kind| match kind.as_str() {
        "application/activity+json" | "application/ld+json" | "application/json" => Some(true),
        "text/html" | "application/xhtml+xml" => Some(false),
        _ => None,
    }) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(accept: &str) -> bool {
        wants_activity(&HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]))
    }

    #[test]
    fn servers_get_documents_and_people_get_pages() {
        assert!(judge("application/activity+json"));
        assert!(judge(
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", application/json;q=0.9"
        ));
        assert!(!judge(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        ));
        assert!(!judge("*/*"));
        assert!(!wants_activity(&HeaderMap::new()));
    }
}
