//! The headers of answers: how often one may call, when to call again, and where a list goes on.

use serde_json::{Map, Value, json};

/// It reads places in a list, and answers with several lists: none of them goes on by a link.
const WITHOUT_LINK: &str = "/api/v2/search";

/// Says of every call which headers its answers have.
pub(super) fn say(document: &mut Value) {
    let paths = document["paths"].as_object_mut();
    for (path, item) in paths.into_iter().flatten() {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let is_linked = path != WITHOUT_LINK && is_list(operation);
            let answers = operation["responses"].as_object_mut();
            for (status, answer) in answers.into_iter().flatten() {
                let names = names(status, is_linked);
                if !names.is_empty() {
                    let reference = |name: &'static str| (name.to_owned(), json!({ "$ref": address(name) }));
                    answer["headers"] = names.into_iter().map(reference).collect();
                }
            }
        }
    }
    document["components"]["headers"] = ALL
        .into_iter()
        .map(|(name, kind, description)| {
            let header = json!({ "description": description, "schema": { "type": kind } });
            (name.to_owned(), header)
        })
        .collect();
}

const ALL: [(&str, &str, &str); 6] = [
    (
        "X-RateLimit-Limit",
        "integer",
        "How often the caller may call, by the limit that counts here.",
    ),
    ("X-RateLimit-Remaining", "integer", "How often she still may."),
    (
        "X-RateLimit-Reset",
        "string",
        "When she may as often as before; when she may once, if it was once too often. ISO 8601.",
    ),
    (
        "Retry-After",
        "integer",
        "In how many seconds it is worth another try.",
    ),
    (
        "Link",
        "string",
        "The addresses of the next part of the list (`next`) and of what comes before it (`prev`).",
    ),
    ("WWW-Authenticate", "string", "That a bearer token is needed."),
];

fn names(status: &str, is_linked: bool) -> Vec<&'static str> {
    let mut names = Vec::new();
    if status.starts_with('2') || status == "429" {
        names.extend(["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]);
    }
    match status {
        "200" if is_linked => names.push("Link"),
        "401" => names.push("WWW-Authenticate"),
        "429" | "503" => names.push("Retry-After"),
        _ => {}
    }
    names
}

/// Whether a call reads a part of a list.
fn is_list(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "max_id"))
}

fn address(header: &str) -> String {
    format!("#/components/headers/{header}")
}
