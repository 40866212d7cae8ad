//! What a hostile server can make this one ask it for.

use std::sync::Arc;

use serde_json::{Value, json};
use vouchwell_federation::worker::Worker;
use vouchwell_tests::{Peer, SOON, eventually, on_both_databases};

use crate::door::Door;
use crate::threads::{PUBLIC, follow_amy, kept, read_above, serve};

/// Serves a document behind three redirects.
fn serve_far_away(peer: &Peer, path: &str, document: &Value) {
    let ways = [1, 2, 3].map(|step| format!("/{step}{path}"));
    let mut from = path;
    for to in &ways {
        peer.serve_as(from, 302, &[("location", to)], "");
        from = to;
    }
    peer.serve(from, document);
}

/// Puts addresses of a server wherever a Note can have some.
fn lure(note: &mut Value, peer: &Peer) {
    let address = |name: &str| json!(format!("https://{}/lures/{name}", peer.host()));
    for member in [
        "replies",
        "likes",
        "shares",
        "context",
        "conversation",
        "audience",
        "generator",
        "quote",
    ] {
        note[member] = address(member);
    }
    for member in ["preview", "icon", "image", "location"] {
        note[member] = json!({"type": "Image", "id": address(member), "url": address(member)});
    }
    note["url"] = address("page");
    let tag = |number: usize, kind: &str| {
        let named = format!("{kind}{number}");
        json!({
            "type": kind, "id": address(&named), "href": address(&named), "name": named,
            "icon": {"type": "Image", "url": address(&format!("icon{number}"))},
        })
    };
    let tags = (0..30).flat_map(|number| ["Mention", "Hashtag", "Emoji"].map(|kind| tag(number, kind)));
    note["tag"] = tags.collect();
    note["cc"] = (0..30)
        .map(|number| address(&format!("Mention{number}")))
        .collect();
    let picture = |number: usize| {
        let named = address(&format!("picture{number}"));
        json!({"type": "Document", "mediaType": "image/png", "url": named, "icon": named})
    };
    note["attachment"] = (0..4).map(picture).collect();
}

pub(crate) async fn until_nothing_is_left_to_do(door: &Door) {
    eventually(SOON, "nothing is left to do", async || {
        (door.database.count("SELECT count(*) FROM job").await == 0).then_some(())
    })
    .await;
}

on_both_databases! {
    /// Each document is three redirects away, signatures are refused first, and the evidence names keys that its people do
    /// not list, so that each of them is read twice: one request too many.
    async fn an_activity_that_leads_on_and_on_makes_twenty_requests(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let maze = world.peer("maze").await;
        maze.take_only_rfc9421();
        let [eve, ed] = ["eve", "ed"].map(|name| maze.one_of_a_crowd(&door.amy, name));
        for actor in [&eve, &ed] {
            serve_far_away(&maze, &format!("/users/{}", actor.name()), &actor.document());
        }
        let unlisted = door.amy.document_key().did();
        let far = json!({
            "id": format!("https://{}/notes/1", maze.host()), "type": "Note", "attributedTo": eve.id(),
            "content": "<p>Ed is thorough.</p>", "to": [PUBLIC], "cc": [ed.id()],
            "recommendation": {"endorsement": {"object": ed.id(), "authorKey": unlisted, "objectKey": unlisted}},
        });
        serve_far_away(&maze, "/notes/1", &far);
        let near = serve(&door.peer, &door.peer.one_of_a_crowd(&door.amy, "ben"), 2, None);

        let worker = Worker::start(Arc::clone(&door.federation));
        for note in [&far, &near] {
            let announce = door.amy.public_activity("Announce", &note["id"]);
            assert_eq!(door.answers(&door.amy, &announce).await, 202);
        }
        until_nothing_is_left_to_do(&door).await;
        worker.stop().await;
        let fetched = maze.fetched();
        assert_eq!(fetched.len(), 20, "{fetched:?}");
        assert!(kept(&door, &far).await.is_none());
        assert!(kept(&door, &near).await.is_some(), "what does not lead on has its effect");
    }

    /// Ten posts upwards are read, and one that is quoted, whatever else they name.
    async fn a_post_that_leads_everywhere_is_read_with_what_it_answers_and_quotes(world: World) {
        let door = Door::open(&world).await;
        let carla = door.member("carla").await;
        follow_amy(&door, &carla).await;
        let trap = world.peer("trap").await;
        let mut above = None;
        for number in 0..13 {
            let author = trap.one_of_a_crowd(&door.amy, &format!("n{number}"));
            let mut note = serve(&trap, &author, number, above.as_ref());
            lure(&mut note, &trap);
            trap.serve(&format!("/notes/{number}"), &note);
            above = Some(note);
        }
        let mut answer = serve(&door.peer, &door.amy, 100, above.as_ref());
        lure(&mut answer, &trap);
        let quoted = "n0".to_owned();
        answer["quote"] = json!(format!("https://{}/notes/0", trap.host()));
        answer["quoteAuthorization"] = json!(format!("https://{}/approval", trap.host()));
        answer["url"] = answer["id"].clone();

        let worker = Worker::start(Arc::clone(&door.federation));
        assert_eq!(door.answers(&door.amy, &door.amy.public_activity("Create", &answer)).await, 202);
        let read = read_above(&door, &carla, &answer, 10).await;
        assert_eq!((read[0].as_str(), read[9].as_str()), ("<p>No. 3</p>", "<p>No. 12</p>"));
        until_nothing_is_left_to_do(&door).await;
        worker.stop().await;
        let mut fetched = trap.fetched();
        fetched.sort();
        let posts = (3..13).map(|number| format!("n{number}")).chain([quoted]);
        let mut led_to: Vec<String> = posts
            .flat_map(|name| [format!("/notes/{}", &name[1..]), format!("/users/{name}")])
            .chain(["/approval".to_owned()])
            .collect();
        led_to.sort();
        assert_eq!(fetched, led_to);
    }
}
