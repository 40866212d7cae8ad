use std::collections::BTreeMap;

use serde_json::Value;
use vouchwell_tests::{Answer, Instance, Member, Peer, digest};

use crate::secret::Secret;

/// Whoever might read what is not public yet.
pub(crate) struct Doors<'a> {
    /// The instance of one of the two.
    pub(crate) instance: &'a Instance,
    /// The name of the one who is there.
    pub(crate) owner: &'a Member,
    /// A member of that instance who follows the owner.
    pub(crate) follower: &'a Member,
    /// A member of that instance who follows nobody.
    pub(crate) stranger: &'a Member,
    /// A member of another instance who follows the owner.
    pub(crate) remote: &'a Member,
    /// A server that is sent what followers are sent.
    pub(crate) peer: &'a Peer,
}

impl Doors<'_> {
    /// Opens every door; answers what was behind it under the door's name.
    pub(crate) async fn open(&self, secret: &Secret) -> BTreeMap<String, Answer> {
        let mut found = BTreeMap::new();
        let actor = self.owner.actor();
        for path in [
            "/".to_owned(),
            "/about".to_owned(),
            format!("/@{}", self.owner.name()),
            format!("/@{}/recommendations.atom", self.owner.name()),
        ] {
            found.insert(format!("page {path}"), self.instance.get_page(&path).await);
        }
        found.insert("actor".to_owned(), self.instance.get_activity(&actor).await);
        found.insert("nodeinfo".to_owned(), self.instance.get("/nodeinfo/2.1").await);
        for collection in [
            "outbox",
            "followers",
            "following",
            "collections/featured",
            "collections/recommended_for",
            "recommendations/received",
            "recommendations/given",
        ] {
            let answer = self.instance.get_activity(&format!("{actor}/{collection}")).await;
            if let Some(first) = answer.json()["first"].as_str() {
                found.insert(
                    format!("{collection}, first page"),
                    self.instance.get_activity(first).await,
                );
            }
            found.insert(collection.to_owned(), answer);
        }
        let topic = format!("{actor}/recommended_for/{}", secret.topic);
        found.insert(
            "people of the topic".to_owned(),
            self.instance.get_activity(&topic).await,
        );
        let mut hashtag = self.instance.get_page(&format!("/tags/{}", secret.topic)).await;
        // The question itself names it.
        hashtag.body = hashtag.body.replace(&secret.topic, "a hashtag");
        found.insert("page of the hashtag".to_owned(), hashtag);
        self.open_addresses(secret, &mut found).await;
        self.open_programming_interface(secret, &mut found).await;
        found
    }

    /// The addresses that only the two know.
    async fn open_addresses(&self, secret: &Secret, found: &mut BTreeMap<String, Answer>) {
        if let Some(note) = secret
            .note
            .as_deref()
            .filter(|note| note.starts_with(self.instance.origin()))
        {
            found.insert("permalink".to_owned(), self.instance.get_page(note).await);
            found.insert("Note".to_owned(), self.instance.get_activity(note).await);
            found.insert(
                "bundle by id".to_owned(),
                self.instance.get(&format!("{note}/bundle")).await,
            );
        }
        let picture = format!("/recommendations/{}/preview.png", secret.id);
        found.insert("picture".to_owned(), self.instance.get(&picture).await);
        for digest in secret.digests("Endorsement") {
            let bundle = format!("/.well-known/vouchwell/bundles/{digest}");
            found.insert(format!("bundle {digest}"), self.instance.get(&bundle).await);
        }
        for document in secret.documents.iter().map(digest) {
            let withdrawal = format!("/.well-known/vouchwell/withdrawals/{document}");
            found.insert(
                format!("withdrawal of {document}"),
                self.instance.get(&withdrawal).await,
            );
        }
        let own = secret
            .documents
            .iter()
            .filter_map(|document| document["id"].as_str());
        for document in own.filter(|id| id.starts_with(self.instance.origin())) {
            found.insert(
                format!("document {document}"),
                self.instance.get_activity(document).await,
            );
        }
    }

    /// The client API, for everybody but the two.
    async fn open_programming_interface(&self, secret: &Secret, found: &mut BTreeMap<String, Answer>) {
        let readers = [
            ("follower", self.follower),
            ("stranger", self.stranger),
            ("remote", self.remote),
        ];
        let owner = self.owner.handle();
        for (name, reader) in readers {
            let account = reader.resolve(&owner).await;
            let mut paths = vec![
                "/api/v1/timelines/home".to_owned(),
                "/api/v1/notifications".to_owned(),
                "/api/v1/vouchwell/recommendations?role=author".to_owned(),
                "/api/v1/vouchwell/recommendations?role=subject".to_owned(),
                "/api/v1/vouchwell/acquaintances".to_owned(),
                "/api/v1/vouchwell/requests".to_owned(),
                format!("/api/v1/vouchwell/recommendations/{}", secret.id),
                format!("/api/v1/vouchwell/recommendations/{}/versions", secret.id),
            ];
            paths.extend(public_calls(&account, secret));
            for path in paths {
                found.insert(format!("{name} {path}"), reader.get(&path).await);
            }
        }
        let account = self.stranger.resolve(&owner).await;
        for path in public_calls(&account, secret) {
            found.insert(format!("anonymous {path}"), self.instance.get(&path).await);
        }
        let lookup = format!("/api/v1/accounts/lookup?acct={owner}");
        found.insert("lookup".to_owned(), self.instance.get(&lookup).await);
    }

    /// Fails when a door lets anything through, a count is not zero, or a delivery tells anything.
    pub(crate) async fn are_shut(&self, state: &str, secret: &Secret) {
        self.instance.idle().await;
        for (door, answer) in self.open(secret).await {
            assert!(answer.status.as_u16() < 500, "{state}: {door}: {answer}");
            assert!(
                !secret.is_in(&answer),
                "{state}: {door} lets it through: {answer}"
            );
            let addressed = ["permalink", "picture", "Note", "bundle", "document", "withdrawal"];
            if addressed.iter().any(|kind| door.starts_with(kind)) {
                assert_eq!(answer.status, 404, "{state}: {door}: {answer}");
            }
        }
        for (count, number) in self.counts().await {
            assert_eq!(number, 0, "{state}: {count} is counted");
        }
        for path in ["/tags", "/api/v1/tags"] {
            let hashtag = self.of_hashtag(path, &secret.topic).await;
            let unused = self.of_hashtag(path, "nobodyusesthis").await;
            assert_eq!(hashtag, unused, "{state}: {path} knows the topic");
        }
        for activity in self.peer.activities() {
            let told = activity.to_string();
            assert!(
                !told.contains(&secret.word),
                "{state}: delivered to a follower: {told}"
            );
            assert!(
                activity["type"] == "Accept" && activity["result"].is_null(),
                "{state}: delivered to a follower: {told}"
            );
        }
    }

    /// What is said of a hashtag, without its name.
    async fn of_hashtag(&self, path: &str, hashtag: &str) -> String {
        let answer = self.instance.get_page(&format!("{path}/{hashtag}")).await;
        assert!(answer.status.is_success(), "{answer}");
        answer.body.replace(hashtag, "a hashtag")
    }

    /// Everything that is counted in public.
    pub(crate) async fn counts(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for collection in ["outbox", "recommendations/received", "recommendations/given"] {
            let collection_url = format!("{}/{collection}", self.owner.actor());
            let total = &self.instance.get_activity(&collection_url).await.ok()["totalItems"];
            counts.insert(collection.to_owned(), number(total, collection));
        }
        let lookup = format!("/api/v1/accounts/lookup?acct={}", self.owner.handle());
        let account = self.instance.get(&lookup).await.ok();
        counts.insert(
            "statuses".to_owned(),
            number(&account["statuses_count"], "statuses_count"),
        );
        let instance = self.instance.get("/api/v1/instance").await.ok();
        let statuses = &instance["stats"]["status_count"];
        counts.insert(
            "statuses of the instance".to_owned(),
            number(statuses, "status_count"),
        );
        counts
    }
}

fn number(value: &Value, what: &str) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("{what} is no number: {value}"))
}

/// Calls that need no token. Their own question, which names the topic, must not be found in the answer.
fn public_calls(account: &str, secret: &Secret) -> Vec<String> {
    vec![
        "/api/v1/instance".to_owned(),
        "/api/v1/timelines/public".to_owned(),
        format!("/api/v1/timelines/tag/{}", secret.topic),
        format!("/api/v1/accounts/{account}/statuses"),
        format!("/api/v1/accounts/{account}/collections"),
        format!("/api/v1/accounts/{account}/in_collections"),
        format!("/api/v1/vouchwell/accounts/{account}/recommendations?role=author"),
        format!("/api/v1/vouchwell/accounts/{account}/recommendations?role=subject"),
        format!("/api/v1/vouchwell/search?q={}", secret.topic),
        format!("/api/v2/search?q={}", secret.word),
        format!("/api/v2/search?q={}", secret.topic),
    ]
}
