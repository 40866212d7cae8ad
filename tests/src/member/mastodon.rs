use reqwest::Method;
use serde_json::{Value, json};

use super::{Member, id};
use crate::{Answer, SOON, eventually};

impl Member {
    /// Finds an account by its handle, asking its server when it is not known here; answers its id.
    pub async fn resolve(&self, acct: &str) -> String {
        let request = self.request(
            Method::GET,
            &format!("/api/v2/search?resolve=true&type=accounts&q={acct}"),
        );
        let found = self.send(request).await.ok();
        let accounts = found["accounts"]
            .as_array()
            .unwrap_or_else(|| panic!("no accounts: {found}"));
        assert_eq!(accounts.len(), 1, "{acct} is found once: {found}");
        id(&accounts[0])
    }

    /// Follows an account of which the handle is given.
    pub async fn follow(&self, acct: &str) -> Value {
        let account = self.resolve(acct).await;
        self.act(&account, "follow").await.ok()
    }

    /// Follows and waits until the other side has taken it.
    pub async fn become_follower(&self, acct: &str) {
        let account = self.resolve(acct).await;
        eventually(SOON, &format!("{} follows {acct}", self.handle()), async || {
            (self.act(&account, "follow").await.ok()["following"] == true).then_some(())
        })
        .await;
    }

    /// Blocks an account of which the handle is given.
    pub async fn block(&self, acct: &str) -> Value {
        let account = self.resolve(acct).await;
        self.act(&account, "block").await.ok()
    }

    /// `follow`, `unfollow` or `block` for an account's id.
    pub async fn act(&self, account: &str, action: &str) -> Answer {
        self.post(&format!("/api/v1/accounts/{account}/{action}"), &json!({}))
            .await
    }

    /// `favourite`, `reblog` or another act on a status.
    pub async fn do_with_status(&self, status: &str, act: &str, body: &Value) -> Answer {
        self.post(&format!("/api/v1/statuses/{status}/{act}"), body).await
    }

    /// One's own account.
    pub async fn account(&self) -> Value {
        self.get("/api/v1/accounts/verify_credentials").await.ok()
    }

    /// The newest statuses of those one follows.
    pub async fn home(&self) -> Vec<Value> {
        list(self.get("/api/v1/timelines/home?limit=40").await)
    }

    /// The newest public statuses known to the instance.
    pub async fn public_timeline(&self) -> Vec<Value> {
        list(self.get("/api/v1/timelines/public?limit=40").await)
    }

    /// The newest statuses of an account.
    pub async fn statuses_of(&self, account: &str) -> Vec<Value> {
        list(
            self.get(&format!("/api/v1/accounts/{account}/statuses?limit=40"))
                .await,
        )
    }

    /// The newest notifications.
    pub async fn notifications(&self) -> Vec<Value> {
        list(self.get("/api/v1/notifications?limit=40").await)
    }

    /// The public recommendations that an account received or gave.
    pub async fn recommendations_of(&self, account: &str, role: &str) -> Vec<Value> {
        list(
            self.get(&format!(
                "/api/v1/vouchwell/accounts/{account}/recommendations?role={role}"
            ))
            .await,
        )
    }

    /// People recommended for a topic.
    pub async fn search_people(&self, topic: &str) -> Value {
        self.get(&format!("/api/v1/vouchwell/search?q={topic}"))
            .await
            .ok()
    }
}

#[track_caller]
fn list(answer: Answer) -> Vec<Value> {
    let json = answer.ok();
    json.as_array()
        .unwrap_or_else(|| panic!("no list: {json}"))
        .clone()
}
