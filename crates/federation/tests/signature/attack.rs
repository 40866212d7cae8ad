//! Requests that are not what their signature says. Every one is accepted before it is spoilt.

use chrono::TimeDelta;
use http::Method;
use vouchwell_federation::signature::SignatureError;

use crate::peer::{CONTENT_DIGEST, CREATED, DATE, DIGEST, KEY_ID, Key, Sent, cavage_post, now, rfc9421_post};

/// Spoils a good request of either scheme.
fn spoilt(spoil: impl Fn(&mut Sent)) -> [Result<(), SignatureError>; 2] {
    let key = Key::ed25519();
    [cavage_post(&key), rfc9421_post(&key)].map(|mut sent| {
        assert_eq!(sent.judge(&key.public()), Ok(()));
        spoil(&mut sent);
        sent.judge(&key.public())
    })
}

fn both(error: SignatureError) -> [Result<(), SignatureError>; 2] {
    [Err(error.clone()), Err(error)]
}

#[test]
fn an_unsigned_request_is_refused() {
    let unsigned = spoilt(|sent| {
        sent.headers.remove("signature");
        sent.headers.remove("signature-input");
    });
    assert_eq!(unsigned, both(SignatureError::Missing));
}

#[test]
fn a_body_changed_after_signing_is_refused() {
    assert_eq!(
        spoilt(|sent| sent.body.push(' ')),
        both(SignatureError::DigestMismatch)
    );
}

#[test]
fn a_digest_changed_together_with_the_body_is_refused() {
    let changed = spoilt(|sent| {
        sent.body = String::new();
        sent.set("digest", "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        sent.set(
            "content-digest",
            "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
        );
    });
    assert_eq!(changed, both(SignatureError::Invalid));
}

#[test]
fn another_method_target_or_query_is_refused() {
    assert_eq!(
        spoilt(|sent| sent.target = "/users/eve/inbox".to_owned()),
        both(SignatureError::Invalid)
    );
    assert_eq!(
        spoilt(|sent| sent.target.push_str("?a=b")),
        both(SignatureError::Invalid)
    );
    assert_eq!(
        spoilt(|sent| sent.method = Method::GET),
        both(SignatureError::Invalid)
    );
}

#[test]
fn a_method_without_known_body_is_refused() {
    assert_eq!(
        spoilt(|sent| sent.method = Method::PUT),
        both(SignatureError::BodyUnknown)
    );
}

#[test]
fn a_request_for_another_host_or_port_is_refused() {
    for host in [
        "other.example",
        "vouch.example:8443",
        "vouch.example.",
        "vouch.example@other.example",
        "",
    ] {
        let sent = spoilt(|sent| {
            sent.set("host", host);
        });
        assert_eq!(sent, both(SignatureError::WrongHost), "{host}");
    }
}

