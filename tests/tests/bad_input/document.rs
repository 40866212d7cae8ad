//! Every call that the server's own document lists, and what does not fit it: a new call cannot be forgotten.

use reqwest::Method;
use serde_json::{Map, Value, json};
use vouchwell_tests::{Instance, Member};

/// What a call of the document takes.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// With the id of nothing in place of `{id}`.
    pub(crate) path: String,
    /// Whether the path names something.
    pub(crate) names_something: bool,
    /// Whether an application makes it for itself.
    pub(crate) of_application: bool,
    /// The name of each parameter, and the type of its value.
    pub(crate) parameters: Vec<(String, String)>,
    /// The schema of a body that is fields, with no reference left in it.
    pub(crate) body: Option<Value>,
}

/// A body with one thing wrong, and the field that is at fault.
pub(crate) struct Spoilt {
    pub(crate) field: String,
    pub(crate) body: Value,
}

impl Call {
    /// Those that end with an answer; a stream does not.
    pub(crate) async fn all(instance: &Instance) -> Vec<Self> {
        let document = instance.get("/api/openapi.json").await.ok();
        let mut calls = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            // Streams do not end, and of these one is a page and the others are no calls of this API.
            let others = [
                "/api/v1/streaming",
                "/oauth/authorize",
                "/nodeinfo/",
                "/.well-known/nodeinfo",
            ];
            if others.iter().any(|start| path.starts_with(start)) {
                continue;
            }
            for (method, operation) in item.as_object().expect("calls") {
                calls.push(Self::read(&document, method, path, operation));
            }
        }
        assert!(calls.len() > 150, "only {} calls were found", calls.len());
        calls
    }

    fn read(document: &Value, method: &str, path: &str, operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let content = operation["requestBody"]["content"].as_object();
        let schema = content.and_then(|content| content.values().next());
        let schema = schema.map(|content| resolved(document, &content["schema"]));
        let ways = operation["security"].as_array().into_iter().flatten();
        let is_ours = path.starts_with("/api/v1/vouchwell/") && !path.contains("/accounts/");
        Self {
            method: method.to_uppercase().parse().expect("a method"),
            path: path
                .replace("{id}", if is_ours { NO_DOCUMENT } else { "1" })
                .replace("{name}", "topic"),
            names_something: path.contains("{id}"),
            of_application: ways.clone().count() > 0
                && ways
                    .clone()
                    .all(|way| way["member"].as_array().is_none_or(Vec::is_empty)),
            parameters: parameters
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| {
                    let kind = kind(&parameter["schema"]).unwrap_or_default().to_owned();
                    (parameter["name"].as_str().expect("a name").to_owned(), kind)
                })
                .collect(),
            body: schema.filter(|schema| schema["properties"].is_object()),
        }
    }

    /// Every body that has a field of another type than the document says, or lacks one that it needs.
    pub(crate) fn spoilt(&self) -> Vec<Spoilt> {
        self.body.as_ref().map(spoilt).unwrap_or_default()
    }

    /// A body for each field that takes ids, in which these are numbers, as some clients write them.
    pub(crate) fn with_numbers(&self) -> Vec<Spoilt> {
        let properties = self.body.as_ref().map(|schema| &schema["properties"]);
        let fields = properties.and_then(Value::as_object).into_iter().flatten();
        let ids = fields.filter(|(name, _)| {
            let last = name.rsplit('_').next();
            last.is_some_and(|last| matches!(last, "id" | "ids")) && *name != "client_id"
        });
        ids.map(|(field, schema)| {
            let mut body = fitting(self.body.as_ref().unwrap_or(&Value::Null));
            body[field] = match kind(schema) {
                Some("array") => json!([1]),
                _ => json!(1),
            };
            let field = field.clone();
            Spoilt { field, body }
        })
        .collect()
    }
}

/// Well-formed, and of nothing.
const NO_DOCUMENT: &str = "0123456789abcdef0123456789abcdef";

/// Puts what a reference names in its place; of several schemas the first that is not nothing.
fn resolved(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let named = document.pointer(reference.trim_start_matches('#'));
        return resolved(document, named.expect("a reference leads to a schema"));
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        let schemas = schema[several].as_array().into_iter().flatten();
        if let Some(first) = schemas.into_iter().find(|one| one["type"] != "null") {
            return resolved(document, first);
        }
    }
    let mut schema = schema.clone();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for property in properties.values_mut() {
            *property = resolved(document, property);
        }
    }
    if schema["items"].is_object() {
        schema["items"] = resolved(document, &schema["items"]);
    }
    schema
}

/// The type of a value that is there.
fn kind(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null"),
        _ => None,
    }
}

/// A value that a schema takes, with what it requires and nothing else.
fn fitting(schema: &Value) -> Value {
    if let Some(given) = schema.get("example").or(schema["enum"].get(0)) {
        return given.clone();
    }
    match kind(schema) {
        Some("string") => json!("text"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([fitting(&schema["items"])]),
        _ => required(schema)
            .map(|name| (name.to_owned(), fitting(&schema["properties"][name])))
            .collect::<Map<_, _>>()
            .into(),
    }
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// Values that a schema does not take, however leniently they are read: clients write numbers and truth values as
/// texts, and one thing where a list is expected.
fn unfit(schema: &Value) -> Vec<Value> {
    match kind(schema) {
        // A file stands in no JSON.
        Some("string") if schema["format"] == "binary" => Vec::new(),
        Some("string") => vec![json!({"a": {}}), json!([[1]])],
        Some("integer" | "number") => vec![json!("many"), json!(1.5e300), json!({"a": 1}), json!([[1]])],
        Some("boolean") => vec![json!("maybe"), json!(7), json!({"a": 1}), json!([[1]])],
        Some("array") => vec![json!({"a": {}}), json!([[{}]])],
        _ => vec![json!("text"), json!(7), json!([[1]])],
    }
}

fn spoilt(schema: &Value) -> Vec<Spoilt> {
    let right = fitting(schema);
    // What is wrong stands first, where it is read first.
    let with = |name: &str, value: Value| {
        let mut body = json!({ name: value });
        let others = right
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(other, _)| *other != name);
        let fields = body.as_object_mut().expect("fields");
        fields.extend(others.map(|(other, value)| (other.clone(), value.clone())));
        body
    };
    let mut found = Vec::new();
    for name in required(schema) {
        let mut body = right.clone();
        body.as_object_mut().expect("fields").shift_remove(name);
        found.push(Spoilt {
            field: name.to_owned(),
            body,
        });
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        for value in unfit(property) {
            found.push(Spoilt {
                field: name.clone(),
                body: with(name, value),
            });
        }
        if property["properties"].is_object() {
            let within = spoilt(property).into_iter();
            found.extend(within.map(|inner| Spoilt {
                body: with(name, inner.body),
                ..inner
            }));
        }
    }
    found
}

/// All that a member can read without naming anything, to see whether something changed.
pub(crate) async fn everything_seen_by(member: &Member, calls: &[Call]) -> Vec<String> {
    let mut seen = Vec::new();
    for call in calls {
        let needs_nothing = call.method == Method::GET && !call.names_something && !call.of_application;
        if needs_nothing {
            let answer = member.get(&call.path).await;
            seen.push(format!("{} {}: {}", call.path, answer.status, answer.body));
        }
    }
    seen
}
