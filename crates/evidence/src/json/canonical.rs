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

/// A member whose value is known to have this canonical form, so that it is copied and not written again.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) name: &'a str,
    pub(crate) canonical: &'a [u8],
}

/// The canonical form of an object, parted around one member, so that it is written once and then taken both
/// without that member and with it.
pub(crate) struct Parted {
    text: Vec<u8>,
    place: usize,
}

impl Parted {
    pub(crate) fn around(object: &Map<String, Value>, name: &str, known: Option<Known<'_>>) -> Parted {
        let sorted = sorted(object);
        let before = sorted.partition_point(|(other, _)| in_order(other, name).is_lt());
        let after = before + usize::from(sorted.get(before).is_some_and(|(other, _)| *other == name));
        let mut text = Vec::with_capacity(2048);
        text.push(b'{');
        write_members(&mut text, &sorted[..before], known);
        let place = text.len();
        write_members(&mut text, &sorted[after..], known);
        text.push(b'}');
        Parted { text, place }
    }

    /// What stands before the member.
    pub(crate) fn opening(&self) -> &[u8] {
        &self.text[..self.place]
    }

    /// The pieces that follow when the member is left out.
    pub(crate) fn closing_without(&self) -> [&[u8]; 2] {
        let comma: &[u8] = if self.opening() == b"{" {
            b""
        } else {
            self.comma_after()
        };
        [comma, self.closing()]
    }

    /// The pieces that follow with the member, whose name needs no escapes and whose value is canonical.
    pub(crate) fn closing_with<'a>(&'a self, name: &'a str, value: &[&'a [u8]]) -> Vec<&'a [u8]> {
        let comma: &[u8] = if self.opening() == b"{" { b"" } else { b"," };
        let member: [&[u8]; 4] = [comma, b"\"", name.as_bytes(), b"\":"];
        [&member, value, &[self.comma_after(), self.closing()]].concat()
    }

    fn closing(&self) -> &[u8] {
        &self.text[self.place..]
    }

    fn comma_after(&self) -> &'static [u8] {
        if self.closing() == b"}" { b"" } else { b"," }
    }
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
            write_members(bytes, &sorted(members), None);
            bytes.push(b'}');
        }
    }
}

fn write_members(bytes: &mut Vec<u8>, members: &[Member<'_>], known: Option<Known<'_>>) {
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        write_text(bytes, name);
        bytes.push(b':');
        match known {
            Some(known) if known.name == *name => bytes.extend_from_slice(known.canonical),
            _ => write_value(bytes, value),
        }
    }
}

/// UTF-16 and UTF-8 sort ASCII alike, and nothing else is usual.
fn sorted(object: &Map<String, Value>) -> Vec<Member<'_>> {
    let mut members: Vec<_> = object.iter().collect();
    if members.iter().all(|(name, _)| name.is_ascii()) {
        members.sort_unstable_by_key(|(name, _)| *name);
    } else {
        members.sort_unstable_by(|(one, _), (other, _)| in_order(one, other));
    }
    members
}

fn in_order(one: &str, other: &str) -> Ordering {
    one.encode_utf16().cmp(other.encode_utf16())
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
