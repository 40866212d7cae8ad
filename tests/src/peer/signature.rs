//! Checking what the instance has signed, by a second implementation of draft-cavage-http-signatures-12.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::HeaderMap;

/// Whether a request was signed with the private half of a key: SPKI in PEM.
pub(super) fn is_signed_with(pem: &str, method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(signature) = text("signature") else {
        return false;
    };
    let parameter = |name: &str| {
        let (_, rest) = signature.split_once(&format!("{name}=\""))?;
        rest.split_once('"').map(|(value, _)| value)
    };
    let (Some(covered), Some(bytes)) = (parameter("headers"), parameter("signature")) else {
        return false;
    };
    let lines = covered.split(' ').map(|name| match name {
        "(request-target)" => format!("{name}: {} {path}", method.as_str().to_lowercase()),
        name => format!("{name}: {}", text(name).unwrap_or_default()),
    });
    let signed = lines.collect::<Vec<_>>().join("\n");
    let encoded: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let key = STANDARD.decode(encoded).expect("a key in PEM");
    STANDARD.decode(bytes).is_ok_and(|bytes| {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
            .verify(signed.as_bytes(), &bytes)
            .is_ok()
    })
}
