//! An instance without network, with a clock that the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use tokio::sync::Notify;
use vouchwell_domain::evidence::{EvidenceKind, Language, Limitations, RecommendationText, Relationship};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::job::{Job, LeasedJob, Queue};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::version::Words;
use vouchwell_domain::{Clock, Entropy};
use vouchwell_service::address::Address;
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::key::MemberKeys;
use vouchwell_service::media::PictureStore;
use vouchwell_service::member::NewMember;
use vouchwell_service::recommendation::TextAnswer;
use vouchwell_service::vault::Vault;
use vouchwell_service::{Context, acquaintance, member, recommendation, setup, timer};
use vouchwell_storage::job::{self, Lease};
use vouchwell_storage::{Store, Transaction};
use vouchwell_tests::{Directory, Engine, TestDatabase, request_keys};

/// A clock that stands still until it is moved.
struct HandMovedClock(AtomicI64);

impl Clock for HandMovedClock {
    fn now(&self) -> DateTime<Utc> {
        Utc.timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// Bytes that differ each time and are the same in every run.
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

pub(crate) struct Village {
    pub(crate) context: Context,
    pub(crate) engine: Engine,
    clock: Arc<HandMovedClock>,
    database: TestDatabase,
    _directory: Directory,
}

impl Village {
    pub(crate) async fn found(engine: Engine) -> Self {
        Self::found_at(engine, "village.example", 7).await
    }

    /// One of several, with keys of its own.
    pub(crate) async fn found_at(engine: Engine, host: &str, seed: u64) -> Self {
        let database = TestDatabase::create_with_tables(engine).await;
        let directory = Directory::new("village");
        let store = Store::open(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let begin = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let clock = Arc::new(HandMovedClock(AtomicI64::new(begin.timestamp_micros())));
        let entropy = Arc::new(CountingEntropy(AtomicU64::new(seed)));
        let vault = Vault::open(directory.path(), None, &*entropy).unwrap();
        for key in request_keys() {
            vault
                .pool()
                .put(MemberKeys::with_request_key(key.clone(), &*entropy));
        }
        let context = Context {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy,
            vault: Arc::new(vault),
            pictures: Arc::new(PictureStore::within(directory.path())),
            address: Arc::new(Address::new(&format!("https://{host}").parse().unwrap()).unwrap()),
            terms: Terms {
                hold: TimeDelta::hours(24),
                quarantine: TimeDelta::days(14),
                registration: Registration::Closed,
                sends_mail: false,
            },
            new_jobs: Arc::new(Notify::new()),
        };
        setup::prepare(&context).await.unwrap();
        Self {
            context,
            engine,
            clock,
            database,
            _directory: directory,
        }
    }

    pub(crate) fn wait(&self, time: TimeDelta) {
        self.clock
            .0
            .fetch_add(time.num_microseconds().unwrap(), Ordering::SeqCst);
    }

    /// Somebody who was there before the rules on new accounts.
    pub(crate) async fn elder(&self, name: &str) -> Member {
        self.member(name, true).await
    }

    pub(crate) async fn newcomer(&self, name: &str) -> Member {
        self.member(name, false).await
    }

    async fn member(&self, name: &str, quarantine_exempt: bool) -> Member {
        let new = NewMember {
            name: name.parse().unwrap(),
            email: format!("{name}@example.org").parse().unwrap(),
            password: "correct horse battery staple".to_owned(),
            role: Role::User,
            language: None,
            quarantine_exempt,
        };
        member::create(&self.context, new).await.unwrap()
    }

    /// Both say that they know each other.
    pub(crate) async fn acquaint(&self, one: &Member, other: &Member) {
        acquaintance::attest(&self.context, one, other.account.id, &terms(), None)
            .await
            .unwrap();
        acquaintance::attest(&self.context, other, one.account.id, &terms(), None)
            .await
            .unwrap();
    }

    /// Both say since when they know each other.
    pub(crate) async fn acquaint_since(&self, one: &Member, other: &Member, since: [&str; 2]) {
        for (member, other, since) in [(one, other, since[0]), (other, one, since[1])] {
            acquaintance::attest(&self.context, member, other.account.id, &terms_since(since), None)
                .await
                .unwrap();
        }
    }

    /// One recommends the other, whom she knows, in public.
    pub(crate) async fn recommend(&self, author: &Member, subject: &Member, topic: &str) -> RecommendationId {
        let context = &self.context;
        let draft = recommendation::write(context, author, subject.account.id, words_on(topic)).await;
        let id = draft.unwrap().recommendation.id;
        recommendation::offer(context, author, &id).await.unwrap();
        recommendation::answer(context, subject, &id, TextAnswer::Accept)
            .await
            .unwrap();
        self.wait(TimeDelta::hours(24));
        self.tick().await;
        id
    }

    /// Runs a statement that no use case runs.
    pub(crate) async fn execute(&self, statement: &'static str) {
        self.database.execute(statement).await;
    }

    /// Does all timer jobs that are due.
    pub(crate) async fn tick(&self) {
        loop {
            let mut transaction = self.context.store.begin().await.unwrap();
            let wanted = Lease {
                queue: Queue::Timer,
                limit: 10,
                per_host: 10,
                skipped_hosts: &[],
                now: self.context.now(),
                duration: TimeDelta::minutes(1),
            };
            let jobs = job::lease(&mut transaction, wanted).await.unwrap();
            transaction.commit().await.unwrap();
            if jobs.is_empty() {
                return;
            }
            for leased in &jobs {
                assert!(timer::run(&self.context, &leased.job).await.unwrap());
            }
            let mut transaction = self.context.store.begin().await.unwrap();
            let held = job::hold(&mut transaction, &jobs.iter().collect::<Vec<_>>())
                .await
                .unwrap();
            job::end(&mut transaction, &held).await.unwrap();
            transaction.commit().await.unwrap();
        }
    }

    /// What waits to be sent to other servers.
    pub(crate) async fn outgoing(&self) -> Vec<Job> {
        let mut transaction = self.context.store.begin().await.unwrap();
        let jobs = self.lease_outgoing(&mut transaction).await;
        jobs.into_iter().map(|leased| leased.job).collect()
    }

    /// What waits to be sent is sent, and returned.
    pub(crate) async fn send_all(&self) -> Vec<Job> {
        let mut transaction = self.context.store.begin().await.unwrap();
        let jobs = self.lease_outgoing(&mut transaction).await;
        for leased in &jobs {
            job::complete(&mut transaction, leased).await.unwrap();
        }
        transaction.commit().await.unwrap();
        jobs.into_iter().map(|leased| leased.job).collect()
    }

    async fn lease_outgoing(&self, transaction: &mut Transaction) -> Vec<LeasedJob> {
        let wanted = Lease {
            queue: Queue::Outbox,
            limit: 100,
            per_host: 100,
            skipped_hosts: &[],
            now: self.context.now(),
            duration: TimeDelta::milliseconds(1),
        };
        job::lease(transaction, wanted).await.unwrap()
    }
}

pub(crate) fn terms() -> AttestationTerms {
    terms_since("2021-03")
}

pub(crate) fn terms_since(since: &str) -> AttestationTerms {
    AttestationTerms {
        relationship: Relationship::WorksWith,
        known_since: since.parse().unwrap(),
        evidence: EvidenceKind::Declared,
    }
}

pub(crate) fn words_on(topic: &str) -> Words {
    Words {
        topics: vec![topic.parse().unwrap()].try_into().unwrap(),
        ..words("She is careful.")
    }
}

pub(crate) fn words(text: &str) -> Words {
    Words {
        text: text.parse::<RecommendationText>().unwrap(),
        language: "en".parse::<Language>().unwrap(),
        topics: vec!["bookkeeping".parse().unwrap()].try_into().unwrap(),
        limitations: "I cannot speak to tax law.".parse::<Limitations>().unwrap(),
        disclosures: Vec::new(),
    }
}
