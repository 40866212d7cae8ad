//! Pages about people, from the records of an instance.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use tokio::sync::Notify;
use tower::ServiceExt as _;
use vouchwell_domain::identifier::{RecommendationId, StatusId};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::profile::SourceField;
use vouchwell_domain::status::Visibility;
use vouchwell_domain::{Clock, Entropy};
use vouchwell_evidence::{Disclosure, EvidenceKind, Relationship};
use vouchwell_federation::{Federation, Settings, Writers, client};
use vouchwell_server::rate_limit::RateLimits;
use vouchwell_server::web::router::router;
use vouchwell_service::address::Address;
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::media::PictureStore;
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::profile::{self as service_profile, ProfileChange};
use vouchwell_service::publication::{PublicEvidence, bundle_of};
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::timeline::Source;
use vouchwell_service::vault::Vault;
use vouchwell_service::{Context, acquaintance, publication, setup, status, timeline, withdrawal};
use vouchwell_storage::Store;
use vouchwell_tests::{Directory, Engine, TestDatabase};

use crate::sample;
use crate::verify::form;

const TEXT: &str = "Carla finds the error before the auditor does.";

/// A clock that is moved by hand, in microseconds.
struct HandMovedClock(AtomicI64);

impl Clock for HandMovedClock {
    fn now(&self) -> DateTime<Utc> {
        Utc.timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// Bytes that differ each time.
struct CountingEntropy(AtomicU64);

impl Entropy for CountingEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let number = self
                .0
                .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst)
                .to_le_bytes();
            let length = chunk.len();
            chunk.copy_from_slice(&number[..length]);
        }
    }
}

/// Of every member.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) struct Instance {
    pub(crate) context: Context,
    federation: Arc<Federation>,
    _writers: Writers,
    clock: Arc<HandMovedClock>,
    database: TestDatabase,
    _directory: Directory,
}

impl Instance {
    pub(crate) async fn found() -> Instance {
        Self::found_on(Engine::Sqlite).await
    }

