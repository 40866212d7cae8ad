//! Acting a story out: the software is a peer in this process.

use std::collections::BTreeMap;

use serde_json::Value;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::member::Member;
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_federation::client::FetchBudget;
use vouchwell_service::follow::follow;
use vouchwell_service::status;
use vouchwell_storage::activity;
use vouchwell_tests::{Peer, PeerActor, SOON, SignedPost, World, eventually};

use super::seen::{self, Onlooker, difference};
use super::story::{Step, Story};
use crate::door::{Door, ORIGIN};

/// What the headers that are signed are called.
const SIGNED: [&str; 6] = [
    "(request-target)",
    "host",
    "date",
    "digest",
    "content-type",
    "content-length",
];

pub(super) struct Stage<'a> {
    door: &'a Door,
    carla: &'a Member,
    story: &'a Story,
    peer: Peer,
    /// Whose keys all actors of the software have.
    keys: PeerActor,
    /// What stands in the files, and what it is here.
    here: Vec<(String, String)>,
}

impl<'a> Stage<'a> {
    pub(super) async fn set(world: &World, door: &'a Door, carla: &'a Member, story: &'a Story) -> Self {
        let peer = world.peer(&story.software).await;
        let keys = peer.one_of_a_crowd(&door.amy, "keys");
        let pem = &keys.document()["publicKey"]["publicKeyPem"];
        let pem = pem.as_str().unwrap().replace('\n', "\\n");
        let mut stage = Self {
            here: vec![("PUBLIC KEY".to_owned(), pem)],
            door,
            carla,
            story,
            peer,
            keys,
        };
        let [post, poll] = [None, Some(["Tea", "Coffee"])].map(|options| stage.post(options));
        let (post, poll) = (post.await, poll.await);
        let written = "https://vouch.example/users/carla/statuses";
        stage.here.push((format!("{written}/post"), post));
        stage.here.push((format!("{written}/poll"), poll));
        stage
            .here
            .push(("https://vouch.example".to_owned(), ORIGIN.to_owned()));
        let origin = format!("https://{}", stage.peer.host());
        stage
            .here
            .push((format!("https://{}.example", story.software), origin));
        stage.serve(&story.serves);
        for followed in &story.follows {
            stage.follow(followed).await;
        }
        stage
    }

    /// Tells the story; what is otherwise than it says.
    pub(super) async fn act_out(&self) -> Vec<String> {
        let mut failures = Vec::new();
        for step in &self.story.steps {
            let wrong = self.act(step).await;
            let name = format!("{}/{}", self.story.software, step.sends);
            failures.extend(wrong.into_iter().map(|wrong| format!("{name}: {wrong}")));
        }
        failures
    }

    async fn act(&self, step: &Step) -> Vec<String> {
        self.serve(&step.serves);
        let context = self.door.federation.context();
        let counts = async |what: &str| match what {
            _ if !step.then.contains_key(what) => 0,
            "told" => seen::told(context, self.carla).await.len(),
            _ => seen::reports(context).await.len(),
        };
        let (told_before, reported_before) = (counts("told").await, counts("reported").await);
        let activity: Value = serde_json::from_str(&self.text(&step.sends)).unwrap();
        let answer = self.send(&activity, &step.headers).await;
        if answer != 202 {
            return vec![format!("it is answered with {answer}")];
        }
        self.process().await;
        let sender: ActorUri = id(&activity["actor"]).parse().unwrap();
        let onlooker = Onlooker {
            context,
            carla: self.carla,
            sender: &sender,
            told_before,
            reported_before,
        };
        let mut wrong = Vec::new();
        for (what, expected) in &step.then {
            let (what, expected) = (self.translate(what), self.translate(&expected.to_string()));
            let expected = serde_json::from_str(&expected).unwrap();
            let seen = onlooker.look_at(&what).await;
            wrong.extend(difference(&expected, &seen).map(|difference| format!("{what}: {difference}")));
        }
        wrong
    }

