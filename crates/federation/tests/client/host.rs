//! Hosts to be fetched from, and clients to fetch with.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response as Answer;
use http::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use http::request::Parts;
use tokio::net::TcpListener;
use url::Url;
use vouchwell_federation::client::{Client, DocumentType, FetchBudget, FetchError, Response, Settings};

/// The address that tests allow; others of loopback stand for private networks.
pub(crate) const ALLOWED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
pub(crate) const PRIVATE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A host that speaks plain http and remembers what it was asked.
pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Parts>>>,
}

impl Host {
    pub(crate) async fn start(address: Ipv4Addr, routes: Router) -> Self {
        Self::start_at((address, 0).into(), routes).await
    }

    pub(crate) async fn start_at(address: SocketAddr, routes: Router) -> Self {
        Self::serve(TcpListener::bind(address).await.unwrap(), routes)
    }

    /// A host on [`ALLOWED`] whose answers contain its own address.
    pub(crate) async fn start_with_own_address(routes: impl FnOnce(SocketAddr) -> Router) -> Self {
        let listener = TcpListener::bind((ALLOWED, 0)).await.unwrap();
        let routes = routes(listener.local_addr().unwrap());
        Self::serve(listener, routes)
    }

    fn serve(listener: TcpListener, routes: Router) -> Self {
        let address = listener.local_addr().unwrap();
        let asked = Arc::default();
        let routes = routes.layer(from_fn_with_state(Arc::clone(&asked), remember));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, asked }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    /// The requests that came, oldest first.
    pub(crate) fn asked(&self) -> Vec<Parts> {
        self.asked.lock().unwrap().clone()
    }
}

async fn remember(State(asked): State<Arc<Mutex<Vec<Parts>>>>, request: Request, next: Next) -> Answer {
    let (parts, body) = request.into_parts();
    asked.lock().unwrap().push(parts.clone());
    let mut answer = next.run(Request::from_parts(parts, body)).await;
    // Every request dials anew, so that every one is checked anew.
    answer
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// An ActivityPub document with this body.
pub(crate) fn document(body: impl Into<Body>) -> Answer {
    let mut answer = Answer::new(body.into());
    answer.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/activity+json"),
    );
    answer
}

/// Settings of a server on this machine that allows some networks.
pub(crate) fn settings(networks: &[&str]) -> Settings {
    let mut settings = Settings::new(Url::parse("http://localhost:1").unwrap());
    settings.allow_networks = networks.iter().map(|network| network.parse().unwrap()).collect();
    settings
}

/// A client that may reach [`ALLOWED`].
pub(crate) fn client() -> Client {
    Client::new(&settings(&["127.0.0.1/32"])).unwrap()
}

pub(crate) async fn get(client: &Client, url: &Url) -> Result<Response, FetchError> {
    client
        .get(url, DocumentType::Activity, None, &FetchBudget::default())
        .await
}
