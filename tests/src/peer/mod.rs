//! A scripted server in the test's own process: it serves actors, keeps what it is sent, and signs what it sends
//! by a second implementation of the signatures.

mod actor;
mod evidence;
mod note;
mod server;
mod signature;
mod signed_post;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Instant, SystemTime};

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use tokio::sync::watch;

use crate::{Answer, Member, SOON, World, eventually, expect_one_type};

pub use actor::{Party, PeerActor};
pub use note::Bundle;
pub use signed_post::{Sealed, SignedPost};

/// A scripted server at `NAME.test`.
#[derive(Debug)]
pub struct Peer {
    world: World,
    host: String,
    script: Arc<Mutex<Script>>,
}

/// A request that came to the peer.
#[derive(Clone, Debug)]
pub struct Received {
    /// GET or POST.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The headers as they came.
    pub headers: HeaderMap,
    /// The bytes of the body.
    pub body: Vec<u8>,
    /// When it had come.
    pub at: Instant,
    /// Whether it was answered, and well.
    pub is_taken: bool,
}

impl Received {
    /// The body as JSON; `null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// What the peer says and what it has heard.
#[derive(Debug)]
struct Script {
    documents: HashMap<String, Document>,
    inbox_status: StatusCode,
    silence: watch::Sender<bool>,
    takes_only_rfc9421: bool,
    only_keys: HashMap<Method, String>,
    received: Vec<Received>,
}

#[derive(Clone, Debug)]
struct Document {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Peer {
    pub(crate) async fn start(world: World, name: &str) -> Self {
        let script = Script {
            documents: HashMap::new(),
            inbox_status: StatusCode::ACCEPTED,
            silence: watch::Sender::new(false),
            takes_only_rfc9421: false,
            only_keys: HashMap::new(),
            received: Vec::new(),
        };
        let script = Arc::new(Mutex::new(script));
        let name = format!("{name}.test");
        let port = server::start(&world.authority().certify(&name), Arc::clone(&script));
        Self {
            world,
            host: format!("{name}:{port}"),
            script,
        }
    }

    /// Host with port, as in a handle.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// A new actor with keys of its own, which can be fetched and found by its handle.
    pub fn actor(&self, name: &str) -> PeerActor {
        let actor = PeerActor::generate(&self.host, name, self.world.clone());
        self.publish(&actor);
        actor
    }

    /// An actor that shares the key for requests with another, which may be of another host, and is made quickly.
    pub fn one_of_a_crowd(&self, other: &PeerActor, name: &str) -> PeerActor {
        let actor = other.one_of_a_crowd(&self.host, name);
        self.publish(&actor);
        actor
    }

    /// Serves the actor's document as it is now.
    pub fn publish(&self, actor: &PeerActor) {
        self.serve(&format!("/users/{}", actor.name()), &actor.document());
        let webfinger = format!("/.well-known/webfinger?resource=acct:{}", actor.handle());
        let descriptor = [("content-type", "application/jrd+json")];
        self.serve_as(&webfinger, 200, &descriptor, &actor.webfinger().to_string());
    }

    /// Serves a document as ActivityPub.
    pub fn serve(&self, path: &str, document: &Value) {
        self.serve_as(
            path,
            200,
            &[("content-type", "application/activity+json")],
            &document.to_string(),
        );
    }

    /// Serves anything. Askers may write `:` and `@` of the path as they are or encoded.
    pub fn serve_as(&self, path: &str, status: u16, headers: &[(&str, &str)], body: &str) {
        let headers = headers.iter().map(|(name, value)| {
            (
                name.parse().expect("a header name"),
                value.parse().expect("a header value"),
            )
        });
        let status = StatusCode::from_u16(status).expect("a status");
        let document = Document {
            status,
            headers: headers.collect(),
            body: body.to_owned(),
        };
        self.script().documents.insert(path.to_owned(), document);
    }

    /// What the inboxes answer from now on.
    pub fn answer_inboxes_with(&self, status: u16) {
        self.script().inbox_status = StatusCode::from_u16(status).expect("a status");
    }

    /// From now on answers 401 to whatever is signed in another way than RFC 9421 describes.
    pub fn take_only_rfc9421(&self) {
        self.script().takes_only_rfc9421 = true;
    }

    /// From now on answers 401 to whatever is asked by this method and not signed with this key: SPKI in PEM.
    pub fn know_only(&self, key: &str, method: Method) {
        self.script().only_keys.insert(method, key.to_owned());
    }

