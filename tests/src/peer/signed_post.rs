use std::time::SystemTime;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use super::PeerActor;

/// A POST that is about to be signed as draft-cavage-http-signatures-12 describes, or a little differently.
#[derive(Debug)]
pub struct SignedPost<'a> {
    actor: &'a PeerActor,
    url: Url,
    host: String,
    date: SystemTime,
    key_id: String,
    covered: Vec<&'static str>,
    content_type: String,
    further: Option<(&'static str, String)>,
    body: Vec<u8>,
}

/// A signed POST. Whatever is changed now was not signed.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Where it goes.
    pub url: String,
    /// All headers, the signature among them.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl<'a> SignedPost<'a> {
    /// An activity for an inbox, signed in the way that every server accepts.
    pub fn new(actor: &'a PeerActor, inbox: &str, activity: &Value) -> Self {
        let url: Url = inbox.parse().expect("an inbox is an address");
        Self {
            actor,
            host: url[url::Position::BeforeHost..url::Position::AfterPort].to_owned(),
            url,
            date: actor.now(),
            key_id: actor.key_id(),
            covered: vec!["(request-target)", "host", "date", "digest", "content-type"],
            content_type: "application/activity+json".to_owned(),
            further: None,
            body: activity.to_string().into_bytes(),
        }
    }

    /// Signs for this host, whatever the address.
    pub fn for_host(mut self, host: &str) -> Self {
        self.host = host.to_owned();
        self
    }

    /// Gives it this date.
    pub fn dated(mut self, date: SystemTime) -> Self {
        self.date = date;
        self
    }

    /// Names this key.
    pub fn key_id(mut self, key_id: &str) -> Self {
        self.key_id = key_id.to_owned();
        self
    }

    /// Signs these headers only.
    pub fn covering(mut self, headers: &[&'static str]) -> Self {
        self.covered = headers.to_vec();
        self
    }

    /// Gives it this content type.
    pub fn content_type(mut self, content_type: &str) -> Self {
        self.content_type = content_type.to_owned();
        self
    }

    /// Sends one more header, which is signed as well.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.covered.push(name);
        self.further = Some((name, value.to_owned()));
        self
    }

    /// Sends these bytes.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Signs.
    pub fn seal(self) -> Sealed {
        let body_digest = STANDARD.encode(digest(&SHA256, &self.body));
        let headers = [
            ("host", self.host),
            ("date", httpdate::fmt_http_date(self.date)),
            ("digest", format!("SHA-256={body_digest}")),
            ("content-type", self.content_type),
        ];
        let is_measured = self.covered.contains(&"content-length");
        let length = is_measured.then(|| ("content-length", self.body.len().to_string()));
        let headers = headers.into_iter().chain(length).chain(self.further);
        let headers: Vec<(&str, String)> = headers.collect();
        let lines: Vec<String> = self
            .covered
            .iter()
            .map(|name| line(name, &self.url, &headers))
            .collect();
        let signature = STANDARD.encode(self.actor.sign_http(lines.join("\n").as_bytes()));
        let signature = format!(
            "keyId=\"{}\",algorithm=\"rsa-sha256\",headers=\"{}\",signature=\"{signature}\"",
            self.key_id,
            self.covered.join(" "),
        );
        let headers = headers
            .into_iter()
            .chain([("signature", signature)])
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_str(&value).expect("a header value"),
                )
            });
        Sealed {
            url: self.url.to_string(),
            headers: headers.collect(),
            body: self.body,
        }
    }
}

fn line(name: &str, url: &Url, headers: &[(&str, String)]) -> String {
    if name == "(request-target)" {
        return format!(
            "{name}: post {}",
            &url[url::Position::BeforePath..url::Position::AfterQuery]
        );
    }
    let (_, value) = headers
        .iter()
        .find(|(header, _)| *header == name)
        .expect("only headers that are sent");
    format!("{name}: {value}")
}
