//! Members are sent messages of what they are told, which nobody but their app can read.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as VerifyingKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Member, Peer, Received, SOON, eventually, expect_entity, on_both_databases};

const PATH: &str = "/api/v1/push/subscription";
const SECRET: [u8; 16] = *b"sixteen bytes ok";

/// An app that takes messages.
struct App {
    key: PrivateKey,
    endpoint: String,
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derive<const LENGTH: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    let keys = Salt::new(HKDF_SHA256, salt).extract(secret);
    let info = [info];
    let material = keys.expand(&info, Length(LENGTH)).expect("a short key");
    material.fill(&mut bytes).expect("of this length");
    bytes
}

fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64")
}

impl App {
    fn at(peer: &Peer, path: &str) -> Self {
        Self {
            key: PrivateKey::generate(&ECDH_P256).expect("a key"),
            endpoint: format!("https://{}{path}", peer.host()),
        }
    }

    fn public(&self) -> Vec<u8> {
        self.key.compute_public_key().expect("a key").as_ref().to_vec()
    }

    fn subscription(&self, standard: bool, alerts: &Value, policy: &str) -> Value {
        let keys = json!({"p256dh": STANDARD.encode(self.public()), "auth": URL_SAFE_NO_PAD.encode(SECRET)});
        let subscription = json!({"endpoint": self.endpoint, "keys": keys, "standard": standard});
        json!({"subscription": subscription, "data": {"alerts": alerts, "policy": policy}})
    }

    fn shared(&self, sender: &[u8]) -> Vec<u8> {
        let sender = UnparsedPublicKey::new(&ECDH_P256, sender);
        agree(&self.key, sender, (), |shared| Ok(shared.to_vec())).expect("the keys fit")
    }

    /// Reads a message by RFC 8291.
    fn read(&self, message: &Received) -> Value {
        let body = &message.body;
        let (salt, sender, record) = (&body[..16], &body[21..86], &body[86..]);
        assert_eq!(body[20], 65, "the length of the sender's key");
        let info = [b"WebPush: info\0".as_slice(), &self.public(), sender].concat();
        let secret = derive::<32>(&SECRET, &self.shared(sender), &info);
        let key = derive::<16>(salt, &secret, b"Content-Encoding: aes128gcm\0");
        let nonce = derive::<12>(salt, &secret, b"Content-Encoding: nonce\0");
        let text = open(&key, nonce, record);
        message_of(text.strip_suffix(&[2]).expect("the last record"))
    }

    /// Reads a message by the draft before it.
    fn read_draft(&self, message: &Received) -> Value {
        let header = |name: &str| message.headers[name].to_str().expect("ASCII").to_owned();
        let salt = decoded(header("encryption").strip_prefix("salt=").expect("a salt"));
        let keys = header("crypto-key");
        let sender = keys
            .split(';')
            .find_map(|key| key.strip_prefix("dh="))
            .expect("a key");
        let sender = decoded(sender);
        let secret = derive::<32>(&SECRET, &self.shared(&sender), b"Content-Encoding: auth\0");
        let context = [b"P-256\0\0\x41".as_slice(), &self.public(), b"\0\x41", &sender].concat();
        let key = derive::<16>(
            &salt,
            &secret,
            &[b"Content-Encoding: aesgcm\0".as_slice(), &context].concat(),
        );
        let nonce = derive::<12>(
            &salt,
            &secret,
            &[b"Content-Encoding: nonce\0".as_slice(), &context].concat(),
        );
        let text = open(&key, nonce, &message.body);
        message_of(text.strip_prefix(&[0, 0]).expect("no padding"))
    }
}

/// What a message says, as strict clients decode it.
fn message_of(text: &[u8]) -> Value {
    let message = serde_json::from_slice(text).expect("JSON");
    expect_entity("push_message", &message);
    message
}

