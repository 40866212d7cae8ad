use std::cmp::Ordering;
use std::io::Write as _;

use serde_json::{Map, Number, Value};

use super::LARGEST_INTEGER;

type Member<'a> = (&'a String, &'a Value);

/// The canonical form of a value (JCS, RFC 8785): members sorted by the UTF-16 of their names, no spaces.
pub fn canonical(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    write_value(&mut bytes, value);
    bytes
}

/// The canonical form of an object, parted around one member, so that it is written once and then taken both
/// without that member and with it.
pub(crate) struct Parted {
    members: Vec<u8>,
    place: usize,
}

impl Parted {
    pub(crate) fn around(object: &Map<String, Value>, name: &str) -> Parted {
        let sorted = sorted(object);
        let before = sorted.partition_point(|(other, _)| in_order(other, name).is_lt());
        let after = before + usize::from(sorted.get(before).is_some_and(|(other, _)| *other == name));
        let mut members = Vec::with_capacity(1024);
        write_members(&mut members, &sorted[..before]);
        let place = members.len();
        write_members(&mut members, &sorted[after..]);
        Parted { members, place }
    }

    /// The pieces up to the member.
    pub(crate) fn opening(&self) -> [&[u8]; 2] {
        [b"{", self.before()]
    }

    /// The pieces that follow when the member is left out.
    pub(crate) fn closing_without(&self) -> [&[u8]; 3] {
        let comma: &[u8] = if self.before().is_empty() {
            b""
        } else {
            comma(self.after())
        };
        [comma, self.after(), b"}"]
    }

    /// The pieces that follow with the member, whose name needs no escapes and whose value is canonical.
    pub(crate) fn closing_with<'a>(&'a self, name: &'a str, value: &[&'a [u8]]) -> Vec<&'a [u8]> {
        let member: [&[u8]; 4] = [comma(self.before()), b"\"", name.as_bytes(), b"\":"];
        [&member, value, &[comma(self.after()), self.after(), b"}"]].concat()
    }

    fn before(&self) -> &[u8] {
        &self.members[..self.place]
    }

    fn after(&self) -> &[u8] {
        &self.members[self.place..]
    }
}

/// What stands between some members and others.
fn comma(members: &[u8]) -> &'static [u8] {
    if members.is_empty() { b"" } else { b"," }
}

fn write_value(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => bytes.extend_from_slice(b"null"),
        Value::Bool(true) => bytes.extend_from_slice(b"true"),
        Value::Bool(false) => bytes.extend_from_slice(b"false"),
        Value::Number(number) => write_number(bytes, number),
        Value::String(text) => write_text(bytes, text),
        Value::Array(items) => {
            bytes.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    bytes.push(b',');
                }
                write_value(bytes, item);
            }
            bytes.push(b']');
        }
        Value::Object(members) => {
            bytes.push(b'{');
            write_members(bytes, &sorted(members));
            bytes.push(b'}');
        }
    }
}

fn write_members(bytes: &mut Vec<u8>, members: &[Member<'_>]) {
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        write_text(bytes, name);
        bytes.push(b':');
        write_value(bytes, value);
    }
}

fn sorted(object: &Map<String, Value>) -> Vec<Member<'_>> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_unstable_by(|(one, _), (other, _)| in_order(one, other));
    members
}

/// UTF-16 and UTF-8 sort ASCII alike, and nothing else is usual.
fn in_order(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        one.cmp(other)
    } else {
        one.encode_utf16().cmp(other.encode_utf16())
    }
}

/// As ECMAScript writes numbers.
fn write_number(bytes: &mut Vec<u8>, number: &Number) {
    let exact = number
        .as_i64()
        .filter(|integer| integer.unsigned_abs() <= LARGEST_INTEGER);
    // Writing into memory cannot fail.
    let _ = match (exact, number.as_f64()) {
        (None, Some(float)) => bytes.write_all(ryu_js::Buffer::new().format(float).as_bytes()),
        _ => write!(bytes, "{number}"),
    };
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.push(b'"');
    let mut rest = text.as_bytes();
    // Looking at every byte once, without a way out, is what the processor does many at a time.
    if rest.iter().fold(false, |found, byte| found | needs_escape(*byte)) {
        while let Some(place) = rest.iter().position(|byte| needs_escape(*byte)) {
            bytes.extend_from_slice(&rest[..place]);
            write_escape(bytes, rest[place]);
            rest = &rest[place + 1..];
        }
    }
    bytes.extend_from_slice(rest);
    bytes.push(b'"');
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn write_escape(bytes: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        b'"' | b'\\' => byte,
        _ => {
            bytes.extend_from_slice(b"\\u00");
            bytes.push(HEX[usize::from(byte >> 4)]);
            bytes.push(HEX[usize::from(byte & 0xf)]);
            return;
        }
    };
    bytes.extend_from_slice(&[b'\\', short]);
}
