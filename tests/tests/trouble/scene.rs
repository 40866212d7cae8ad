use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Answer, Instance, Member, SOON, World, eventually};

/// Alice's instance, which is about to be in trouble, and Bob, who follows her from another one.
pub(crate) struct Scene {
    pub(crate) a: Instance,
    pub(crate) alice: Member,
    b: Instance,
    bob: Member,
    /// What Alice wrote before the trouble, as she and as Bob name it.
    first: Value,
    first_at_bob: String,
    /// Bob, as Alice's instance names him.
    account_of_bob: String,
}

impl Scene {
    pub(crate) async fn set(world: &World, a: Instance) -> Self {
        let b = world.instance("b").await;
        let (alice, bob) = (a.member("alice"), b.member("bob"));
        bob.become_follower(&alice.handle()).await;
        let first = alice.write_post("Before.", "public").await;
        let first_at_bob = bob.finds_at_home(&first["uri"]).await;
        let account_of_bob = alice.resolve(&bob.handle()).await;
        a.idle().await;
        Self {
            first_at_bob: text(&first_at_bob["id"]),
            a,
            alice,
            b,
            bob,
            first,
            account_of_bob,
        }
    }

    /// What Alice's instance has to be told as soon as it can take it.
    pub(crate) async fn bob_favours_what_she_wrote(&self) {
        let favoured = self
            .bob
            .do_with_status(&self.first_at_bob, "favourite", &json!({}))
            .await;
        favoured.ok();
    }

    /// Asks for what everybody may read, and for what Alice may.
    pub(crate) async fn read(&self) -> Vec<Answer> {
        let page = format!("/@{}", self.alice.name());
        let actor = self.alice.actor();
        let (page, actor, public, home, own) = tokio::join!(
            self.a.get_page(&page),
            self.a.get_activity(&actor),
            self.a.get("/api/v1/timelines/public"),
            self.alice.get("/api/v1/timelines/home"),
            self.alice.get("/api/v1/accounts/verify_credentials"),
        );
        vec![page, actor, public, home, own]
    }

    /// What Alice tries to write, at the same time.
    pub(crate) async fn write(&self) -> Vec<Answer> {
        let attestation =
            json!({"acct": self.bob.handle(), "relationship": "worksWith", "known_since": "2021"});
        let first = text(&self.first["id"]);
        let calls = [
            (
                Method::POST,
                "/api/v1/statuses".to_owned(),
                json!({"status": "During."}),
            ),
            (
                Method::PUT,
                format!("/api/v1/statuses/{first}"),
                json!({"status": "Changed."}),
            ),
            (Method::DELETE, format!("/api/v1/statuses/{first}"), json!({})),
            (
                Method::POST,
                format!("/api/v1/accounts/{}/follow", self.account_of_bob),
                json!({}),
            ),
            (
                Method::POST,
                "/api/v1/vouchwell/acquaintances".to_owned(),
                attestation,
            ),
            (
                Method::POST,
                "/api/v1/lists".to_owned(),
                json!({"title": "People"}),
            ),
        ];
        let calling = calls
            .into_iter()
            .map(async |(method, path, body)| self.alice.call(method, &path, &body).await);
        join_all(calling).await
    }

    /// Nothing of what was refused happened, what others sent meanwhile comes once, and all goes on as before.
    pub(crate) async fn all_is_well_again(&self) {
        self.all_is_well_again_with(&[]).await;
    }

    /// The same where some posts were acknowledged meanwhile, the oldest first.
    pub(crate) async fn all_is_well_again_with(&self, acknowledged: &[String]) {
        eventually(SOON, "the instance is ready again", async || {
            self.a.get("/readyz").await.status.is_success().then_some(())
        })
        .await;
        for answer in self.read().await {
            assert!(answer.status.is_success(), "still in trouble: {answer}");
        }
        let after = eventually(SOON, "Alice writes again", async || {
            let written = self
                .alice
                .post("/api/v1/statuses", &json!({"status": "After."}))
                .await;
            written.status.is_success().then(|| written.json())
        })
        .await;
        self.bob.finds_at_home(&after["uri"]).await;
        let account = self.alice.resolve(&self.alice.handle()).await;
        let mine = self.alice.statuses_of(&account).await;
        let (first, last) = (text(&self.first["uri"]), text(&after["uri"]));
        let mut written = [&[first], acknowledged, &[last]].concat();
        let mut kept: Vec<String> = mine.iter().map(|status| text(&status["uri"])).collect();
        kept.reverse();
        assert_eq!(kept, written, "half-written, lost or doubled");
        let first = mine.last().expect("what she wrote before the trouble");
        assert_eq!(first["content"], "<p>Before.</p>", "half-written");
        let lists = self.alice.get("/api/v1/lists").await.ok();
        assert_eq!(lists, json!([]), "half-written");
        let known = self.alice.get("/api/v1/vouchwell/acquaintances").await.ok();
        assert_eq!(known, json!([]), "half-written");
        let relations = format!("/api/v1/accounts/relationships?id[]={}", self.account_of_bob);
        let relation = self.alice.get(&relations).await.ok()[0].clone();
        assert_eq!(
            (&relation["following"], &relation["requested"]),
            (&json!(false), &json!(false))
        );

        let first = text(&self.first["id"]);
        let status = eventually(SOON, "what Bob sent meanwhile has come", async || {
            let status = self.alice.status(&first).await.ok();
            (status["favourites_count"] != 0).then_some(status)
        })
        .await;
        assert_eq!(status["favourites_count"], 1);
        let told = self.alice.notifications().await;
        let favours = told.iter().filter(|told| told["type"] == "favourite");
        assert_eq!(favours.count(), 1, "told once: {told:?}");
        self.a.idle().await;
        self.b.idle().await;
        let home = self.bob.home().await;
        let mut at_bob: Vec<String> = home.iter().map(|status| text(&status["uri"])).collect();
        at_bob.sort();
        written.sort();
        assert_eq!(at_bob, written, "each once");
    }
}

/// Refused for now, with a sentence for people and a time for programs.
#[track_caller]
pub(crate) fn is_put_off(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer}");
    assert!(
        answer.headers.contains_key("retry-after"),
        "no Retry-After: {answer}"
    );
    assert!(answer.body.contains(' '), "no sentence: {answer}");
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}
