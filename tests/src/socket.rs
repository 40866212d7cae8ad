use futures::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::event_stream::payload;
use crate::{Instance, SOON, entity};

/// A connection by WebSocket.
#[derive(Debug)]
pub struct Socket(WebSocketStream<TcpStream>);

impl Instance {
    /// Connects by WebSocket to an instance that speaks plain HTTP; or the status and body of the refusal. Offers
    /// a protocol if one is given, and expects it to be taken.
    pub async fn connect(&self, path: &str, protocol: Option<&str>) -> Result<Socket, (u16, String)> {
        let address = self.address();
        let mut request = format!("ws://{address}{path}")
            .into_client_request()
            .expect("an address");
        if let Some(protocol) = protocol {
            let protocol = protocol.parse().expect("the value of a header");
            request.headers_mut().insert("sec-websocket-protocol", protocol);
        }
        let stream = TcpStream::connect(address).await.expect("the instance listens");
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(Error::Http(response)) => {
                let body = response.body().clone().unwrap_or_default();
                Err((
                    response.status().as_u16(),
                    String::from_utf8_lossy(&body).into_owned(),
                ))
            }
            Err(error) => panic!("{path}: no answer: {error:?}"),
        }
    }
}

/// What a message says; an event comes with what strict clients decode.
fn said(text: &str) -> Value {
    let said: Value = serde_json::from_str(text).expect("JSON");
    if let Some(event) = said["event"].as_str() {
        entity::check_event(event, said["payload"].as_str().unwrap_or_default());
    }
    said
}

impl Socket {
    /// Says something.
    pub async fn say(&mut self, json: &Value) {
        let message = Message::text(json.to_string());
        self.0.send(message).await.expect("the connection stands");
    }

    /// What is said next, or the code with which the connection was closed.
    pub async fn next(&mut self) -> Result<Value, u16> {
        loop {
            let message = timeout(SOON, self.0.next()).await.expect("something comes");
            match message {
                Some(Ok(Message::Text(text))) => return Ok(said(&text)),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// The entity of the next event, which has this name and comes in this stream.
    pub async fn next_is(&mut self, stream: &[&str], event: &str) -> Value {
        let said = self.next().await.expect("the connection stands");
        assert_eq!(said["stream"], serde_json::json!(stream), "{said}");
        assert_eq!(said["event"], event, "{said}");
        payload(said["payload"].as_str().expect("a text").to_owned())
    }
}