    /// From now on takes requests and answers none.
    pub fn fall_silent(&self) {
        self.script().silence.send_replace(true);
    }

    /// From now on answers again, also what came in the meantime and is still waited for.
    pub fn speak(&self) {
        self.script().silence.send_replace(false);
    }

    /// The activities that were delivered and taken, oldest first.
    pub fn taken(&self) -> Vec<Value> {
        self.taken_after(0)
    }

    /// The same without the first so many that were delivered.
    pub fn taken_after(&self, delivered: usize) -> Vec<Value> {
        let script = self.script();
        let posts = script.received.iter().filter(|one| one.method == "POST");
        posts
            .skip(delivered)
            .filter(|one| one.is_taken)
            .map(Received::json)
            .collect()
    }

    /// How many requests came to inboxes.
    pub fn delivered(&self) -> usize {
        let is_post = |one: &&Received| one.method == "POST";
        self.script().received.iter().filter(is_post).count()
    }

    /// Everything that came, oldest first.
    pub fn received(&self) -> Vec<Received> {
        self.script().received.clone()
    }

    /// Keeps nothing of what came until now.
    pub fn forget(&self) {
        self.script().received = Vec::new();
    }

    /// The paths that were fetched.
    pub fn fetched(&self) -> Vec<String> {
        self.received()
            .into_iter()
            .filter(|one| one.method == "GET")
            .map(|one| one.path)
            .collect()
    }

    /// The activities that were delivered, oldest first.
    pub fn activities(&self) -> Vec<Value> {
        self.received()
            .iter()
            .filter(|one| one.method == "POST")
            .map(Received::json)
            .collect()
    }

    /// Waits for a delivered request whose activity `is_it`.
    pub async fn wait_for(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Received {
        eventually(SOON, &format!("{} is sent {what}", self.host), async || {
            self.received()
                .into_iter()
                .find(|one| one.method == "POST" && is_it(&one.json()))
        })
        .await
    }

    /// Waits for an activity of a type.
    pub async fn wait_for_type(&self, kind: &str) -> Value {
        self.wait_for(kind, |activity| activity["type"] == kind)
            .await
            .json()
    }

    /// Lets a member say that she and an actor know each other, and the actor confirm it; answers what the actor and the
    /// member signed.
    pub async fn confirms(&self, actor: &PeerActor, member: &Member) -> [Value; 2] {
        member.attest(&actor.handle()).await.ok();
        let offer = self.wait_for_type("Offer").await;
        let first = offer["object"].clone();
        let second = actor.sign(actor.counter_attestation(&first));
        let mut accept = actor.activity("Accept", &member.actor(), &offer["id"]);
        accept["result"] = second.clone();
        let answer = self
            .post(actor, &format!("{}/inbox", member.actor()), &accept)
            .await;
        assert_eq!(answer.status, 202, "{answer}");
        member.wait_for_acquaintance(&actor.handle(), "mutual").await;
        [second, first]
    }

    /// Sends a signed request as it is.
    pub async fn send(&self, post: Sealed) -> Answer {
        let question = format!("POST {}", post.url);
        let request = self
            .client()
            .post(&post.url)
            .headers(post.headers)
            .body(post.body);
        match request.send().await {
            Ok(response) => Answer::read(question, response).await,
            Err(error) => panic!("{question}: no answer: {error:?}"),
        }
    }

    /// Posts an activity to an inbox, signed by `actor`.
    pub async fn post(&self, actor: &PeerActor, inbox: &str, activity: &Value) -> Answer {
        self.send(SignedPost::new(actor, inbox, activity).seal()).await
    }

    /// Sends a request that was received here on to another inbox, with every header that was signed.
    pub async fn forward(&self, received: &Received, inbox: &str) -> Answer {
        let mut headers = received.headers.clone();
        headers.remove("content-length");
        self.send(Sealed {
            url: inbox.to_owned(),
            headers,
            body: received.body.clone(),
        })
        .await
    }

    /// The present time of the world.
    pub fn now(&self) -> SystemTime {
        self.world.now()
    }

    fn client(&self) -> &Client {
        self.world.client()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("no holder of the lock panics")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let received: Vec<String> = self
                .received()
                .iter()
                .map(|one| format!("{} {}", one.method, one.path))
                .collect();
            eprintln!("--- what came to {} ---\n{}\n---", self.host, received.join("\n"));
            return;
        }
        for activity in self.activities() {
            expect_one_type(&activity);
        }
    }
}
