//! What the strict reader takes and refuses (protocol §3).

use serde_json::json;
use vouchwell_evidence::json::{read, read_with};
use vouchwell_evidence::{Limits, ReadError, Verdict, verify};

#[test]
fn plain_json_is_read_as_it_stands() {
    let text =
        r#" {"b": [true, false, null, -1, 0, 9007199254740991], "a": {"é\n\u00e9😀\ud83d\ude00": ""}} "#;
    let value = read(text.as_bytes()).unwrap();
    assert_eq!(
        value,
        json!({ "b": [true, false, null, -1, 0, 9007199254740991_i64], "a": { "é\né😀😀": "" } })
    );
    assert_eq!(
        value.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["b", "a"],
        "the order is kept"
    );
}

#[test]
fn a_key_stands_once_however_it_is_written() {
    for text in [
        r#"{"a": 1, "a": 1}"#,
        r#"{"a": 1, "\u0061": 2}"#,
        r#"[{"x": {"é": 1, "b": 2, "\u00e9": 3}}]"#,
        r#"{"😀": 1, "\ud83d\ude00": 1}"#,
    ] {
        assert_eq!(read(text.as_bytes()), Err(ReadError::DuplicateKey), "{text}");
        assert_eq!(
            read_with(text.as_bytes(), Limits::INBOX),
            Err(ReadError::DuplicateKey),
            "{text}"
        );
    }
    assert!(read(r#"{"a": {"a": {"a": 1}}, "A": 1}"#.as_bytes()).is_ok());
}

#[test]
fn evidence_has_exact_integers_and_activities_any_number() {
    for text in [
        "0.5",
        "1.0",
        "1e3",
        "-0",
        "-0.0",
        "9007199254740992",
        "-9007199254740992",
        "18446744073709551616",
    ] {
        let text = format!("[{text}]");
        assert_eq!(read(text.as_bytes()), Err(ReadError::Number), "{text}");
        assert!(read_with(text.as_bytes(), Limits::INBOX).is_ok(), "{text}");
    }
    assert!(read(b"[9007199254740991, -9007199254740991, 0]").is_ok());
    assert!(read_with(b"[1e999]", Limits::INBOX).is_err());
}

#[test]
fn nesting_ends_at_the_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(32).as_bytes()).is_ok());
    assert_eq!(read(nested(33).as_bytes()), Err(ReadError::TooDeep));
    assert_eq!(read(nested(100_000).as_bytes()), Err(ReadError::TooDeep));
    let objects = |depth: usize| format!("{}0{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    assert!(read(objects(32).as_bytes()).is_ok());
    assert_eq!(read(objects(33).as_bytes()), Err(ReadError::TooDeep));
    assert!(read_with(nested(3).as_bytes(), Limits { size: 6, depth: 3 }).is_ok());
    assert_eq!(
        read_with(nested(3).as_bytes(), Limits { size: 6, depth: 2 }),
        Err(ReadError::TooDeep)
    );
}

#[test]
fn size_ends_at_the_limit() {
    let sized = |size: usize| format!("\"{}\"", "a".repeat(size - 2));
    assert!(read(sized(256 * 1024).as_bytes()).is_ok());
    assert_eq!(read(sized(256 * 1024 + 1).as_bytes()), Err(ReadError::TooLarge));
    assert!(read_with(sized(1024 * 1024).as_bytes(), Limits::INBOX).is_ok());
    assert_eq!(
        read_with(sized(1024 * 1024 + 1).as_bytes(), Limits::INBOX),
        Err(ReadError::TooLarge)
    );
}

#[test]
fn what_is_no_json_in_utf_8_is_refused() {
    let texts: [&[u8]; 14] = [
        b"",
        b" ",
        b"{",
        b"[1,]",
        b"{\"a\" 1}",
        b"[1] 2",
        b"'a'",
        b"NaN",
        b"01",
        b"\"\n\"",
        b"\"\\ud800\"",
        b"\"\\x\"",
        b"\"\xff\"",
        b"\xef\xbb\xbf{}",
    ];
    for text in texts {
        assert_eq!(read(text), Err(ReadError::Syntax), "{text:?}");
        assert_eq!(
            verify(text, "2026-04-30T12:00:00Z".parse().unwrap()),
            Err(Verdict::Malformed)
        );
    }
}
