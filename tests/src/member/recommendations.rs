use reqwest::Method;
use serde_json::{Value, json};

use super::{Member, id};
use crate::{Answer, SOON, eventually};

const PATH: &str = "/api/v1/vouchwell/recommendations";

/// What an author writes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Plain text.
    pub text: String,
    /// Lower-case tags.
    pub topics: Vec<String>,
    /// What the author cannot speak to.
    pub limitations: String,
    /// Codes of the protocol.
    pub disclosures: Vec<String>,
}

impl Draft {
    /// A draft with this text.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            topics: vec!["bookkeeping".to_owned()],
            limitations: "I cannot speak to tax law.".to_owned(),
            disclosures: vec!["pays-subject".to_owned()],
        }
    }

    /// The body of the call about `acct`.
    pub fn json(&self, acct: &str) -> Value {
        json!({
            "acct": acct, "text": self.text, "topics": self.topics, "language": "en",
            "limitations": self.limitations, "disclosures": self.disclosures,
        })
    }
}

impl Member {
    /// Writes a draft about `acct`.
    pub async fn draft(&self, acct: &str, draft: &Draft) -> Answer {
        self.post(PATH, &draft.json(acct)).await
    }

    /// Rewrites a draft, or begins a revision.
    pub async fn edit(&self, id: &str, acct: &str, draft: &Draft) -> Answer {
        self.call(Method::PUT, &format!("{PATH}/{id}"), &draft.json(acct))
            .await
    }

    /// Offers a draft to its subject.
    pub async fn offer(&self, id: &str) -> Answer {
        self.post(&format!("{PATH}/{id}/offer"), &json!({})).await
    }

    /// Answers an offered text as its subject.
    pub async fn answer_recommendation(&self, id: &str, answer: &Value) -> Answer {
        self.post(&format!("{PATH}/{id}/answer"), answer).await
    }

    /// Accepts an offered text.
    pub async fn accept(&self, id: &str) -> Answer {
        self.answer_recommendation(id, &json!({"answer": "accept"})).await
    }

    /// Asks for a correction.
    pub async fn correct(&self, id: &str, message: &str) -> Answer {
        self.answer_recommendation(id, &json!({"answer": "correct", "message": message}))
            .await
    }

    /// Lets an offered text lapse.
    pub async fn lapse(&self, id: &str) -> Answer {
        self.answer_recommendation(id, &json!({"answer": "lapse"})).await
    }

    /// Pulls an accepted text within the hold.
    pub async fn pull(&self, id: &str) -> Answer {
        self.post(&format!("{PATH}/{id}/pull"), &json!({})).await
    }

    /// Withdraws as the author, hides as the subject.
    pub async fn withdraw(&self, id: &str) -> Answer {
        self.delete(&format!("{PATH}/{id}")).await
    }

    /// The offered texts so far.
    pub async fn versions(&self, id: &str) -> Answer {
        self.get(&format!("{PATH}/{id}/versions")).await
    }

    /// One recommendation of one's own.
    pub async fn recommendation(&self, id: &str) -> Answer {
        self.get(&format!("{PATH}/{id}")).await
    }

    /// One's own recommendations in a role, newest first.
    pub async fn recommendations(&self, role: &str) -> Vec<Value> {
        let list = self.get(&format!("{PATH}?role={role}")).await.ok();
        list.as_array()
            .unwrap_or_else(|| panic!("no list: {list}"))
            .clone()
    }

    /// The recommendation with this text, when there is one in a role.
    pub async fn recommendation_with(&self, role: &str, text: &str) -> Option<Value> {
        self.recommendations(role)
            .await
            .into_iter()
            .find(|one| one["text"] == text)
    }

    /// Waits until the recommendation with this text is in this state, and answers it.
    pub async fn wait_for_recommendation(&self, role: &str, text: &str, state: &str) -> Value {
        let what = format!("{} sees, as {role}, that {text:?} is {state}", self.handle());
        eventually(SOON, &what, async || {
            self.recommendation_with(role, text)
                .await
                .filter(|found| found["state"] == state)
        })
        .await
    }

    /// Writes and offers; answers the id here and, once it has arrived, at `subject`.
    pub async fn write_and_offer(&self, subject: &Member, draft: &Draft) -> (String, String) {
        let mine = id(&self.draft(&subject.handle(), draft).await.ok());
        self.offer(&mine).await.ok();
        let theirs = subject
            .wait_for_recommendation("subject", &draft.text, "offered")
            .await;
        (mine, id(&theirs))
    }

    /// Goes all the way from a draft to a recommendation that is public on both sides; answers both ids.
    pub async fn recommend(&self, subject: &Member, draft: &Draft) -> (String, String) {
        let (mine, theirs) = self.write_and_offer(subject, draft).await;
        subject.accept(&theirs).await.ok();
        self.wait_for_recommendation("author", &draft.text, "public")
            .await;
        subject
            .wait_for_recommendation("subject", &draft.text, "public")
            .await;
        (mine, theirs)
    }
}
