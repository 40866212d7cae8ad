//! Wrong input gets a 4xx and a sentence that says what to mend, and changes nothing; the command line ends with 2.

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Draft, Instance, Member, Program, World, on_both_databases};

const ACQUAINTANCES: &str = "/api/v1/vouchwell/acquaintances";
const REQUESTS: &str = "/api/v1/vouchwell/requests";
const RECOMMENDATIONS: &str = "/api/v1/vouchwell/recommendations";

/// Two members of one instance who know each other, with a draft of the first about the second.
struct Scene {
    a: Instance,
    alice: Member,
    bob: Member,
    draft: String,
    acquaintance: String,
}

impl Scene {
    async fn set(world: &World) -> Self {
        let a = world.instance("a").await;
        let (alice, bob) = (a.member("alice"), a.member("bob"));
        alice.get_to_know(&bob).await;
        let acquaintance = alice.wait_for_acquaintance(&bob.handle(), "mutual").await;
        let draft = alice.draft(&bob.handle(), &Draft::new("Bob is good.")).await.ok();
        let draft = draft["id"].as_str().expect("an id").to_owned();
        Self {
            a,
            alice,
            bob,
            draft,
            acquaintance,
        }
    }

    /// Every call that takes a body, with a body that is right.
    fn writes(&self) -> Vec<(Method, String, Value)> {
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
                Method::PUT,
                format!("{ACQUAINTANCES}/{}", self.acquaintance),
                json!({"visibility": "public"}),
            ),
            (
                Method::POST,
                REQUESTS.to_owned(),
                json!({"acct": bob, "topics": ["bookkeeping"]}),
            ),
            (Method::POST, RECOMMENDATIONS.to_owned(), draft),
            (Method::PUT, one.clone(), words),
            (Method::POST, format!("{one}/answer"), json!({"answer": "accept"})),
        ]
    }
}

/// Values of every JSON type, and strings that nothing takes.
fn wrong_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(""),
        json!("\u{0}\u{202e}"),
        json!("x".repeat(6000)),
        json!([]),
        json!([[1]]),
        json!({"a": {}}),
    ]
}

/// Fields that may be left out.
const OPTIONAL: [&str; 1] = ["evidence"];