    async fn send(&self, activity: &Value, headers: &BTreeMap<String, String>) -> u16 {
        let inbox = format!("{ORIGIN}/inbox");
        let covered = self.story.signs.iter().map(|name| {
            let known = SIGNED.into_iter().find(|known| known == name);
            known.unwrap_or_else(|| panic!("{name} cannot be signed"))
        });
        let covered: Vec<&str> = covered.collect();
        let post = SignedPost::new(&self.keys, &inbox, activity);
        let mut sealed = post.key_id(&self.key_of(activity)).covering(&covered).seal();
        for (name, value) in headers {
            let name: http::HeaderName = name.parse().unwrap();
            sealed
                .headers
                .insert(name, self.translate(value).parse().unwrap());
        }
        self.door.answers_to(sealed).await
    }

    /// The name of the key of whoever says something, as her own document has it.
    fn key_of(&self, activity: &Value) -> String {
        let steps = self.story.steps.iter().flat_map(|step| step.serves.values());
        let served = self.story.serves.values().chain(steps);
        let documents = served.map(|name| serde_json::from_str::<Value>(&self.text(name)).unwrap());
        let mut keys = documents
            .filter(|document| document["id"] == id(&activity["actor"]) && document.get("inbox").is_some())
            .map(|document| document["publicKey"]["id"].as_str().unwrap().to_owned());
        keys.next()
            .unwrap_or_else(|| panic!("nobody serves the actor of {activity}"))
    }

    /// Lets what has come take effect.
    async fn process(&self) {
        let jobs = self.door.leased(Queue::Inbox).await;
        self.door.federation.process(&jobs).await.unwrap();
        let came = jobs.iter().filter_map(|leased| match &leased.job {
            Job::Process { actor, activity } => Some((actor, activity)),
            _ => None,
        });
        let came: Vec<_> = came.collect();
        eventually(SOON, "what came has had its effect", async || {
            let mut snapshot = self.door.federation.context().store.snapshot().await.unwrap();
            let waiting = activity::received(&mut snapshot, &came).await.unwrap();
            waiting
                .iter()
                .all(|waiting| waiting.body.is_empty())
                .then_some(())
        })
        .await;
    }

    fn serve(&self, documents: &BTreeMap<String, String>) {
        for (path, name) in documents {
            self.peer
                .serve(path, &serde_json::from_str(&self.text(name)).unwrap());
        }
    }

    async fn post(&self, options: Option<[&str; 2]>) -> String {
        let poll =
            options.map(|options| NewPoll::new(&options.map(str::to_owned), false, false, 3_600).unwrap());
        let post = Post {
            content: PostContent::new("What shall we drink?", "", false, None).unwrap(),
            visibility: Visibility::Public,
            in_reply_to: None,
            media: Vec::new(),
            poll,
            quote_policy: QuotePolicy::Nobody,
        };
        let context = self.door.federation.context();
        let written = status::write(context, self.carla, &post, None).await.unwrap();
        written.status.uri.to_string()
    }

    async fn follow(&mut self, actor: &str) {
        let actor = self.translate(actor).parse().unwrap();
        let federation = &self.door.federation;
        let account = federation.resolve(&actor, &FetchBudget::default()).await;
        let account = account.unwrap_or_else(|error| panic!("{actor}: {error}"));
        follow(federation.context(), self.carla, account.id)
            .await
            .unwrap();
        let asked = seen::follow(federation.context(), self.carla.account.id, account.id).await;
        let number = self
            .here
            .iter()
            .filter(|(what, _)| what.contains("/follow/"))
            .count()
            + 1;
        let uri = asked.unwrap().uri.to_string();
        self.here
            .insert(0, (format!("https://vouch.example/follow/{number}"), uri));
    }

    fn text(&self, name: &str) -> String {
        self.translate(self.story.document(name))
    }

    /// A text of the files with the addresses of this test.
    fn translate(&self, text: &str) -> String {
        let translate = |text: String, (there, here): &(String, String)| text.replace(there, here);
        self.here.iter().fold(text.to_owned(), translate)
    }
}

/// The id of what is named or embedded.
fn id(value: &Value) -> &str {
    value.as_str().or_else(|| value["id"].as_str()).unwrap()
}
