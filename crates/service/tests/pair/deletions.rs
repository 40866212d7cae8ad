use chrono::TimeDelta;
use vouchwell_domain::evidence::SignedDocument;
use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as State};
use vouchwell_service::error::Refusal;
use vouchwell_service::member::NewMember;
use vouchwell_service::publication::{PublicEvidence, bundle_of};
use vouchwell_service::recommendation::{TextAnswer, answer, list, offer, show, write};
use vouchwell_service::{Error, account, acquaintance, deletion, member, token};
use vouchwell_storage::{account as stored, document, private_key, recipient};

use crate::in_a_village;
use crate::recommendations::{is_public, offered, published};
use crate::village::{Village, words};

async fn delete(village: &Village, name: &str) {
    deletion::delete(&village.context, &name.parse().unwrap())
        .await
        .unwrap();
}

async fn knows(village: &Village, of: &Member) -> Vec<String> {
    let views = acquaintance::list(&village.context, of, Page::newest(10))
        .await
        .unwrap();
    views.iter().map(|view| format!("{:?}", view.state)).collect()
}

in_a_village! {
    async fn what_an_author_signed_is_gone_with_her(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        assert!(is_public(&village, &bob, &id).await);
        let consequences = deletion::consequences(&village.context, &"alice".parse().unwrap()).await.unwrap();
        assert_eq!((consequences.written, consequences.received, consequences.acquaintances), (1, 0, 1));
        assert!(is_public(&village, &bob, &id).await, "nothing was done yet");

        delete(&village, "alice").await;
        assert!(!is_public(&village, &bob, &id).await);
        assert_eq!(show(&village.context, &bob, &id).await.unwrap().state, State::Withdrawn);
        assert_eq!(knows(&village, &bob).await, ["Ended"]);
        let PublicEvidence::Withdrawn(withdrawals) = bundle_of(&village.context, &id).await.unwrap() else {
            panic!("it is public");
        };
        assert_eq!(withdrawals.len(), 2, "the endorsement and the attestation");
        assert!(withdrawals.iter().all(|one| one.author == alice.account.uri));
    }

    async fn what_a_subject_accepted_is_gone_with_her(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        delete(&village, "bob").await;
        assert_eq!(show(&village.context, &alice, &id).await.unwrap().state, State::Withdrawn);
        assert!(offer(&village.context, &alice, &id).await.is_err(), "for good");
    }

    async fn a_text_before_somebody_who_leaves_goes_back_to_its_author(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        delete(&village, "bob").await;
        assert_eq!(show(&village.context, &alice, &id).await.unwrap().state, State::Draft);
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        assert_eq!(show(&village.context, &alice, &id).await.unwrap().state, State::Draft, "nothing is signed");
        assert!(offer(&village.context, &alice, &id).await.is_err());
        assert!(write(&village.context, &alice, bob.account.id, words("For nobody.")).await.is_err());
    }

    async fn nothing_is_left_but_a_name_that_nobody_gets(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let offered = offered(&village, &alice, &bob).await;
        write(&village.context, &alice, bob.account.id, words("A secret draft.")).await.unwrap();
        let key = alice.account.evidence_key.clone().unwrap();
        let secret = token::issue(&village.context, &"alice".parse().unwrap(), &"read".parse().unwrap()).await.unwrap();
        delete(&village, "alice").await;

        assert!(token::by_secret(&village.context, &secret).await.unwrap().is_none());
        assert!(account::by_id(&village.context, alice.account.id).await.is_err());
        let mine = list(&village.context, &alice, Some(Party::Author), Page::newest(10)).await.unwrap();
        assert_eq!(mine, [], "drafts and offered texts");
        assert!(show(&village.context, &bob, &offered).await.is_err(), "what was before him is gone");
        let mut snapshot = village.context.store.snapshot().await.unwrap();
        let left = document::by_author(&mut snapshot, &alice.account.uri, &key).await.unwrap();
        let attestations_alone = left.iter().all(|one| matches!(one, SignedDocument::Attestation(_)));
        assert!(attestations_alone, "a text that never was public: {left:?}");
        for name in ["alice", "Alice"] {
            let again = NewMember {
                name: name.parse().unwrap(),
                email: "alice@example.org".parse().unwrap(),
                password: "correct horse battery staple".to_owned(),
                role: alice.role,
                language: None,
                quarantine_exempt: false,
            };
            let again = member::create(&village.context, again).await;
            assert!(matches!(again, Err(Error::Refused(Refusal::Taken))), "{again:?}");
        }
        let again = deletion::delete(&village.context, &"alice".parse().unwrap()).await;
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    }

    async fn keys_are_kept_until_the_last_words_are_sent(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let has_keys = async |of: &Member| {
            let mut snapshot = village.context.store.snapshot().await.unwrap();
            private_key::of(&mut snapshot, of.account.id).await.unwrap().is_some()
        };
        delete(&village, "bob").await;
        village.tick().await;
        assert!(!has_keys(&bob).await, "nobody elsewhere was ever sent anything of his");

        let inbox = "https://away.example/inbox".parse().unwrap();
        let mut transaction = village.context.store.begin().await.unwrap();
        recipient::add(&mut transaction, alice.account.id, &[inbox]).await.unwrap();
        transaction.commit().await.unwrap();
        delete(&village, "alice").await;
        village.tick().await;
        assert!(has_keys(&alice).await, "her last words are not signed yet");
        let [Job::Distribute(last)] = &village.send_all().await[..] else {
            panic!("one message is sent");
        };
        assert!(matches!(last.envelope.message, Message::DeleteAccount { .. }), "{last:?}");
        assert_eq!(last.audience.inboxes.len(), 1);

        village.wait(TimeDelta::hours(1));
        village.tick().await;
        assert!(!has_keys(&alice).await);
        let mut snapshot = village.context.store.snapshot().await.unwrap();
        assert_eq!(recipient::inboxes(&mut snapshot, alice.account.id).await.unwrap(), []);
        let tombstone = stored::by_id(&mut snapshot, alice.account.id).await.unwrap().unwrap();
        assert!(tombstone.gone_at.is_some() && tombstone.profile.display_name.is_empty());
    }
}
