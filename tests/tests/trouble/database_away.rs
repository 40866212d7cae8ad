use vouchwell_tests::{Engine, PostgresServer, World};

use crate::scene::{Scene, is_put_off};

/// PostgreSQL is stopped under a running instance, and started again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_and_comes_back_is_waited_for() {
    let mut database = PostgresServer::start();
    // Only the instance in trouble is on that server.
    let world = World::new(Engine::Sqlite).await;
    let a = world
        .build_instance("a")
        .with("VOUCHWELL_DATABASE_URL", database.url());
    let scene = Scene::set(&world, a.start().await).await;

    database.stop();
    scene.bob_favours_what_she_wrote().await;
    assert_eq!(scene.a.get("/healthz").await.status, 200, "the process lives");
    is_put_off(&scene.a.get("/readyz").await);
    for answer in scene.read().await {
        is_put_off(&answer);
    }
    for answer in scene.write().await {
        is_put_off(&answer);
        answer.sentence();
    }

    database.start_again();
    scene.all_is_well_again().await;
}

/// What is lost with a connection in the middle of everything is nothing but that: who asks again gets it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_restarts_is_hardly_noticed() {
    let mut database = PostgresServer::start();
    let world = World::new(Engine::Sqlite).await;
    let a = world
        .build_instance("a")
        .with("VOUCHWELL_DATABASE_URL", database.url());
    let scene = Scene::set(&world, a.start().await).await;
    for _ in 0..3 {
        database.stop();
        database.start_again();
        for answer in scene.read().await {
            assert!(answer.status.is_success() || answer.status == 503, "{answer}");
        }
    }
    scene.bob_favours_what_she_wrote().await;
    scene.all_is_well_again().await;
}
