//! People of another server, who sign with keys of their own.

use vouchwell_domain::account::{Account, AccountKind, AttributionDomains, Endpoints, Profile, ProfileTabs};
use vouchwell_domain::acquaintance::ProposalSide;
use vouchwell_domain::evidence::{
    Acceptance, ActorUri, Attestation, Bundle, DidKey, Digest, Document, Endorsement, Prepared, SecretKey,
    Signed, Timestamp, Withdrawal,
};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::media::Description;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Envelope, Message};
use vouchwell_domain::publication::{Publication, PublicationError};
use vouchwell_service::remote_account::{self, RemoteActor};
use vouchwell_service::{acquaintance, inbox, publication};
use vouchwell_storage::{Transaction, document};

use crate::village::{Village, terms, words};

/// Somebody of `far.example`, or of the host that is named behind an @.
pub(crate) struct Stranger {
    pub(crate) account: Account,
    key: SecretKey,
}

impl Stranger {
    pub(crate) async fn known_at(village: &Village, name: &str) -> Self {
        let mut known = Self::all_known_at(village, [name.to_owned()]).await;
        known.remove(0)
    }

    /// Many of them.
    pub(crate) async fn all_known_at(
        village: &Village,
        names: impl IntoIterator<Item = String>,
    ) -> Vec<Self> {
        let mut transaction = village.context.store.begin().await.unwrap();
        let mut known = Vec::new();
        for name in names {
            let mut seed = [1; 32];
            seed.iter_mut()
                .zip(name.bytes())
                .for_each(|(byte, letter)| *byte = letter);
            let key = SecretKey::from_seed(seed);
            let account = remote_account::save(&village.context, &mut transaction, actor(&name, &key));
            let account = account.await.unwrap();
            known.push(Self { account, key });
        }
        transaction.commit().await.unwrap();
        known
    }

    /// Whoever is behind the same address now, with another key.
    pub(crate) async fn change_key(&mut self, village: &Village) {
        self.key = SecretKey::from_seed([9; 32]);
        self.account = save(village, actor(&self.account.name, &self.key)).await;
    }

    /// Whoever still has a key that this person has no more.
    pub(crate) fn with_key_of(&self, other: &Self) -> Self {
        Self {
            account: self.account.clone(),
            key: SecretKey::from_seed(other.key.seed()),
        }
    }

    /// A member and this person say that they know each other.
    pub(crate) async fn acquaint(&self, village: &Village, member: &Member) {
        let context = &village.context;
        let offered = acquaintance::attest(context, member, self.account.id, &terms(), None)
            .await
            .unwrap();
        let proposal = offered.acquaintance.proposal().unwrap();
        let ProposalSide::Offered { mine, .. } = proposal.side else {
            panic!("nothing was offered");
        };
        let first = document::attestation(&mut context.store.snapshot().await.unwrap(), &mine)
            .await
            .unwrap();
        let party = (&member.account.uri, first.author_key.clone());
        let second = self.attest(village, party, Some(*first.digest()));
        let message = Message::Accept {
            object: proposal.offer.clone(),
            to: member.account.uri.clone(),
            result: AcceptResult::Attestation(Box::new(second)),
        };
        self.say(village, message).await;
    }

    /// Says to a member that they know each other.
    pub(crate) async fn offer(&self, village: &Village, member: &Member) {
        let account = &member.account;
        let party = (&account.uri, account.evidence_key.clone().unwrap());
        let message = Message::OfferAttestation {
            to: account.uri.clone(),
            attestation: Box::new(self.attest(village, party, None)),
            meeting: None,
        };
        self.say(village, message).await;
    }

    /// Recommends another person of the same server, and both servers say so in public.
    pub(crate) async fn recommend(&self, village: &Village, subject: &Self, topic: &str) -> Bundle {
        let bundle = self.sign_bundle(village, subject, topic);
        let reception = self.publish(village, subject, &bundle).await.unwrap();
        assert!(
            matches!(reception, publication::Reception::Kept(_)),
            "{reception:?}"
        );
        bundle
    }

    /// A recommendation as both sign it.
    pub(crate) fn sign_bundle(&self, village: &Village, subject: &Self, topic: &str) -> Bundle {
        let now = village.context.timestamp();
        let first = self.attest(village, (&subject.account.uri, subject.key.did_key()), None);
        let second = subject.attest(
            village,
            (&self.account.uri, self.key.did_key()),
            Some(*first.digest()),
        );
        let words = words("She is careful.");
        let endorsement = self.sign(
            Endorsement {
                id: id("endorsement", &self.account, &subject.account),
                author: self.account.uri.clone(),
                author_key: self.key.did_key(),
                object: subject.account.uri.clone(),
                object_key: subject.key.did_key(),
                topics: vec![topic.parse().unwrap()].try_into().unwrap(),
                text: words.text,
                language: words.language,
                limitations: words.limitations,
                disclosures: Vec::new(),
                published: now,
                end_time: now.years_later(3),
                attestations: vec![first.reference(), second.reference()],
                replaces: None,
            },
            now,
        );
        let acceptance = subject.sign(
            Acceptance {
                id: id("acceptance", &subject.account, &self.account),
                author: subject.account.uri.clone(),
                author_key: subject.key.did_key(),
                object: endorsement.id.clone(),
                digest: *endorsement.digest(),
                published: now,
            },
            now,
        );
        Bundle::new(endorsement, [first, second], acceptance)
    }

