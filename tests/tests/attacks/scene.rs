use serde_json::{Value, json};
use vouchwell_tests::{Instance, Member, Peer, PeerActor, SOON, World, eventually};

/// Bob at `b`, and a peer with two actors of which Mallory is the hostile one.
pub(crate) struct Scene {
    pub(crate) b: Instance,
    pub(crate) bob: Member,
    pub(crate) peer: Peer,
    pub(crate) amy: PeerActor,
    pub(crate) mallory: PeerActor,
}

impl Scene {
    pub(crate) async fn set(world: &World) -> Self {
        let b = world.instance("b").await;
        let bob = b.member("bob");
        let peer = world.peer("peer").await;
        let (amy, mallory) = (peer.actor("amy"), peer.actor("mallory"));
        Self {
            b,
            bob,
            peer,
            amy,
            mallory,
        }
    }

    pub(crate) fn inbox(&self) -> String {
        format!("{}/inbox", self.bob.actor())
    }

    /// A public Note of an actor that mentions Bob.
    pub(crate) fn note(&self, author: &PeerActor, words: &str) -> Value {
        json!({
            "id": author.address("notes"), "type": "Note", "attributedTo": author.id(),
            "content": format!("<p>{words}</p>"), "published": author.time(),
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [self.bob.actor()],
            "tag": [{"type": "Mention", "href": self.bob.actor(), "name": format!("@{}", self.bob.handle())}],
        })
    }

    /// Sends an activity in the right way; it must be taken.
    pub(crate) async fn send(&self, actor: &PeerActor, activity: &Value) {
        let answer = self.peer.post(actor, &self.inbox(), activity).await;
        assert_eq!(answer.status, 202, "{answer}");
    }

    /// The contents of the statuses that mention Bob.
    pub(crate) async fn mentions(&self) -> Vec<String> {
        let notifications = self.bob.notifications().await;
        let mentions = notifications
            .iter()
            .filter(|notification| notification["type"] == "mention");
        mentions
            .map(|mention| mention["status"]["content"].to_string())
            .collect()
    }

    /// A right Note arrives; after it, whatever was sent before has had its effect.
    pub(crate) async fn fence(&self, words: &str) {
        self.send(
            &self.amy,
            &self.amy.public_activity("Create", &self.note(&self.amy, words)),
        )
        .await;
        eventually(SOON, &format!("Bob reads {words:?}"), async || {
            self.mentions()
                .await
                .iter()
                .any(|content| content.contains(words))
                .then_some(())
        })
        .await;
        self.b.idle().await;
    }
}