fn open(key: &[u8; 16], nonce: [u8; 12], record: &[u8]) -> Vec<u8> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key).expect("a key"));
    let mut record = record.to_vec();
    let nonce = Nonce::assume_unique_for_key(nonce);
    key.open_in_place(nonce, Aad::empty(), &mut record)
        .expect("it was written for this app")
        .to_vec()
}

/// The messages that came to a path, oldest first, once there are so many.
async fn messages(peer: &Peer, path: &str, count: usize) -> Vec<Received> {
    eventually(SOON, &format!("{count} messages at {path}"), async || {
        let mut came = peer.received();
        came.retain(|one| one.method == "POST" && one.path == path);
        (came.len() >= count).then_some(came)
    })
    .await
}

async fn post(member: &Member, text: &str, visibility: &str) -> String {
    let post = member.write_post(text, visibility).await;
    post["id"].as_str().expect("an id").to_owned()
}

on_both_databases! {
    /// What comes can be read by the app alone, says who sends it, and holds nothing that is not for everybody.
    async fn an_app_is_sent_what_its_member_is_told(world: World) {
        let (a, peer) = (world.instance("a").await, world.peer("service").await);
        let (alice, bob) = (a.member("alice"), a.member("bob"));
        let app = App::at(&peer, "/push/1");
        let instance = a.get("/api/v2/instance").await.ok();
        let key = instance["configuration"]["vapid"]["public_key"].as_str().expect("a key").to_owned();
        bob.get(PATH).await.refused(404);
        let made = bob.post(PATH, &app.subscription(true, &json!({"mention": true}), "all")).await.ok();
        assert_eq!((&made["endpoint"], &made["server_key"]), (&json!(app.endpoint), &json!(key)));
        assert_eq!((&made["alerts"]["mention"], &made["alerts"]["follow"]), (&json!(true), &json!(false)));
        assert_eq!(bob.get(PATH).await.ok(), made);

        alice.follow("bob").await;
        post(&alice, "@bob <b>Hello</b> & welcome", "public").await;
        post(&alice, "@bob between us", "direct").await;
        let came = messages(&peer, "/push/1", 2).await;
        let said: Vec<Value> = came.iter().map(|message| app.read(message)).collect();
        let public = said.iter().find(|said| said["body"] != "").expect("the open one");
        assert_eq!(public["title"], "alice mentioned you");
        assert_eq!(public["body"], "@bob <b>Hello</b> & welcome");
        assert_eq!(public["notification_type"], "mention");
        assert!(public["icon"].as_str().is_some_and(|icon| icon.starts_with("https://")), "{public}");
        let told = bob.notifications().await;
        let mentions = told.iter().filter(|told| told["type"] == "mention");
        let ids: Vec<i64> = mentions.map(|told| told["id"].as_str().expect("an id").parse().expect("a number")).collect();
        let is_told = |said: &Value| said["notification_id"].as_i64().is_some_and(|id| ids.contains(&id));
        assert!(said.iter().all(is_told), "{said:?}");
        assert!(said.iter().all(|said| said["access_token"] == "" && !said.to_string().contains("between")));

        let message = &came[0];
        assert_eq!(message.headers["content-encoding"], "aes128gcm");
        assert_eq!(message.headers["ttl"], "172800");
        assert_eq!(message.headers["urgency"], "normal");
        let vapid = message.headers["authorization"].to_str().expect("ASCII");
        let (token, by) = vapid.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("a token");
        assert_eq!(by, key);
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        VerifyingKey::new(&ECDSA_P256_SHA256_FIXED, decoded(by))
            .verify(signed.as_bytes(), &decoded(signature))
            .expect("the instance signed it");
        let claims: Value = serde_json::from_slice(&decoded(signed.split_once('.').expect("claims").1)).expect("JSON");
        assert_eq!(claims["aud"], format!("https://{}", peer.host()));

        let german = json!({"source": {"language": "de"}});
        bob.call(Method::PATCH, "/api/v1/accounts/update_credentials", &german).await.ok();
        post(&alice, "@bob Guten Tag", "public").await;
        let came = messages(&peer, "/push/1", 3).await;
        let last = came.iter().map(|message| app.read(message)).find(|said| said["preferred_locale"] == "de");
        assert_eq!(last.expect("one in German")["title"], "alice hat Sie erwähnt");
    }

    /// Of whom and of what is the member's choice; old apps are written to in the old way.
    async fn a_member_chooses_of_what_she_is_sent_messages(world: World) {
        let (a, peer) = (world.instance("a").await, world.peer("service").await);
        let (alice, bob, zoe) = (a.member("alice"), a.member("bob"), a.member("zoe"));
        let app = App::at(&peer, "/push/2");
        let mut body = app.subscription(false, &json!({}), "none");
        body["subscription"].as_object_mut().expect("an object").remove("standard");
        bob.post(PATH, &body).await.ok();
        bob.follow("alice").await;
        let form = "data[policy]=followed&data[alerts][favourite]=1&data[alerts][mention]=0";
        let request = bob.request(Method::PUT, PATH).header("content-type", "application/x-www-form-urlencoded");
        let changed = bob.send(request.body(form)).await.ok();
        assert_eq!((&changed["policy"], &changed["standard"]), (&json!("followed"), &json!(false)));
        let own = post(&bob, "Mine", "public").await;
        for member in [&zoe, &alice] {
            post(member, "@bob hello", "public").await;
            member.do_with_status(&own, "favourite", &json!({})).await.ok();
        }
        let came = messages(&peer, "/push/2", 1).await;
        let said = app.read_draft(&came[0]);
        assert_eq!((&said["title"], &said["body"]), (&json!("alice favourited your post"), &json!("Mine")));
        a.idle().await;
        assert_eq!(messages(&peer, "/push/2", 1).await.len(), 1, "and nothing else");
    }

    /// A subscription ends with its token, with the receiver, or when the app says so.
    async fn a_subscription_ends(world: World) {
        let (a, peer) = (world.instance("a").await, world.peer("service").await);
        let (alice, bob, zoe) = (a.member("alice"), a.member("bob"), a.member("zoe"));
        let app = App::at(&peer, "/push/3");
        let wanted = app.subscription(true, &json!({"mention": true}), "all");
        zoe.post(PATH, &wanted).await.ok();
        assert_eq!(zoe.delete(PATH).await.ok(), json!({}));
        zoe.get(PATH).await.refused(404);

        peer.answer_inboxes_with(410);
        bob.post(PATH, &wanted).await.ok();
        post(&alice, "@bob @zoe", "public").await;
        messages(&peer, "/push/3", 1).await;
        eventually(SOON, "the subscription is gone", async || (bob.get(PATH).await.status == 404).then_some(())).await;
        peer.answer_inboxes_with(201);
        bob.post(PATH, &wanted).await.ok();
        let signed_out = a.run(["account", "sign-out", "bob"], b"");
        assert!(signed_out.status.success(), "{signed_out:?}");
        let bob = a.sign_in("bob", "read push");
        bob.get(PATH).await.refused(404);
        post(&alice, "@bob @zoe again", "public").await;
        a.idle().await;
        assert_eq!(messages(&peer, "/push/3", 1).await.len(), 1, "what is over is sent nothing");

        a.sign_in("bob", "read write").get(PATH).await.refused(403);
        for (name, value) in [
            ("endpoint", json!("http://service.test/push")),
            ("endpoint", json!("https://192.168.0.1/push")),
            ("endpoint", json!("nowhere")),
            ("keys", json!({"p256dh": "AAAA", "auth": "AAAA"})),
            ("keys", json!({"p256dh": "not base64!", "auth": URL_SAFE_NO_PAD.encode(SECRET)})),
        ] {
            let mut unfit = wanted.clone();
            unfit["subscription"][name] = value;
            bob.post(PATH, &unfit).await.refused(422);
        }
        bob.post(PATH, &json!({})).await.refused(422);
    }
}
