//! A recommendation of which both people live on other servers, signed as their servers would.

use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::{
    Acceptance, Attestation, Bundle, Digest, Document, DocumentUri, Endorsement, EvidenceKind, Language,
    Limitations, Prepared, Reference, Relationship, SecretKey, Signed, Timestamp, Topics, Withdrawal,
};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::publication::Publication;
use vouchwell_service::publication::{self, Received, Reception};
use vouchwell_service::remote_account::{self, RemoteActor};

use crate::town::{Town, actor, noon};

/// Somebody of `HOST`, with the key that her server signs with.
pub(crate) struct Person {
    pub(crate) account: Account,
    key: SecretKey,
    host: &'static str,
}

impl Person {
    pub(crate) async fn of(town: &Town, name: &str, host: &'static str, seed: u8) -> Self {
        let key = SecretKey::from_seed([seed; 32]);
        let RemoteActor { mut endpoints, .. } = actor(name);
        endpoints.inbox = format!("https://{host}/users/{name}/inbox").parse().unwrap();
        let remote = RemoteActor {
            uri: format!("https://{host}/users/{name}").parse().unwrap(),
            host: host.parse().unwrap(),
            endpoints,
            evidence_key: Some(key.did_key()),
            ..actor(name)
        };
        let mut transaction = town.begin().await;
        let account = remote_account::save(&town.context, &mut transaction, remote)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        Self { account, key, host }
    }

    fn id(&self, path: &str) -> DocumentUri {
        format!("https://{}/{path}", self.host).parse().unwrap()
    }

    fn sign<T: Document>(&self, document: T) -> Signed<T> {
        self.key.sign(Prepared::new(document, now()))
    }

    fn attest(&self, other: &Self, counterpart: Option<Digest>) -> Signed<Attestation> {
        self.sign(Attestation {
            id: self.id("attestations/1"),
            author: self.account.uri.clone(),
            author_key: self.key.did_key(),
            relationship: Relationship::WorksWith,
            object: other.account.uri.clone(),
            object_key: other.key.did_key(),
            known_since: "2021".parse().unwrap(),
            evidence: EvidenceKind::Declared,
            published: now(),
            end_time: now() + chrono::TimeDelta::days(1_000),
            accept_by: counterpart.is_none().then(|| now() + chrono::TimeDelta::days(21)),
            counterpart,
        })
    }

    /// Takes a document of hers back.
    pub(crate) fn withdraw(&self, document: Reference) -> Signed<Withdrawal> {
        self.sign(Withdrawal {
            id: self.id("withdrawals/1"),
            author: self.account.uri.clone(),
            author_key: self.key.did_key(),
            object: document.id,
            digest: document.digest,
            published: now(),
        })
    }
}

fn now() -> Timestamp {
    Timestamp::from_datetime(noon())
}

/// What one wrote and the other accepted.
pub(crate) fn bundle(author: &Person, subject: &Person) -> Bundle {
    let first = author.attest(subject, None);
    let second = subject.attest(author, Some(*first.digest()));
    let endorsement = author.sign(Endorsement {
        id: author.id("endorsements/1"),
        author: author.account.uri.clone(),
        author_key: author.key.did_key(),
        object: subject.account.uri.clone(),
        object_key: subject.key.did_key(),
        topics: Topics::try_from(vec!["gardening".parse().unwrap()]).unwrap(),
        text: "Ben keeps every tree alive.".parse().unwrap(),
        language: Language::try_from("en".to_owned()).unwrap(),
        limitations: Limitations::try_from(String::new()).unwrap(),
        disclosures: Vec::new(),
        published: now(),
        end_time: now() + chrono::TimeDelta::days(900),
        attestations: vec![first.reference(), second.reference()],
        replaces: None,
    });
    let acceptance = subject.sign(Acceptance {
        id: subject.id("acceptances/1"),
        author: subject.account.uri.clone(),
        author_key: subject.key.did_key(),
        object: endorsement.id.clone(),
        digest: *endorsement.digest(),
        published: now(),
    });
    Bundle::new(endorsement, [first, second], acceptance)
}

/// The town is sent the recommendation, and keeps it.
pub(crate) async fn receive(
    town: &Town,
    author: &Person,
    subject: &Person,
    bundle: Bundle,
) -> RecommendationId {
    let note = format!("https://{}/recommendations/1", author.host);
    let verified = bundle.verify(now()).unwrap();
    let uri = note.parse().unwrap();
    let received = Received {
        url: note.parse().unwrap(),
        publication: Publication::new(verified, &uri, &author.account, &subject.account).unwrap(),
        uri,
        author: &author.account,
        subject: &subject.account,
        replaced: None,
        wanted: true,
    };
    let mut transaction = town.begin().await;
    let reception = publication::receive(&town.context, &mut transaction, received)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    match reception {
        Reception::Kept(id) => id,
        other => panic!("{other:?}"),
    }
}
