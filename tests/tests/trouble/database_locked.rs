use vouchwell_tests::{Engine, World};

use crate::scene::{Scene, is_put_off};

/// Another process holds the write lock of the file and does not give it back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_process_has_locked_is_read_and_waited_for() {
    let world = World::new(Engine::Sqlite).await;
    let a = world.instance("a").await;
    let scene = Scene::set(&world, a).await;

    let lock = scene.a.lock_database().await;
    scene.bob_favours_what_she_wrote().await;
    for answer in scene.write().await {
        is_put_off(&answer);
        answer.sentence();
    }
    for answer in scene.read().await {
        assert!(answer.status.is_success(), "reads go on: {answer}");
    }

    lock.release().await;
    scene.all_is_well_again().await;
}
