//! Requests that are as they should be.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use http::Method;
use url::Url;
use vouchwell_federation::signature::{
    BodyDigest, OutgoingRequest, PublicKey, RsaKey, Scheme, SignatureError, Signer, SigningError,
};

use crate::peer::{
    BODY, CONTENT_DIGEST, CREATED, DATE, DIGEST, KEY_ID, Key, Sent, cavage_post, now, rfc9421_post,
};

fn own_key() -> RsaKey {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    RsaKey::from_pkcs8(pair.as_der().unwrap().as_ref()).unwrap()
}

fn arrived(method: Method, url: &Url, signer: &Signer<'_>) -> Sent {
    let request = match method {
        Method::POST => OutgoingRequest::post(url, BodyDigest::of(BODY.as_bytes())),
        _ => OutgoingRequest::get(url),
    };
    let mut sent = Sent {
        method,
        target: url[url::Position::BeforePath..].to_owned(),
        headers: signer.sign(&request).unwrap(),
        body: BODY.to_owned(),
    };
    sent.set("host", &url[url::Position::BeforeHost..url::Position::AfterPort]);
    sent
}

#[test]
fn what_we_sign_is_accepted_in_both_schemes() {
    let key = own_key();
    let public = PublicKey::from_pem(&key.public_key_pem().unwrap()).unwrap();
    let key_id = Url::parse("https://we.example/actor#main-key").unwrap();
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let signer = Signer {
            key_id: &key_id,
            key: &key,
            scheme,
            now: now(),
        };
        for base in [
            "https://vouch.example",
            "https://vouch.example:8443",
            "http://b.localhost:8080",
        ] {
            for (method, path) in [
                (Method::POST, "/inbox"),
                (Method::GET, "/users/bob/outbox?page=true&max=5"),
            ] {
                let url = Url::parse(&format!("{base}{path}")).unwrap();
                let sent = arrived(method, &url, &signer);
                assert_eq!(sent.judge_for(base, &public, now()), Ok(()), "{scheme:?} {url}");
                let elsewhere = sent.judge_for("https://other.example", &public, now());
                assert_eq!(elsewhere, Err(SignatureError::WrongHost), "{scheme:?} {url}");
            }
        }
    }
}

#[test]
fn our_headers_are_those_that_peers_expect() {
    let key = own_key();
    let key_id = Url::parse("https://we.example/actor#main-key").unwrap();
    let url = Url::parse("https://vouch.example/inbox").unwrap();
    let signer = |scheme| Signer {
        key_id: &key_id,
        key: &key,
        scheme,
        now: now(),
    };
    let header = |sent: &Sent, name: &str| sent.headers[name].to_str().unwrap().to_owned();

    let sent = arrived(Method::POST, &url, &signer(Scheme::Cavage));
    assert_eq!(header(&sent, "date"), DATE);
    assert_eq!(header(&sent, "digest"), DIGEST);
    assert_eq!(header(&sent, "content-type"), "application/activity+json");
    let start = r#"keyId="https://we.example/actor#main-key",algorithm="rsa-sha256",headers="(request-target) host date digest content-type",signature=""#;
    assert!(
        header(&sent, "signature").starts_with(start),
        "{}",
        header(&sent, "signature")
    );

    let sent = arrived(Method::POST, &url, &signer(Scheme::Rfc9421));
    assert_eq!(header(&sent, "content-digest"), CONTENT_DIGEST);
    assert_eq!(header(&sent, "content-type"), "application/activity+json");
    assert_eq!(
        header(&sent, "signature-input"),
        format!(
            r#"sig1=("@method" "@target-uri" "@authority" "content-digest" "content-type");created={CREATED};alg="rsa-v1_5-sha256";keyid="https://we.example/actor#main-key""#
        )
    );
}

#[test]
fn peers_of_both_schemes_are_believed_with_either_key() {
    for key in [Key::rsa(), Key::ed25519()] {
        assert_eq!(cavage_post(&key).judge(&key.public()), Ok(()));
        assert_eq!(rfc9421_post(&key).judge(&key.public()), Ok(()));
    }
}

#[test]
fn a_cavage_signature_may_name_its_algorithm_or_none_and_its_time_in_itself() {
    let key = Key::rsa();
    for algorithm in [r#"algorithm="rsa-sha256","#, ""] {
        let mut sent = Sent::post();
        let parameters = format!(
            r#"keyId="{KEY_ID}",{algorithm}created={CREATED},headers="(request-target) (created) host digest""#
        );
        let created = format!("(created): {CREATED}");
        let digest = format!("digest: {DIGEST}");
        let lines = [
            "(request-target): post /users/bob/inbox",
            &created,
            "host: vouch.example",
            &digest,
        ];
        sent.sign_cavage(&key, &parameters, &lines);
        sent.headers.remove("date");
        assert_eq!(sent.judge(&key.public()), Ok(()), "{algorithm}");
    }
}

#[test]
fn an_rfc9421_signature_may_cover_path_and_query_instead_of_the_whole_address() {
    let key = Key::ed25519();
    let mut sent = Sent::post();
    sent.method = Method::GET;
    sent.target = "/users/bob/outbox?page=true".to_owned();
    let input = format!(
        r#"("@method" "@path" "@query" "host" "date");keyid="{KEY_ID}";alg="ed25519";created={CREATED}"#
    );
    let date = format!(r#""date": {DATE}"#);
    let lines = [
        r#""@method": GET"#,
        r#""@path": /users/bob/outbox"#,
        r#""@query": ?page=true"#,
        r#""host": vouch.example"#,
        &date,
    ];
    sent.sign_rfc9421(&key, &input, &lines);
    assert_eq!(sent.judge(&key.public()), Ok(()));
    sent.target = "/users/bob/outbox?page=false".to_owned();
    assert_eq!(sent.judge(&key.public()), Err(SignatureError::Invalid));
}

#[test]
fn published_keys_are_read_in_every_usual_form() {
    let key = own_key();
    let spki = key.public_key_pem().unwrap();
    assert!(spki.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    assert!(matches!(PublicKey::from_pem(&spki), Ok(PublicKey::Rsa(_))));
    let ed25519 = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n";
    assert!(matches!(PublicKey::from_pem(ed25519), Ok(PublicKey::Ed25519(_))));
    for refused in ["", "key", &spki.replace("PUBLIC", "PRIVATE"), &spki[..200]] {
        assert!(PublicKey::from_pem(refused).is_err(), "{refused}");
    }
    // Anybody can make signatures that verify under a point of small order.
    let mut identity = [0; 32];
    identity[0] = 1;
    assert!(PublicKey::from_ed25519(&identity).is_err());
    assert!(matches!(RsaKey::from_pkcs8(b"no key"), Err(SigningError::Key)));
}
