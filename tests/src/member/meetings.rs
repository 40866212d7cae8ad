use serde_json::{Value, json};

use super::Member;
use crate::Answer;

impl Member {
    /// Makes a code to be shown in person.
    pub async fn show_code(&self) -> Value {
        self.post("/api/v1/vouchwell/meetings", &json!({})).await.ok()
    }

    /// Asks whose code it is, by its link, or by its digits and who shows them.
    pub async fn look_up_code(&self, code: &str, acct: Option<&str>) -> Answer {
        let body = json!({"meeting": code, "acct": acct});
        self.post("/api/v1/vouchwell/meetings/lookup", &body).await
    }

    /// Says that this member and who shows the code work together since 2021.
    pub async fn attest_with_code(&self, code: &str, acct: Option<&str>) -> Answer {
        let body = json!({
            "acct": acct, "meeting": code, "evidence": "codes-exchanged",
            "relationship": "worksWith", "known_since": "2021-03",
        });
        self.post("/api/v1/vouchwell/acquaintances", &body).await
    }

    /// Says: yes, and we met.
    pub async fn confirm_meeting(&self, acquaintance: &str) -> Answer {
        let answer = json!({
            "answer": "yes", "evidence": "codes-exchanged",
            "relationship": "worksWith", "known_since": "2021-03",
        });
        self.answer_acquaintance(acquaintance, &answer).await
    }
}
