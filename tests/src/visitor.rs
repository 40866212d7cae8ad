use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, Client, Method, RequestBuilder};
use serde_json::Value;

use crate::{Answer, CertificateAuthority, check_answer, expect_one_type};

/// Anybody who reads from and writes to one server; without a token, an anonymous visitor.
#[derive(Clone, Debug)]
pub struct Visitor {
    client: Client,
    origin: String,
    token: Option<String>,
}

/// What clients of ActivityPub accept.
const ACTIVITY: &str = "application/activity+json";

struct Loopback;

impl Resolve for Loopback {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(std::iter::once(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

/// A client that finds every name on loopback and trusts the authority.
pub(crate) fn client(authority: &CertificateAuthority) -> Client {
    let root =
        Certificate::from_pem(authority.certificate().as_bytes()).expect("the authority has a certificate");
    Client::builder()
        .dns_resolver(Loopback)
        .tls_certs_only([root])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .expect("the client can be built")
}

impl Visitor {
    pub(crate) fn new(client: Client, origin: String) -> Self {
        Self {
            client,
            origin,
            token: None,
        }
    }

    /// The same visitor with a bearer token.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    /// The same visitor at another address.
    pub fn at(&self, origin: String) -> Self {
        Self {
            origin,
            ..self.clone()
        }
    }

    /// The token, if there is one.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Scheme, host and port of the server.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `address` as it is when it begins with a scheme, else a path of this server.
    pub fn url(&self, address: &str) -> String {
        if address.starts_with("https://") {
            address.to_owned()
        } else {
            format!("{}{address}", self.origin)
        }
    }

    /// A request that can be added to.
    pub fn request(&self, method: Method, address: &str) -> RequestBuilder {
        let request = self.client.request(method, self.url(address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request; fails the test when there is no answer.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request
            .build()
            .unwrap_or_else(|error| panic!("no request: {error}"));
        let question = format!("{} {}", request.method(), request.url());
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        match self.client.execute(request).await {
            Ok(response) => {
                let answer = Answer::read(question, response).await;
                check_answer(&method, &path, &answer);
                answer
            }
            Err(error) => panic!("{question}: no answer: {error:?}"),
        }
    }

    /// Reads a page or a resource of the API.
    pub async fn get(&self, address: &str) -> Answer {
        self.send(self.request(Method::GET, address)).await
    }

    /// All items of a list that is paged with Link headers.
    pub async fn pages(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = Some(self.url(path));
        while let Some(address) = next {
            let answer = self.get(&address).await;
            let link = answer
                .headers
                .get("link")
                .and_then(|link| link.to_str().ok())
                .unwrap_or_default();
            next = link
                .split(',')
                .find(|part| part.contains("rel=\"next\""))
                .and_then(|part| Some(part[part.find('<')? + 1..part.find('>')?].to_owned()));
            let page = answer.ok();
            let page = page.as_array().expect("a list");
            if page.is_empty() {
                break;
            }
            items.extend(page.iter().cloned());
        }
        items
    }

    /// Reads something as ActivityPub.
    pub async fn get_activity(&self, address: &str) -> Answer {
        let request = self.request(Method::GET, address).header("accept", ACTIVITY);
        let answer = self.send(request).await;
        if let Ok(document) = serde_json::from_str(&answer.body) {
            expect_one_type(&document);
        }
        answer
    }

    /// Reads a page as a browser asks for it.
    pub async fn get_page(&self, address: &str) -> Answer {
        self.send(self.request(Method::GET, address).header("accept", "text/html"))
            .await
    }

    /// Sends JSON.
    pub async fn call(&self, method: Method, address: &str, body: &Value) -> Answer {
        let request = self
            .request(method, address)
            .header("content-type", "application/json");
        self.send(request.body(body.to_string())).await
    }

    /// Posts JSON.
    pub async fn post(&self, address: &str, body: &Value) -> Answer {
        self.call(Method::POST, address, body).await
    }

    /// Deletes.
    pub async fn delete(&self, address: &str) -> Answer {
        self.send(self.request(Method::DELETE, address)).await
    }
}
