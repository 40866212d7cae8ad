//! Two instances without network: the test carries what they say to each other, in the order it likes.

use chrono::TimeDelta;
use vouchwell_domain::acquaintance::{Mutual, Stage};
use vouchwell_domain::evidence::EvidenceKind;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Envelope;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance::{AcquaintanceView, list};
use vouchwell_service::inbox;
use vouchwell_service::remote_account::{self, RemoteActor};
use vouchwell_storage::job::{self, Lease};
use vouchwell_tests::Engine;

use crate::village::Village;

/// Alice lives at `a.example` and Bob at `b.example`: of two Offers that cross, hers has the lower id.
pub(crate) struct Neighbours {
    pub(crate) a: Village,
    pub(crate) b: Village,
    pub(crate) alice: Member,
    pub(crate) bob: Member,
    /// Bob, as he is known at Alice's.
    pub(crate) bob_at_a: AccountId,
    /// Alice, as she is known at Bob's.
    pub(crate) alice_at_b: AccountId,
    pub(crate) engine: Engine,
}

impl Neighbours {
    pub(crate) async fn found(engine: Engine) -> Self {
        let a = Village::found_at(engine, "a.example", 7).await;
        let b = Village::found_at(engine, "b.example", 11).await;
        let (alice, bob) = (a.elder("alice").await, b.elder("bob").await);
        let bob_at_a = introduce(&a, &bob, "b.example").await;
        let alice_at_b = introduce(&b, &alice, "a.example").await;
        Self {
            a,
            b,
            alice,
            bob,
            bob_at_a,
            alice_at_b,
            engine,
        }
    }

    pub(crate) fn wait(&self, time: TimeDelta) {
        self.a.wait(time);
        self.b.wait(time);
    }

    /// Both are told everything, until nothing is left to say.
    pub(crate) async fn settle(&self) {
        loop {
            let (from_a, from_b) = (said(&self.a).await, said(&self.b).await);
            if from_a.is_empty() && from_b.is_empty() {
                return;
            }
            tell(&self.b, &from_a).await;
            tell(&self.a, &from_b).await;
        }
    }

    /// Each says that they know each other, and both agree.
    pub(crate) async fn acquaint(&self) {
        let terms = crate::village::terms();
        let context = &self.a.context;
        vouchwell_service::acquaintance::attest(context, &self.alice, self.bob_at_a, &terms, None)
            .await
            .unwrap();
        self.settle().await;
        let context = &self.b.context;
        vouchwell_service::acquaintance::attest(context, &self.bob, self.alice_at_b, &terms, None)
            .await
            .unwrap();
        self.settle().await;
        self.agree().await;
    }

    pub(crate) async fn alices(&self) -> AcquaintanceView {
        only(&self.a, &self.alice).await
    }

    pub(crate) async fn bobs(&self) -> AcquaintanceView {
        only(&self.b, &self.bob).await
    }

    /// Both servers hold the same pair, with nothing on its way; what it rests on.
    pub(crate) async fn agree(&self) -> EvidenceKind {
        let (alices, bobs) = (self.alices().await, self.bobs().await);
        let (one, other) = (mutual(&alices), mutual(&bobs));
        assert_eq!(one.renewal, None);
        assert_eq!(other.renewal, None);
        assert_eq!(one.pair.offer, other.pair.offer);
        assert_eq!(
            (one.pair.mine, one.pair.theirs),
            (other.pair.theirs, other.pair.mine)
        );
        let evidence = alices.mine.unwrap().evidence;
        assert_eq!(bobs.mine.unwrap().evidence, evidence);
        evidence
    }
}

pub(crate) fn mutual(view: &AcquaintanceView) -> &Mutual {
    match &view.acquaintance.stage {
        Stage::Mutual(mutual) => mutual,
        other => panic!("not mutual: {other:?}"),
    }
}

async fn only(village: &Village, member: &Member) -> AcquaintanceView {
    let mut known = list(&village.context, member, Page::newest(5)).await.unwrap();
    assert_eq!(known.len(), 1);
    known.remove(0)
}

/// A member as another village reads her.
pub(crate) async fn introduce(village: &Village, member: &Member, host: &str) -> AccountId {
    let account = &member.account;
    let actor = RemoteActor {
        uri: account.uri.clone(),
        name: account.name.clone(),
        host: host.parse().unwrap(),
        kind: account.kind,
        emojis: Vec::new(),
        profile: account.profile.clone(),
        endpoints: account.endpoints.clone(),
        request_key: account.request_key.clone(),
        evidence_key: account.evidence_key.clone(),
        understands_recommendations: true,
        moved_to: None,
        published: None,
    };
    let mut transaction = village.context.store.begin().await.unwrap();
    let known = remote_account::save(&village.context, &mut transaction, actor)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    known.id
}

/// What a village has said to others since it was last asked.
pub(crate) async fn said(village: &Village) -> Vec<Envelope> {
    let mut transaction = village.context.store.begin().await.unwrap();
    let wanted = Lease {
        queue: Queue::Outbox,
        limit: 100,
        per_host: 100,
        skipped_hosts: &[],
        now: village.context.now(),
        duration: TimeDelta::minutes(1),
    };
    let jobs = job::lease(&mut transaction, wanted).await.unwrap();
    for leased in &jobs {
        job::complete(&mut transaction, leased).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let envelopes = jobs.into_iter().filter_map(|leased| match leased.job {
        Job::Distribute(distribution) => Some(distribution.envelope),
        _ => None,
    });
    envelopes.collect()
}

/// Brings messages to a village.
pub(crate) async fn tell(village: &Village, envelopes: &[Envelope]) {
    for envelope in envelopes {
        let mut transaction = village.context.store.begin().await.unwrap();
        inbox::take(&village.context, &mut transaction, envelope)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }
}