    pub(crate) async fn found_on(engine: Engine) -> Instance {
        let database = TestDatabase::create(engine).await;
        let directory = Directory::new("pages");
        let store = Store::open(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let begin = sample::time("2026-03-01T12:00:00Z").datetime();
        let clock = Arc::new(HandMovedClock(AtomicI64::new(begin.timestamp_micros())));
        let entropy = Arc::new(CountingEntropy(AtomicU64::new(11)));
        let context = Context {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            vault: Arc::new(Vault::open(directory.path(), false, &*entropy).unwrap()),
            pictures: Arc::new(PictureStore::within(directory.path())),
            entropy,
            address: Arc::new(Address::new(&sample::site().url).unwrap()),
            terms: Terms {
                hold: TimeDelta::hours(24),
                quarantine: TimeDelta::days(14),
                registration: Registration::Invite,
                sends_mail: false,
            },
            new_jobs: Arc::new(Notify::new()),
        };
        setup::prepare(&context).await.unwrap();
        let settings = Settings {
            client: client::Settings::new(sample::site().url),
            retry_scale: 1.0,
            source_url: sample::site().source,
            icon: String::new(),
            mailer: None,
        };
        let (federation, writers) = Federation::start(context.clone(), &settings).unwrap();
        Instance {
            context,
            federation,
            _writers: writers,
            clock,
            database,
            _directory: directory,
        }
    }

    pub(crate) async fn member(&self, name: &str) -> Member {
        self.member_as(name, Role::User).await
    }

    pub(crate) async fn member_as(&self, name: &str, role: Role) -> Member {
        let new = NewMember {
            name: name.parse().unwrap(),
            email: format!("{name}@example.org").parse().unwrap(),
            password: PASSWORD.to_owned(),
            role,
            language: None,
            quarantine_exempt: true,
        };
        member::create(&self.context, new).await.unwrap()
    }

    /// One says that they know each other.
    pub(crate) async fn attest(&self, member: &Member, other: &Member) {
        let terms = AttestationTerms {
            relationship: Relationship::WorksWith,
            known_since: "2021-03".parse().unwrap(),
            evidence: EvidenceKind::Declared,
        };
        acquaintance::attest(&self.context, member, other.account.id, &terms, None)
            .await
            .unwrap();
    }

    /// Both say so.
    pub(crate) async fn acquaint(&self, one: &Member, other: &Member) {
        self.attest(one, other).await;
        self.attest(other, one).await;
    }

    /// One has written about the other, who decides now.
    pub(crate) async fn offered(&self, author: &Member, subject: &Member) -> RecommendationId {
        let context = &self.context;
        let words = sample::words(TEXT, "I cannot speak to tax law.", &[Disclosure::PaysSubject]);
        let draft = recommendation::write(context, author, subject.account.id, words)
            .await
            .unwrap();
        let id = draft.recommendation.id;
        recommendation::offer(context, author, &id).await.unwrap();
        id
    }

    /// One has written and the other has accepted: the hold begins.
    pub(crate) async fn agreed(&self, author: &Member, subject: &Member) -> RecommendationId {
        let id = self.offered(author, subject).await;
        recommendation::answer(&self.context, subject, &id, TextAnswer::Accept)
            .await
            .unwrap();
        id
    }

    /// The same, once they know each other.
    pub(crate) async fn accepted(&self, author: &Member, subject: &Member) -> RecommendationId {
        self.acquaint(author, subject).await;
        self.agreed(author, subject).await
    }

    /// Some work was tried in vain for long.
    pub(crate) async fn give_up_a_job(&self) {
        let statement = "UPDATE job SET failed_at = created_at, last_error = 'no answer'
             WHERE id = (SELECT min(id) FROM job WHERE failed_at IS NULL)";
        self.database.execute(statement).await;
    }

    pub(crate) async fn post(
        &self,
        author: &Member,
        text: &str,
        visibility: Visibility,
        in_reply_to: Option<StatusId>,
    ) -> StatusId {
        let content = PostContent::new(text, "", false, None).unwrap();
        let post = Post {
            content,
            visibility,
            in_reply_to,
            media: Vec::new(),
            poll: None,
        };
        status::write(&self.context, author, &post, None)
            .await
            .unwrap()
            .status
            .id
    }

    pub(crate) async fn publish(&self, author: &Member, id: &RecommendationId) {
        self.clock
            .0
            .fetch_add(TimeDelta::hours(24).num_microseconds().unwrap(), Ordering::SeqCst);
        let shown = recommendation::show(&self.context, author, id).await.unwrap();
        let version = shown.recommendation.progress.unwrap().id;
        publication::conclude_hold(&self.context, &version).await.unwrap();
        publication::publish(&self.context, &version).await.unwrap();
    }

    pub(crate) fn wait_until(&self, time: &str) {
        let time = sample::time(time).datetime().timestamp_micros();
        self.clock.0.store(time, Ordering::SeqCst);
    }

    pub(crate) async fn read(&self, path: &str, language: &str) -> (StatusCode, String) {
        let request = Request::get(path)
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.answer(request).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), 2_000_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    pub(crate) async fn answer(&self, request: Request<Body>) -> Response {
        let response = router(
            Arc::new(sample::site()),
            Arc::clone(&self.federation),
            Arc::new(RateLimits::new(true, Vec::new())),
        )
        .oneshot(request)
        .await
        .unwrap();
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        response
    }
}

#[tokio::test]
async fn a_recommendation_is_read_when_it_is_public_and_leaves_a_tombstone() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    let permalink = format!("/recommendations/{id}");

