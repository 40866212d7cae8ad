use serde_json::{Value, json};

use super::{Member, id};
use crate::{Answer, SOON, eventually};

const PATH: &str = "/api/v1/vouchwell/requests";

impl Member {
    /// Asks `acct` for a recommendation of this member's bookkeeping.
    pub async fn ask(&self, acct: &str) -> Answer {
        self.post(PATH, &json!({"acct": acct, "topics": ["bookkeeping"]}))
            .await
    }

    /// All requests, one's own and those received.
    pub async fn requests(&self) -> Value {
        self.get(PATH).await.ok()
    }

    /// Reminds of a request.
    pub async fn remind(&self, id: &str) -> Answer {
        self.post(&format!("{PATH}/{id}/remind"), &json!({})).await
    }

    /// Answers a request.
    pub async fn answer_request(&self, id: &str, answer: &Value) -> Answer {
        self.post(&format!("{PATH}/{id}/answer"), answer).await
    }

    /// Waits for a request by somebody named `name` and answers its id.
    pub async fn wait_for_request(&self, name: &str) -> String {
        let what = format!("{} sees the request of {name}", self.handle());
        let found = eventually(SOON, &what, async || {
            let all = self.requests().await;
            let all = all.as_array().unwrap_or_else(|| panic!("no list: {all}")).clone();
            all.into_iter()
                .find(|one| one["mine"] == false && one["account"]["username"] == name)
        });
        id(&found.await)
    }
}
