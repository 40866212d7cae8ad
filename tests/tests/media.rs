//! Pictures in posts, between two servers, in files and in a backup.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{
    Answer, Browser, Instance, Member, PASSWORD, Program, SOON, TestDatabase, eventually, on_both_databases,
    picture,
};

fn form(texts: &[(&str, &str)], name: &str, file: &[u8]) -> Vec<u8> {
    form_of("image/svg+xml", texts, name, file)
}

/// The same with a file that is said to be of this kind.
fn form_of(kind: &str, texts: &[(&str, &str)], name: &str, file: &[u8]) -> Vec<u8> {
    let texts = texts.iter().map(|(name, value)| {
        format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let head = format!(
        "--part\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"../../x.svg\"\r\n\
         content-type: {kind}\r\n\r\n"
    );
    [
        texts.collect::<String>().as_bytes(),
        head.as_bytes(),
        file,
        b"\r\n--part--\r\n",
    ]
    .concat()
}

async fn send(member: &Member, method: Method, path: &str, body: Vec<u8>) -> Answer {
    let request = member.request(method, path);
    let request = request.header("content-type", "multipart/form-data; boundary=part");
    member.send(request.body(body)).await
}

fn files(instance: &Instance) -> Vec<PathBuf> {
    let directory = instance.directory().join("data/media");
    std::fs::read_dir(directory).map_or_else(
        |_| Vec::new(),
        |files| files.map(|file| file.expect("a file").path()).collect(),
    )
}

on_both_databases! {
    async fn a_picture_goes_with_its_post_to_another_server_and_into_a_backup(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (ada, fan) = (a.member("ada"), b.member("fan"));
        fan.become_follower(&ada.handle()).await;
        let mut pictures = fan.look_on("/api/v1/streaming/public/remote?only_media=true").await;
        let mut own_pictures = fan.look_on("/api/v1/streaming/public/local?only_media=1").await;
        ada.write_post("Words alone", "public").await;
        let instance = a.get("/api/v2/instance").await.ok();
        let limits = &instance["configuration"];
        assert_eq!(limits["statuses"]["max_media_attachments"], 4);
        assert_eq!(limits["accounts"]["max_pinned_statuses"], 5);
        assert!(limits["media_attachments"]["supported_mime_types"].as_array().expect("kinds").contains(&json!("image/png")));

        let described = [("description", "a gradient"), ("focus", "0.5,0")];
        let later = send(&ada, Method::POST, "/api/v2/media", form(&described, "file", &picture())).await;
        assert_eq!((later.status.as_u16(), &later.json()["url"]), (202, &Value::Null));
        let id = later.json()["id"].as_str().expect("an id").to_owned();
        let ready = eventually(SOON, "the picture is ready", async || {
            let answer = ada.get(&format!("/api/v1/media/{id}")).await;
            assert!(matches!(answer.status.as_u16(), 200 | 206), "{answer}");
            (answer.status == 200).then(|| answer.json())
        })
        .await;
        assert_eq!(ready["meta"]["original"]["size"], "64x32");
        assert_eq!(ready["meta"]["focus"], json!({"x": 0.5, "y": 0.0}));
        let now = ada.upload("/api/v1/media").await.ok();
        assert!(now["url"].is_string() && now["preview_url"].is_string() && now["blurhash"].is_string(), "{now}");
        let put = json!({"description": "the same again"});
        let described = ada.call(Method::PUT, &format!("/api/v1/media/{}", now["id"].as_str().expect("an id")), &put).await.ok();
        assert_eq!(described["description"], "the same again");

        let post = ada.post("/api/v1/statuses", &json!({"media_ids": [id, now["id"]]})).await.ok();
        let shown: Vec<&Value> = post["media_attachments"].as_array().expect("media").iter().map(|one| &one["id"]).collect();
        assert_eq!(shown, [&json!(id), &now["id"]]);
        let url = ready["url"].as_str().expect("an address");
        let there = fan.finds_at_home(&post["uri"]).await;
        let seen = &there["media_attachments"][0];
        assert_eq!((&seen["url"], &seen["remote_url"], &seen["description"]), (&json!(url), &json!(url), &json!("a gradient")));
        assert_eq!((&seen["type"], &seen["blurhash"]), (&json!("image"), &ready["blurhash"]));
        assert_eq!(seen["meta"]["original"], ready["meta"]["original"]);
        let author = fan.resolve(&ada.handle()).await;
        let only_media = fan.get(&format!("/api/v1/accounts/{author}/statuses?only_media=true")).await.ok();
        assert_eq!(only_media[0]["uri"], post["uri"]);
        let everywhere = fan.get("/api/v1/timelines/public?only_media=true").await.ok();
        assert_eq!(everywhere, json!([there]));
        assert_eq!(pictures.next_is("update").await, there, "the first, though words came before");
        let hers = fan.upload("/api/v1/media").await.ok();
        let hers = fan.post("/api/v1/statuses", &json!({"media_ids": [hers["id"]]})).await.ok();
        assert_eq!(own_pictures.next_is("update").await["id"], hers["id"]);

        let served = a.get(url).await;
        let header = |name: &str| served.headers[name].to_str().expect("a header").to_owned();
        assert_eq!((header("content-type"), header("x-content-type-options")), ("image/png".to_owned(), "nosniff".to_owned()));
        assert!(header("content-security-policy").contains("sandbox") && header("cache-control").contains("immutable"));
        for other in ["/media/../vault.key", "/media/vault.key", "/media/..%2Fvault.key", "/media/x.png"] {
            assert_eq!(a.get(other).await.status, 404, "{other}");
        }

        let own = send(&ada, Method::PATCH, "/api/v1/accounts/update_credentials", form(&[("note", "me")], "avatar", &picture())).await.ok();
        let avatar = own["avatar"].as_str().expect("an avatar");
        assert!(avatar.starts_with(&format!("{}/media/", a.origin())) && own["source"]["note"] == "me", "{own}");
        assert_eq!(a.get_activity(&ada.actor()).await.ok()["icon"]["url"], avatar);

        let backup = a.directory().join("backup.tar");
        let made = a.run(["backup", backup.to_str().expect("a path")], b"");
        assert!(made.status.success(), "{made:?}");
        let database = TestDatabase::create(world.engine()).await;
        let data = a.directory().join("restored");
        let mut restore = Program::command(["restore", backup.to_str().expect("a path")]);
        restore
            .env("VOUCHWELL_DATABASE_URL", database.url())
            .env("VOUCHWELL_DATA_DIR", &data)
            .env("VOUCHWELL_PUBLIC_URL", a.origin());
        let restored = Program::run(restore, b"");
        assert!(restored.status.success(), "{restored:?}");
        let mut kept = files(&a);
        kept.sort();
        for file in &kept {
            let copy = data.join("media").join(file.file_name().expect("a name"));
            assert_eq!(std::fs::read(file).expect("a file"), std::fs::read(copy).expect("its copy"));
        }
        assert_eq!(kept.len(), 8, "{kept:?}");

        ada.delete(&format!("/api/v1/statuses/{}?delete_media=true", post["id"].as_str().expect("an id"))).await.ok();
        eventually(SOON, "the pictures are gone", async || (files(&a).len() == 2).then_some(())).await;
        assert_eq!(a.get(url).await.status, 404);
    }

    /// A file that is two things at once, and files that are other things.
    async fn uploads_served_as_activitypub_or_html(world: World) {
        let a = world.instance("a").await;
        let ada = a.member("ada");
        let actor = br#"{"@context":"https://www.w3.org/ns/activitystreams","id":"https://a.test/x","type":"Person"}"#;
        for file in [actor.as_slice(), b"<!doctype html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>"] {
            send(&ada, Method::POST, "/api/v2/media", form(&[], "file", file)).await.refused(422);
        }
        let both = [picture().as_slice(), b"<script>alert(1)</script>", actor].concat();
        let kept = send(&ada, Method::POST, "/api/v1/media", form(&[], "file", &both)).await.ok();
        for address in ["url", "preview_url"].map(|name| kept[name].as_str().expect("an address")) {
            for served in [a.get_activity(address).await, a.get_page(address).await] {
                let header = |name: &str| served.headers[name].to_str().expect("a header").to_owned();
                assert_eq!(header("content-type"), "image/png");
                assert_eq!(header("x-content-type-options"), "nosniff");
                assert!(header("content-security-policy").contains("sandbox"));
                assert!(!served.body.contains("script") && !served.body.contains("activitystreams"), "made anew");
            }
        }
    }

    async fn what_is_no_picture_and_half_a_picture_leave_nothing(world: World) {
        let a = world.instance("a").await;
        let ada = a.member("ada");
        let film = form(&[], "file", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom");
        for path in ["/api/v1/media", "/api/v2/media"] {
            let refused = send(&ada, Method::POST, path, film.clone()).await.refused(422);
            assert!(refused.contains("File content type is invalid"), "{refused}");
            send(&ada, Method::POST, path, form(&[], "other", &picture())).await.refused(422);
            send(&ada, Method::POST, path, form(&[("focus", "9,9")], "file", &picture())).await.refused(422);
            let huge = vec![0; 17 * 1024 * 1024];
            let refused = send(&ada, Method::POST, path, form(&[], "file", &huge)).await.refused(422);
            assert!(refused.contains("16 MB"), "{refused}");
            let film = form_of("video/mp4", &[], "file", &huge);
            let refused = send(&ada, Method::POST, path, film).await.refused(422);
            assert!(refused.contains("File content type is invalid"), "a smaller film is not taken either: {refused}");
            let whole = form(&[], "file", &picture());
            send(&ada, Method::POST, path, whole[..whole.len() - 20].to_vec()).await.refused(400);
            a.post(path, &json!({})).await.refused(401);
            let head = format!("POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
                content-type: multipart/form-data; boundary=part\r\ncontent-length: {}\r\n\r\n",
                a.host(), ada.token().expect("a token"), whole.len());
            let mut connection = TcpStream::connect(a.address()).expect("the server listens");
            let half = [head.as_bytes(), &whole[..whole.len() / 2]].concat();
            connection.write_all(&half).expect("half of it goes out, and no more");
            connection.shutdown(Shutdown::Write).expect("it ends there");
            connection.set_read_timeout(Some(SOON)).expect("it can be waited for");
            // The connection is over when the server has done what it does with half a picture.
            connection.read_to_end(&mut Vec::new()).expect("the server ends it too");
        }
        let strange = json!({"status": "x", "media_ids": ["7"]});
        ada.post("/api/v1/statuses", &strange).await.refused(422);
        let many = json!({"status": "x", "media_ids": ["1", "2", "3", "4", "5"]});
        ada.post("/api/v1/statuses", &many).await.refused(422);
        ada.post("/api/v1/statuses", &json!({"media_ids": []})).await.refused(422);
        ada.get("/api/v1/media/7").await.refused(404);
        a.idle().await;
        assert_eq!(files(&a), Vec::<PathBuf>::new());
        assert_eq!(a.count("SELECT count(*) FROM media").await, 0);
    }

    async fn one_sees_the_picture_of_the_person_whom_one_meets(world: World) {
        let (a, b) = (world.instance("a").await, world.instance("b").await);
        let (ada, ben) = (a.member("ada"), b.member("ben"));
        for person in [&ada, &ben] {
            send(person, Method::PATCH, "/api/v1/accounts/update_credentials", form(&[], "avatar", &picture())).await.ok();
        }
        let code = ada.show_code().await;
        let mut browser = Browser::new(&b);
        let page = browser.open("/login?to=/meet").await;
        let page = browser.sign_in(&page, "ben", PASSWORD).await;
        let link = code["link"].as_str().expect("a link");
        let page = browser.submit(&page, "See who it is", &[("code", link)]).await;
        let (_, address) = page.body.split_once("<img class=\"portrait\" src=\"").unwrap_or_else(|| panic!("{page}"));
        let address = address.split('"').next().expect("an address");
        let shown = b.get(address).await;
        assert_eq!(shown.headers["content-type"], "image/jpeg", "it is on the own server, and small");
        let wrong = [("relationship", "hasMet"), ("year", "2999")];
        let page = browser.submit(&page, "I have met ", &wrong).await;
        assert!(page.body.contains(address), "it stays while something is wrong: {page}");
        let again = browser.open("/meet").await;
        let again = browser.submit(&again, "See who it is", &[("code", link)]).await;
        assert!(again.body.contains(address), "it is not fetched anew: {again}");
        assert_eq!(b.count("SELECT count(*) FROM media").await, 0, "no upload of hers");
        browser.submit(&page, "I have met ", &[("relationship", "hasMet"), ("year", "2026")]).await;
        let mut shower = Browser::new(&a);
        let page = shower.open("/login?to=/waiting").await;
        shower.sign_in(&page, "ada", PASSWORD).await;
        let shows_him = async || {
            let page = shower.open("/waiting").await;
            let address = page.body.split_once("<img class=\"portrait\" src=\"")?.1.split('"').next()?;
            Some(address.to_owned())
        };
        let address = eventually(SOON, "the picture of the scanner", shows_him).await;
        assert_eq!(a.get(&address).await.headers["content-type"], "image/jpeg", "the scanner is shown as well");
    }
}
