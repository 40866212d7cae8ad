//! Renewals between two servers, whose messages cross.

use chrono::TimeDelta;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::evidence::Relationship;
use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as State};
use vouchwell_service::acquaintance::{OfferAnswer, answer, attest, end, take_back_renewal};
use vouchwell_service::recommendation::{TextAnswer, answer as answer_text, list, offer, show, write};

use crate::between_villages;
use crate::neighbours::{Neighbours, introduce, mutual, said, tell};
use crate::recommendations::TEXT;
use crate::renewals::new_terms;
use crate::village::{Village, words};

async fn alice_renews(neighbours: &Neighbours) {
    let Neighbours {
        a, alice, bob_at_a, ..
    } = neighbours;
    attest(&a.context, alice, *bob_at_a, &new_terms(), None)
        .await
        .unwrap();
}

async fn bob_renews(neighbours: &Neighbours) {
    let Neighbours {
        b, bob, alice_at_b, ..
    } = neighbours;
    attest(&b.context, bob, *alice_at_b, &new_terms(), None)
        .await
        .unwrap();
}

async fn bob_says_yes(neighbours: &Neighbours) {
    let id = neighbours.bobs().await.acquaintance.id;
    let yes = OfferAnswer::Yes(new_terms());
    answer(&neighbours.b.context, &neighbours.bob, &id, yes)
        .await
        .unwrap();
}

between_villages! {
    async fn of_two_that_cross_the_lower_one_lives(neighbours) {
        neighbours.acquaint().await;
        let before = neighbours.alices().await;
        alice_renews(&neighbours).await;
        bob_renews(&neighbours).await;
        let (from_a, from_b) = (said(&neighbours.a).await, said(&neighbours.b).await);
        let lower = from_a[0].id.clone();
        assert!(lower < from_b[0].id);
        tell(&neighbours.a, &from_b).await;
        assert_eq!(mutual(&neighbours.alices().await).pair, mutual(&before).pair, "hers lives, and waits");
        tell(&neighbours.b, &from_a).await;
        neighbours.settle().await;
        neighbours.agree().await;
        let after = neighbours.alices().await;
        assert_eq!(mutual(&after).pair.offer, lower);
        assert_eq!(after.mine.unwrap().relationship, Relationship::FriendOf);
    }

    async fn a_yes_that_crosses_the_taking_back_has_no_effect(neighbours) {
        neighbours.acquaint().await;
        let before = mutual(&neighbours.alices().await).pair.clone();
        alice_renews(&neighbours).await;
        neighbours.settle().await;
        bob_says_yes(&neighbours).await;
        assert_ne!(mutual(&neighbours.bobs().await).pair.offer, before.offer);
        let id = neighbours.alices().await.acquaintance.id;
        take_back_renewal(&neighbours.a.context, &neighbours.alice, &id).await.unwrap();
        neighbours.settle().await;
        neighbours.agree().await;
        assert_eq!(mutual(&neighbours.alices().await).pair, before);
    }

    async fn nobody_takes_back_what_the_other_offered(neighbours) {
        neighbours.acquaint().await;
        alice_renews(&neighbours).await;
        neighbours.settle().await;
        let renewal = mutual(&neighbours.alices().await).renewal.clone().unwrap().offer;
        let first = mutual(&neighbours.alices().await).pair.offer.clone();
        for object in [renewal, first] {
            let undo = vouchwell_domain::message::Envelope {
                id: "https://b.example/activities/0".parse().unwrap(),
                from: neighbours.bob.account.uri.clone(),
                message: Message::Undo { object, to: neighbours.alice.account.uri.clone() },
            };
            let before = neighbours.alices().await;
            tell(&neighbours.a, &[undo]).await;
            assert_eq!(neighbours.alices().await, before);
        }
    }

    async fn a_text_that_crosses_a_renewal_is_taken(neighbours) {
        neighbours.acquaint().await;
        let (a, b) = (&neighbours.a.context, &neighbours.b.context);
        alice_renews(&neighbours).await;
        neighbours.settle().await;
        bob_says_yes(&neighbours).await;
        let draft = write(a, &neighbours.alice, neighbours.bob_at_a, words(TEXT)).await.unwrap();
        let given = draft.recommendation.id;
        offer(a, &neighbours.alice, &given).await.unwrap();
        neighbours.settle().await;
        let texts = list(b, &neighbours.bob, Some(Party::Subject), Page::newest(5)).await.unwrap();
        assert_eq!(texts.len(), 1, "Bob is shown a text on the pair before");
        answer_text(b, &neighbours.bob, &texts[0].recommendation.id, TextAnswer::Accept).await.unwrap();
        neighbours.settle().await;
        neighbours.wait(TimeDelta::hours(24));
        neighbours.b.tick().await;
        neighbours.settle().await;
        neighbours.a.tick().await;
        assert_eq!(show(a, &neighbours.alice, &given).await.unwrap().state, State::Public);
    }

    async fn the_end_reaches_who_is_answering_a_renewal(neighbours) {
        neighbours.acquaint().await;
        alice_renews(&neighbours).await;
        neighbours.settle().await;
        bob_says_yes(&neighbours).await;
        let id = neighbours.alices().await.acquaintance.id;
        end(&neighbours.a.context, &neighbours.alice, &id).await.unwrap();
        neighbours.settle().await;
        assert_eq!(neighbours.alices().await.state, ShownState::Ended);
        assert_eq!(neighbours.bobs().await.state, ShownState::Ended);
    }

    async fn a_second_offer_to_renew_changes_nothing(neighbours) {
        neighbours.acquaint().await;
        alice_renews(&neighbours).await;
        neighbours.settle().await;
        let asked = neighbours.bobs().await;
        // Alice's server forgets what it has sent, as one that was restored from a backup may.
        let id = neighbours.alices().await.acquaintance.id;
        take_back_renewal(&neighbours.a.context, &neighbours.alice, &id).await.unwrap();
        drop(said(&neighbours.a).await);
        alice_renews(&neighbours).await;
        neighbours.settle().await;
        assert_eq!(neighbours.bobs().await, asked);
    }

    async fn a_renewal_under_another_key_says_so_and_leaves_the_pair(neighbours) {
        neighbours.acquaint().await;
        alice_renews(&neighbours).await;
        neighbours.settle().await;
        assert!(!neighbours.bobs().await.renewal.unwrap().key_changed);
        let id = neighbours.alices().await.acquaintance.id;
        take_back_renewal(&neighbours.a.context, &neighbours.alice, &id).await.unwrap();
        neighbours.settle().await;

        // Somebody else registers Alice's domain, and makes an account of that name.
        let imposters = Village::found_at(neighbours.engine, "a.example", 13).await;
        let imposter = imposters.elder("alice").await;
        let bob = introduce(&imposters, &neighbours.bob, "b.example").await;
        introduce(&neighbours.b, &imposter, "a.example").await;
        attest(&imposters.context, &imposter, bob, &new_terms(), None).await.unwrap();
        let before = mutual(&neighbours.bobs().await).pair.clone();
        tell(&neighbours.b, &said(&imposters).await).await;
        let asked = neighbours.bobs().await;
        assert_eq!(mutual(&asked).pair, before);
        assert!(asked.renewal.unwrap().key_changed);
    }
}
