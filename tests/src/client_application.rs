use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::{Answer, Visitor};

/// A program that members may let in.
#[derive(Clone, Debug)]
pub struct ClientApplication {
    visitor: Visitor,
    /// Its number.
    pub id: String,
    /// Its secret.
    pub secret: String,
    redirect_uri: String,
    scopes: String,
}

impl ClientApplication {
    /// Registers with JSON, as `toot` and Elk do.
    pub async fn register(visitor: &Visitor, name: &str, redirect_uri: &str, scopes: &str) -> Self {
        let body = json!({
            "client_name": name, "redirect_uris": redirect_uri, "scopes": scopes, "website": "https://app.test/home",
        });
        let answer = visitor.post("/api/v1/apps", &body).await.ok();
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        Self {
            visitor: visitor.clone(),
            id: text("client_id"),
            secret: text("client_secret"),
            redirect_uri: redirect_uri.to_owned(),
            scopes: scopes.to_owned(),
        }
    }

    /// The address to which a member is sent. Parameters that are given come in place of the usual ones.
    pub fn question(&self, others: &[(&str, &str)]) -> String {
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scopes),
        ];
        parameters.retain(|(name, _)| !others.iter().any(|(other, _)| other == name));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .extend_pairs(others)
            .finish();
        format!("/oauth/authorize?{query}")
    }

    /// What is sent to exchange a code.
    pub fn exchange(&self, code: &str, verifier: Option<&str>) -> Value {
        let mut body = json!({
            "grant_type": "authorization_code", "client_id": self.id, "client_secret": self.secret,
            "code": code, "redirect_uri": self.redirect_uri,
        });
        if let Some(verifier) = verifier {
            body["code_verifier"] = json!(verifier);
        }
        body
    }

    /// Asks for a token.
    pub async fn token(&self, body: &Value) -> Answer {
        self.visitor.post("/oauth/token", body).await
    }

    /// A token with which the program speaks for itself.
    pub async fn own_token(&self) -> Visitor {
        let body = json!({
            "grant_type": "client_credentials", "client_id": self.id, "client_secret": self.secret,
            "scope": self.scopes,
        });
        let token = self.token(&body).await.ok();
        self.visitor
            .with_token(token["access_token"].as_str().expect("a token"))
    }

    /// The challenge of a verifier, by the method S256.
    pub fn challenge(verifier: &str) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
    }
}