    /// Says in public that a bundle is this person's recommendation of another.
    pub(crate) async fn publish(
        &self,
        village: &Village,
        subject: &Self,
        bundle: &Bundle,
    ) -> Result<publication::Reception, PublicationError> {
        let mut transaction = village.context.store.begin().await.unwrap();
        let reception = self
            .publish_in(village, &mut transaction, subject, bundle)
            .await?;
        transaction.commit().await.unwrap();
        Ok(reception)
    }

    pub(crate) async fn publish_in(
        &self,
        village: &Village,
        transaction: &mut Transaction,
        subject: &Self,
        bundle: &Bundle,
    ) -> Result<publication::Reception, PublicationError> {
        let context = &village.context;
        let uri = id("note", &self.account, &subject.account);
        let verified = bundle.clone().verify(context.timestamp()).unwrap();
        let received = publication::Received {
            publication: Publication::new(verified, &uri, &self.account, &subject.account)?,
            url: uri.clone(),
            uri,
            author: &self.account,
            subject: &subject.account,
            replaced: None,
            wanted: true,
        };
        Ok(publication::receive(context, transaction, received)
            .await
            .unwrap())
    }

    /// Takes something back that this person signed.
    pub(crate) async fn withdraw<T: Document>(&self, village: &Village, signed: &Signed<T>) {
        let now = village.context.timestamp();
        let reference = signed.reference();
        let withdrawal = Withdrawal {
            id: id("withdrawal", &self.account, &self.account),
            author: self.account.uri.clone(),
            author_key: self.key.did_key(),
            object: reference.id.clone(),
            digest: reference.digest,
            published: now,
        };
        let message = Message::Delete {
            object: reference.id.as_str().parse().unwrap(),
            withdrawals: vec![self.sign(withdrawal, now)],
        };
        self.say(village, message).await;
    }

    /// Deletes the account.
    pub(crate) async fn leave(&self, village: &Village) {
        self.say(
            village,
            Message::DeleteAccount {
                withdrawals: Vec::new(),
            },
        )
        .await;
    }

    /// Says something to a member; the id under which it was said.
    pub(crate) async fn say(&self, village: &Village, message: Message) -> ObjectUri {
        let context = &village.context;
        let envelope = Envelope {
            id: context.address.new_activity(&*context.entropy),
            from: self.account.uri.clone(),
            message,
        };
        let mut transaction = context.store.begin().await.unwrap();
        inbox::take(context, &mut transaction, &envelope).await.unwrap();
        transaction.commit().await.unwrap();
        envelope.id
    }

    fn attest(
        &self,
        village: &Village,
        (object, object_key): (&ActorUri, DidKey),
        counterpart: Option<Digest>,
    ) -> Signed<Attestation> {
        let (now, terms) = (village.context.timestamp(), terms());
        let attestation = Attestation {
            id: format!("{}/attestation-{}", self.account.uri, object.as_str().len())
                .parse()
                .unwrap(),
            author: self.account.uri.clone(),
            author_key: self.key.did_key(),
            relationship: terms.relationship,
            object: object.clone(),
            object_key,
            known_since: terms.known_since,
            evidence: terms.evidence,
            published: now,
            end_time: now.years_later(5),
            accept_by: counterpart.is_none().then(|| now + chrono::TimeDelta::days(21)),
            counterpart,
        };
        self.sign(attestation, now)
    }

    fn sign<T: Document>(&self, document: T, now: Timestamp) -> Signed<T> {
        self.key.sign(Prepared::new(document, now))
    }
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(kind: &str, one: &Account, other: &Account) -> T {
    format!("{}/{kind}-{}", one.uri, other.name).parse().unwrap()
}

async fn save(village: &Village, actor: RemoteActor) -> Account {
    let mut transaction = village.context.store.begin().await.unwrap();
    let account = remote_account::save(&village.context, &mut transaction, actor)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    account
}

fn actor(name: &str, key: &SecretKey) -> RemoteActor {
    let (name, host) = name.split_once('@').unwrap_or((name, "far.example"));
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
            place: Some("Liège".parse().unwrap()),
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
        evidence_key: Some(key.did_key()),
        understands_recommendations: true,
        moved_to: None,
        published: None,
        uri: uri.parse().unwrap(),
    }
}
