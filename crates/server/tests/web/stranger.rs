//! Somebody of another server, which signs for her.

use serde_json::json;
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::{Attestation, EvidenceKind, Prepared, Relationship, SecretKey};
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_domain::status::Visibility;
use vouchwell_federation::actor;
use vouchwell_service::status::{Concern, RemoteNote, receive_note};
use vouchwell_service::{inbox, remote_account};

use crate::busy::Manner;
use crate::instance::Instance;

/// Somebody of `abroad.example`.
pub(crate) struct Stranger {
    pub(crate) account: Account,
    key: SecretKey,
}

impl Stranger {
    /// Her server tells of her what she says, however long it is.
    pub(crate) async fn known(instance: &Instance, name: &str, manner: &Manner) -> Self {
        let uri = format!("https://abroad.example/users/{name}");
        let mut seed = [3; 32];
        seed.iter_mut()
            .zip(name.bytes())
            .for_each(|(byte, letter)| *byte = letter);
        let key = SecretKey::from_seed(seed);
        let document = json!({
            "id": uri,
            "type": "Person",
            "preferredUsername": name,
            "name": escaped(&manner.write(&manner.name, 10_000)),
            "summary": format!("<p>{}</p>", escaped(&manner.write("About me", 10_000))),
            "inbox": format!("{uri}/inbox"),
            "icon": {
                "type": "Image",
                "url": format!("{uri}/me.png"),
                "name": escaped(&manner.write("Me", 10_000)),
            },
            "attachment": [{
                "type": "PropertyValue",
                "name": escaped(&manner.write("Line", 10_000)),
                "value": escaped(&manner.write("Value", 10_000)),
            }],
        });
        let uri = uri.parse().unwrap();
        let mut remote = actor::parse(&document, &uri).unwrap();
        remote.evidence_key = Some(key.did_key());
        remote.understands_recommendations = true;
        let mut transaction = instance.context.store.begin().await.unwrap();
        let account = remote_account::save(&instance.context, &mut transaction, remote)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        Self { account, key }
    }

    /// Wants to follow a member.
    pub(crate) async fn follow(&self, instance: &Instance, member: &Member) {
        let target = member.account.uri.clone();
        self.say(instance, Message::Follow { target }).await;
    }

    /// Says that she knows a member.
    pub(crate) async fn attest(&self, instance: &Instance, member: &Member) {
        let now = instance.context.timestamp();
        let attestation = Attestation {
            id: format!("{}/attestations/1", self.account.uri).parse().unwrap(),
            author: self.account.uri.clone(),
            author_key: self.key.did_key(),
            relationship: Relationship::WorksWith,
            object: member.account.uri.clone(),
            object_key: member.account.evidence_key.clone().unwrap(),
            known_since: "2021-03".parse().unwrap(),
            evidence: EvidenceKind::Declared,
            published: now,
            end_time: now.years_later(5),
            accept_by: Some(now + chrono::TimeDelta::days(21)),
            counterpart: None,
        };
        let message = Message::OfferAttestation {
            to: member.account.uri.clone(),
            attestation: Box::new(self.key.sign(Prepared::new(attestation, now))),
            meeting: None,
        };
        self.say(instance, message).await;
    }

    /// Answers a post of a member in public.
    pub(crate) async fn answer(&self, instance: &Instance, member: &Member, post: StatusId, manner: &Manner) {
        let context = &instance.context;
        let uri = format!("{}/notes/1", self.account.uri).parse().unwrap();
        let answered = vouchwell_service::timeline::status(context, Some(member), post).await;
        let content = escaped(&manner.write("I do", 10_000));
        let note = RemoteNote {
            url: format!("https://abroad.example/@{}/1", self.account.name)
                .parse()
                .unwrap(),
            uri,
            content: format!("<p>{content}</p>"),
            spoiler: String::new(),
            sensitive: false,
            language: Some("en".to_owned()),
            visibility: Visibility::Public,
            addressees: vec![member.account.uri.clone()],
            in_reply_to: Some(answered.unwrap().status.uri),
            replies: Vec::new(),
            tags: vec!["payroll".to_owned()],
            mentions: vec![member.account.uri.clone()],
            attachments: Vec::new(),
            question: None,
            quote: None,
            emojis: Vec::new(),
            published: Some(context.now()),
            updated: None,
        };
        let mut transaction = context.store.begin().await.unwrap();
        receive_note(context, &mut transaction, &self.account, note, Concern::Unknown)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn say(&self, instance: &Instance, message: Message) {
        let context = &instance.context;
        let envelope = Envelope {
            id: context.address.new_activity(&*context.entropy),
            from: self.account.uri.clone(),
            message,
        };
        let mut transaction = context.store.begin().await.unwrap();
        inbox::take(context, &mut transaction, &envelope).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

/// As servers write what is no markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
