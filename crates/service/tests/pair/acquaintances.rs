use chrono::TimeDelta;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance::{OfferAnswer, answer, attest, end, list, show};

use crate::in_a_village;
use crate::village::terms;

in_a_village! {
    async fn two_people_who_both_attest_know_each_other(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let offered = attest(&village.context, &alice, bob.account.id, &terms(), None).await.unwrap();
        assert_eq!(offered.state, ShownState::Offered);
        let asked = list(&village.context, &bob, Page::newest(20)).await.unwrap();
        assert_eq!(asked[0].state, ShownState::Asked);
        assert!(asked[0].theirs.is_some() && asked[0].mine.is_none());

        let yes = OfferAnswer::Yes(terms());
        let mutual = answer(&village.context, &bob, &asked[0].acquaintance.id, yes).await.unwrap();
        assert_eq!(mutual.state, ShownState::Mutual);
        let seen = show(&village.context, &alice, &offered.acquaintance.id).await.unwrap();
        assert_eq!(seen.state, ShownState::Mutual);
        assert!(village.outgoing().await.is_empty(), "nothing is sent to oneself by HTTP");
    }

    async fn a_silent_no_looks_like_no_answer(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let offered = attest(&village.context, &alice, bob.account.id, &terms(), None).await.unwrap();
        let id = list(&village.context, &bob, Page::newest(20)).await.unwrap()[0].acquaintance.id.clone();
        answer(&village.context, &bob, &id, OfferAnswer::No { told: None }).await.unwrap();

        let after = show(&village.context, &alice, &offered.acquaintance.id).await.unwrap();
        assert_eq!(after, offered);
        village.wait(TimeDelta::days(21) + TimeDelta::seconds(1));
        let late = show(&village.context, &alice, &offered.acquaintance.id).await.unwrap();
        assert_eq!(late.state, ShownState::Closed);
    }

    async fn a_told_no_closes_with_its_words(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let offered = attest(&village.context, &alice, bob.account.id, &terms(), None).await.unwrap();
        let id = list(&village.context, &bob, Page::newest(20)).await.unwrap()[0].acquaintance.id.clone();
        let no = OfferAnswer::No { told: Some(Some("We never met.".to_owned())) };
        answer(&village.context, &bob, &id, no).await.unwrap();

        let after = show(&village.context, &alice, &offered.acquaintance.id).await.unwrap();
        assert_eq!(after.state, ShownState::Closed);
        assert_eq!(after.message.as_deref(), Some("We never met."));
    }

    async fn either_ends_it_for_both(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let id = list(&village.context, &bob, Page::newest(20)).await.unwrap()[0].acquaintance.id.clone();
        end(&village.context, &bob, &id).await.unwrap();
        let seen = list(&village.context, &alice, Page::newest(20)).await.unwrap();
        assert_eq!(seen[0].state, ShownState::Ended);
        assert!(end(&village.context, &bob, &id).await.is_err());
    }
}
