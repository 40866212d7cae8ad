use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};

use super::signature::is_signed_with;
use super::{Received, Script};
use crate::{Certificate, https};

/// Serves the script over TLS until the runtime ends; answers the port.
pub(super) fn start(certificate: &Certificate, script: Arc<Mutex<Script>>) -> u16 {
    https::serve(certificate, Router::new().fallback(answer).with_state(script))
}

async fn answer(
    State(script): State<Arc<Mutex<Script>>>,
    method: Method,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let (mut silence, number) = {
        let mut script = script.lock().expect("no holder of the lock panics");
        script.received.push(Received {
            method: method.to_string(),
            path: path.clone(),
            headers: headers.clone(),
            body: body.to_vec(),
            at: Instant::now(),
            is_taken: false,
        });
        (script.silence.subscribe(), script.received.len() - 1)
    };
    // The script lives as long as the server, and its silence with it.
    let _ = silence.wait_for(|is_silent| !is_silent).await;
    let mut script = script.lock().expect("no holder of the lock panics");
    let answer = script.answer(&method, &path, &headers);
    script.received[number].is_taken = answer.status().is_success();
    answer
}

impl Script {
    fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response {
        if self.takes_only_rfc9421 && is_signed_otherwise(headers) {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        if let Some(key) = self.only_keys.get(method)
            && !is_signed_with(key, method, path, headers)
        {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        if *method == Method::POST {
            return self.inbox_status.into_response();
        }
        let path = path.replace("%3A", ":").replace("%40", "@");
        match self.documents.get(&path).cloned() {
            Some(document) => (document.status, document.headers, document.body).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

fn is_signed_otherwise(headers: &HeaderMap) -> bool {
    headers.contains_key("signature") && !headers.contains_key("signature-input")
}
