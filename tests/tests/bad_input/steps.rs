//! What one may not do, or not yet.

use reqwest::Method;
use serde_json::json;
use vouchwell_tests::{Draft, on_both_databases};

use crate::scene::{ACQUAINTANCES, RECOMMENDATIONS, REQUESTS, Scene, refused};

on_both_databases! {
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
        eve.show_acquaintance_to(&scene.acquaintance, "private").await.refused(404);
        eve.take_back_renewal(&scene.acquaintance).await.refused(404);
        let asked = scene.alice.ask(&scene.bob.handle()).await.ok();
        let asked = asked["id"].as_str().expect("an id");
        eve.remind(asked).await.refused(404);
        scene.bob.remind(asked).await.refused(404);
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
        scene.alice.take_back_renewal(&scene.acquaintance).await.refused(422);
        scene.alice.show_acquaintance_to(&scene.acquaintance, "private").await.refused(422);
        let asked = scene.alice.ask(&scene.bob.handle()).await.ok();
        scene.alice.remind(asked["id"].as_str().expect("an id")).await.refused(422);
        let received = scene.bob.wait_for_request("alice").await;
        scene.bob.remind(&received).await.refused(422);
        let met = json!({
            "answer": "yes", "relationship": "worksWith", "known_since": "2021", "evidence": "codes-exchanged",
        });
        scene.bob.attest(&scene.alice.handle()).await.ok();
        scene.alice.wait_for_renewal(&scene.bob.handle()).await;
        scene.alice.answer_acquaintance(&scene.acquaintance, &met).await.refused(422);
        let eve = scene.a.member("eve");
        let other = Draft::new("Eve is good.");
        scene.alice.edit(&scene.draft, &eve.handle(), &other).await.refused(422);
        let unknown = scene.alice.draft(&eve.handle(), &other).await.ok();
        scene.alice.offer(unknown["id"].as_str().expect("an id")).await.refused(422);
        let acct = scene.alice.handle();
        let claim = json!({
            "acct": eve.handle(), "relationship": "worksWith", "known_since": "2021", "evidence": "codes-exchanged",
        });
        refused(&scene.alice, &Method::POST, ACQUAINTANCES, &claim.to_string(), "no code").await;
        let code = scene.alice.show_code().await;
        let own = scene.alice.attest_with_code(code["link"].as_str().expect("a link"), None).await;
        own.refused(422);
        let herself = json!({"acct": acct, "relationship": "worksWith", "known_since": "2021"});
        refused(&scene.alice, &Method::POST, ACQUAINTANCES, &herself.to_string(), "oneself").await;
        let herself = Draft::new("I am good.").json(&scene.alice.handle());
        refused(&scene.alice, &Method::POST, RECOMMENDATIONS, &herself.to_string(), "oneself").await;
    }
}