    let (status, page) = instance.read(&permalink, "en").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!page.contains(TEXT));
    for profile in ["/@carla", "/@bob"] {
        let (status, page) = instance.read(profile, "en").await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains(TEXT), "{profile}");
    }

    instance.publish(&bob, &id).await;
    let (status, page) = instance.read(&permalink, "en").await;
    assert_eq!(status, StatusCode::OK);
    for sentence in [
        TEXT,
        "<bdi>bob</bdi> pays or has paid <bdi>carla</bdi>.",
        "<bdi>carla</bdi> works with <bdi>bob</bdi>",
        "March 2021",
        "I cannot speak to tax law.",
        "The account of <bdi>bob</bdi> lists this key now.",
        "Both are members of this server.",
        "2 March 2026",
    ] {
        assert!(page.contains(sentence), "{sentence} is missing in {page}");
    }
    let (_, german) = instance.read(&permalink, "de").await;
    assert!(
        german.contains("2. März 2026") && german.contains("Was das nicht beweist"),
        "{german}"
    );
    for profile in ["/@carla", "/@bob"] {
        let (_, page) = instance.read(profile, "en").await;
        assert!(
            page.contains(TEXT) && page.contains(&permalink),
            "{profile}: {page}"
        );
    }

    let PublicEvidence::Bundle(bundle) = bundle_of(&instance.context, &id).await.unwrap() else {
        panic!("it is public");
    };
    let file = bundle.json();
    let (_, page) = instance.send(form(&[("file", &file)])).await;
    assert!(
        page.contains("<code>valid</code>") && page.contains(TEXT),
        "{page}"
    );

    withdrawal::withdraw(&instance.context, &carla, &id)
        .await
        .unwrap();
    let (_, page) = instance.send(form(&[("file", &file)])).await;
    assert!(
        page.contains("<code>withdrawn</code>"),
        "the file does not know it, this server does: {page}"
    );
    assert!(!page.contains(TEXT), "{page}");
    let (status, page) = instance.read(&permalink, "en").await;
    assert_eq!(status, StatusCode::GONE);
    assert!(page.contains("This recommendation was withdrawn"), "{page}");
    for word in [TEXT, "bob", "carla", "hide", "hid "] {
        assert!(!page.contains(word), "{word} in {page}");
    }
    let (_, page) = instance.read("/@carla", "en").await;
    assert!(!page.contains(TEXT));
}

