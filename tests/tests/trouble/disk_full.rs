//! Full disks: a small file system in memory for the database and the pictures of a process, which nobody but the test and
//! its processes sees. Where nobody may mount one, a limit on what a process may write to files (`RLIMIT_FSIZE`) stands for
//! it, by which a write fails with another number of the error. The limit is also what refuses pictures alone.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use vouchwell_tests::{
    Chance, Engine, Instance, OnSmallDisk, PostgresServer, SmallDisk, World, on_both_databases,
};

use crate::scene::{Scene, is_put_off, text};

/// There is no room for anything: not in the database, and not for pictures.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_read_from_and_waited_for() {
    let name = "disk_full::a_full_disk_is_read_from_and_waited_for";
    let disk = match SmallDisk::of_test(name) {
        OnSmallDisk::Here(disk) => Some(disk),
        OnSmallDisk::Nowhere => None,
        OnSmallDisk::Elsewhere => return,
    };
    let world = World::new(Engine::Sqlite).await;
    let a = world.build_instance("a");
    let a = match &disk {
        Some(disk) => a.with("VOUCHWELL_DATABASE_URL", &disk.database()).with(
            "VOUCHWELL_DATA_DIR",
            &disk.path().join("data").display().to_string(),
        ),
        None => a.outliving_a_full_disk(),
    };
    let scene = Scene::set(&world, a.start().await).await;

    match &disk {
        Some(disk) => disk.fill().await,
        None => scene.a.fill_disk(),
    }
    scene.bob_favours_what_she_wrote().await;
    for _ in 0..3 {
        for answer in scene.write().await {
            is_put_off(&answer);
            answer.sentence();
        }
    }
    is_put_off(&scene.alice.upload("/api/v2/media").await);
    for answer in scene.read().await {
        assert!(answer.status.is_success(), "reads go on: {answer}");
    }

    match &disk {
        Some(disk) => disk.empty(),
        None => scene.a.empty_disk(),
    }
    scene.all_is_well_again().await;
    scene.alice.upload("/api/v2/media").await.ok();
    let log = scene.a.log();
    assert!(!log.contains("panicked"), "{log}");
}

/// As long as there is room in what PostgreSQL has taken already, it takes what Alice writes. What is acknowledged until
/// there is none is kept and told, and what is refused is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_on_a_disk_that_fills_up_is_kept_by_postgresql() {
    let name = "disk_full::what_was_acknowledged_on_a_disk_that_fills_up_is_kept_by_postgresql";
    // Where there is none, the next test says as much as can be said.
    let OnSmallDisk::Here(disk) = SmallDisk::of_test(name) else {
        return;
    };
    let database = PostgresServer::start_on(&disk);
    let world = World::new(Engine::Sqlite).await;
    let a = world
        .build_instance("a")
        .with("VOUCHWELL_DATABASE_URL", database.url());
    let scene = Scene::set(&world, a.start().await).await;

    disk.fill().await;
    scene.bob_favours_what_she_wrote().await;
    let mut chance = Chance(1);
    let mut acknowledged = Vec::new();
    let refused = loop {
        let post = json!({"status": incompressible(&mut chance)});
        let answer = scene.alice.post("/api/v1/statuses", &post).await;
        if !answer.status.is_success() {
            break answer;
        }
        acknowledged.push(text(&answer.json()["uri"]));
        assert!(acknowledged.len() < 30, "the disk is not full");
    };
    is_put_off(&refused);
    refused.sentence();
    for answer in scene.read().await {
        assert!(answer.status.is_success(), "reads go on: {answer}");
    }

    disk.empty();
    scene.all_is_well_again_with(&acknowledged).await;
}

/// Words that PostgreSQL cannot keep in less room than they take.
fn incompressible(chance: &mut Chance) -> String {
    let word = || URL_SAFE_NO_PAD.encode(chance.draw().to_le_bytes());
    std::iter::repeat_with(word)
        .take(330)
        .collect::<Vec<String>>()
        .join(" ")
}

/// Whatever is written, PostgreSQL may have no room for it. It says so with a number of its own (53100), which a trigger says
/// here in its place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_of_postgresql_is_read_from_and_waited_for() {
    let world = World::new(Engine::Postgresql).await;
    let a = world.instance("a").await;
    let scene = Scene::set(&world, a).await;
    scene.a.execute(REFUSE).await;
    for statement in FILL {
        scene.a.execute(statement).await;
    }
    scene.bob_favours_what_she_wrote().await;
    for answer in scene.write().await {
        is_put_off(&answer);
        answer.sentence();
    }
    for answer in scene.read().await {
        assert!(answer.status.is_success(), "reads go on: {answer}");
    }
    scene.a.execute("DROP FUNCTION refuse() CASCADE").await;
    scene.all_is_well_again().await;
}

const REFUSE: &str = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''could not extend file: No space left on device'' USING ERRCODE = ''53100''; END'";
/// The tables that the story writes to, and those of the jobs.
const FILL: [&str; 7] = [
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON status EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON follow EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON acquaintance EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON list EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON document EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON received_activity EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON job EXECUTE FUNCTION refuse()",
];

on_both_databases! {
    /// A picture for which there is no room leaves nothing of itself.
    async fn a_picture_without_room_is_refused(world: World) {
        let a = world.build_instance("a").outliving_a_full_disk().start().await;
        let alice = a.member("alice");
        alice.upload("/api/v2/media").await.ok();
        a.idle().await;
        let before = files(&a);
        assert!(!before.is_empty(), "the first picture is kept");

        a.fill_disk();
        let refused = alice.upload("/api/v2/media").await;
        is_put_off(&refused);
        refused.sentence();
        assert_eq!(files(&a), before, "something is left of the picture");

        a.empty_disk();
        alice.upload("/api/v2/media").await.ok();
        a.idle().await;
        assert!(files(&a).len() > before.len(), "the next picture is kept");
    }
}

fn files(instance: &Instance) -> Vec<PathBuf> {
    let directory = instance.directory().join("data/media");
    let files = std::fs::read_dir(directory).into_iter().flatten();
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}
