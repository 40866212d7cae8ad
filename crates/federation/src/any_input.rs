//! Properties over mutated input of what strangers write: inbox JSON, actor documents, HTTP signatures, WebFinger answers
//! and HTML. Those of evidence are tests of its crate.
//!
//! Each for a second, or for as many as `VOUCHWELL_FUZZ_SECONDS` says.

#[path = "../../evidence/tests/mutation/mod.rs"]
mod mutation;

use std::cell::{Cell, RefCell};

use chrono::DateTime;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use url::Url;
use vouchwell_domain::account::Host;
use vouchwell_evidence::{ActorUri, Limits, json as strict};

use crate::activity::{self, Received};
use crate::front_door::Claim;
use crate::signature::{
    BodyDigest, IncomingRequest, OutgoingRequest, ParsedSignature, PublicKey, RsaKey, Scheme, Signer,
};
use crate::{actor, html, webfinger};

/// How many of the inputs were taken as what they were meant to be, so that a property that looks at nothing is seen.
#[derive(Default)]
struct Taken(Cell<u64>);

impl Taken {
    fn one(&self) {
        self.0.set(self.0.get() + 1);
    }
}

/// Mutates the samples in turn. Each is taken as it is.
fn mutate(what: &str, samples: &[Vec<u8>], holds: impl Fn(&[u8], &Taken)) {
    let taken = Taken::default();
    for sample in samples {
        let before = taken.0.get();
        holds(sample, &taken);
        assert!(
            taken.0.get() > before,
            "{what}: {}",
            String::from_utf8_lossy(sample)
        );
    }
    let tried = mutation::tried(samples, |input| holds(input, &taken));
    println!("{what}: {tried} inputs, {} of them taken", taken.0.get());
}

#[test]
fn mutated_activities_speak_for_their_actor() {
    mutate("activities", &activities(), an_activity_speaks_for_its_actor);
}

#[test]
fn mutated_actors_speak_for_their_address() {
    mutate("actors", &[actor_document()], an_actor_speaks_for_its_address);
}

#[test]
fn mutated_signatures_are_of_what_was_signed() {
    let signed = SignedRequest::both();
    let samples = signed.each_ref().map(SignedRequest::lines);
    mutate("signatures", &samples, |lines, taken| {
        // What holds of the one request holds of the other, whatever the lines are.
        for request in &signed {
            request.only_what_was_signed_is_verified(lines, taken);
        }
    });
}

#[test]
fn mutated_descriptors_name_somebody_somewhere() {
    mutate(
        "WebFinger answers",
        &[descriptor()],
        a_descriptor_names_somebody_somewhere,
    );
}

#[test]
fn mutated_pages_are_shown_clean() {
    mutate("pages", &pages(), what_is_shown_is_clean);
}

fn amy() -> ActorUri {
    "https://peer.example/users/amy".parse().unwrap()
}

