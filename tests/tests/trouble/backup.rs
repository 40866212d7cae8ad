use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use vouchwell_tests::{Member, SOON, TestDatabase, eventually, on_both_databases};

use crate::scene::text;

/// Posts until it is told to stop, and notes the addresses of what was acknowledged.
async fn write(alice: Member, acknowledged: Arc<Mutex<BTreeSet<String>>>, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        let written = alice
            .post("/api/v1/statuses", &json!({"status": "One of many."}))
            .await
            .ok();
        acknowledged
            .lock()
            .expect("no holder panics")
            .insert(text(&written["uri"]));
    }
}

on_both_databases! {
    /// A backup is made while Alice writes and her posts are sent; her machine is lost; the backup is brought back on
    /// another one.
    async fn a_backup_made_under_load_restores_to_a_server_that_federates(world: World) {
        let (mut a, b) = (world.instance("a").await, world.instance("b").await);
        let (alice, bob) = (a.member("alice"), b.member("bob"));
        bob.become_follower(&alice.handle()).await;
        let (acknowledged, stop) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let writing: Vec<_> = (0..3)
            .map(|_| tokio::spawn(write(alice.clone(), Arc::clone(&acknowledged), Arc::clone(&stop))))
            .collect();
        let so_far = || acknowledged.lock().expect("no holder panics").clone();
        eventually(SOON, "there is load", async || (so_far().len() > 20).then_some(())).await;
        let before = so_far();
        let file = a.directory().join("backup.tar").display().to_string();
        let made = tokio::task::block_in_place(|| a.run(["backup", &file], b""));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let after = so_far();
        assert!(after.len() > before.len(), "it was written to all the while");
        stop.store(true, Ordering::Relaxed);
        for one in writing {
            one.await.expect("writing went on");
        }

        a.kill();
        let database = TestDatabase::create(world.engine()).await;
        a.set("VOUCHWELL_DATABASE_URL", database.url());
        a.set("VOUCHWELL_DATA_DIR", &a.directory().join("restored").display().to_string());
        let restored = a.run(["restore", &file], b"");
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        a.start().await;

        let account = alice.resolve(&alice.handle()).await;
        let (mut kept, mut path) = (Vec::new(), format!("/api/v1/accounts/{account}/statuses?limit=40"));
        loop {
            let page = alice.get(&path).await.ok();
            let page = page.as_array().expect("a list").clone();
            let Some(last) = page.last() else { break };
            path = format!("/api/v1/accounts/{account}/statuses?limit=40&max_id={}", text(&last["id"]));
            kept.extend(page.iter().map(|status| text(&status["uri"])));
        }
        let distinct: BTreeSet<String> = kept.iter().cloned().collect();
        assert_eq!(kept.len(), distinct.len(), "something is there twice");
        let lost: Vec<_> = before.difference(&distinct).collect();
        assert!(lost.is_empty(), "acknowledged before the backup began, and lost: {lost:?}");

        let new = alice.write_post("After the loss.", "public").await;
        bob.finds_at_home(&new["uri"]).await;
        let answer = bob.write_post(&format!("@{} Welcome back.", alice.handle()), "public").await;
        alice.is_told_of(&answer["uri"]).await;
        a.idle().await;
        let home: Vec<String> = bob.home().await.iter().map(|status| text(&status["uri"])).collect();
        let distinct: BTreeSet<&String> = home.iter().collect();
        assert_eq!(home.len(), distinct.len(), "sent again, and taken twice");
    }
}
