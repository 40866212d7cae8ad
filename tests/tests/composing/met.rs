//! Two people stand beside each other: one shows a code, the other types it, and both confirm.

use vouchwell_tests::on_both_databases;

use crate::scene::{Scene, link_in_list, wait_for};

on_both_databases! {
    async fn two_people_meet_and_both_confirm_it(world: World) {
        let mut scene = Scene::set(&world).await;
        let page = scene.carla.open("/meet").await;
        let page = scene.carla.submit(&page, "Show my code", &[]).await;
        assert!(page.body.contains("class=\"qr-code\""), "{page}");
        let digits = page.body.split("class=\"digits\">").nth(1).expect("digits");
        let digits = digits.split('<').next().unwrap_or_default().to_owned();
        assert_eq!(digits.split(' ').count(), 6);

        let page = scene.bob.open("/meet").await;
        let alone = scene.bob.submit(&page, "See who it is", &[("code", digits.as_str())]).await;
        assert_eq!(alone.status, 422, "{alone}");
        assert!(alone.body.contains("Digits alone do not say") && alone.body.contains(&digits), "{alone}");
        let carla = scene.handle_of_carla();
        let typed = [("code", digits.as_str()), ("acct", carla.as_str())];
        let page = scene.bob.submit(&page, "See who it is", &typed).await;
        assert!(page.body.contains("This is <bdi>carla</bdi>"), "{page}");
        let met = [("relationship", "hasMet"), ("year", "2026"), ("month", "")];
        for _ in 0..2 {
            let said = scene.bob.submit(&page, "I have met", &met).await;
            assert!(said.status == 200 && said.body.contains("has not answered"), "{said}");
        }

        let page = wait_for(&mut scene.carla, "/waiting", "has scanned the code that you showed").await;
        let yes = [("answer", "yes"), ("relationship", "hasMet"), ("known_since", "2026"), ("met", "1")];
        scene.carla.submit(&page, "Yes, we know each other", &yes).await;
        let page = wait_for(&mut scene.bob, "/acquaintances", "You both say so").await;
        let known = link_in_list(&page, "/acquaintances/");
        let page = scene.bob.open(&known).await;
        assert!(page.body.contains("exchanged codes in each other"), "{page}");
    }
}
