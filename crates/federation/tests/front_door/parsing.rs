//! Attacks on what is read before anything is believed.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use futures::stream;
use serde_json::{Value, json};
use vouchwell_federation::worker::Worker;
use vouchwell_tests::{SOON, SignedPost, eventually, on_both_databases};

use crate::door::{Door, ORIGIN};

/// Something that Amy says.
fn said(door: &Door) -> Value {
    door.amy
        .activity("Like", ORIGIN, &json!(format!("{ORIGIN}/users/bob/statuses/1")))
}

/// A body whose length nobody says beforehand.
fn in_chunks(body: Vec<u8>) -> Body {
    let chunks: Vec<io::Result<Vec<u8>>> = body.chunks(1_000).map(|chunk| Ok(chunk.to_vec())).collect();
    Body::from_stream(stream::iter(chunks))
}

on_both_databases! {
    /// Mastodon names with each delivery who of its people follows somebody here, and where to read it (FEP-8fcf).
    async fn a_list_of_followers_that_comes_with_an_activity_is_not_read(world: World) {
        let door = Door::open(&world).await;
        let post = door.amy.activity("Update", ORIGIN, &door.amy.document());
        let list = format!("https://{}/followers_synchronization", door.peer.host());
        let named = format!(r#"collectionId="{}/followers", digest="{}", url="{list}""#, door.amy.id(), "0".repeat(64));
        let sealed = SignedPost::new(&door.amy, &format!("{ORIGIN}/inbox"), &post)
            .header("collection-synchronization", &named)
            .seal();
        assert_eq!(door.answers_to(sealed).await, 202);
        let worker = Worker::start(Arc::clone(&door.federation));
        eventually(SOON, "what came has taken effect", async || {
            (door.database.count("SELECT count(*) FROM job").await == 0).then_some(())
        })
        .await;
        worker.stop().await;
        assert_eq!(door.taken().await, 1);
        assert!(!door.peer.fetched().contains(&"/followers_synchronization".to_owned()));
    }

    async fn oversized_body_also_chunked(world: World) {
        let door = Door::open(&world).await;
        let inbox = format!("{ORIGIN}/inbox");
        for (padding, answer) in [(0, 202), (1_048_577, 413)] {
            let mut body = said(&door).to_string().into_bytes();
            body.resize(body.len() + padding, b' ');
            let sealed = SignedPost::new(&door.amy, &inbox, &json!({})).body(body).seal();
            let chunked = in_chunks(sealed.body.clone());
            assert_eq!(door.answers_to_body(sealed.headers.clone(), chunked).await, answer);
            assert_eq!(door.answers_to(sealed).await, answer);
        }
        assert_eq!(door.taken().await, 1, "and the same activity once");
    }

    /// Addresses that look like Amy's, or are written otherwise, are not hers.
    async fn odd_unicode_idn_look_alikes_ports_trailing_dots_userinfo_and_other_schemes(world: World) {
        let door = Door::open(&world).await;
        assert_eq!(door.answers(&door.amy, &said(&door)).await, 202);
        let (id, host) = (door.amy.id(), door.peer.host().to_owned());
        let (name, port) = host.split_once(':').unwrap();
        let spelt = |other: &str| id.replace(&host, other);
        for actor in [
            spelt(&format!("{name}.:{port}")),
            spelt(&format!("amy@{host}")),
            spelt(&format!("amy:secret@{host}")),
            spelt(&format!("{name}:1")),
            spelt(name),
            spelt(&format!("\u{440}eer.test:{port}")),
            spelt(&format!("xn--eer-8cd.test:{port}")),
            spelt(&format!("PEER.test:{port}")),
            spelt(&format!("p\u{ad}eer.test:{port}")),
            spelt(&format!("{host}/..")),
            id.replace("https://", "http://"),
            id.replace("https://", "ftp://"),
            id.replace("https://", "https:\\\\"),
            format!("{id}/"),
            format!("{id}?"),
            format!("{id}#"),
            format!("{id}\u{0}"),
            format!(" {id}"),
            format!("data:application/json,{id}"),
            door.amy.handle(),
        ] {
            let mut activity = said(&door);
            activity["actor"] = json!(actor);
            let answer = door.answers(&door.amy, &activity).await;
            assert!((202..500).contains(&answer), "{actor}: {answer}");
            // What cannot stand in a header is not sent.
            if actor.chars().all(|letter| letter.is_ascii_graphic()) {
                let known = SignedPost::new(&door.amy, &format!("{ORIGIN}/inbox"), &said(&door));
                let answer = door
                    .answers_to(known.key_id(&format!("{actor}#main-key")).seal())
                    .await;
                assert!([400, 401, 202].contains(&answer), "{actor} as the owner of the key: {answer}");
            }
        }
        let by_others = door.database.count("SELECT count(*) FROM received_activity WHERE actor NOT LIKE '%/users/amy'");
        assert_eq!(by_others.await, 0);
        let people = door.database.count("SELECT count(*) FROM account WHERE host IS NOT NULL").await;
        assert_eq!(people, 1, "nobody besides Amy was believed to be there");
        assert_eq!(door.answers(&door.amy, &said(&door)).await, 202, "she herself is heard");
    }

    /// Numbers that no computer counts with, and members that there are twice.
    async fn huge_numbers_and_duplicate_keys(world: World) {
        let door = Door::open(&world).await;
        let inbox = format!("{ORIGIN}/inbox");
        let text = said(&door).to_string();
        let with = |member: &str| text.replacen('{', &format!("{{{member},"), 1);
        for (member, answer) in [
            ("\"size\":18446744073709551616", 202),
            ("\"size\":-1e308", 202),
            ("\"size\":1e999", 400),
            ("\"type\":\"Undo\"", 400),
            ("\"t\\u0079pe\":\"Undo\"", 400),
        ] {
            let sealed = SignedPost::new(&door.amy, &inbox, &json!({})).body(with(member)).seal();
            assert_eq!(door.answers_to(sealed).await, answer, "{member}");
        }
        assert_eq!(door.taken().await, 1);
    }
}
