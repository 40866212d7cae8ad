//! A form that is sent twice makes one thing.

use chrono::TimeDelta;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance::{attest, attest_once, with};
use vouchwell_service::error::Refusal;
use vouchwell_service::recommendation::{list, write_once};
use vouchwell_service::{Error, request};

use crate::in_a_village;
use crate::renewals::new_terms;
use crate::village::{terms, words};

in_a_village! {
    async fn what_one_form_says_twice_is_said_once(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        assert!(with(context, &carla, bob.account.id).await.unwrap().is_none());
        let made = context.timestamp();
        for _ in 0..2 {
            let said = attest_once(context, &carla, bob.account.id, &terms(), None, made).await.unwrap();
            assert_eq!(said.state, ShownState::Offered);
        }
        // An answer that is sent again does not offer to renew what it has just made.
        for _ in 0..2 {
            let said = attest_once(context, &bob, carla.account.id, &terms(), None, made).await.unwrap();
            assert_eq!((said.state, said.renewal), (ShownState::Mutual, None));
        }

        village.wait(TimeDelta::days(1));
        let later = context.timestamp();
        for _ in 0..2 {
            let said = attest_once(context, &bob, carla.account.id, &terms(), None, later).await.unwrap();
            assert!(said.renewal.is_some(), "another form says the same anew");
        }
        let other = attest_once(context, &bob, carla.account.id, &new_terms(), None, later).await;
        assert!(matches!(other, Err(Error::Refused(Refusal::AlreadyOffered))), "it says something else");
        assert!(attest(context, &bob, carla.account.id, &terms(), None).await.is_err());
    }

    async fn one_form_begins_one_text(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        let id = RecommendationId::random(&*context.entropy);
        for text in ["She keeps our books.", "Written on in the same form."] {
            let begun = write_once(context, &bob, id.clone(), carla.account.id, words(text)).await.unwrap();
            assert_eq!(begun.words.unwrap(), words("She keeps our books."));
        }
        assert_eq!(list(context, &bob, None, Page::newest(5)).await.unwrap().len(), 1);
        let dana = village.elder("dana").await;
        for (author, subject) in [(&bob, &dana), (&dana, &carla)] {
            let taken = write_once(context, author, id.clone(), subject.account.id, words("Mine.")).await;
            assert!(matches!(taken, Err(Error::NotFound)), "the id is another text's");
        }
    }

    async fn a_member_knows_how_many_of_her_requests_are_open(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        village.acquaint(&carla, &bob).await;
        request::ask(context, &carla, bob.account.id, words("x").topics, None).await.unwrap();
        assert_eq!(request::count_open(context, &carla).await.unwrap(), 1);
        assert_eq!(request::count_open(context, &bob).await.unwrap(), 0);
        village.wait(TimeDelta::days(22));
        assert_eq!(request::count_open(context, &carla).await.unwrap(), 0);
    }
}
