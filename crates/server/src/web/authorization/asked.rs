//! What an application asks when it sends a member here (RFC 6749 §4.1.1, RFC 7636).

use vouchwell_domain::application::Application;
use vouchwell_service::authorization::{Wish, challenge};
use vouchwell_service::{Context, application};

use crate::oauth::error::OauthError;
use crate::oauth::token::within;
use crate::web::failure::Failure;

/// Everything that is read; the rest has no effect.
const KNOWN: [&str; 7] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// What stood in the address or in the form.
#[derive(Debug, Clone)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    pub(super) fn of_query(query: Option<&str>) -> Self {
        let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What has to be sent along with the answer.
    pub(super) fn asked(&self) -> Vec<(String, String)> {
        let is_known = |(name, _): &&(String, String)| KNOWN.contains(&name.as_str());
        self.0.iter().filter(is_known).cloned().collect()
    }

    /// RFC 6749 §3.1: nothing stands twice.
    fn is_ambiguous(&self) -> bool {
        let times = |wanted: &str| self.0.iter().filter(|(name, _)| name == wanted).count();
        KNOWN.iter().any(|name| times(name) > 1)
    }
}

/// A sound question.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) application: Application,
    pub(super) wish: Wish,
    state: Option<String>,
}

/// One that is not.
#[derive(Debug, Clone)]
pub(super) enum Unsound {
    /// Nobody is sent anywhere: it is not known who asked, or the member would be sent to a stranger.
    Page(Failure),
    /// The application is told.
    Back(String),
}

impl Asked {
    pub(super) async fn read(context: &Context, parameters: &Parameters) -> Result<Self, Unsound> {
        if parameters.is_ambiguous() {
            return Err(Unsound::Page(Failure::NotUnderstood));
        }
        let id = parameters.get("client_id").and_then(|id| id.parse().ok());
        let id = id.ok_or(Unsound::Page(Failure::UnknownApplication))?;
        let application = application::by_id(context, id)
            .await
            .map_err(|error| Unsound::Page(error.into()))?
            .ok_or(Unsound::Page(Failure::UnknownApplication))?;
        let wanted = parameters.get("redirect_uri");
        let redirect_uri = application
            .redirect_uris
            .iter()
            .find(|uri| Some(uri.as_str()) == wanted)
            .cloned()
            .ok_or(Unsound::Page(Failure::WrongRedirect))?;
        let state = parameters.get("state").map(str::to_owned);
        let mut asked = Self {
            wish: Wish {
                redirect_uri,
                scopes: application.scopes.clone(),
                challenge: None,
            },
            application,
            state,
        };
        match asked.wish(parameters) {
            Ok(wish) => {
                asked.wish = wish;
                Ok(asked)
            }
            Err((code, sentence)) => Err(asked.unsound(code, &sentence)),
        }
    }

    fn wish(&self, parameters: &Parameters) -> Result<Wish, (&'static str, String)> {
        if parameters.get("response_type") != Some("code") {
            let sentence = "response_type must be code".to_owned();
            return Err(("unsupported_response_type", sentence));
        }
        let unfit = |error: OauthError| (error.code(), error.to_string());
        let scopes = within(parameters.get("scope"), &self.application).map_err(unfit)?;
        let challenge = match parameters.get("code_challenge").filter(|text| !text.is_empty()) {
            Some(text) if parameters.get("code_challenge_method") == Some("S256") => {
                let sentence = || "code_challenge must be a SHA-256 in base64url".to_owned();
                Some(challenge(text).ok_or_else(|| ("invalid_request", sentence()))?)
            }
            Some(_) => {
                let sentence = "code_challenge_method must be S256".to_owned();
                return Err(("invalid_request", sentence));
            }
            None => None,
        };
        Ok(Wish {
            redirect_uri: self.wish.redirect_uri.clone(),
            scopes,
            challenge,
        })
    }

    /// Where the member goes with a code, or with what stands in its way; nowhere if she carries it over herself.
    pub(super) fn back(&self, answer: &[(&str, &str)]) -> Option<String> {
        let uri = &self.wish.redirect_uri;
        let state = self.state.as_deref().map(|state| ("state", state));
        let parameters: Vec<(&str, &str)> = answer.iter().copied().chain(state).collect();
        (!uri.is_out_of_band()).then(|| uri.with(&parameters))
    }

    fn unsound(&self, code: &str, sentence: &str) -> Unsound {
        self.back(&[("error", code), ("error_description", sentence)])
            .map_or(Unsound::Page(Failure::NotUnderstood), Unsound::Back)
    }
}
