//! An instance of which only the front door is open.

use std::sync::Arc;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::sync::Notify;
use url::Url;
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_domain::job::{LeasedJob, Queue};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::{Clock, Entropy};
use vouchwell_federation::{Federation, Settings, client};
use vouchwell_service::address::Address;
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::key::MemberKeys;
use vouchwell_service::media::PictureStore;
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::vault::Vault;
use vouchwell_service::{Context, setup};
use vouchwell_storage::job::{self, Lease};
use vouchwell_storage::{Store, instance_domain};
use vouchwell_tests::{Directory, Peer, PeerActor, Sealed, SignedPost, TestDatabase, World, request_keys};

pub(crate) const ORIGIN: &str = "https://vouch.test";

struct WorldClock(World);

impl Clock for WorldClock {
    fn now(&self) -> DateTime<Utc> {
        vouchwell_domain::clock::to_microseconds(self.0.now().into())
    }
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        SystemRandom::new().fill(buffer).unwrap();
    }
}

pub(crate) struct Door {
    pub(crate) peer: Peer,
    /// Somebody of the peer.
    pub(crate) amy: PeerActor,
    pub(crate) federation: Arc<Federation>,
    pub(crate) database: TestDatabase,
    _directory: Directory,
}

impl Door {
    pub(crate) async fn open(world: &World) -> Self {
        Self::open_within(world, client::Limits::default()).await
    }

    /// With other bounds of each request to another server.
    pub(crate) async fn open_within(world: &World, limits: client::Limits) -> Self {
        let database = TestDatabase::create_with_tables(world.engine()).await;
        let directory = Directory::new("door");
        let store = Store::open(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let entropy = Arc::new(SystemEntropy);
        let public_url: Url = ORIGIN.parse().unwrap();
        let vault = Vault::open(directory.path(), None, &*entropy).unwrap();
        for key in request_keys() {
            vault
                .pool()
                .put(MemberKeys::with_request_key(key.clone(), &*entropy));
        }
        let context = Context {
            store,
            clock: Arc::new(WorldClock(world.clone())),
            vault: Arc::new(vault),
            entropy,
            pictures: Arc::new(PictureStore::within(directory.path())),
            address: Arc::new(Address::new(&public_url).unwrap()),
            terms: Terms {
                hold: TimeDelta::hours(24),
                quarantine: TimeDelta::days(14),
                registration: Registration::Closed,
                sends_mail: false,
            },
            new_jobs: Arc::new(Notify::new()),
        };
        setup::prepare(&context).await.unwrap();
        let settings = Settings {
            client: client::Settings {
                allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
                dns: Some(world.names().address()),
                extra_certificate_authorities: vec![world.authority().certificate().into_bytes()],
                limits,
                ..client::Settings::new(public_url.clone())
            },
            retry_scale: 1.0,
            source_url: public_url,
            icon: String::new(),
            mailer: None,
        };
        let (federation, _) = Federation::start(context, &settings).unwrap();
        let peer = world.peer("peer").await;
        Self {
            amy: peer.actor("amy"),
            peer,
            federation,
            database,
            _directory: directory,
        }
    }

    /// What the door answers to an activity that its actor has signed as it should.
    pub(crate) async fn answers(&self, actor: &PeerActor, activity: &Value) -> u16 {
        self.answers_to(SignedPost::new(actor, &format!("{ORIGIN}/inbox"), activity).seal())
            .await
    }

    /// What it answers to a request as it is.
    pub(crate) async fn answers_to(&self, sealed: Sealed) -> u16 {
        let body = Body::from(sealed.body);
        self.answers_to_body(sealed.headers, body).await
    }

    pub(crate) async fn answers_to_body(&self, headers: HeaderMap, body: Body) -> u16 {
        self.response_to(headers, body).await.status().as_u16()
    }

    pub(crate) async fn response_to(&self, headers: HeaderMap, body: Body) -> Response {
        let mut request = Request::post("/inbox").body(body).unwrap();
        *request.headers_mut() = headers;
        self.federation.receive(request).await
    }

    /// How many activities were taken.
    pub(crate) async fn taken(&self) -> i64 {
        self.database
            .count("SELECT count(*) FROM received_activity")
            .await
    }

    /// Somebody who has an account here.
    pub(crate) async fn member(&self, name: &str) -> Member {
        let new = NewMember {
            name: name.parse().unwrap(),
            email: format!("{name}@example.org").parse().unwrap(),
            password: "correct horse battery staple".to_owned(),
            role: Role::User,
            language: None,
            quarantine_exempt: true,
        };
        member::create(self.federation.context(), new).await.unwrap()
    }

    /// Takes jobs, as a worker does.
    pub(crate) async fn leased(&self, queue: Queue) -> Vec<LeasedJob> {
        let context = self.federation.context();
        let mut transaction = context.store.begin().await.unwrap();
        let wanted = Lease {
            queue,
            limit: 10,
            per_host: 10,
            skipped_hosts: &[],
            now: context.now(),
            duration: TimeDelta::minutes(1),
        };
        let jobs = job::lease(&mut transaction, wanted).await.unwrap();
        transaction.commit().await.unwrap();
        jobs
    }

    /// From now on the instance has nothing to do with a domain.
    pub(crate) async fn block(&self, domain: &str) {
        let context = self.federation.context();
        let decided = InstanceDomain {
            host: domain.parse().unwrap(),
            severity: Severity::Block,
            comment: String::new(),
            created_at: context.now(),
        };
        let mut transaction = context.store.begin().await.unwrap();
        instance_domain::save(&mut transaction, &decided).await.unwrap();
        transaction.commit().await.unwrap();
    }
}
