//! Two people say that they know each other, ask each other, and end it.

use vouchwell_tests::on_both_databases;

use crate::scene::{Scene, find, link_in_list, say, wait_for};

on_both_databases! {
    async fn two_people_of_two_servers_get_to_know_each_other_and_end_it(world: World) {
        let mut scene = Scene::set(&world).await;
        let (bob, carla) = (scene.handle_of_bob(), scene.handle_of_carla());
        let page = find(&mut scene.carla, "/acquaintances/new", "nobody").await;
        assert_eq!(page.status, 422, "{page}");
        assert!(page.body.contains("Nobody was found"), "{page}");
        let page = find(&mut scene.carla, "/acquaintances/new", &bob).await;
        let wrong = [("relationship", "worksWith"), ("year", "twenty"), ("month", "")];
        let page = scene.carla.submit(&page, "I know ", &wrong).await;
        assert_eq!(page.status, 422, "{page}");
        assert!(page.body.contains("Write a year") && page.body.contains("value=\"twenty\""), "{page}");
        scene.get_to_know().await;

        // A second press of the button says nothing anew.
        let page = find(&mut scene.carla, "/acquaintances/new", &bob).await;
        let typed = [("relationship", "friendOf"), ("year", "2020"), ("month", "")];
        for _ in 0..2 {
            let said = scene.carla.submit(&page, "I know ", &typed).await;
            assert_eq!(said.status, 200, "{said}");
            assert!(said.body.contains("Until <bdi>bob</bdi> answers"), "{said}");
        }
        let page = scene.carla.open("/acquaintances").await;
        let own = link_in_list(&page, "/acquaintances/");
        let page = scene.carla.open(&own).await;
        let page = scene.carla.submit(&page, "Take back what you say anew", &[]).await;
        assert!(!page.body.contains("Until <bdi>bob</bdi> answers"), "{page}");

        let page = scene.carla.submit(&page, "Save this choice", &[("visibility", "private")]).await;
        assert!(page.body.contains("value=\"private\" checked"), "{page}");
        assert_eq!(scene.bob.open(&own).await.status, 404, "it is hers alone");

        let page = scene.carla.open(&format!("{own}/end")).await;
        assert!(page.body.contains("cannot be undone"), "{page}");
        let page = scene.carla.submit(&page, "End it for good", &[]).await;
        assert!(page.body.contains("This is over"), "{page}");
        wait_for(&mut scene.bob, "/acquaintances", "Over").await;
        let page = say(&mut scene.bob, &carla, "friendOf").await;
        assert!(page.body.contains("has not answered"), "it can be said again: {page}");
        let page = scene.bob.submit(&page, "Take it back", &[]).await;
        assert!(page.body.contains("This is over"), "{page}");
    }

    async fn an_acquaintance_is_asked_and_a_stranger_first_whether_they_know_each_other(world: World) {
        let mut scene = Scene::set(&world).await;
        let bob = scene.handle_of_bob();
        let page = find(&mut scene.carla, "/requests/new", &bob).await;
        assert!(page.body.contains("First: do we know each other?"), "{page}");
        assert!(!page.body.contains("name=\"topics\""), "{page}");
        scene.get_to_know().await;

        let page = find(&mut scene.carla, "/requests/new", &bob).await;
        assert!(page.body.contains("0 of 3 open requests"), "{page}");
        let wrong = [("acct", bob.as_str()), ("topics", "a&b"), ("message", "Please")];
        let page = scene.carla.submit(&page, ">Ask</button>", &wrong).await;
        assert_eq!(page.status, 422, "{page}");
        assert!(page.body.contains(">Please</textarea>"), "what was typed stays: {page}");
        let typed = [("acct", bob.as_str()), ("topics", "Bookkeeping, Tax law"), ("message", "Please")];
        for _ in 0..2 {
            let asked = scene.carla.submit(&page, ">Ask</button>", &typed).await;
            assert!(asked.body.contains("1 of 3 open requests") && asked.body.contains("tax law"), "{asked}");
            assert!(asked.body.contains("You can send one reminder, from"), "{asked}");
        }

        let page = wait_for(&mut scene.bob, "/waiting", "You are asked for a recommendation").await;
        scene.bob.submit(&page, "Not now", &[("answer", "not_now")]).await;
        let page = scene.bob.open("/requests").await;
        assert!(page.body.contains("You answered: Not now"), "{page}");
        scene.b.idle().await;
        let page = scene.carla.open("/requests").await;
        assert!(page.body.contains("1 of 3 open requests"), "a silent no is not told: {page}");

        let carla = scene.handle_of_carla();
        let page = find(&mut scene.bob, "/requests/new", &carla).await;
        let typed = [("acct", carla.as_str()), ("topics", "Payroll")];
        let asked = scene.bob.submit(&page, ">Ask</button>", &typed).await;
        assert!(asked.body.contains("1 of 3 open requests"), "{asked}");
        let page = wait_for(&mut scene.carla, "/waiting", "You are asked for a recommendation").await;
        let told = [("answer", "not_now"), ("tell", "1"), ("message", "I am away until May.")];
        scene.carla.submit(&page, "Not now", &told).await;
        let page = wait_for(&mut scene.bob, "/requests", "I am away until May.").await;
        assert!(page.body.contains("0 of 3 open requests"), "{page}");
    }
}
