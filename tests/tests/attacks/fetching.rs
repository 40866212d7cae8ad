//! Hosts that lead the server astray when it looks somebody up.

use std::net::Ipv4Addr;
use std::time::Instant;

use serde_json::{Value, json};
use vouchwell_tests::{PeerActor, SOON, eventually, on_both_databases};

use crate::scene::Scene;

impl Scene {
    /// Whom the server finds under a handle.
    async fn look_up(&self, handle: &str) -> Vec<Value> {
        let path = format!("/api/v2/search?resolve=true&type=accounts&q={handle}");
        let found = self.bob.get(&path).await.ok();
        found["accounts"].as_array().expect("a list").clone()
    }

    /// Changes what is served in place of an actor.
    fn serve_instead(&self, actor: &PeerActor, status: u16, headers: &[(&str, &str)], body: &str) {
        self.peer
            .serve_as(&format!("/users/{}", actor.name()), status, headers, body);
    }
}

on_both_databases! {
    /// What is no actor of that name is not found; an honest one is.
    async fn fetched_id_is_not_its_url(world: World) {
        let scene = Scene::set(&world).await;
        let activity = [("content-type", "application/activity+json")];
        let actors: Vec<PeerActor> = (0..7).map(|number| scene.peer.actor(&format!("fake{number}"))).collect();
        let spoilt = |number: usize, change: &dyn Fn(&mut Value)| {
            let mut document = actors[number].document();
            change(&mut document);
            document.to_string()
        };
        let page = actors[0].document().to_string();
        scene.serve_instead(&actors[0], 200, &[("content-type", "text/html")], &page);
        let renamed = spoilt(1, &|document| document["id"] = json!(scene.amy.id()));
        scene.serve_instead(&actors[1], 200, &activity, &renamed);
        let hosted = spoilt(2, &|document| document["id"] = json!(scene.bob.actor()));
        scene.serve_instead(&actors[2], 200, &activity, &hosted);
        let large = spoilt(3, &|document| document["summary"] = json!("x".repeat(1_200_000)));
        scene.serve_instead(&actors[3], 200, &activity, &large);
        let inbox = spoilt(4, &|document| document["inbox"] = json!("http://127.0.0.1:22/"));
        scene.serve_instead(&actors[4], 200, &activity, &inbox);
        let inward = [("location", "https://10.0.0.1/users/fake5")];
        scene.serve_instead(&actors[5], 302, &inward, "");
        let circle = format!("https://{}/users/fake6", scene.peer.host());
        scene.serve_instead(&actors[6], 302, &[("location", circle.as_str())], "");

        for actor in &actors {
            let found = scene.look_up(&actor.handle()).await;
            assert_eq!(found, Vec::<Value>::new(), "{} was believed", actor.name());
        }
        let circling = scene.peer.fetched().iter().filter(|path| *path == "/users/fake6").count();
        assert!(circling <= 8, "a redirect in a circle was followed {circling} times");
        let found = scene.look_up(&scene.amy.handle()).await;
        assert_eq!(found[0]["username"], "amy");
        scene.fence("Afterwards.").await;
    }

    /// Sixty people of a server that falls silent make Bob's ask it for each of them. Amy is heard all the same.
    async fn a_peer_that_never_answers_holds_up_nobody_who_writes(world: World) {
        let scene = Scene::set(&world).await;
        let silent = world.peer("silent").await;
        let eve = silent.actor("eve");
        let update = |eve: &PeerActor| eve.public_activity("Update", &eve.document());
        assert_eq!(silent.post(&eve, &scene.inbox(), &update(&eve)).await.status, 202, "her key is known");
        scene.b.idle().await;
        silent.fall_silent();
        for _ in 0..60 {
            assert_eq!(silent.post(&eve, &scene.inbox(), &update(&eve)).await.status, 202);
        }
        let start = Instant::now();
        for words in ["One.", "Two.", "Three."] {
            let note = scene.note(&scene.amy, words);
            scene.send(&scene.amy, &scene.amy.public_activity("Create", &note)).await;
            eventually(SOON, "Bob reads Amy", async || {
                scene.mentions().await.iter().any(|content| content.contains(words)).then_some(())
            })
            .await;
        }
        assert!(start.elapsed().as_secs() < 20, "Amy waited for {} s", start.elapsed().as_secs());
    }

    /// Names that lead inwards are not dialled, in whatever form.
    async fn private_and_link_local_addresses(world: World) {
        let scene = Scene::set(&world).await;
        for (name, address) in [
            ("private.test", [10, 0, 0, 1]),
            ("link-local.test", [169, 254, 169, 254]),
            ("unspecified.test", [0, 0, 0, 0]),
            ("shared.test", [100, 64, 0, 1]),
        ] {
            world.names().answer(name, [Ipv4Addr::from(address)]);
            let start = Instant::now();
            assert_eq!(scene.look_up(&format!("eve@{name}")).await, Vec::<Value>::new());
            assert!(start.elapsed().as_secs() < 4, "{name} was dialled");
        }
        assert_eq!(scene.look_up(&scene.amy.handle()).await.len(), 1, "an allowed network is dialled");
    }
}