on_both_databases! {
    /// Each field of each call is left out, and given every wrong value.
    async fn a_wrong_field_is_refused_with_a_sentence(world: World) {
        let scene = Scene::set(&world).await;
        let before = scene.alice.recommendations("author").await;
        for (method, path, body) in scene.writes() {
            let fields: Vec<String> = body.as_object().expect("an object").keys().cloned().collect();
            for field in &fields {
                let mut less = body.clone();
                less.as_object_mut().expect("an object").shift_remove(field);
                if !OPTIONAL.contains(&field.as_str()) {
                    refused(&scene.alice, &method, &path, &less.to_string(), field).await;
                }
                for wrong in wrong_values() {
                    if is_right(field, &wrong) {
                        continue;
                    }
                    let mut spoilt = body.clone();
                    spoilt[field] = wrong;
                    refused(&scene.alice, &method, &path, &spoilt.to_string(), field).await;
                }
            }
        }
        assert_eq!(scene.alice.recommendations("author").await, before, "nothing was half-written");
    }

    /// What is no JSON, or no object, or far too much.
    async fn a_wrong_body_is_refused_with_a_sentence(world: World) {
        let scene = Scene::set(&world).await;
        let (deep, large) = ("[".repeat(5000), format!("\"{}\"", "x".repeat(2_000_000)));
        for (method, path, _) in scene.writes() {
            for body in ["", "{", "null", "[]", "\"text\"", "{\"a\":1,}", "\u{feff}{}", &deep, &large] {
                refused(&scene.alice, &method, &path, body, "the body").await;
            }
            let request = scene.alice.request(method.clone(), &path).header("content-type", "text/plain");
            let answer = scene.alice.send(request.body("{}")).await;
            assert!(answer.status.is_client_error(), "{answer}");
            let invalid = scene.alice.request(method, &path).header("content-type", "application/json");
            let answer = scene.alice.send(invalid.body(vec![b'{', 0xff, 0xfe, b'}'])).await;
            assert!(answer.status.is_client_error(), "{answer}");
        }
    }

    /// Ids that do not exist, or are none.
    async fn an_unknown_id_is_not_found(world: World) {
        let scene = Scene::set(&world).await;
        let hex = "0123456789abcdef0123456789abcdef";
        let encoded = ["%00", "%ff", "..%2f..%2f", "'%20OR%201=1", "99999999999999999999999", "-1"];
        for id in encoded.into_iter().chain([hex]) {
            for path in [
                format!("{ACQUAINTANCES}/{id}"),
                format!("{RECOMMENDATIONS}/{id}"),
                format!("{RECOMMENDATIONS}/{id}/versions"),
                format!("/api/v1/accounts/{id}/statuses"),
                format!("/api/v1/vouchwell/accounts/{id}/recommendations"),
            ] {
                let answer = scene.alice.get(&path).await;
                assert!([400, 404, 422].contains(&answer.status.as_u16()), "{answer}");
                answer.sentence();
            }
            for path in [
                format!("{ACQUAINTANCES}/{id}/answer"),
                format!("{REQUESTS}/{id}/answer"),
                format!("{RECOMMENDATIONS}/{id}/offer"),
                format!("{RECOMMENDATIONS}/{id}/answer"),
                format!("{RECOMMENDATIONS}/{id}/pull"),
                format!("/api/v1/accounts/{id}/follow"),
                format!("/api/v1/accounts/{id}/unfollow"),
                format!("/api/v1/accounts/{id}/block"),
            ] {
                let answer = scene.alice.post(&path, &json!({"answer": "no"})).await;
                assert!([400, 404, 422].contains(&answer.status.as_u16()), "{answer}");
                answer.sentence();
            }
            for path in [
                format!("/recommendations/{id}"),
                format!("/recommendations/{id}/bundle"),
                format!("/.well-known/vouchwell/bundles/{id}"),
                format!("/.well-known/vouchwell/withdrawals/{id}"),
                format!("/users/{id}"),
                format!("/@{id}"),
            ] {
                let answer = scene.a.get(&path).await;
                assert!(answer.status.is_client_error(), "{answer}");
            }
        }
    }

    /// Query parameters that are not what they should be.
    async fn a_wrong_question_is_refused(world: World) {
        let scene = Scene::set(&world).await;
        for path in [
            format!("{ACQUAINTANCES}?state=perhaps"),
            format!("{RECOMMENDATIONS}?role=judge"),
            format!("{RECOMMENDATIONS}?role=author&state=perhaps"),
            "/api/v1/timelines/home?max_id=abc".to_owned(),
            "/api/v1/timelines/public?limit=many".to_owned(),
            "/api/v1/accounts/lookup".to_owned(),
            "/api/v1/accounts/lookup?acct=".to_owned(),
            "/api/v2/search".to_owned(),
            "/api/v1/vouchwell/search?q=x&hops=nine".to_owned(),
        ] {
            let answer = scene.alice.get(&path).await;
            assert!(answer.status.is_client_error(), "{answer}");
            answer.sentence();
        }
        for acct in ["nobody", "@", "a@b@c", "bob@no-such-host.invalid", "bob@127.0.0.1", "bob@[::1]"] {
            let body = json!({"acct": acct, "relationship": "worksWith", "known_since": "2021"});
            refused(&scene.alice, &Method::POST, ACQUAINTANCES, &body.to_string(), acct).await;
        }
    }

    /// A token is needed, of the right scope, and the right person.
    async fn nobody_acts_for_somebody_else(world: World) {
        let scene = Scene::set(&world).await;
        let reads =
            ["/api/v1/timelines/home", "/api/v1/notifications", ACQUAINTANCES, REQUESTS, RECOMMENDATIONS];
        let (wrong, reader) = (scene.a.with_token("wrong"), scene.a.sign_in("alice", "read"));
        for path in reads {
            scene.a.get(path).await.refused(401);
            wrong.get(path).await.refused(401);
            assert_ne!(reader.get(path).await.status, 403);
        }
        for (method, path, body) in scene.writes() {
            scene.a.call(method.clone(), &path, &body).await.refused(401);
            wrong.call(method.clone(), &path, &body).await.refused(401);
            reader.call(method, &path, &body).await.refused(403);
        }
        let eve = scene.a.member("eve");
        let one = format!("{RECOMMENDATIONS}/{}", scene.draft);
        eve.get(&one).await.refused(404);
        eve.get(&format!("{one}/versions")).await.refused(404);
        eve.delete(&one).await.refused(404);
        let acquaintance = format!("{ACQUAINTANCES}/{}", scene.acquaintance);
        eve.delete(&acquaintance).await.refused(404);
        eve.call(Method::PUT, &acquaintance, &json!({"visibility": "private"})).await.refused(404);
        eve.call(Method::PUT, &one, &Draft::new("Spoilt.").json(&scene.bob.handle())).await.refused(404);
        for step in ["offer", "answer", "pull"] {
            eve.post(&format!("{one}/{step}"), &json!({"answer": "accept"})).await.refused(404);
        }
        assert_eq!(scene.alice.recommendation(&scene.draft).await.ok()["text"], "Bob is good.");
        scene.bob.recommendation(&scene.draft).await.refused(404);
    }

    /// Steps in an order in which they cannot be.
    async fn a_step_out_of_order_is_refused(world: World) {
        let scene = Scene::set(&world).await;
        assert!(scene.alice.pull(&scene.draft).await.status.is_client_error(), "a draft is pulled");
        assert!(scene.alice.accept(&scene.draft).await.status.is_client_error(), "the author accepts");
        scene.alice.offer(&scene.draft).await.ok();
        assert!(scene.alice.accept(&scene.draft).await.status.is_client_error(), "the author accepts");
        let eve = scene.a.member("eve");
        let other = Draft::new("Eve is good.");
        scene.alice.edit(&scene.draft, &eve.handle(), &other).await.refused(422);
        let unknown = scene.alice.draft(&eve.handle(), &other).await.ok();
        scene.alice.offer(unknown["id"].as_str().expect("an id")).await.refused(422);
        let acct = scene.alice.handle();
        let herself = json!({"acct": acct, "relationship": "worksWith", "known_since": "2021"});
        refused(&scene.alice, &Method::POST, ACQUAINTANCES, &herself.to_string(), "oneself").await;
        let herself = Draft::new("I am good.").json(&scene.alice.handle());
        refused(&scene.alice, &Method::POST, RECOMMENDATIONS, &herself.to_string(), "oneself").await;
    }

    /// The command line.
    async fn the_command_line_ends_with_two_and_says_why(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let two = |arguments: &[&str]| {
            let mut command = a.command([]);
            command.args(arguments);
            let output = Program::run(command, b"");
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
            assert!(error.trim().contains(' '), "{arguments:?}: no sentence: {error:?}");
            assert!(!error.contains("panicked") && !error.contains("RUST_BACKTRACE"), "{arguments:?}: {error}");
            assert!(output.stdout.is_empty(), "{arguments:?}: something on stdout");
        };
        two(&["fly"]);
        two(&["serve", "--fast"]);
        two(&["account"]);
        two(&["account", "create"]);
        let create = |name, email, more: &[&str]| {
            let password = "correct horse battery staple";
            let first = ["account", "create", name, "--email", email, "--password", password];
            two(&[first.as_slice(), more].concat());
        };
        create("alice", "alice@mail.test", &[]);
        create("Not A Name", "a@mail.test", &[]);
        create("carl", "no address", &[]);
        create("carl", "c@mail.test", &["--role", "king"]);
        two(&["account", "token", "nobody", "--scopes", "read"]);
        two(&["account", "token", "alice", "--scopes", "everything"]);
        two(&["verify"]);
        two(&["verify", "/no/such/file"]);
        two(&["verify", "-", "--at", "yesterday"]);
        two(&["--config", "/no/such/file.toml", "serve"]);
        assert_eq!(a.verify("{}"), (Some(1), "malformed".to_owned()));
        assert_eq!(a.verify("nothing"), (Some(1), "malformed".to_owned()));
        assert_eq!(a.verify(&"[".repeat(300_000)), (Some(1), "malformed".to_owned()));
        for command in ["serve", "demo", "account", "migrate", "verify", "doctor", "backup", "restore"] {
            assert!(a.run([command, "--help"], b"").status.success(), "{command} has no --help");
        }
    }
}

/// Whether a value that is wrong for most fields is right for this one.
fn is_right(field: &str, value: &Value) -> bool {
    match field {
        "limitations" => value == "",
        "disclosures" => *value == json!([]),
        "text" => value
            .as_str()
            .is_some_and(|text| (1..=5000).contains(&text.len()) && !text.contains('\0')),
        _ => false,
    }
}

async fn refused(member: &Member, method: &Method, path: &str, body: &str, what: &str) {
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
