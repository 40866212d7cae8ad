use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use serde_json::Value;

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked, for the message of a failing test.
    pub question: String,
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body; invalid UTF-8 is replaced.
    pub body: String,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(question: String, response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response
            .bytes()
            .await
            .unwrap_or_else(|error| panic!("{question}: the body breaks off: {error}"));
        Self {
            question,
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// The body as JSON; `null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// A header, which is expected.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_else(|| panic!("no `{name}` in {self}"))
    }

    /// Expects to be refused by a limit of so many, until a time that is said.
    #[track_caller]
    pub fn refused_by_limit(self, limit: &str) {
        assert_eq!(self.header("x-ratelimit-limit"), limit, "{self}");
        assert_eq!(self.header("x-ratelimit-remaining"), "0", "{self}");
        assert!(self.header("x-ratelimit-reset").ends_with('Z'), "{self}");
        let seconds: u64 = self.header("retry-after").parse().expect("seconds");
        assert!(seconds > 0, "{self}");
        self.refused(429);
    }

    /// Expects success and answers the JSON.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{self}");
        self.json()
    }

    /// Expects this status with a sentence for people, and answers the sentence.
    #[track_caller]
    pub fn refused(self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{self}");
        self.sentence()
    }

    /// The sentence that says what was wrong: problem details with `error` and `error_description`.
    #[track_caller]
    pub fn sentence(&self) -> String {
        let json = self.json();
        assert!(json["error"].is_string(), "no `error` in {self}");
        let sentence = json["error_description"].as_str().unwrap_or_default().to_owned();
        assert!(
            sentence.contains(' '),
            "no sentence in `error_description` of {self}"
        );
        sentence
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{} answered {}: {}",
            self.question, self.status, self.body
        )
    }
}
