//! What a new account writes waits, accepted and signed, until the account is older.

use std::time::Duration;

use vouchwell_tests::on_both_databases;

use crate::given::Scene;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

on_both_databases! {
    /// Two weeks pass.
    async fn nothing_of_a_new_account_is_seen_while_it_is_quarantined(world: World) {
        let mut scene = Scene::set(&world).await;
        // Accounts made on the command line are exempt.
        scene.a.execute("UPDATE member SET quarantine_exempt = FALSE").await;
        let mut secret = scene.draft("quicksilver").await;
        let offer = scene.offer(&mut secret).await;
        scene.accept(&mut secret, &offer).await;
        scene.wait_for(&secret, "accepted").await;
        let waiting = scene.alice.recommendation(&secret.id).await.ok();
        assert!(waiting["publish_at"].is_string(), "the end of the quarantine is told: {waiting}");
        scene.doors().are_shut("quarantined", &secret).await;

        world.pass(13 * DAY);
        scene.a.restart().await;
        scene.doors().are_shut("quarantined for 13 days", &secret).await;

        world.pass(2 * DAY);
        scene.a.restart().await;
        scene.wait_for(&secret, "public").await;
        scene.doors_are_open(&secret).await;
    }
}
