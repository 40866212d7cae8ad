//! What comes from other servers to a member who follows somebody there.

use serde_json::{Value, json};
use vouchwell_tests::{Instance, Member, Peer, PeerActor, SOON, World, eventually};

pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Bob at `b` follows Zoe; Amy writes on another server.
pub(crate) struct Scene {
    pub(crate) b: Instance,
    pub(crate) bob: Member,
    pub(crate) peer: Peer,
    pub(crate) zoe: PeerActor,
    pub(crate) other: Peer,
    pub(crate) amy: PeerActor,
}

impl Scene {
    pub(crate) async fn set(world: &World) -> Self {
        let b = world.instance("b").await;
        let bob = b.member("bob");
        let (peer, other) = (world.peer("peer").await, world.peer("other").await);
        let (zoe, amy) = (peer.actor("zoe"), other.actor("amy"));
        let scene = Self {
            b,
            bob,
            peer,
            zoe,
            other,
            amy,
        };
        scene.bob.follow(&scene.zoe.handle()).await;
        let follow = scene.peer.wait_for_type("Follow").await;
        scene
            .send(&scene.zoe.activity("Accept", &scene.bob.actor(), &follow))
            .await;
        scene.bob.become_follower(&scene.zoe.handle()).await;
        scene
    }

    /// Zoe says something to Bob's server.
    pub(crate) async fn send(&self, activity: &Value) {
        let inbox = format!("{}/inbox", self.b.origin());
        let answer = self.peer.post(&self.zoe, &inbox, activity).await;
        assert_eq!(answer.status, 202, "{answer}");
    }

    pub(crate) async fn announce(&self, object: &Value) {
        self.send(&self.zoe.public_activity("Announce", object)).await;
    }

    /// A public Note of Amy, not yet served.
    pub(crate) fn note(&self, words: &str) -> Value {
        json!({
            "id": self.amy.address("notes"), "type": "Note", "attributedTo": self.amy.id(),
            "content": format!("<p>{words}</p><script>alert(1)</script>"), "published": self.amy.time(),
            "to": [PUBLIC], "cc": [format!("{}/followers", self.amy.id())],
        })
    }

    /// Lets a document be fetched at this address of Amy's server.
    pub(crate) fn serve(&self, id: &Value, document: &Value) {
        self.other.serve(path(id), document);
    }

    /// What stands at Bob's home, as Zoe's boosts of it.
    pub(crate) async fn boosts(&self) -> Vec<Value> {
        let home = self.bob.home().await;
        home.into_iter()
            .filter(|status| status["account"]["acct"] == self.zoe.handle())
            .map(|status| status["reblog"].clone())
            .collect()
    }

    pub(crate) async fn wait_for_boost(&self, words: &str) -> Value {
        eventually(SOON, &format!("Bob is shown {words:?}"), async || {
            let boosts = self.boosts().await;
            boosts
                .into_iter()
                .find(|boosted| boosted["content"].to_string().contains(words))
        })
        .await
    }
}

pub(crate) fn path(id: &Value) -> &str {
    let id = id.as_str().expect("an id");
    let host = id.strip_prefix("https://").expect("an address");
    &host[host.find('/').expect("a path")..]
}
