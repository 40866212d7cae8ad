use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::Client;

use crate::instance::InstanceBuilder;
use crate::{CertificateAuthority, Engine, Instance, Names, Peer, visitor};

/// Everything that the instances of one test share: authority, names, kind of database, and the date.
#[derive(Clone, Debug)]
pub struct World {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    authority: CertificateAuthority,
    names: Names,
    engine: Engine,
    client: Client,
    seconds_ahead: AtomicI64,
}

impl World {
    /// An empty world.
    pub async fn new(engine: Engine) -> Self {
        let authority = CertificateAuthority::new();
        let client = visitor::client(&authority);
        let names = Names::start().await;
        Self {
            shared: Arc::new(Shared {
                authority,
                names,
                engine,
                client,
                seconds_ahead: AtomicI64::new(0),
            }),
        }
    }

    /// An instance at `NAME.test` with the settings that suit most tests.
    pub async fn instance(&self, name: &str) -> Instance {
        self.build_instance(name).start().await
    }

    /// An instance at `NAME.test` whose settings can be changed before it starts.
    pub fn build_instance(&self, name: &str) -> InstanceBuilder {
        InstanceBuilder::new(self.clone(), name)
    }

    /// A scripted server at `NAME.test`.
    pub async fn peer(&self, name: &str) -> Peer {
        Peer::start(self.clone(), name).await
    }

    /// The authority that everybody trusts.
    pub fn authority(&self) -> &CertificateAuthority {
        &self.shared.authority
    }

    /// The name server that everybody asks.
    pub fn names(&self) -> &Names {
        &self.shared.names
    }

    /// The kind of database.
    pub fn engine(&self) -> Engine {
        self.shared.engine
    }

    /// A client that trusts the authority.
    pub fn client(&self) -> &Client {
        &self.shared.client
    }

    /// Moves the date on: for peers at once, for an instance when it is started again.
    pub fn pass(&self, time: Duration) {
        let seconds = i64::try_from(time.as_secs()).expect("tests do not pass millions of years");
        self.shared.seconds_ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    /// How far the date is ahead of the machine's.
    pub fn ahead(&self) -> Duration {
        Duration::from_secs(self.shared.seconds_ahead.load(Ordering::Relaxed).unsigned_abs())
    }

    /// The date.
    pub fn now(&self) -> SystemTime {
        SystemTime::now() + self.ahead()
    }
}
