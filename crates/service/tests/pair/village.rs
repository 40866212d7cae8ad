//! An instance without network, with a clock that the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use tokio::sync::Notify;
use vouchwell_domain::evidence::{EvidenceKind, Language, Limitations, RecommendationText, Relationship};
use vouchwell_domain::job::{Job, LeasedJob, Queue};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::version::Words;
use vouchwell_domain::{Clock, Entropy};
use vouchwell_service::address::Address;
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::member::NewMember;
use vouchwell_service::vault::Vault;
use vouchwell_service::{Context, acquaintance, member, setup, timer};
use vouchwell_storage::job::{self, Lease};
use vouchwell_storage::{Store, Transaction};
use vouchwell_tests::{Directory, Engine, TestDatabase};

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
    clock: Arc<HandMovedClock>,
    _database: TestDatabase,
    _directory: Directory,
}

impl Village {
    pub(crate) async fn found(engine: Engine) -> Self {
        let database = TestDatabase::create(engine).await;
        let directory = Directory::new("village");
        let store = Store::open(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let begin = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let clock = Arc::new(HandMovedClock(AtomicI64::new(begin.timestamp_micros())));
        let entropy = Arc::new(CountingEntropy(AtomicU64::new(7)));
        let vault = Vault::open(directory.path(), false, &*entropy).unwrap();
        let context = Context {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy,
            vault: Arc::new(vault),
            address: Arc::new(Address::new(&"https://village.example".parse().unwrap()).unwrap()),
            terms: Terms {
                hold: TimeDelta::hours(24),
                quarantine: TimeDelta::days(14),
                registration: Registration::Closed,
            },
            new_jobs: Arc::new(Notify::new()),
        };
        setup::prepare(&context).await.unwrap();
        Self {
            context,
            clock,
            _database: database,
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
            quarantine_exempt,
        };
        member::create(&self.context, new).await.unwrap()
    }

    /// Both say that they know each other.
    pub(crate) async fn acquaint(&self, one: &Member, other: &Member) {
        acquaintance::attest(&self.context, one, other.account.id, &terms())
            .await
            .unwrap();
        acquaintance::attest(&self.context, other, one.account.id, &terms())
            .await
            .unwrap();
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
            job::complete(&mut transaction, &jobs).await.unwrap();
            transaction.commit().await.unwrap();
        }
    }

    /// What waits to be sent to other servers.
    pub(crate) async fn outgoing(&self) -> Vec<Job> {
        let mut transaction = self.context.store.begin().await.unwrap();
        let jobs = self.lease_outgoing(&mut transaction).await;
        jobs.into_iter().map(|leased| leased.job).collect()
    }

    /// What waits to be sent is sent.
    pub(crate) async fn send_all(&self) {
        let mut transaction = self.context.store.begin().await.unwrap();
        let jobs = self.lease_outgoing(&mut transaction).await;
        job::complete(&mut transaction, &jobs).await.unwrap();
        transaction.commit().await.unwrap();
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
    AttestationTerms {
        relationship: Relationship::WorksWith,
        known_since: "2021-03".parse().unwrap(),
        evidence: EvidenceKind::Declared,
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
