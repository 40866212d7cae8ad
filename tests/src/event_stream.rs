use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::Value;
use tokio::time::timeout;

use crate::{Answer, SOON, Visitor, check_answer, entity};

/// What a server says as it happens, by server-sent events.
#[derive(Debug)]
pub struct EventStream {
    address: String,
    response: Response,
    unread: String,
}

impl Visitor {
    /// Begins to look on; returns once the server has greeted.
    pub async fn look_on(&self, address: &str) -> EventStream {
        let mut stream = match self.try_to_look_on(address).await {
            Ok(stream) => stream,
            Err(answer) => panic!("{answer}"),
        };
        assert_eq!(stream.block().await.as_deref(), Some(":)"), "{address}");
        stream
    }

    /// Begins to look on, or is refused.
    pub async fn try_to_look_on(&self, address: &str) -> Result<EventStream, Answer> {
        let request = self
            .request(Method::GET, address)
            .timeout(Duration::from_secs(600));
        let response = request.send().await;
        let response = response.unwrap_or_else(|error| panic!("{address}: no answer: {error:?}"));
        if !response.status().is_success() {
            let path = response.url().path().to_owned();
            let refusal = Answer::read(format!("GET {address}"), response).await;
            check_answer(&Method::GET, &path, &refusal);
            return Err(refusal);
        }
        assert_eq!(
            response.headers()["content-type"],
            "text/event-stream",
            "{address}"
        );
        Ok(EventStream {
            address: address.to_owned(),
            response,
            unread: String::new(),
        })
    }
}

/// An entity, or the id of one that is gone.
pub(crate) fn payload(text: String) -> Value {
    match text.parse::<u64>() {
        Ok(_) => Value::String(text),
        Err(_) => serde_json::from_str(&text).expect("JSON"),
    }
}

impl EventStream {
    /// The next event and what comes with it; nothing once the stream has ended. Comments are left out.
    pub async fn next(&mut self) -> Option<(String, String)> {
        loop {
            let block = self.block().await?;
            if let Some((event, data)) = block.split_once('\n') {
                let event = event.strip_prefix("event: ").expect("the name of an event");
                let data = data.strip_prefix("data: ").expect("the data of an event");
                entity::check_event(event, data);
                return Some((event.to_owned(), data.to_owned()));
            }
        }
    }

    /// The entity of the next event, which has this name.
    pub async fn next_is(&mut self, name: &str) -> Value {
        let (event, data) = self.next().await.expect("the stream goes on");
        assert_eq!(event, name, "{}: {data}", self.address);
        payload(data)
    }

    /// The next comment that keeps the connection open.
    pub async fn thump(&mut self) {
        assert_eq!(self.block().await.as_deref(), Some(":thump"), "{}", self.address);
    }

    /// Expects that nothing more comes.
    pub async fn ends(&mut self) {
        assert_eq!(self.next().await, None, "{}", self.address);
    }

    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.unread.split_once("\n\n") {
                let block = block.to_owned();
                self.unread = rest.to_owned();
                return Some(block);
            }
            let chunk = timeout(SOON, self.response.chunk()).await;
            let chunk = chunk.unwrap_or_else(|_| panic!("{}: nothing comes", self.address));
            // A server that is killed breaks off.
            let chunk = chunk.ok().flatten()?;
            self.unread.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    }
}
