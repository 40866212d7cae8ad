//! Another server, which signs by the letter of the two specifications and by no code of ours.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signer as _, SigningKey};
use http::{HeaderMap, HeaderName, Method};
use url::Url;
use vouchwell_federation::signature::{
    BodyDigest, IncomingRequest, ParsedSignature, PublicKey, SignatureError,
};

pub(crate) const BODY: &str = r#"{"hello": "world"}"#;
pub(crate) const DIGEST: &str = "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
pub(crate) const CONTENT_DIGEST: &str = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
pub(crate) const KEY_ID: &str = "https://peer.example/users/alice#main-key";
pub(crate) const DATE: &str = "Tue, 20 Apr 2021 02:07:55 GMT";
pub(crate) const CREATED: i64 = 1_618_884_475;

/// The moment that [`DATE`] names.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(CREATED, 0).unwrap()
}

/// A key of the peer.
pub(crate) enum Key {
    Rsa(Box<KeyPair>),
    Ed25519(Box<SigningKey>),
}

impl Key {
    pub(crate) fn rsa() -> Self {
        Self::Rsa(Box::new(KeyPair::generate(KeySize::Rsa2048).unwrap()))
    }

    pub(crate) fn ed25519() -> Self {
        Self::Ed25519(Box::new(SigningKey::from_bytes(&[7; 32])))
    }

    pub(crate) fn public(&self) -> PublicKey {
        match self {
            Self::Rsa(key) => {
                let block = pem::Pem::new("RSA PUBLIC KEY", key.public_key().as_ref());
                PublicKey::from_pem(&pem::encode(&block)).unwrap()
            }
            Self::Ed25519(key) => PublicKey::from_ed25519(key.verifying_key().as_bytes()).unwrap(),
        }
    }

    fn sign(&self, base: &str) -> String {
        STANDARD.encode(match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    base.as_bytes(),
                    &mut signature,
                )
                .unwrap();
                signature
            }
            Self::Ed25519(key) => key.sign(base.as_bytes()).to_bytes().to_vec(),
        })
    }
}

/// A request on its way to `https://vouch.example`.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Sent {
    /// A POST to Bob's inbox with all headers but those of a signature.
    pub(crate) fn post() -> Self {
        let mut sent = Self {
            method: Method::POST,
            target: "/users/bob/inbox".to_owned(),
            headers: HeaderMap::new(),
            body: BODY.to_owned(),
        };
        sent.set("host", "vouch.example");
        sent.set("date", DATE);
        sent.set("content-type", "application/activity+json");
        sent.set("digest", DIGEST);
        sent.set("content-digest", CONTENT_DIGEST);
        sent
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.headers
            .insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        self
    }

    /// Signs as draft-cavage: `lines` is the signing string, `parameters` all but the signature.
    pub(crate) fn sign_cavage(&mut self, key: &Key, parameters: &str, lines: &[&str]) -> &mut Self {
        let signature = key.sign(&lines.join("\n"));
        self.set("signature", &format!(r#"{parameters},signature="{signature}""#))
    }

    /// Signs as RFC 9421: `lines` is the signature base but for its last line, `input` that line's value.
    pub(crate) fn sign_rfc9421(&mut self, key: &Key, input: &str, lines: &[&str]) -> &mut Self {
        let signature = key.sign(&format!("{}\n\"@signature-params\": {input}", lines.join("\n")));
        self.set("signature-input", &format!("sig1={input}"));
        self.set("signature", &format!("sig1=:{signature}:"))
    }

    /// What the server at `https://vouch.example` thinks of it at `now` with this key.
    pub(crate) fn judge_at(&self, key: &PublicKey, now: DateTime<Utc>) -> Result<(), SignatureError> {
        self.judge_for("https://vouch.example", key, now)
    }

    pub(crate) fn judge(&self, key: &PublicKey) -> Result<(), SignatureError> {
        self.judge_at(key, now())
    }

    pub(crate) fn judge_for(
        &self,
        public_url: &str,
        key: &PublicKey,
        now: DateTime<Utc>,
    ) -> Result<(), SignatureError> {
        let digest = BodyDigest::of(self.body.as_bytes());
        let request = IncomingRequest {
            method: &self.method,
            target: &self.target.parse().unwrap(),
            headers: &self.headers,
            body: (self.method == Method::POST).then_some(&digest),
        };
        ParsedSignature::parse(&request, &Url::parse(public_url).unwrap(), now)?.verify(key)
    }
}

/// A POST as Mastodon and GoToSocial sign it.
pub(crate) fn cavage_post(key: &Key) -> Sent {
    let mut sent = Sent::post();
    let headers = "(request-target) host date digest content-type";
    sent.sign_cavage(
        key,
        &format!(r#"keyId="{KEY_ID}",algorithm="hs2019",headers="{headers}""#),
        &[
            "(request-target): post /users/bob/inbox",
            "host: vouch.example",
            &format!("date: {DATE}"),
            &format!("digest: {DIGEST}"),
            "content-type: application/activity+json",
        ],
    );
    sent
}

/// A POST as Fedify and Mitra sign it.
pub(crate) fn rfc9421_post(key: &Key) -> Sent {
    let mut sent = Sent::post();
    let components = r#"("@method" "@target-uri" "@authority" "content-digest")"#;
    sent.sign_rfc9421(
        key,
        &format!(r#"{components};created={CREATED};keyid="{KEY_ID}""#),
        &[
            r#""@method": POST"#,
            r#""@target-uri": https://vouch.example/users/bob/inbox"#,
            r#""@authority": vouch.example"#,
            &format!(r#""content-digest": {CONTENT_DIGEST}"#),
        ],
    );
    sent
}
