use reqwest::Method;
use serde_json::{Value, json};

use super::{Member, id};
use crate::{Answer, SOON, eventually};

const PATH: &str = "/api/v1/vouchwell/acquaintances";

impl Member {
    /// Says that this member and `acct` work together since 2021.
    pub async fn attest(&self, acct: &str) -> Answer {
        self.post(
            PATH,
            &json!({"acct": acct, "relationship": "worksWith", "known_since": "2021-03"}),
        )
        .await
    }

    /// All acquaintances, or those in a state.
    pub async fn acquaintances(&self, state: Option<&str>) -> Value {
        let query = state.map(|state| format!("?state={state}")).unwrap_or_default();
        self.get(&format!("{PATH}{query}")).await.ok()
    }

    /// One acquaintance.
    pub async fn acquaintance(&self, id: &str) -> Answer {
        self.get(&format!("{PATH}/{id}")).await
    }

    /// Answers an offer.
    pub async fn answer_acquaintance(&self, id: &str, answer: &Value) -> Answer {
        self.post(&format!("{PATH}/{id}/answer"), answer).await
    }

    /// Says: yes, we know each other.
    pub async fn confirm_acquaintance(&self, id: &str) -> Answer {
        let answer = json!({"answer": "yes", "relationship": "worksWith", "known_since": "2021-03"});
        self.answer_acquaintance(id, &answer).await
    }

    /// Changes who may learn of an acquaintance.
    pub async fn show_acquaintance_to(&self, id: &str, visibility: &str) -> Answer {
        let body = json!({"visibility": visibility});
        self.call(Method::PUT, &format!("{PATH}/{id}"), &body).await
    }

    /// Takes an offer to renew an acquaintance back.
    pub async fn take_back_renewal(&self, id: &str) -> Answer {
        self.delete(&format!("{PATH}/{id}/renewal")).await
    }

    /// Waits until `acct` offers to renew an acquaintance and answers its id.
    pub async fn wait_for_renewal(&self, acct: &str) -> String {
        let what = format!("{acct} offers {} to renew their acquaintance", self.handle());
        let asked = eventually(SOON, &what, async || {
            let known = self.acquaintance_with(acct, "mutual").await?;
            (known["renewal"]["state"] == "asked").then_some(known)
        });
        id(&asked.await)
    }

    /// Ends an acquaintance, or takes back an offer.
    pub async fn end_acquaintance(&self, id: &str) -> Answer {
        self.delete(&format!("{PATH}/{id}")).await
    }

    /// The acquaintance with `acct`, when there is one in this state.
    pub async fn acquaintance_with(&self, acct: &str, state: &str) -> Option<Value> {
        let all = self.acquaintances(Some(state)).await;
        let all = all.as_array().unwrap_or_else(|| panic!("no list: {all}"));
        all.iter().find(|one| is_acct(&one["account"], acct)).cloned()
    }

    /// Waits for an acquaintance with `acct` in this state and answers its id.
    pub async fn wait_for_acquaintance(&self, acct: &str, state: &str) -> String {
        let what = format!(
            "{} has {acct} among the acquaintances that are {state}",
            self.handle()
        );
        id(&eventually(SOON, &what, async || self.acquaintance_with(acct, state).await).await)
    }

    /// Offers, lets `other` confirm, and waits until both sides are mutual.
    pub async fn get_to_know(&self, other: &Member) {
        self.attest(&other.handle()).await.ok();
        let offer = other.wait_for_acquaintance(&self.handle(), "asked").await;
        other.confirm_acquaintance(&offer).await.ok();
        other.wait_for_acquaintance(&self.handle(), "mutual").await;
        self.wait_for_acquaintance(&other.handle(), "mutual").await;
    }
}

/// Whether an account of the API is `acct`: local accounts are named without their host.
fn is_acct(account: &Value, acct: &str) -> bool {
    let shown = account["acct"].as_str().unwrap_or_default();
    shown == acct || !shown.contains('@') && acct.split('@').next() == Some(shown)
}
