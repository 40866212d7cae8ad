//! The collection of people in which the subject is shown, by the API and to other servers.

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Instance, Member, Peer};

/// A collection that was shown once.
pub(crate) struct Collected {
    uri: String,
    id: String,
    authorization: String,
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a text is missing: {value}"))
}

impl Collected {
    /// Reads it where the author and the subject live.
    pub(crate) async fn at((a, author): (&Instance, &Member), (b, subject): (&Instance, &Member)) -> Self {
        let actor = a.get_activity(&author.actor()).await.ok();
        let all = a.get_activity(text(&actor["featuredCollections"])).await.ok();
        let uri = text(&all["orderedItems"][0]);
        let shown = a.get_activity(uri).await.ok();
        assert_eq!(
            (text(&shown["id"]), text(&shown["type"])),
            (uri, "FeaturedCollection"),
            "{shown}"
        );
        assert_eq!(shown["attributedTo"], author.actor(), "{shown}");
        let item = &shown["orderedItems"][0];
        assert_eq!(item["featuredObject"], subject.actor(), "{shown}");
        let fetched = a.get_activity(text(&item["id"])).await.ok();
        assert_eq!(fetched["featuredObject"], item["featuredObject"], "{fetched}");
        let authorization = text(&item["featureAuthorization"]).to_owned();
        let consent = b.get_activity(&authorization).await.ok();
        assert_eq!(
            (text(&consent["id"]), text(&consent["interactingObject"])),
            (&*authorization, uri),
            "{consent}"
        );
        assert_eq!(consent["interactionTarget"], subject.actor(), "{consent}");

        let account = author.resolve(&author.handle()).await;
        let listed = author
            .get(&format!("/api/v1/accounts/{account}/collections"))
            .await
            .ok();
        let listed = &listed["collections"][0];
        assert_eq!(
            (text(&listed["uri"]), text(&listed["name"])),
            (uri, "People I recommend for bookkeeping")
        );
        let collected = Self {
            uri: uri.to_owned(),
            id: text(&listed["id"]).to_owned(),
            authorization,
        };
        let one = a.get(&collected.page()).await.ok();
        assert_eq!(one["accounts"].as_array().map(Vec::len), Some(2), "{one}");
        collected
            .is_not_written_by_apps(author, text(&one["collection"]["items"][0]["id"]))
            .await;
        let still = a.get(&collected.page()).await.ok();
        assert_eq!(still, one);
        collected
    }

    /// Apps are told beforehand and, if they try, how it is done here.
    async fn is_not_written_by_apps(&self, author: &Member, item: &str) {
        let own = author.get("/api/v1/accounts/verify_credentials").await.ok();
        assert_eq!(
            (
                &own["role"]["collection_limit"],
                &own["feature_approval"]["current_user"]
            ),
            (&json!(0), &json!("denied"))
        );
        let (page, name) = (self.page(), json!({"name": "Friends"}));
        let items = format!("{page}/items");
        for (method, path) in [
            (Method::POST, "/api/v1/collections"),
            (Method::PATCH, &page),
            (Method::DELETE, &page),
            (Method::POST, &items),
            (Method::DELETE, &format!("{items}/{item}")),
            (Method::POST, &format!("{items}/{item}/revoke")),
        ] {
            let sentence = author.call(method, path, &name).await.refused(422);
            assert!(sentence.contains("public recommendations"), "{path}: {sentence}");
        }
    }

    fn page(&self) -> String {
        format!("/api/v1/collections/{}", self.id)
    }

    /// Followers elsewhere were told of it.
    pub(crate) async fn was_told(&self, peer: &Peer) {
        let add = peer.wait_for("the Add of the collection", |activity| {
            activity["type"] == "Add" && activity["object"]["id"] == self.uri.as_str()
        });
        assert_eq!(add.await.json()["object"]["type"], "FeaturedCollection");
    }

    /// Nobody is shown it any more.
    pub(crate) async fn is_gone(&self, (a, b): (&Instance, &Instance), peer: &Peer) {
        assert_eq!(a.get_activity(&self.uri).await.status, 404);
        assert_eq!(b.get_activity(&self.authorization).await.status, 404);
        assert_eq!(a.get(&self.page()).await.status, 404);
        peer.wait_for("the Remove of the collection", |activity| {
            activity["type"] == "Remove" && activity["object"] == self.uri.as_str()
        })
        .await;
    }
}
