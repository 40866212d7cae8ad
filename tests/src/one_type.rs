use serde_json::Value;

/// Some software takes a `type` for nothing but one text (Mastodon), or stops at a list (GoToSocial).
///
/// # Panics
/// Somewhere in the document there is another one.
#[track_caller]
pub fn expect_one_type(document: &Value) {
    let other = other_type(document);
    assert!(other.is_none(), "a type is not one text: {other:?} in {document}");
}

fn other_type(document: &Value) -> Option<&Value> {
    match document {
        Value::Object(members) => {
            let kind = members.get("type").filter(|kind| !kind.is_string());
            kind.or_else(|| members.values().find_map(other_type))
        }
        Value::Array(items) => items.iter().find_map(other_type),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::other_type;

    #[test]
    fn another_type_is_found_at_every_depth() {
        let fit = json!({"type": "Create", "object": [{"type": "Note", "tag": []}], "name": ["type"]});
        assert_eq!(other_type(&fit), None);
        for kind in [json!(["Note"]), json!(null), json!({"type": "Note"})] {
            let unfit = json!({"type": "Create", "object": [{"type": "Note", "tag": [{"type": kind}]}]});
            assert_eq!(other_type(&unfit), Some(&kind));
        }
    }
}
