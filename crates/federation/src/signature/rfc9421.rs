//! RFC 9421, HTTP Message Signatures, as Fedify, Mitra and newer Mastodon sign.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue, header};
use sfv::{
    BareItem, Dictionary, InnerList, Integer, Item, ListEntry, Parameters, Parser, SerializeValue, key_ref,
    string_ref,
};
use url::Url;
use vouchwell_domain::account::Host;

use super::component::{Component, Parts};
use super::signer::{ACTIVITY_JSON, header_value};
use super::{Algorithm, IncomingRequest, KeyId, OutgoingRequest, SignatureError, Signer, SigningError};

const LABEL: &str = "sig1";

const MALFORMED: SignatureError = SignatureError::Malformed("Signature-Input");

/// Takes a received signature apart. Of several, the first is the peer's own: proxies add theirs behind.
pub(super) fn take_apart(request: &IncomingRequest<'_>, public_url: &Url) -> Result<Parts, SignatureError> {
    let inputs = dictionary(request, "signature-input", MALFORMED)?;
    let Some((label, ListEntry::InnerList(input))) = inputs.first() else {
        return Err(MALFORMED);
    };
    let malformed = SignatureError::Malformed("Signature");
    let signatures = dictionary(request, "signature", malformed.clone())?;
    let Some(ListEntry::Item(signature)) = signatures.get(label) else {
        return Err(malformed);
    };
    let parameter = |name: &str| input.params.get(name);
    let key_id = parameter("keyid")
        .and_then(BareItem::as_string)
        .ok_or(MALFORMED)?;
    Ok(Parts {
        key_id: KeyId::parse(key_id.as_str(), public_url)?,
        algorithm: algorithm(parameter("alg"))?,
        covered: covered(input, request)?,
        created: moment(parameter("created"))?,
        expires: moment(parameter("expires"))?,
        base: base(input, |name| component(name, request, public_url))?,
        signature: signature.bare_item.as_byte_sequence().ok_or(malformed)?.to_vec(),
    })
}

/// Signs a request with RSA (`rsa-v1_5-sha256`).
pub(super) fn sign(request: &OutgoingRequest<'_>, signer: &Signer<'_>) -> Result<HeaderMap, SigningError> {
    let mut headers = HeaderMap::new();
    let authority = Host::of(request.url).ok_or(SigningError::Header)?;
    let mut components = vec![
        ("@method", request.method.to_string()),
        ("@target-uri", request.url.to_string()),
        ("@authority", authority.to_string()),
    ];
    if let Some(body) = &request.body {
        let digest = body.content_digest_header();
        headers.insert("content-digest", header_value(&digest)?);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(ACTIVITY_JSON));
        components.extend([
            ("content-digest", digest),
            ("content-type", ACTIVITY_JSON.to_owned()),
        ]);
    }
    let input = input(&components, signer)?;
    let value_of = |name: &str| {
        let found = components.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).ok_or(MALFORMED)
    };
    let base = base(&input, value_of).map_err(|_| SigningError::Header)?;
    let signature = STANDARD.encode(signer.key.sign(base.as_bytes())?);
    let parameters = serialized(&input).ok_or(SigningError::Header)?;
    headers.insert("signature-input", header_value(&format!("{LABEL}={parameters}"))?);
    headers.insert("signature", header_value(&format!("{LABEL}=:{signature}:"))?);
    Ok(headers)
}