#[test]
fn a_request_signed_for_another_host_is_refused_though_it_arrives_here() {
    let key = Key::ed25519();
    let mut sent = cavage_post(&key);
    let parameters = format!(r#"keyId="{KEY_ID}",headers="(request-target) host date digest""#);
    let date = format!("date: {DATE}");
    let digest = format!("digest: {DIGEST}");
    let lines = [
        "(request-target): post /users/bob/inbox",
        "host: other.example",
        &date,
        &digest,
    ];
    sent.sign_cavage(&key, &parameters, &lines);
    assert_eq!(sent.judge(&key.public()), Err(SignatureError::Invalid));
}

#[test]
fn a_date_over_an_hour_away_is_refused_on_either_side() {
    let key = Key::ed25519();
    for sent in [cavage_post(&key), rfc9421_post(&key)] {
        for minutes in [-60, -59, 0, 59, 60] {
            assert_eq!(
                sent.judge_at(&key.public(), now() + TimeDelta::minutes(minutes)),
                Ok(()),
                "{minutes}"
            );
        }
        for minutes in [-61, 61, -60 * 24, 60 * 24 * 365] {
            let judged = sent.judge_at(&key.public(), now() + TimeDelta::minutes(minutes));
            assert_eq!(judged, Err(SignatureError::Date), "{minutes}");
        }
    }
}

#[test]
fn an_expired_signature_is_refused() {
    let key = Key::ed25519();
    let lines = [
        r#""@method": POST"#,
        r#""@target-uri": https://vouch.example/users/bob/inbox"#,
        &format!(r#""content-digest": {CONTENT_DIGEST}"#),
    ];
    let components = r#"("@method" "@target-uri" "content-digest")"#;
    let mut sent = Sent::post();
    let input = format!(
        r#"{components};created={CREATED};expires={};keyid="{KEY_ID}""#,
        CREATED + 60
    );
    sent.sign_rfc9421(&key, &input, &lines);
    assert_eq!(
        sent.judge_at(&key.public(), now() + TimeDelta::seconds(59)),
        Ok(())
    );
    assert_eq!(
        sent.judge_at(&key.public(), now() + TimeDelta::seconds(60)),
        Err(SignatureError::Expired)
    );
}

#[test]
fn a_repeated_header_is_refused() {
    for name in ["host", "signature", "signature-input", "digest", "content-digest"] {
        let results = spoilt(|sent| {
            if let Some(value) = sent.headers.get(name).cloned() {
                sent.headers
                    .append(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
            }
        });
        let refused = Err(SignatureError::Repeated(name.to_owned()));
        assert!(results.contains(&refused), "{name}: {results:?}");
    }
}

#[test]
fn a_key_that_did_not_sign_is_refused() {
    for sent in [cavage_post(&Key::rsa()), rfc9421_post(&Key::rsa())] {
        assert_eq!(sent.judge(&Key::rsa().public()), Err(SignatureError::Invalid));
        assert_eq!(sent.judge(&Key::ed25519().public()), Err(SignatureError::Invalid));
    }
}

#[test]
fn an_algorithm_that_is_unknown_or_not_the_keys_is_refused() {
    let key = Key::ed25519();
    let renamed = |name: &str| {
        let mut sent = cavage_post(&key);
        let header = sent.headers["signature"]
            .to_str()
            .unwrap()
            .replace("hs2019", name);
        sent.set("signature", &header).judge(&key.public())
    };
    assert_eq!(renamed("ed25519"), Ok(()));
    assert_eq!(renamed("rsa-sha256"), Err(SignatureError::KeyMismatch));
    for unknown in ["hmac-sha256", "rsa-sha1", "none"] {
        assert_eq!(
            renamed(unknown),
            Err(SignatureError::UnsupportedAlgorithm),
            "{unknown}"
        );
    }
}

#[test]
fn a_key_named_by_anything_but_a_foreign_url_is_refused() {
    for key_id in [
        "acct:alice@peer.example",
        "/users/alice",
        "https://vouch.example/users/bob#main-key",
    ] {
        let results = spoilt(|sent| {
            for name in ["signature", "signature-input"] {
                if let Some(value) = sent.headers.get(name) {
                    let value = value.to_str().unwrap().replace(KEY_ID, key_id);
                    sent.set(name, &value);
                }
            }
        });
        assert_eq!(results, both(SignatureError::KeyId), "{key_id}");
    }
}

#[test]
fn a_signature_cannot_be_passed_off_as_one_of_the_other_scheme() {
    let key = Key::ed25519();
    let mut sent = rfc9421_post(&key);
    sent.headers.remove("signature-input");
    assert_eq!(
        sent.judge(&key.public()),
        Err(SignatureError::Malformed("Signature"))
    );
    let mut sent = cavage_post(&key);
    sent.set("signature-input", r#"sig1=("@method")"#);
    assert_eq!(
        sent.judge(&key.public()),
        Err(SignatureError::Malformed("Signature"))
    );
}
