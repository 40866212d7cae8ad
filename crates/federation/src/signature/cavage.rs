//! draft-cavage-http-signatures-12, as Mastodon and most others sign.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue, header};
use url::Url;
use vouchwell_domain::account::Host;

use super::component::{Component, Parts};
use super::signer::{ACTIVITY_JSON, header_value, http_date};
use super::{Algorithm, IncomingRequest, KeyId, OutgoingRequest, SignatureError, Signer, SigningError};

const MALFORMED: SignatureError = SignatureError::Malformed("Signature");

/// Takes a received signature apart.
pub(super) fn take_apart(request: &IncomingRequest<'_>, public_url: &Url) -> Result<Parts, SignatureError> {
    if !request.headers.contains_key("signature") {
        return Err(SignatureError::Missing);
    }
    let parameters = Parameters::read(request.header("signature")?).ok_or(MALFORMED)?;
    let mut covered = Vec::new();
    let mut lines: Vec<(String, String)> = Vec::new();
    // The draft's default of "date" alone never covers enough.
    for name in parameters
        .get("headers")
        .unwrap_or("date")
        .split_ascii_whitespace()
    {
        let name = name.to_ascii_lowercase();
        if lines.iter().any(|(known, _)| *known == name) {
            return Err(MALFORMED);
        }
        let value = match name.as_str() {
            "(request-target)" => {
                covered.extend([Component::Method, Component::Target]);
                format!(
                    "{} {}",
                    request.method.as_str().to_ascii_lowercase(),
                    request.target
                )
            }
            "(created)" => parameters.get("created").ok_or(MALFORMED)?.to_owned(),
            "(expires)" => parameters.get("expires").ok_or(MALFORMED)?.to_owned(),
            header => request.header(header)?.to_owned(),
        };
        covered.extend(match name.as_str() {
            "host" => Some(Component::Host),
            "date" => Some(Component::Date),
            "digest" => Some(Component::Digest),
            "content-digest" => Some(Component::ContentDigest),
            _ => None,
        });
        lines.push((name, value));
    }
    let created_is_signed = lines.iter().any(|(name, _)| name == "(created)");
    Ok(Parts {
        key_id: KeyId::parse(parameters.get("keyId").ok_or(MALFORMED)?, public_url)?,
        algorithm: algorithm(parameters.get("algorithm"))?,
        covered,
        created: if created_is_signed {
            parameters.moment("created")?
        } else {
            None
        },
        expires: parameters.moment("expires")?,
        base: base(&lines),
        signature: STANDARD
            .decode(parameters.get("signature").ok_or(MALFORMED)?)
            .map_err(|_| MALFORMED)?,
    })
}

/// Signs a request with RSA-SHA256, the one form that every server of this scheme verifies.
pub(super) fn sign(request: &OutgoingRequest<'_>, signer: &Signer<'_>) -> Result<HeaderMap, SigningError> {
    let host = Host::of(request.url).ok_or(SigningError::Header)?;
    let target = format!(
        "{} {}",
        request.method.as_str().to_ascii_lowercase(),
        request.target()
    );
    let date = http_date(signer.now);
    let mut headers = HeaderMap::new();
    headers.insert(header::DATE, header_value(&date)?);
    let mut lines = vec![
        ("(request-target)", target),
        ("host", host.to_string()),
        ("date", date),
    ];
    if let Some(body) = &request.body {
        let digest = body.digest_header();
        headers.insert("digest", header_value(&digest)?);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(ACTIVITY_JSON));
        lines.extend([("digest", digest), ("content-type", ACTIVITY_JSON.to_owned())]);
    }
    let names: Vec<_> = lines.iter().map(|(name, _)| *name).collect();
    let signature = signer.key.sign(base(&lines).as_bytes())?;
    let value = format!(
        r#"keyId="{}",algorithm="rsa-sha256",headers="{}",signature="{}""#,
        signer.key_id,
        names.join(" "),
        STANDARD.encode(signature),
    );
    headers.insert("signature", header_value(&value)?);
    Ok(headers)
}

fn base<Name: AsRef<str>>(lines: &[(Name, String)]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .map(|(name, value)| format!("{}: {value}", name.as_ref()))
        .collect();
    lines.join("\n")
}

fn algorithm(name: Option<&str>) -> Result<Option<Algorithm>, SignatureError> {
    match name {
        None | Some("hs2019") => Ok(None),
        Some("rsa-sha256") => Ok(Some(Algorithm::RsaSha256)),
        Some("ed25519") => Ok(Some(Algorithm::Ed25519)),
        Some(_) => Err(SignatureError::UnsupportedAlgorithm),
    }
}

/// The comma-separated parameters of the header, each at most once.
struct Parameters<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parameters<'a> {
    fn read(header: &'a str) -> Option<Self> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        let mut rest = header.trim();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=')?;
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => after.split_at(after.find(',').unwrap_or(after.len())),
            };
            let name = name.trim();
            if found.iter().any(|(known, _)| *known == name) {
                return None;
            }
            found.push((name, value.trim()));
            let after = after.trim_start();
            rest = if after.is_empty() {
                after
            } else {
                after.strip_prefix(',')?.trim_start()
            };
        }
        Some(Self(found))
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    fn moment(&self, name: &str) -> Result<Option<DateTime<Utc>>, SignatureError> {
        let read = |seconds: &str| DateTime::from_timestamp(seconds.parse().ok()?, 0);
        self.get(name)
            .map(|seconds| read(seconds).ok_or(MALFORMED))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    // draft-cavage-http-signatures-12, appendix C.3 (its 1024-bit key is too short to be verified here).
    #[test]
    fn the_published_signing_string_is_rebuilt() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "example.com"),
            ("date", "Sun, 05 Jan 2014 21:31:40 GMT"),
            ("content-type", "application/json"),
            ("digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="),
            ("content-length", "18"),
            (
                "signature",
                r#"keyId="https://peer.example/a#k",algorithm="rsa-sha256",created=1402170695, expires=1402170699,headers="(request-target) (created) (expires) host date content-type digest content-length",signature="vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=""#,
            ),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let target = "/foo?param=value&pet=dog".parse().unwrap();
        let request = IncomingRequest {
            method: &Method::POST,
            target: &target,
            headers: &headers,
            body: None,
        };
        let parts = take_apart(&request, &Url::parse("https://example.com").unwrap()).unwrap();
        assert_eq!(
            parts.base,
            "(request-target): post /foo?param=value&pet=dog\n\
             (created): 1402170695\n\
             (expires): 1402170699\n\
             host: example.com\n\
             date: Sun, 05 Jan 2014 21:31:40 GMT\n\
             content-type: application/json\n\
             digest: SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=\n\
             content-length: 18"
        );
        assert_eq!(parts.signature.len(), 128);
        assert_eq!(parts.created, DateTime::from_timestamp(1_402_170_695, 0));
    }

    #[test]
    fn parameters_are_read_once_and_whole() {
        let read = |header| Parameters::read(header).map(|parameters| parameters.0);
        assert_eq!(
            read(r#"keyId="a,b" , created=5"#),
            Some(vec![("keyId", "a,b"), ("created", "5")])
        );
        for refused in [
            r#"keyId="a",keyId="b""#,
            r#"keyId="a"#,
            "keyId",
            r#"keyId="a"b"#,
            r#"a="b";c="d""#,
        ] {
            assert_eq!(read(refused), None, "{refused}");
        }
    }
}