fn input(components: &[(&'static str, String)], signer: &Signer<'_>) -> Result<InnerList, SigningError> {
    let key_id = sfv::String::try_from(signer.key_id.to_string()).map_err(|_| SigningError::Header)?;
    let created = Integer::try_from(signer.now.timestamp()).map_err(|_| SigningError::Header)?;
    let items = components
        .iter()
        .map(|(name, _)| Item::new(string_ref(name).to_owned()))
        .collect();
    let mut parameters = Parameters::new();
    // The order matters to apsig alone, which writes them anew in this one before it verifies.
    parameters.insert(key_ref("created").to_owned(), created.into());
    parameters.insert(
        key_ref("alg").to_owned(),
        string_ref("rsa-v1_5-sha256").to_owned().into(),
    );
    parameters.insert(key_ref("keyid").to_owned(), key_id.into());
    Ok(InnerList::with_params(items, parameters))
}

fn dictionary(
    request: &IncomingRequest<'_>,
    name: &'static str,
    malformed: SignatureError,
) -> Result<Dictionary, SignatureError> {
    Parser::new(request.header(name)?)
        .parse_dictionary()
        .map_err(|_| malformed)
}

/// The signature base (RFC 9421 §2.5).
fn base(
    input: &InnerList,
    value_of: impl Fn(&str) -> Result<String, SignatureError>,
) -> Result<String, SignatureError> {
    let mut lines = Vec::new();
    for name in names(input)? {
        lines.push(format!("\"{name}\": {}", value_of(name)?));
    }
    lines.push(format!(
        "\"@signature-params\": {}",
        serialized(input).ok_or(MALFORMED)?
    ));
    Ok(lines.join("\n"))
}

/// The covered components, each once. Parameters on them change what they mean and are not supported.
fn names(input: &InnerList) -> Result<Vec<&str>, SignatureError> {
    let mut names = Vec::new();
    for item in &input.items {
        let name = item.bare_item.as_string().ok_or(MALFORMED)?.as_str();
        if !item.params.is_empty() {
            return Err(SignatureError::UnsupportedComponent(name.to_owned()));
        }
        if names.contains(&name) {
            return Err(MALFORMED);
        }
        names.push(name);
    }
    Ok(names)
}

fn serialized(input: &InnerList) -> Option<String> {
    vec![ListEntry::InnerList(input.clone())].serialize_value().ok()
}

fn covered(input: &InnerList, request: &IncomingRequest<'_>) -> Result<Vec<Component>, SignatureError> {
    let names = names(input)?;
    let mut covered = Vec::new();
    for name in &names {
        covered.extend_from_slice(match *name {
            "@method" => &[Component::Method],
            "@target-uri" => &[Component::Target, Component::Host],
            "@request-target" => &[Component::Target],
            "@path" if request.target.query().is_none() || names.contains(&"@query") => &[Component::Target],
            "@authority" | "host" => &[Component::Host],
            "date" => &[Component::Date],
            "digest" => &[Component::Digest],
            "content-digest" => &[Component::ContentDigest],
            _ => &[] as &[Component],
        });
    }
    Ok(covered)
}

/// The value of a component (RFC 9421 §2.1 and §2.2). The host is ours: the request is refused otherwise.
fn component(name: &str, request: &IncomingRequest<'_>, public_url: &Url) -> Result<String, SignatureError> {
    let origin = || public_url.origin().ascii_serialization();
    Ok(match name {
        "@method" => request.method.to_string(),
        "@target-uri" => format!("{}{}", origin(), request.target),
        "@request-target" => request.target.to_string(),
        "@path" => request.target.path().to_owned(),
        "@query" => format!("?{}", request.target.query().unwrap_or_default()),
        "@scheme" => public_url.scheme().to_owned(),
        "@authority" => Host::of(public_url).ok_or(SignatureError::WrongHost)?.to_string(),
        derived if derived.starts_with('@') => {
            return Err(SignatureError::UnsupportedComponent(derived.to_owned()));
        }
        // Names of headers are lower case in RFC 9421; another spelling would be a second name for one.
        header if header.chars().any(|character| character.is_ascii_uppercase()) => return Err(MALFORMED),
        header => request.header(header)?.to_owned(),
    })
}

fn algorithm(parameter: Option<&BareItem>) -> Result<Option<Algorithm>, SignatureError> {
    let Some(parameter) = parameter else {
        return Ok(None);
    };
    match parameter.as_string().map(|name| name.as_str()) {
        Some("rsa-v1_5-sha256") => Ok(Some(Algorithm::RsaSha256)),
        Some("ed25519") => Ok(Some(Algorithm::Ed25519)),
        _ => Err(SignatureError::UnsupportedAlgorithm),
    }
}

fn moment(parameter: Option<&BareItem>) -> Result<Option<DateTime<Utc>>, SignatureError> {
    let read = |item: &BareItem| DateTime::from_timestamp(item.as_integer()?.into(), 0);
    parameter.map(|item| read(item).ok_or(MALFORMED)).transpose()
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::signature::PublicKey;

    // RFC 9421 appendix B.2.6: test-request, sig-b26, test-key-ed25519.
    const INPUT: &str = r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#;
    const SIGNATURE: &str =
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    const KEY: &str = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";

    #[test]
    fn the_published_signature_verifies_over_the_rebuilt_base() {
        let mut headers = HeaderMap::new();
        headers.insert("date", HeaderValue::from_static("Tue, 20 Apr 2021 02:07:55 GMT"));
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        headers.insert("content-length", HeaderValue::from_static("18"));
        let target = "/foo?param=Value&Pet=dog".parse().unwrap();
        let request = IncomingRequest {
            method: &Method::POST,
            target: &target,
            headers: &headers,
            body: None,
        };
        let public_url = Url::parse("https://example.com").unwrap();
        let inputs = Parser::new(INPUT).parse_dictionary().unwrap();
        let ListEntry::InnerList(input) = &inputs["sig-b26"] else {
            panic!("an inner list")
        };
        let base = base(input, |name| component(name, &request, &public_url)).unwrap();
        let key: [u8; 32] = STANDARD.decode(KEY).unwrap().try_into().unwrap();
        let key = PublicKey::from_ed25519(&key).unwrap();
        let signature = STANDARD.decode(SIGNATURE).unwrap();
        key.verify(base.as_bytes(), &signature).unwrap();
        key.verify(base.replace("POST", "GET").as_bytes(), &signature)
            .unwrap_err();
    }
}