#[tokio::test]
async fn a_post_is_read_in_its_thread_by_everybody_if_it_is_for_everybody() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let asked = instance
        .post(&bob, "Who closes #books?", Visibility::Public, None)
        .await;
    let answer = instance
        .post(&carla, "@bob I do", Visibility::Unlisted, Some(asked))
        .await;
    let aside = instance
        .post(&carla, "@bob but not gladly", Visibility::Direct, Some(asked))
        .await;
    let elder = instance
        .post(&carla, "Only for friends #books", Visibility::Private, None)
        .await;
    let (status, page) = instance.read(&format!("/@bob/{asked}"), "en").await;
    assert_eq!(status, StatusCode::OK);
    for shown in [
        "A post by <bdi>bob</bdi>",
        "Who closes <a href=\"https://vouch.example/tags/books\"",
        "@bob</a> I do",
        "property=\"og:description\" content=\"Who closes #books?\"",
        "rel=\"canonical\"",
        &format!(
            "type=\"application/activity+json\" href=\"https://vouch.example/users/bob/statuses/{asked}\""
        ),
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    assert!(!page.contains("gladly"), "{page}");
    let (_, page) = instance.read(&format!("/@carla/{answer}"), "de").await;
    assert!(
        page.contains("Als Antwort auf") && page.contains("Who closes"),
        "{page}"
    );
    assert!(page.contains("noindex"), "it is not for public lists: {page}");
    for hidden in [
        format!("/@carla/{aside}"),
        format!("/@carla/{elder}"),
        format!("/@bob/{answer}"),
        "/@bob/1".to_owned(),
        "/@bob/followers".to_owned(),
    ] {
        let (status, page) = instance.read(&hidden, "en").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{hidden}");
        assert!(!page.contains("friends") && !page.contains("gladly"), "{page}");
    }

    let (_, page) = instance.read("/@bob", "en").await;
    assert!(page.contains("Who closes") && !page.contains("I do"), "{page}");
    let (_, page) = instance.read("/@carla", "en").await;
    assert!(
        !page.contains("friends") && !page.contains("I do"),
        "answers stay in their threads: {page}"
    );

    let (status, page) = instance.read("/tags/Books", "en").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Who closes") && !page.contains("friends"), "{page}");
    assert!(page.contains(&format!("href=\"/@bob/{asked}\"")), "{page}");
    for (path, status) in [
        ("/tags/nothing", StatusCode::OK),
        ("/tags/no%20tag", StatusCode::NOT_FOUND),
        ("/tags/books?before=x", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(instance.read(path, "en").await.0, status, "{path}");
    }
}

#[tokio::test]
async fn a_recommendation_among_posts_leads_to_its_page() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    instance.publish(&bob, &id).await;
    let (_, page) = instance.read("/tags/payroll", "en").await;
    for shown in [
        "<bdi>bob</bdi></a> recommends <a href=\"/@carla\"><bdi>carla</bdi></a>",
        &format!("href=\"/recommendations/{id}\""),
        "Disclosed: ",
        TEXT,
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    let page = vouchwell_domain::page::Page::newest(1);
    let carrier = timeline::public(&instance.context, None, Source::Here, page)
        .await
        .unwrap();
    let request = Request::get(format!("/@bob/{}", carrier[0].status.id))
        .body(Body::empty())
        .unwrap();
    let (status, _) = instance.send(request).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_address_without_a_person_or_recommendation_is_not_found() {
    let instance = Instance::found().await;
    instance.member("carla").await;
    assert_eq!(instance.read("/@carla", "en").await.0, StatusCode::OK);
    for path in [
        "/@nobody",
        "/@actor",
        "/@Ümlaut",
        "/@carla@elsewhere.example",
        "/recommendations/0",
        "/@",
    ] {
        let path = path.replace('Ü', "%C3%9C");
        let (status, page) = instance.read(&path, "en").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.contains("Check the address"), "{path}: {page}");
    }
    let (status, _) = instance.read("/@carla?received=last", "en").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_profile_shows_what_its_member_types_and_is_found_only_if_she_wants() {
    let instance = Instance::found().await;
    let carla = instance.member("carla").await;
    let change = ProfileChange {
        display_name: Some("Carla <Janssens>".to_owned()),
        note: Some("I keep books.\n\nAsk @carla about #payroll".to_owned()),
        fields: Some(vec![SourceField {
            name: "Website".to_owned(),
            value: "https://janssens.example/".to_owned(),
        }]),
        ..ProfileChange::default()
    };
    service_profile::change(&instance.context, &carla, change)
        .await
        .unwrap();
    let page_of_hers = "https://janssens.example/".parse().unwrap();
    let (_, page) = instance.read("/@carla", "en").await;
    for shown in [
        "Carla &#60;Janssens&#62;",
        "Ask @carla about #payroll",
        "href=\"https://janssens.example/\" rel=\"me ",
        "rel=\"canonical\"",
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    assert!(!page.contains("links back here"), "{page}");

    service_profile::links_verified(&instance.context, carla.account.id, &[page_of_hers])
        .await
        .unwrap();
    let hidden = ProfileChange {
        discoverable: Some(false),
        ..ProfileChange::default()
    };
    service_profile::change(&instance.context, &carla, hidden)
        .await
        .unwrap();
    let (_, page) = instance.read("/@carla", "en").await;
    assert!(page.contains("This page links back here."), "{page}");
    assert!(
        !page.contains("rel=\"canonical\"") && page.contains("noindex"),
        "{page}"
    );
}

#[tokio::test]
async fn a_post_shows_what_it_asks_and_the_recommendation_that_it_leads_to() {
    let instance = Instance::found().await;
    let (bob, carla) = (instance.member("bob").await, instance.member("carla").await);
    let id = instance.accepted(&bob, &carla).await;
    instance.publish(&bob, &id).await;
    let link = instance.context.address.recommendation(&id);
    let poll = NewPoll::new(&["Now".to_owned(), "Later".to_owned()], false, false, 600).unwrap();
    let post = Post {
        content: PostContent::new(&format!("Read this: {link}"), "", false, None).unwrap(),
        visibility: Visibility::Public,
        in_reply_to: None,
        media: Vec::new(),
        poll: Some(poll),
    };
    let written = status::write(&instance.context, &bob, &post, None).await.unwrap();
    let path = format!("/@bob/{}", written.status.id);
    let (_, page) = instance.read(&path, "en").await;
    for shown in [
        "<bdi>Now</bdi>. Votes:",
        "The poll ends on ",
        "class=\"leads-to\"",
        TEXT,
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    let (disclosed, text) = (page.find("pays or has paid"), page.find(TEXT));
    assert!(disclosed.is_some() && disclosed < text, "{page}");
    withdrawal::withdraw(&instance.context, &bob, &id).await.unwrap();
    let (_, page) = instance.read(&path, "en").await;
    assert!(!page.contains(TEXT) && !page.contains("leads-to"), "{page}");
}
