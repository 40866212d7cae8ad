//! Signatures over too little, or over what is not supported.

use vouchwell_federation::signature::SignatureError;

use crate::peer::{CONTENT_DIGEST, CREATED, DATE, DIGEST, KEY_ID, Key, Sent};

#[test]
fn a_cavage_signature_over_too_little_is_refused() {
    let key = Key::ed25519();
    let line = |name: &str| match name {
        "(request-target)" => "(request-target): post /users/bob/inbox".to_owned(),
        "host" => "host: vouch.example".to_owned(),
        "date" => format!("date: {DATE}"),
        _ => format!("digest: {DIGEST}"),
    };
    let judge = |names: &[&str]| {
        let lines: Vec<_> = names.iter().map(|name| line(name)).collect();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let mut sent = Sent::post();
        let parameters = format!(
            r#"keyId="{KEY_ID}",created={CREATED},headers="{}""#,
            names.join(" ")
        );
        sent.sign_cavage(&key, &parameters, &lines).judge(&key.public())
    };
    let all = ["(request-target)", "host", "date", "digest"];
    assert_eq!(judge(&all), Ok(()));
    for missing in all {
        let names: Vec<_> = all.into_iter().filter(|name| *name != missing).collect();
        assert!(
            matches!(judge(&names), Err(SignatureError::NotCovered(_))),
            "{missing}: {:?}",
            judge(&names)
        );
    }
    assert!(matches!(judge(&["digest"]), Err(SignatureError::NotCovered(_))));
}

#[test]
fn an_rfc9421_signature_over_too_little_is_refused() {
    let key = Key::ed25519();
    let line = |name: &str| match name {
        "@method" => r#""@method": POST"#.to_owned(),
        "@path" => r#""@path": /users/bob/inbox"#.to_owned(),
        "@authority" => r#""@authority": vouch.example"#.to_owned(),
        "date" => format!(r#""date": {DATE}"#),
        _ => format!(r#""content-digest": {CONTENT_DIGEST}"#),
    };
    let judge = |names: &[&str]| {
        let lines: Vec<_> = names.iter().map(|name| line(name)).collect();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let mut sent = Sent::post();
        let input = format!(r#"({});keyid="{KEY_ID}""#, quoted.join(" "));
        sent.sign_rfc9421(&key, &input, &lines).judge(&key.public())
    };
    let all = ["@method", "@path", "@authority", "date", "content-digest"];
    assert_eq!(judge(&all), Ok(()));
    for missing in all {
        let names: Vec<_> = all.into_iter().filter(|name| *name != missing).collect();
        assert!(
            matches!(judge(&names), Err(SignatureError::NotCovered(_))),
            "{missing}: {:?}",
            judge(&names)
        );
    }
}

#[test]
fn a_path_without_its_query_covers_no_target() {
    let key = Key::ed25519();
    let mut sent = Sent::post();
    sent.target = "/users/bob/inbox?for=eve".to_owned();
    let lines = [
        r#""@method": POST"#,
        r#""@path": /users/bob/inbox"#,
        r#""@authority": vouch.example"#,
        &format!(r#""content-digest": {CONTENT_DIGEST}"#),
    ];
    let components = r#"("@method" "@path" "@authority" "content-digest")"#;
    sent.sign_rfc9421(
        &key,
        &format!(r#"{components};created={CREATED};keyid="{KEY_ID}""#),
        &lines,
    );
    assert_eq!(
        sent.judge(&key.public()),
        Err(SignatureError::NotCovered("the request target"))
    );
}

#[test]
fn components_with_parameters_twice_or_unknown_are_refused() {
    let key = Key::ed25519();
    let judge = |components: &str| {
        let mut sent = Sent::post();
        let input = format!(r#"{components};created={CREATED};keyid="{KEY_ID}""#);
        sent.sign_rfc9421(&key, &input, &[]).judge(&key.public())
    };
    let unsupported = |name: &str| Err(SignatureError::UnsupportedComponent(name.to_owned()));
    assert_eq!(judge(r#"("@method";req "@target-uri")"#), unsupported("@method"));
    assert_eq!(
        judge(r#"("content-digest";bs "@target-uri")"#),
        unsupported("content-digest")
    );
    assert_eq!(judge(r#"("@query-param";name="a")"#), unsupported("@query-param"));
    assert_eq!(judge(r#"("@status")"#), unsupported("@status"));
    let malformed = Err(SignatureError::Malformed("Signature-Input"));
    assert_eq!(judge(r#"("@method" "@method")"#), malformed);
    assert_eq!(judge(r#"("Date" "date")"#), malformed);
}
