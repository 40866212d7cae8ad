//! An instance without network, and people of other servers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use vouchwell_domain::account::{Account, AccountKind, AttributionDomains, Endpoints, Profile, ProfileTabs};
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::identifier::{AccountId, ObjectUri, StatusId};
use vouchwell_domain::job::{Distribution, Job, LeasedJob, Queue};
use vouchwell_domain::media::Description;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_domain::{Clock, Entropy};
use vouchwell_service::address::Address;
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::key::MemberKeys;
use vouchwell_service::media::{self, PictureStore};
use vouchwell_service::member::NewMember;
use vouchwell_service::remote_account::{self, RemoteActor};
use vouchwell_service::status::RemoteNote;
use vouchwell_service::vault::Vault;
use vouchwell_service::{Context, member, notification, setup, timer};
use vouchwell_storage::job::{self, Lease};
use vouchwell_storage::{Store, Transaction, follow, status};
use vouchwell_tests::{Directory, Engine, TestDatabase, request_keys};

/// Stands at noon, or as many seconds later as it was put.
#[derive(Default)]
struct StandingClock(AtomicI64);

impl Clock for StandingClock {
    fn now(&self) -> DateTime<Utc> {
        noon() + TimeDelta::seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes that differ each time and are the same in every run.
pub(crate) struct Counting(AtomicU64);

impl Counting {
    pub(crate) const fn new() -> Self {
        Self(AtomicU64::new(11))
    }
}

impl Entropy for Counting {
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

pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-01T12:00:00Z")
        .unwrap()
        .to_utc()
}

pub(crate) struct Town {
    pub(crate) context: Context,
    pub(crate) directory: Directory,
    clock: Arc<StandingClock>,
    pub(crate) database: TestDatabase,
}

impl Town {
    /// Puts the clock to some time after noon, and lets everything happen that is due, and what follows from it.
    pub(crate) async fn wait(&self, time: TimeDelta) {
        self.clock.0.store(time.num_seconds(), Ordering::SeqCst);
        loop {
            let jobs = self.leased(Queue::Timer).await;
            if jobs.is_empty() {
                return;
            }
            for leased in jobs {
                if let Job::ProcessMedia { media } = leased.job {
                    media::process(&self.context, media).await.unwrap();
                } else if !matches!(leased.job, Job::EraseKeys { .. }) {
                    assert!(timer::run(&self.context, &leased.job).await.unwrap());
                }
            }
        }
    }

    /// An instance before its first start.
    pub(crate) async fn plan(engine: Engine) -> Self {
        let database = TestDatabase::create_with_tables(engine).await;
        let directory = Directory::new("town");
        let store = Store::open(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let entropy = Arc::new(Counting::new());
        let vault = Vault::open(directory.path(), None, &*entropy).unwrap();
        for key in request_keys() {
            vault
                .pool()
                .put(MemberKeys::with_request_key(key.clone(), &*entropy));
        }
        let clock = Arc::new(StandingClock::default());
        let context = Context {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy,
            vault: Arc::new(vault),
            pictures: Arc::new(PictureStore::within(directory.path())),
            address: Arc::new(Address::new(&"https://town.example".parse().unwrap()).unwrap()),
            terms: Terms {
                hold: TimeDelta::hours(24),
                quarantine: TimeDelta::days(14),
                registration: Registration::Closed,
                sends_mail: false,
            },
            new_jobs: Arc::new(Notify::new()),
        };
        Self {
            context,
            directory,
            clock,
            database,
        }
    }

    pub(crate) async fn found(engine: Engine) -> Self {
        let town = Self::plan(engine).await;
        setup::prepare(&town.context).await.unwrap();
        town
    }

    pub(crate) async fn begin(&self) -> Transaction {
        self.context.store.begin().await.unwrap()
    }

    pub(crate) async fn join(&self, name: &str) -> Member {
        member::create(&self.context, newcomer(name)).await.unwrap()
    }

    /// Somebody of another server, which can be named behind an @.
    pub(crate) async fn meet(&self, name: &str) -> Account {
        let mut transaction = self.begin().await;
        let account = remote_account::save(&self.context, &mut transaction, actor(name))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        account
    }

    /// Somebody follows another, who need not agree.
    pub(crate) async fn let_follow(&self, follower: AccountId, followed: AccountId) {
        let made = Follow {
            follower,
            followed,
            uri: away(&format!("follows/{follower}-{followed}")),
            state: FollowState::Accepted,
        };
        let mut transaction = self.begin().await;
        follow::insert(&mut transaction, &made, noon()).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Something that a member wrote.
    pub(crate) async fn post(&self, author: &Member, visibility: Visibility) -> Status {
        let id = StatusId::next(noon(), &*self.context.entropy);
        let uri: ObjectUri = format!("{}/statuses/{id}", author.account.uri).parse().unwrap();
        let written = Status {
            id,
            url: uri.clone(),
            uri,
            account: author.account.id,
            content: "<p>Good evening</p>".to_owned(),
            spoiler: String::new(),
            sensitive: false,
            language: None,
            visibility,
            in_reply_to: None,
            tags: Vec::new(),
            mentions: Vec::new(),
            recommendation: None,
            reblog_of: None,
            created_at: noon(),
            edited_at: None,
        };
        let mut transaction = self.begin().await;
        status::insert(&mut transaction, &written).await.unwrap();
        transaction.commit().await.unwrap();
        written
    }

    /// What was sent to other servers since it was last asked.
    pub(crate) async fn sent(&self) -> Vec<Message> {
        let sent = self.distributed().await;
        sent.into_iter()
            .map(|distribution| distribution.envelope.message)
            .collect()
    }

    /// All that is due in a queue, which nobody else gets any more.
    pub(crate) async fn leased(&self, queue: Queue) -> Vec<LeasedJob> {
        let mut transaction = self.begin().await;
        let wanted = Lease {
            queue,
            limit: 100,
            per_host: 100,
            skipped_hosts: &[],
            now: self.context.now(),
            duration: TimeDelta::days(365),
        };
        let jobs = job::lease(&mut transaction, wanted).await.unwrap();
        transaction.commit().await.unwrap();
        jobs
    }

    /// The same, with those to whom it was sent.
    pub(crate) async fn distributed(&self) -> Vec<Distribution> {
        let jobs = self.leased(Queue::Outbox).await;
        jobs.into_iter()
            .map(|leased| match leased.job {
                Job::Distribute(distribution) => *distribution,
                other => panic!("{other:?} is no message"),
            })
            .collect()
    }

    /// What a member was told, newest first, and by whom.
    pub(crate) async fn told(&self, member: &Member) -> Vec<(NotificationKind, String)> {
        let list = notification::list(
            &self.context,
            member,
            &notification::Selection::default(),
            Page::newest(20),
        )
        .await
        .unwrap();
        list.into_iter()
            .map(|view| (view.notification.kind, view.from.account.name))
            .collect()
    }
}

pub(crate) fn newcomer(name: &str) -> NewMember {
    NewMember {
        name: name.parse().unwrap(),
        email: format!("{name}@mail.example").parse().unwrap(),
        password: "correct horse battery staple".to_owned(),
        role: Role::User,
        language: None,
        quarantine_exempt: false,
    }
}

pub(crate) fn actor(name: &str) -> RemoteActor {
    let (name, host) = name.split_once('@').unwrap_or((name, "away.example"));
    let uri = format!("https://{host}/users/{name}");
    RemoteActor {
        name: name.to_owned(),
        host: host.parse().unwrap(),
        kind: AccountKind::Person,
        emojis: Vec::new(),
        profile: Profile {
            display_name: String::new(),
            summary: String::new(),
            url: uri.parse().unwrap(),
            avatar: None,
            avatar_description: Description::default(),
            header: None,
            header_description: Description::default(),
            fields: Vec::new(),
            place: None,
            also_known_as: Vec::new(),
            locked: false,
            discoverable: true,
            indexable: false,
            hides_collections: false,
            tabs: ProfileTabs::default(),
            attribution_domains: AttributionDomains::default(),
        },
        endpoints: Endpoints {
            inbox: format!("{uri}/inbox").parse().unwrap(),
            shared_inbox: None,
            followers: None,
        },
        request_key: None,
        evidence_key: None,
        understands_recommendations: true,
        moved_to: None,
        published: None,
        uri: uri.parse().unwrap(),
    }
}

/// An id on the other server.
pub(crate) fn away(path: &str) -> ObjectUri {
    format!("https://away.example/{path}").parse().unwrap()
}

/// A public Note of the other server.
pub(crate) fn note(path: &str, mentions: &[&Member]) -> RemoteNote {
    RemoteNote {
        uri: away(path),
        url: away(path),
        content: "<p>Good morning</p>".to_owned(),
        spoiler: String::new(),
        sensitive: false,
        language: None,
        visibility: Visibility::Public,
        addressees: Vec::new(),
        in_reply_to: None,
        replies: Vec::new(),
        tags: Vec::new(),
        mentions: mentions.iter().map(|member| member.account.uri.clone()).collect(),
        attachments: Vec::new(),
        emojis: Vec::new(),
        question: None,
        quote: None,
        published: None,
        updated: None,
    }
}
