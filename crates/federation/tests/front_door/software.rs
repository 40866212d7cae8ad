//! What other software sends. The documents stand in `tests/fixtures/<software>`, written after its source; the story
//! beside them tells in which order they come, and what is to be seen here afterwards.

mod seen;
mod stage;
mod story;

use std::fs;

use vouchwell_tests::on_both_databases;

use crate::door::Door;
use stage::Stage;
use story::{FIXTURES, Story};

/// The software there is.
fn software() -> Vec<String> {
    let folders = fs::read_dir(FIXTURES).unwrap().map(|folder| folder.unwrap());
    let mut names: Vec<String> = folders
        .filter(|folder| folder.file_type().unwrap().is_dir())
        .map(|folder| folder.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

on_both_databases! {
    async fn what_other_software_sends_has_the_effect_that_it_means(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        let mut failures = Vec::new();
        for software in software() {
            let story = Story::read(&software);
            let stage = Stage::set(&world, &door, &carla, &story).await;
            failures.extend(stage.act_out().await);
        }
        assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    }
}
