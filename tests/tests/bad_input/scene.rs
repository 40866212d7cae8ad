use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Draft, Instance, Member, World};

pub(crate) const ACQUAINTANCES: &str = "/api/v1/vouchwell/acquaintances";
pub(crate) const MEETINGS: &str = "/api/v1/vouchwell/meetings";
pub(crate) const REQUESTS: &str = "/api/v1/vouchwell/requests";
pub(crate) const RECOMMENDATIONS: &str = "/api/v1/vouchwell/recommendations";

/// Two members of one instance who know each other, with a draft of the first about the second, and a request of
/// the second to the first.
pub(crate) struct Scene {
    pub(crate) a: Instance,
    pub(crate) alice: Member,
    pub(crate) bob: Member,
    pub(crate) draft: String,
    pub(crate) acquaintance: String,
    pub(crate) request: String,
}

impl Scene {
    pub(crate) async fn set(world: &World) -> Self {
        let a = world.instance("a").await;
        let (alice, bob) = (a.member("alice"), a.member("bob"));
        alice.get_to_know(&bob).await;
        let acquaintance = alice.wait_for_acquaintance(&bob.handle(), "mutual").await;
        let draft = alice.draft(&bob.handle(), &Draft::new("Bob is good.")).await.ok();
        let draft = draft["id"].as_str().expect("an id").to_owned();
        bob.ask(&alice.handle()).await.ok();
        let request = alice.wait_for_request("bob").await;
        Self {
            a,
            alice,
            bob,
            draft,
            acquaintance,
            request,
        }
    }

    /// Every call of ours that takes fields, with a body that is right.
    pub(crate) fn writes(&self) -> Vec<(Method, String, Value)> {
        let bob = self.bob.handle();
        let draft = Draft::new("Bob is good.").json(&bob);
        let mut words = draft.clone();
        words.as_object_mut().expect("an object").shift_remove("acct");
        let one = format!("{RECOMMENDATIONS}/{}", self.draft);
        vec![
            (
                Method::POST,
                ACQUAINTANCES.to_owned(),
                json!({"acct": bob, "relationship": "worksWith", "known_since": "2021"}),
            ),
            (
                Method::POST,
                format!("{ACQUAINTANCES}/{}/answer", self.acquaintance),
                json!({"answer": "yes", "relationship": "worksWith", "known_since": "2021"}),
            ),
            (
                Method::POST,
                format!("{MEETINGS}/lookup"),
                json!({"acct": bob, "meeting": "0".repeat(30)}),
            ),
            (
                Method::PUT,
                format!("{ACQUAINTANCES}/{}", self.acquaintance),
                json!({"visibility": "public"}),
            ),
            (
                Method::POST,
                REQUESTS.to_owned(),
                json!({"acct": bob, "topics": ["bookkeeping"]}),
            ),
            (
                Method::POST,
                format!("{REQUESTS}/{}/answer", self.request),
                json!({"answer": "write"}),
            ),
            (Method::POST, RECOMMENDATIONS.to_owned(), draft),
            (Method::PUT, one.clone(), words),
            (Method::POST, format!("{one}/answer"), json!({"answer": "accept"})),
        ]
    }
}

/// Sends a body that is wrong; the answer is a 4xx with a sentence, and about what was sent.
pub(crate) async fn refused(member: &Member, method: &Method, path: &str, body: &str, what: &str) {
    let request = member
        .request(method.clone(), path)
        .header("content-type", "application/json");
    let answer = member.send(request.body(body.to_owned())).await;
    let shown: String = body.chars().take(200).collect();
    assert!(answer.status.is_client_error(), "{what} in {shown}: {answer}");
    assert!(
        ![401, 403, 404, 405].contains(&answer.status.as_u16()),
        "{what} in {shown}: {answer}"
    );
    answer.sentence();
}
