use serde_json::Value;
use vouchwell_tests::{PeerActor, on_both_databases};

use crate::door::{Door, ORIGIN};

fn update(actor: &PeerActor) -> Value {
    actor.activity("Update", ORIGIN, &actor.document())
}

on_both_databases! {
    /// What was signed before and comes late is refused, so that its server signs it anew.
    async fn a_key_for_requests_that_was_changed_is_read_anew(world: World) {
        let door = Door::open(&world).await;
        assert_eq!(door.answers(&door.amy, &update(&door.amy)).await, 202);
        let renewed = door.amy.with_new_keys();
        door.peer.publish(&renewed);
        for _ in 0..2 {
            assert_eq!(door.answers(&renewed, &update(&renewed)).await, 202);
            assert_eq!(door.answers(&door.amy, &update(&door.amy)).await, 401, "it is over");
        }
        assert_eq!(door.taken().await, 3);
    }
}
