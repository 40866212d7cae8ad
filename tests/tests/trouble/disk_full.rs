//! A full disk is played by a limit on what a process may write to files (`RLIMIT_FSIZE`), which everybody may set
//! for a process of hers and take back while it runs; a small file system of its own would need privileges. A write
//! fails as it does on a full disk, with another number of the error.

use std::path::PathBuf;

use reqwest::Method;
use vouchwell_tests::{Answer, Engine, Instance, Member, World, on_both_databases};

use crate::scene::{Scene, is_put_off};

/// There is no room for anything: not in the database, not for pictures, not for the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_read_from_and_waited_for() {
    let world = World::new(Engine::Sqlite).await;
    let a = world.build_instance("a").outliving_a_full_disk().start().await;
    let scene = Scene::set(&world, a).await;

    scene.a.fill_disk();
    scene.bob_favours_what_she_wrote().await;
    for _ in 0..3 {
        for answer in scene.write().await {
            is_put_off(&answer);
            answer.sentence();
        }
    }
    for answer in scene.read().await {
        assert!(answer.status.is_success(), "reads go on: {answer}");
    }

    scene.a.empty_disk();
    scene.all_is_well_again().await;
    let log = scene.a.log();
    assert!(!log.contains("panicked"), "{log}");
}

/// The disk of PostgreSQL is full. It says so with a number of its own (53100), which a trigger says here in its place.
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
        upload(&alice).await.ok();
        a.idle().await;
        let before = files(&a);
        assert!(!before.is_empty(), "the first picture is kept");

        a.fill_disk();
        let refused = upload(&alice).await;
        is_put_off(&refused);
        refused.sentence();
        assert_eq!(files(&a), before, "something is left of the picture");

        a.empty_disk();
        upload(&alice).await.ok();
        a.idle().await;
        assert!(files(&a).len() > before.len(), "the next picture is kept");
    }
}

async fn upload(member: &Member) -> Answer {
    let picture = image::RgbImage::from_pixel(64, 32, image::Rgb([200, 90, 10]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    let head = "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.png\"\r\n\
                content-type: image/png\r\n\r\n";
    let body = [head.as_bytes(), &bytes.into_inner(), b"\r\n--part--\r\n"].concat();
    let request = member.request(Method::POST, "/api/v2/media");
    let request = request.header("content-type", "multipart/form-data; boundary=part");
    member.send(request.body(body)).await
}

fn files(instance: &Instance) -> Vec<PathBuf> {
    let directory = instance.directory().join("data/media");
    let files = std::fs::read_dir(directory).into_iter().flatten();
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}
