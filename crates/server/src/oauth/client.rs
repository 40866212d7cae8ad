//! Which program asks: by `client_id` and `client_secret` in the body, or by HTTP Basic (RFC 6749 §2.3.1).

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vouchwell_domain::application::Application;
use vouchwell_service::{Context, application};

use super::error::OauthError;

/// What a program shows to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    id: String,
    secret: String,
}

impl Credentials {
    /// From the body.
    pub(super) fn new(id: Option<String>, secret: Option<String>) -> Option<Self> {
        Some(Self {
            id: id?,
            secret: secret?,
        })
    }

    /// The program, if it is one of those registered here.
    pub(super) async fn check(this: Option<Self>, context: &Context) -> Result<Application, OauthError> {
        let this = this.ok_or(OauthError::InvalidClient)?;
        let id = this.id.parse().map_err(|_| OauthError::InvalidClient)?;
        application::by_secret(context, id, &this.secret)
            .await?
            .ok_or(OauthError::InvalidClient)
    }
}

/// What the program shows in the header, if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basic(pub Option<Credentials>);

impl<S: Sync> FromRequestParts<S> for Basic {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = parts.headers.get(header::AUTHORIZATION);
        Ok(Self(value.and_then(|value| basic(value.to_str().ok()?))))
    }
}

fn basic(value: &str) -> Option<Credentials> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some(Credentials {
        id: id.to_owned(),
        secret: secret.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Credentials, basic};

    #[test]
    fn a_header_names_the_program() {
        let expected = Credentials::new(Some("12".to_owned()), Some("a:b".to_owned()));
        assert_eq!(basic("Basic MTI6YTpi"), expected);
        assert_eq!(basic("basic  MTI6YTpi"), expected);
        for wrong in ["Bearer MTI6YTpi", "Basic", "Basic MTI", "Basic !", "Basic //79"] {
            assert_eq!(basic(wrong), None, "{wrong}");
        }
    }
}
