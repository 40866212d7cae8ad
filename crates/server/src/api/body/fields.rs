//! Fields of a form, whose names tell how they nest: `a[]`, `a[b]` and `a[][b]`, as Rails reads them.

use serde_json::{Map, Value};

/// Names that nest deeper are taken as they are written.
const DEEPEST: usize = 5;

/// Sets a field. One that is repeated becomes a list, in which the last counts where one is expected.
pub(super) fn set(fields: &mut Map<String, Value>, name: &str, value: String) {
    let (base, path) = parts(name).unwrap_or((name, Vec::new()));
    put(fields, base, &path, Value::String(value));
}

/// `a[b][]` is `a`, `b` and nothing.
fn parts(name: &str) -> Option<(&str, Vec<&str>)> {
    let (base, rest) = name.split_once('[')?;
    let path: Vec<&str> = rest.strip_suffix(']')?.split("][").collect();
    let is_sound = |part: &&str| !part.contains(['[', ']']);
    (!base.is_empty() && path.len() <= DEEPEST && path.iter().all(is_sound)).then_some((base, path))
}

fn put(fields: &mut Map<String, Value>, key: &str, path: &[&str], value: Value) {
    match path {
        [] => match fields.get_mut(key) {
            Some(Value::Array(items)) => items.push(value),
            Some(before @ Value::String(_)) => *before = Value::Array(vec![before.take(), value]),
            _ => {
                fields.insert(key.to_owned(), value);
            }
        },
        ["", rest @ ..] => {
            let mut items = match fields.insert(key.to_owned(), Value::Null) {
                Some(Value::Array(items)) => items,
                before => before.into_iter().collect(),
            };
            push(&mut items, rest, value);
            fields.insert(key.to_owned(), Value::Array(items));
        }
        [next, rest @ ..] => {
            let mut members = match fields.insert(key.to_owned(), Value::Null) {
                Some(Value::Object(members)) => members,
                _ => Map::new(),
            };
            put(&mut members, next, rest, value);
            fields.insert(key.to_owned(), Value::Object(members));
        }
    }
}

/// `a[][b]` begins another entry when the present one has a `b` already.
fn push(items: &mut Vec<Value>, path: &[&str], value: Value) {
    let [key, rest @ ..] = path else {
        items.push(value);
        return;
    };
    let is_full = |entry: &Map<String, Value>| entry.contains_key(*key) && !rest.contains(&"");
    match items.last_mut() {
        Some(Value::Object(entry)) if !is_full(entry) => put(entry, key, rest, value),
        _ => {
            let mut entry = Map::new();
            put(&mut entry, key, rest, value);
            items.push(Value::Object(entry));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    fn read(form: &str) -> Value {
        let mut fields = Map::new();
        for (name, value) in url::form_urlencoded::parse(form.as_bytes()) {
            super::set(&mut fields, &name, value.into_owned());
        }
        Value::Object(fields)
    }

    #[test]
    fn names_nest() {
        for (form, expected) in [
            ("a=1&b=", json!({"a": "1", "b": ""})),
            ("id[]=1&id[]=2", json!({"id": ["1", "2"]})),
            ("id=1&id=2&id=3", json!({"id": ["1", "2", "3"]})),
            ("id=1&id[]=2", json!({"id": ["1", "2"]})),
            (
                "poll[options][]=x&poll[options][]=y&poll[multiple]=1",
                json!({"poll": {"options": ["x", "y"], "multiple": "1"}}),
            ),
            (
                "f[0][name]=n&f[0][value]=v&f[1][name]=m",
                json!({"f": {"0": {"name": "n", "value": "v"}, "1": {"name": "m"}}}),
            ),
            (
                "k[][w]=a&k[][whole]=1&k[][w]=b",
                json!({"k": [{"w": "a", "whole": "1"}, {"w": "b"}]}),
            ),
            ("k[][t][]=a&k[][t][]=b", json!({"k": [{"t": ["a", "b"]}]})),
        ] {
            assert_eq!(read(form), expected, "{form}");
        }
    }

    #[test]
    fn what_nests_wrongly_is_a_name() {
        for name in [
            "[a]",
            "a[",
            "a[b",
            "a]b[",
            "a[b]c",
            "a[[b]]",
            "a[1][2][3][4][5][6]",
        ] {
            assert_eq!(read(&format!("{name}=1")), json!({name: "1"}), "{name}");
        }
    }
}
