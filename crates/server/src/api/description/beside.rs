//! What stands beside the calls and is needed to find and to use them: NodeInfo, and the page on which a member lets an
//! application in.

use serde_json::{Value, json};

/// Adds it to the document.
pub(super) fn say(document: &mut Value) {
    for (path, operation) in [
        ("/.well-known/nodeinfo", nodeinfo_links()),
        ("/nodeinfo/{version}", nodeinfo()),
        ("/oauth/authorize", authorize()),
    ] {
        document["paths"][path] = json!({ "get": operation });
    }
}

fn nodeinfo_links() -> Value {
    json!({
        "summary": "Where NodeInfo is.",
        "operationId": "nodeinfo_links",
        "security": [],
        "responses": { "200": answer("The links.", "application/json", "object") },
    })
}

fn nodeinfo() -> Value {
    json!({
        "summary": "What kind of server this is (NodeInfo).",
        "operationId": "nodeinfo",
        "security": [],
        "parameters": [{
            "name": "version", "in": "path", "required": true,
            "schema": { "type": "string", "enum": ["2.0", "2.1"] },
        }],
        "responses": {
            "200": answer("The description.", "application/json", "object"),
            "404": answer("There is no such version.", "application/json", "object"),
        },
    })
}

fn authorize() -> Value {
    let parameter = |name: &str, required: bool, description: &str| {
        json!({
            "name": name, "in": "query", "required": required, "description": description,
            "schema": { "type": "string" },
        })
    };
    let page = |description: &str| answer(description, "text/html", "string");
    json!({
        "summary": "The page to which an application sends a member, and on which she signs in and lets it in.",
        "operationId": "authorize",
        "security": [],
        "parameters": [
            parameter("response_type", true, "`code`."),
            parameter("client_id", true, "That of the registration."),
            parameter("redirect_uri", true, "One of those that were registered, letter by letter."),
            parameter("scope", false, "What is asked for; all that was registered, without it."),
            parameter("state", false, "It comes back as it was sent."),
            parameter("code_challenge", false, "A SHA-256 in base64url (RFC 7636)."),
            parameter("code_challenge_method", false, "`S256`."),
            parameter("force_login", false, "`true`: the member signs in anew."),
        ],
        "responses": {
            "200": page("She is asked to sign in, or whether she lets the application in."),
            "303": { "description": "The application is told what does not fit." },
            "400": page("It is not known who asks, or where she would be sent."),
            "503": page("The server cannot do this just now."),
        },
    })
}

fn answer(description: &str, kind: &str, form: &str) -> Value {
    json!({ "description": description, "content": { kind: { "schema": { "type": form } } } })
}
