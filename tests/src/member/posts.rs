use reqwest::Method;
use serde_json::{Value, json};

use super::Member;
use crate::{Answer, SOON, eventually, picture};

impl Member {
    /// Posts a text for those whom the visibility names.
    pub async fn write_post(&self, text: &str, visibility: &str) -> Value {
        let post = json!({"status": text, "visibility": visibility, "language": "en"});
        self.post("/api/v1/statuses", &post).await.ok()
    }

    /// Uploads a picture by one of the calls for that.
    pub async fn upload(&self, call: &str) -> Answer {
        let head = "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
        let form = [head.as_bytes(), &picture(), b"\r\n--part--\r\n"].concat();
        let request = self.request(Method::POST, call);
        let request = request.header("content-type", "multipart/form-data; boundary=part");
        self.send(request.body(form)).await
    }

    /// Answers a status, publicly.
    pub async fn write_answer(&self, text: &str, answered: &str) -> Value {
        let post = json!({"status": text, "in_reply_to_id": answered});
        self.post("/api/v1/statuses", &post).await.ok()
    }

    /// Writes a post anew.
    pub async fn edit_post(&self, id: &str, text: &str) -> Value {
        let address = format!("/api/v1/statuses/{id}");
        self.call(Method::PUT, &address, &json!({"status": text}))
            .await
            .ok()
    }

    /// One status, or the answer that there is none.
    pub async fn status(&self, id: &str) -> Answer {
        self.get(&format!("/api/v1/statuses/{id}")).await
    }

    /// The status with this uri, as soon as it is at home.
    pub async fn finds_at_home(&self, uri: &Value) -> Value {
        let what = format!("{uri} is at home of {}", self.handle());
        eventually(SOON, &what, async || {
            self.home().await.into_iter().find(|status| status["uri"] == *uri)
        })
        .await
    }

    /// The status with this uri, as soon as its mention is told.
    pub async fn is_told_of(&self, uri: &Value) -> Value {
        let what = format!("{} is told of {uri}", self.handle());
        eventually(SOON, &what, async || {
            let notifications = self.notifications().await;
            let mut mentions = notifications.into_iter().filter(|told| told["type"] == "mention");
            mentions
                .find(|told| told["status"]["uri"] == *uri)
                .map(|told| told["status"].clone())
        })
        .await
    }
}
