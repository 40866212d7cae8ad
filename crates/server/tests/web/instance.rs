//! An instance whose pages are read, with its members, what they do, and its clock.

use crate::sample;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::Notify;
use tower::ServiceExt as _;
use vouchwell_domain::identifier::{RecommendationId, StatusId};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_domain::version::Words;
use vouchwell_domain::{Clock, Entropy};
use vouchwell_evidence::{Disclosure, EvidenceKind, Relationship};
use vouchwell_federation::{Federation, Settings, Writers, client};
use vouchwell_server::api;
use vouchwell_server::application::Application;
use vouchwell_server::rate_limit::RateLimits;
use vouchwell_server::stream::Streams;
use vouchwell_server::web::router::router;
use vouchwell_server::web::site::Site;
use vouchwell_service::address::Address;
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::key::MemberKeys;
use vouchwell_service::media::PictureStore;
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::session::{self, Credentials};
use vouchwell_service::vault::Vault;
use vouchwell_service::{Context, acquaintance, publication, setup, status};
use vouchwell_storage::Store;
use vouchwell_tests::{Answer, Directory, Engine, TestDatabase, check_answer, request_keys};

/// What is said in a recommendation.
pub(crate) const TEXT: &str = "Carla finds the error before the auditor does.";

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
    /// What was tried before counts only if this is there.
    pub(crate) limits: Option<Arc<RateLimits>>,
    /// What describes the calls takes longer to make than most of them.
    calls: OnceLock<Router>,
    _directory: Directory,
}

impl Instance {
    pub(crate) async fn found() -> Instance {
        Self::found_on(Engine::Sqlite).await
    }

    pub(crate) async fn found_on(engine: Engine) -> Instance {
        Self::found_as(engine, Registration::Invite, false).await
    }

    pub(crate) async fn found_as(engine: Engine, registration: Registration, sends_mail: bool) -> Instance {
        let database = TestDatabase::create_with_tables(engine).await;
        let directory = Directory::new("pages");
        let store = Store::open(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let begin = sample::time("2026-03-01T12:00:00Z").datetime();
        let clock = Arc::new(HandMovedClock(AtomicI64::new(begin.timestamp_micros())));
        let entropy = Arc::new(CountingEntropy(AtomicU64::new(11)));
        let vault = Vault::open(directory.path(), None, &*entropy).unwrap();
        for key in request_keys() {
            vault
                .pool()
                .put(MemberKeys::with_request_key(key.clone(), &*entropy));
        }
        let context = Context {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            vault: Arc::new(vault),
            pictures: Arc::new(PictureStore::within(directory.path())),
            entropy,
            address: Arc::new(Address::new(&sample::site().url).unwrap()),
            terms: Terms {
                hold: TimeDelta::hours(24),
                quarantine: TimeDelta::days(14),
                registration,
                sends_mail,
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
            limits: None,
            calls: OnceLock::new(),
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
        let words = sample::words(TEXT, "I cannot speak to tax law.", &[Disclosure::PaysSubject]);
        self.write_about(author, subject, words).await
    }

    /// One writes this about the other, and offers it.
    pub(crate) async fn write_about(
        &self,
        author: &Member,
        subject: &Member,
        words: Words,
    ) -> RecommendationId {
        let context = &self.context;
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
            quote_policy: QuotePolicy::Nobody,
        };
        status::write(&self.context, author, &post, None)
            .await
            .unwrap()
            .status
            .id
    }

    pub(crate) async fn publish(&self, author: &Member, id: &RecommendationId) {
        let hold = self.context.terms.hold.num_microseconds().unwrap();
        self.clock.0.fetch_add(hold, Ordering::SeqCst);
        let shown = recommendation::show(&self.context, author, id).await.unwrap();
        let version = shown.recommendation.progress.unwrap().id;
        publication::conclude_hold(&self.context, &version).await.unwrap();
        publication::publish(&self.context, &version).await.unwrap();
    }

    pub(crate) fn wait_until(&self, time: &str) {
        let time = sample::time(time).datetime().timestamp_micros();
        self.clock.0.store(time, Ordering::SeqCst);
    }

    pub(crate) fn wait_a_second(&self) {
        self.clock.0.fetch_add(1_000_000, Ordering::SeqCst);
    }

    pub(crate) async fn read(&self, path: &str, language: &str) -> (StatusCode, String) {
        let request = Request::get(path)
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    /// The cookie of a browser in which a member is signed in.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let credentials = Credentials {
            login: name.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let signed_in = session::sign_in(&self.context, credentials, "Firefox", None).await;
        format!("__Host-vouchwell_session={}", signed_in.unwrap().begun().unwrap())
    }

    /// A page as the browser with this cookie is shown it.
    pub(crate) async fn read_as(&self, path: &str, cookie: &str) -> String {
        let request = Request::get(path).header(header::COOKIE, cookie);
        let (_, page) = self.send(request.body(Body::empty()).unwrap()).await;
        page
    }

    /// A page as a browser without a cookie is shown it, and the cookie that it keeps from then on.
    pub(crate) async fn visit(&self, path: &str) -> (String, String) {
        let response = self.answer(Request::get(path).body(Body::empty()).unwrap()).await;
        let kept = response.headers().get(header::SET_COOKIE).unwrap();
        let cookie = kept.to_str().unwrap().split(';').next().unwrap().to_owned();
        let body = to_bytes(response.into_body(), 2_000_000).await.unwrap();
        (String::from_utf8(body.to_vec()).unwrap(), cookie)
    }

    /// What no page shows.
    pub(crate) async fn count(&self, statement: &'static str) -> i64 {
        self.database.count(statement).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.answer(request).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), 2_000_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// What an app is answered, which strict ones can read.
    pub(crate) async fn answer_to_app(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let question = format!("{method} {}", request.uri());
        let calls = self.calls.get_or_init(|| {
            api::router::router(Application {
                context: self.context.clone(),
                federation: Arc::clone(&self.federation),
                site: Arc::new(sample::site()),
                rate_limits: Arc::new(RateLimits::new(false, Vec::new())),
                streams: Streams::new(),
            })
        });
        let (head, body) = calls.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 8_000_000).await.unwrap();
        let answer = Answer {
            question,
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        check_answer(&method, &path, &answer);
        answer
    }

    pub(crate) async fn answer(&self, request: Request<Body>) -> Response {
        let site = Site {
            registration: self.context.terms.registration,
            ..sample::site()
        };
        let limits = self.limits.clone();
        let response = router(
            Arc::new(site),
            Arc::clone(&self.federation),
            limits.unwrap_or_else(|| Arc::new(RateLimits::new(true, Vec::new()))),
        )
        .oneshot(request)
        .await
        .unwrap();
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        response
    }
}