fn activities() -> Vec<Vec<u8>> {
    const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
    let note = json!({
        "id": "https://peer.example/notes/1", "type": "Note", "attributedTo": amy(), "to": [PUBLIC], "cc": [],
        "content": "<p>Good <b>morning</b></p>", "contentMap": {"en": "<p>Good morning</p>"}, "summary": "Weather",
        "sensitive": true, "inReplyTo": "https://vouch.example/users/bob/statuses/1", "url": "https://peer.example/@amy/1",
        "replies": {"type": "Collection", "first": {"type": "CollectionPage", "items": ["https://peer.example/notes/2",
            "https://peer.example/notes/3", {"id": "https://third.example/notes/4"}]}},
        "published": "2026-03-01T12:00:00Z", "updated": "2026-03-01T12:30:00Z",
        "tag": [{"type": "Mention", "href": "https://vouch.example/users/bob", "name": "@bob"},
            {"type": "Hashtag", "name": "#weather"}],
        "attachment": [{"type": "Document", "mediaType": "image/png", "url": "https://peer.example/1.png",
            "name": "Rain", "width": 10, "height": 20, "focalPoint": [0.5, -0.5], "blurhash": "LEHV6nWB2yk8"}],
    });
    let mut poll = note.clone();
    poll["type"] = json!("Question");
    poll["oneOf"] = json!([{"type": "Note", "name": "Rain", "replies": {"totalItems": 3}}]);
    poll["endTime"] = json!("2026-03-02T12:00:00Z");
    poll["votersCount"] = json!(3);
    let mut article = note.clone();
    article["type"] = json!("Article");
    article["name"] = json!("Weather & <wind>");
    article["preview"] = json!({"type": "Note", "content": "<p>It <i>rains</i></p>"});
    let bundle = include_bytes!("../../evidence/vectors/valid-2.json");
    let bundle: Value = serde_json::from_slice(bundle).unwrap();
    let endorsement = &bundle["endorsement"];
    let mut recommendation = note.clone();
    recommendation["id"] = json!("https://a.example/notes/1");
    recommendation["url"] = json!("https://a.example/@alice/1");
    recommendation["attributedTo"] = endorsement["attributedTo"].clone();
    recommendation["cc"] = json!([endorsement["object"]]);
    recommendation["recommendation"] = bundle.clone();
    let vote = json!({
        "id": "https://peer.example/votes/1", "type": "Note", "name": "Rain", "attributedTo": amy(),
        "inReplyTo": "https://vouch.example/users/bob/statuses/1", "to": ["https://vouch.example/users/bob"],
    });
    let tombstone = json!({"id": "https://peer.example/notes/1", "type": "Tombstone"});
    let follow = json!({"id": "https://peer.example/follows/1", "type": "Follow", "actor": amy(),
        "object": "https://vouch.example/users/bob"});
    let like = json!({"id": "https://peer.example/likes/1", "type": "Like", "actor": amy(),
        "object": "https://vouch.example/users/bob/statuses/1"});
    let announce = json!({"id": "https://peer.example/boosts/1", "type": "Announce", "actor": amy(), "to": [PUBLIC],
        "object": "https://third.example/notes/2"});
    let of_amy = [
        ("Create", note.clone()),
        ("Update", poll),
        ("Create", article),
        ("Create", vote),
        ("Delete", tombstone),
        ("Undo", follow.clone()),
        ("Undo", like),
        ("Undo", announce),
        ("Follow", json!("https://vouch.example/users/bob")),
        ("Invite", json!(amy())),
        ("Accept", follow.clone()),
        ("Reject", follow),
        ("TentativeAccept", json!("https://vouch.example/activities/1")),
        ("TentativeReject", json!("https://vouch.example/activities/1")),
        ("Move", json!(amy())),
        (
            "QuoteRequest",
            json!("https://vouch.example/users/bob/statuses/1"),
        ),
        ("FeatureRequest", json!("https://vouch.example/users/bob")),
        ("Announce", json!("https://third.example/notes/2")),
        ("Like", json!("https://vouch.example/users/bob/statuses/1")),
        ("Flag", json!(["https://vouch.example/users/bob"])),
        ("Block", json!("https://vouch.example/users/bob")),
    ]
    .map(|(kind, object)| (json!(amy()), "https://peer.example/activities/1", kind, object));
    let of_alice = [
        ("Create", recommendation.clone()),
        ("Offer", recommendation),
        ("Offer", bundle["attestations"][0].clone()),
    ]
    .map(|(kind, object)| {
        (
            endorsement["attributedTo"].clone(),
            "https://a.example/activities/1",
            kind,
            object,
        )
    });
    of_amy
        .into_iter()
        .chain(of_alice)
        .map(|(actor, id, kind, object)| {
            let activity = json!({
                "@context": "https://www.w3.org/ns/activitystreams", "id": id,
                "type": kind, "actor": actor, "to": [PUBLIC, "https://vouch.example/users/bob"],
                "object": object, "target": "https://vouch.example/users/bob",
                "instrument": "https://peer.example/notes/1", "inReplyTo": "https://peer.example/invites/1", "published": "2026-03-01T12:00:00Z",
                "endTime": "2026-03-20T12:00:00Z", "content": "<p>Hello</p>", "topics": ["bookkeeping"],
                "result": bundle["attestations"][1], "withdrawal": bundle["withdrawals"],
            });
            activity.to_string().into_bytes()
        })
        .collect()
}

/// It is read or refused; what is read is by its actor, at an address of her server.
fn an_activity_speaks_for_its_actor(bytes: &[u8], taken: &Taken) {
    let Ok(activity) = strict::read_with(bytes, Limits::INBOX) else {
        return;
    };
    let Ok(claim) = Claim::of(&activity) else { return };
    let Ok(received) = activity::parse(&activity, &claim.actor) else {
        return;
    };
    if received == Received::Ignored {
        return;
    }
    taken.one();
    if let Received::CreateNote(note) | Received::UpdateNote(note) = received {
        assert_eq!(note.uri.origin(), Some(claim.actor.url().origin()));
        assert!(is_clean(&note.content), "{}", note.content);
        assert!(note.attachments.len() <= 16);
        assert!(note.replies.len() <= 5);
        for reply in &note.replies {
            assert_eq!(reply.origin(), note.uri.origin());
        }
    }
}

