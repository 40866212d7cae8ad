//! The grammar of times, ids, keys and digests (protocol §§3 and 4).

mod grammar;

use chrono::{DateTime, TimeDelta, Utc};
use grammar::check;
use serde::Deserialize;
use vouchwell_evidence::*;

#[test]
fn times_have_one_form() {
    check::<Timestamp>(
        &[
            "2026-03-01T12:00:00Z",
            "2024-02-29T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ],
        &[
            "",
            "2026-03-01",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-3-1T00:00:00Z",
            "2026-03-01T24:00:00Z",
            "2026-03-01T12:00:60Z",
            "2026-03-01T12:00:00.000Z",
            "2026-03-01T12:00:00+00:00",
            "2026-03-01t12:00:00z",
            "2026-03-01 12:00:00Z",
            " 2026-03-01T12:00:00Z",
            "+026-03-01T12:00:00Z",
            "2026-03-01T12:00:00Ä",
            "2026-03-01T12:00:00Z\n",
        ],
    );
}

#[test]
fn times_are_cut_to_seconds_and_stay_writable() {
    let time: DateTime<Utc> = "2026-03-01T12:00:00.999999Z".parse().unwrap();
    assert_eq!(Timestamp::from_datetime(time).to_string(), "2026-03-01T12:00:00Z");
    assert_eq!(
        Timestamp::from_datetime(DateTime::<Utc>::MAX_UTC).to_string(),
        "9999-12-31T23:59:59Z"
    );
    assert_eq!(
        Timestamp::from_datetime(DateTime::<Utc>::MIN_UTC).to_string(),
        "0000-01-01T00:00:00Z"
    );

    let time: Timestamp = "2024-02-29T12:00:00Z".parse().unwrap();
    assert_eq!(
        (time + TimeDelta::milliseconds(-1)).to_string(),
        "2024-02-29T11:59:59Z"
    );
    assert_eq!((time + TimeDelta::MAX).to_string(), "9999-12-31T23:59:59Z");
    assert_eq!((time + TimeDelta::MIN).to_string(), "0000-01-01T00:00:00Z");
    assert_eq!(time.years_later(5).to_string(), "2029-02-28T12:00:00Z");
    assert_eq!(time.years_later(u32::MAX).to_string(), "9999-12-31T23:59:59Z");
}

#[test]
fn ids_are_https_except_on_this_machine() {
    let longest = format!("https://a.example/{}", "a".repeat(2030));
    let too_long = format!("https://a.example/{}", "a".repeat(2031));
    let accepted = [
        "https://a.example/users/alice",
        "https://a.example",
        "https://a.example:8443/@alice?x=1%20y",
        "https://xn--bcher-kva.example/",
        "https://192.0.2.1/a",
        "http://localhost:8080/a",
        "http://a.localhost/a",
        "http://127.0.0.1:1/a",
        "http://127.8.0.1/a",
        "http://[::1]:8080/a",
        &longest,
    ];
    let refused = [
        "",
        "alice",
        "a.example/users/alice",
        "http://a.example/",
        "http://localhost.example/",
        "http://notlocalhost/",
        "http://192.168.0.1/",
        "ftp://a.example/",
        "HTTPS://a.example/",
        "https:a.example",
        "https:///a.example/",
        "https:\\\\a.example",
        "https://a.example\\b",
        "https://user@a.example/",
        "https://@a.example/",
        "https://user:password@a.example/",
        "https://a.example/#key",
        "https://a.example/#",
        "https://a.example/a b",
        "https://a.example/\n",
        " https://a.example/",
        "https://bücher.example/",
        "https://a.example:99999/",
        "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        &too_long,
    ];
    check::<ActorUri>(&accepted, &refused);
    check::<DocumentUri>(&accepted, &refused);
}

#[test]
fn ids_are_compared_as_written_and_origins_as_normalised() {
    let id = |text: &str| text.parse::<ActorUri>().unwrap();
    assert_ne!(id("https://a.example/x"), id("https://A.example:443/x"));
    assert_eq!(
        id("https://a.example/x").origin(),
        id("https://A.example:443/y").origin()
    );
    assert_ne!(
        id("https://a.example/x").origin(),
        id("https://a.example:444/x").origin()
    );
    assert_ne!(
        id("https://localhost/x").origin(),
        id("http://localhost/x").origin()
    );
    assert_ne!(
        id("http://localhost:1/x").origin(),
        id("http://localhost:2/x").origin()
    );
    assert_eq!(id("https://A.example:443/x").origin().host(), "a.example");
    assert_eq!(id("http://localhost:8081/x").origin().host(), "localhost:8081");
    assert_eq!(
        id("https://A.example:8443/x").origin().to_string(),
        "https://a.example:8443"
    );
    assert_eq!(id("https://A.example/x").url().as_str(), "https://a.example/x");
}

#[test]
fn keys_are_ed25519() {
    check::<DidKey>(
        &["did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"],
        &[
            "",
            "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "did:key:",
            "did:key:z",
            "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ",
            "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
            "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ22",
            "did:key:m6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "did:key:z16MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "did:key:z0MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        ],
    );
}

#[test]
fn digests_are_sha_256() {
    let digest = "zQmRYykP4oSJ3JMW2PXbqDeUroyx3xaihQrhwAkkhaBkh7H";
    check::<Digest>(
        &[digest],
        &[
            "",
            "z",
            "QmRYykP4oSJ3JMW2PXbqDeUroyx3xaihQrhwAkkhaBkh7H",
            &digest[..46],
            &format!("{digest}1"),
        ],
    );
    // The SHA-256 of the two characters `{}`.
    let multihash = bs58::decode(&Digest::of(&serde_json::json!({})).to_string()[1..])
        .into_vec()
        .unwrap();
    assert_eq!(
        hex::encode(multihash),
        "122044136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    );
}

#[test]
fn a_reference_is_stored_with_its_values_checked() {
    #[derive(Deserialize)]
    struct Row {
        replaces: Reference,
    }
    let row: Row = serde_json::from_str(
        r#"{"replaces": {"id": "https://a.example/1", "digest": "zQmRYykP4oSJ3JMW2PXbqDeUroyx3xaihQrhwAkkhaBkh7H"}}"#,
    )
    .unwrap();
    assert_eq!(row.replaces.id.as_str(), "https://a.example/1");
    assert!(serde_json::from_str::<Reference>(r#"{"id": "https://a.example/1", "digest": "z"}"#).is_err());
}
