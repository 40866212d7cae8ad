//! A person of the demonstration: she uses the client API as any app does.

use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::Value;
use tokio::time::Instant;

use super::DemoError;

/// The longest that a step may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(200);

/// Somebody with an account and a token.
pub(super) struct Person {
    client: Client,
    origin: String,
    token: String,
    /// `name@host`.
    pub(super) handle: String,
    /// Her page.
    pub(super) page: String,
}

impl Person {
    pub(super) fn new(client: Client, origin: &str, host: &str, name: &str, token: &str) -> Self {
        Self {
            client,
            origin: origin.to_owned(),
            token: token.to_owned(),
            handle: format!("{name}@{host}"),
            page: format!("{origin}/@{name}"),
        }
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value, DemoError> {
        self.call(Method::GET, path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, DemoError> {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Waits for an entry of one of her lists that fits.
    pub(super) async fn find(
        &self,
        path: &str,
        what: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> Result<Value, DemoError> {
        eventually(what, async || {
            let list = self.get(path).await.ok()?;
            list.as_array()?.iter().find(|entry| fits(entry)).cloned()
        })
        .await
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, DemoError> {
        let address = format!("{}/api/v1/vouchwell/{path}", self.origin);
        let mut request = self.client.request(method, &address).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let answer = request.send().await?;
        let is_success = answer.status().is_success();
        let text = answer.text().await?;
        match serde_json::from_str(&text) {
            Ok(value) if is_success => Ok(value),
            _ => Err(DemoError::Unexpected(format!("{address} answered: {text}"))),
        }
    }
}

/// Looks until there is something to see.
pub(super) async fn eventually<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> Result<T, DemoError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return Ok(seen);
        }
        if Instant::now() > deadline {
            return Err(DemoError::Unexpected(format!("waited in vain: {what}")));
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