fn actor_document() -> Vec<u8> {
    let document = json!({
        "id": amy(), "type": "Person", "preferredUsername": "amy", "name": "Amy <b>", "summary": "<p>Hello</p>",
        "inbox": "https://peer.example/users/amy/inbox", "endpoints": {"sharedInbox": "https://peer.example/inbox"},
        "followers": "https://peer.example/users/amy/followers", "url": ["https://peer.example/@amy"],
        "icon": {"type": "Image", "url": "https://peer.example/1.png"}, "alsoKnownAs": ["https://old.example/amy"],
        "attachment": [{"type": "PropertyValue", "name": "Page", "value": "<a href='https://amy.example'>amy</a>"}],
        "assertionMethod": [{"id": format!("{}#ed25519-key", amy()), "type": "Multikey", "controller": amy(),
            "publicKeyMultibase": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"}],
        "location": {"type": "Place", "name": "Ghent"}, "published": "2020-01-01T00:00:00Z",
        "manuallyApprovesFollowers": true, "discoverable": true,
    });
    document.to_string().into_bytes()
}

/// It is read or refused; what is read lives at its address, and is reached there.
fn an_actor_speaks_for_its_address(bytes: &[u8], taken: &Taken) {
    let Ok(document) = strict::read_with(bytes, Limits::INBOX) else {
        return;
    };
    let Ok(actor) = actor::parse(&document, &amy()) else {
        return;
    };
    taken.one();
    assert_eq!(actor.uri, amy());
    assert_eq!(actor.host.as_str(), "peer.example");
    assert!(is_clean(&actor.profile.summary), "{}", actor.profile.summary);
    for field in &actor.profile.fields {
        assert!(is_clean(&field.value), "{}", field.value);
    }
}

fn descriptor() -> Vec<u8> {
    let descriptor = json!({
        "subject": "acct:amy@peer.example",
        "aliases": ["https://peer.example/@amy"],
        "links": [
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://peer.example/@amy"},
            {"rel": "self", "type": "application/activity+json", "href": amy()},
        ],
    });
    descriptor.to_string().into_bytes()
}

/// It is read or refused; who is found has a host and an address.
fn a_descriptor_names_somebody_somewhere(bytes: &[u8], taken: &Taken) {
    let Ok(descriptor) = strict::read_with(bytes, Limits::EVIDENCE) else {
        return;
    };
    let Ok(found) = webfinger::read(&descriptor) else {
        return;
    };
    taken.one();
    assert!(found.handle.host.is_some());
    assert!(["https", "http"].contains(&found.actor.url().scheme()));
}

fn pages() -> Vec<Vec<u8>> {
    [
        r##"<p onclick="x()">a<script>alert(1)</script><img src=x onerror=y><a href="javascript:z">b</a></p>"##,
        r##"<svg><style><!--</style><a id="--><img src=x onerror=alert(1)>">"##,
        r##"<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">"##,
        r##"<a href=" &#106;avascript:alert(1)" class="mention u-url evil">@<span class="h-card">bob</span></a>"##,
        r##"<noscript><p title="</noscript><img src=x onerror=alert(1)>"><textarea><b></textarea>&lt;script&gt;"##,
        r##"<p>one<br>two</p><ul><li>three</li></ul><blockquote style="x:expression(1)">four</blockquote>"##,
    ]
    .map(|page| page.as_bytes().to_vec())
    .to_vec()
}

/// Every page is taken, with what is left of it.
fn what_is_shown_is_clean(bytes: &[u8], taken: &Taken) {
    taken.one();
    let page = String::from_utf8_lossy(bytes);
    let cleaned = html::clean(&page, 1_000);
    assert!(is_clean(&cleaned), "{page}\n{cleaned}");
    assert!(
        html::clean(&cleaned, 100_000) == cleaned,
        "it changes once more: {cleaned}"
    );
    let plain = html::to_plain(&page, 1_000);
    assert!(plain.chars().all(|letter| !letter.is_control() || letter == '\n'));
    assert!(plain.chars().count() <= 1_000);
    let written = html::from_plain(&plain);
    assert!(is_clean(&written), "{written}");
}

/// Whether a browser finds only what members may be shown.
fn is_clean(html: &str) -> bool {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Suspicious::default(), TokenizerOpts::default());
    // There are no scripts to wait for.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().is_empty()
}

#[derive(Default)]
struct Suspicious(RefCell<Vec<String>>);

impl TokenSink for Suspicious {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        const TAGS: [&str; 15] = [
            "a",
            "b",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "i",
            "li",
            "ol",
            "p",
            "pre",
            "span",
            "strong",
            "ul",
        ];
        match token {
            Token::TagToken(tag) => {
                let is_odd = !TAGS.contains(&&*tag.name)
                    || tag.attrs.iter().any(|attribute| match &*attribute.name.local {
                        "href" => {
                            !(attribute.value.starts_with("http://")
                                || attribute.value.starts_with("https://"))
                        }
                        "class" | "rel" => false,
                        _ => true,
                    });
                if is_odd {
                    self.0.borrow_mut().push(format!("{tag:?}"));
                }
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) => self.0.borrow_mut().push(format!("{token:?}")),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

const BODY: &str = r#"{"hello": "world"}"#;

/// A request that was rightly signed, and the key.
struct SignedRequest {
    headers: HeaderMap,
    key: PublicKey,
    public_url: Url,
}

impl SignedRequest {
    fn both() -> [Self; 2] {
        use aws_lc_rs::encoding::AsDer as _;
        let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let key = RsaKey::from_pkcs8(pair.as_der().unwrap().as_ref()).unwrap();
        let public = key.public_key_pem().unwrap();
        let url = Url::parse("https://vouch.example/inbox").unwrap();
        let key_id = Url::parse("https://peer.example/users/amy#main-key").unwrap();
        [Scheme::Cavage, Scheme::Rfc9421].map(|scheme| {
            let signer = Signer {
                key_id: &key_id,
                key: &key,
                scheme,
                now: DateTime::UNIX_EPOCH,
            };
            let request = OutgoingRequest::post(&url, BodyDigest::of(BODY.as_bytes()));
            let mut headers = signer.sign(&request).unwrap();
            headers.insert("host", HeaderValue::from_static("vouch.example"));
            Self {
                headers,
                key: PublicKey::from_pem(&public).unwrap(),
                public_url: url.clone(),
            }
        })
    }

    /// The headers as they are sent.
    fn lines(&self) -> Vec<u8> {
        let lines = self.headers.iter();
        lines
            .flat_map(|(name, value)| [name.as_str().as_bytes(), b":", value.as_bytes(), b"\n"].concat())
            .collect()
    }

    /// Whatever becomes of the headers, what they say of the request was signed, or the request is refused.
    fn only_what_was_signed_is_verified(&self, lines: &[u8], taken: &Taken) {
        let mut headers = HeaderMap::new();
        for line in lines.split(|byte| *byte == b'\n') {
            let mut parts = line.splitn(2, |byte| *byte == b':');
            let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
                continue;
            };
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
                headers.append(name, value);
            }
        }
        let body = BodyDigest::of(BODY.as_bytes());
        let target = "/inbox".parse().unwrap();
        let request = IncomingRequest {
            method: &Method::POST,
            target: &target,
            headers: &headers,
            body: Some(&body),
        };
        let Ok(parsed) = ParsedSignature::parse(&request, &self.public_url, DateTime::UNIX_EPOCH) else {
            return;
        };
        if parsed.verify(&self.key).is_ok() {
            taken.one();
            // The draft signs no name of a key: whoever is named has to list the key.
            if headers.contains_key("signature-input") {
                assert_eq!(parsed.key_id().url().host_str(), Some("peer.example"));
            }
            let host =
                |headers: &HeaderMap| headers["host"].to_str().unwrap().trim().parse::<Host>().unwrap();
            assert_eq!(host(&headers), host(&self.headers));
            for name in ["date", "digest", "content-digest"] {
                let trimmed = |headers: &HeaderMap| {
                    let value = headers.get(name).and_then(|value| value.to_str().ok());
                    value.map(|value| value.trim().to_owned())
                };
                if let (Some(signed), Some(sent)) = (trimmed(&self.headers), trimmed(&headers)) {
                    assert_eq!(signed, sent, "{name} was changed");
                }
            }
        }
        let other = IncomingRequest {
            method: &Method::DELETE,
            ..request
        };
        let parsed = ParsedSignature::parse(&other, &self.public_url, DateTime::UNIX_EPOCH);
        assert!(parsed.is_err() || parsed.is_ok_and(|parsed| parsed.verify(&self.key).is_err()));
    }
}
