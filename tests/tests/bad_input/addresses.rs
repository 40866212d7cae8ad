//! Nothing is where it is asked for, or nothing of that kind.

use reqwest::Method;
use serde_json::json;
use vouchwell_tests::on_both_databases;

use crate::scene::{ACQUAINTANCES, RECOMMENDATIONS, REQUESTS, Scene, refused};

on_both_databases! {
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
                format!("{REQUESTS}/{id}/remind"),
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
            let answer = scene.alice.take_back_renewal(id).await;
            assert!([400, 404, 422].contains(&answer.status.as_u16()), "{answer}");
            answer.sentence();
            for path in [
                format!("/meet/{id}"),
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
        let digits = "0".repeat(30);
        for code in [
            "12345".to_owned(),
            format!("https://127.0.0.1/meet/{digits}"),
            format!("https://no-such-host.invalid/meet/{digits}"),
            format!("https://a.test/{digits}"),
        ] {
            let body = json!({"meeting": code, "relationship": "worksWith", "known_since": "2021"});
            refused(&scene.alice, &Method::POST, ACQUAINTANCES, &body.to_string(), &code).await;
        }
    }
}
