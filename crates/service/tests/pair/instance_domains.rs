//! What two people of two servers have signed, and a decision about one of the servers.

use chrono::TimeDelta;
use vouchwell_domain::instance_domain::Severity;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::Party;
use vouchwell_service::administration::{Administrator, domain};
use vouchwell_service::recommendation::{TextAnswer, answer, list, offer, write};
use vouchwell_storage::instance_domain::Ties;

use crate::between_villages;
use crate::recommendations::TEXT;
use crate::village::words;

between_villages! {
    async fn is_counted_before_a_block_and_stays(neighbours) {
        neighbours.acquaint().await;
        let (a, b) = (&neighbours.a.context, &neighbours.b.context);
        let draft = write(a, &neighbours.alice, neighbours.bob_at_a, words(TEXT)).await.unwrap();
        offer(a, &neighbours.alice, &draft.recommendation.id).await.unwrap();
        neighbours.settle().await;
        let texts = list(b, &neighbours.bob, Some(Party::Subject), Page::newest(5)).await.unwrap();
        answer(b, &neighbours.bob, &texts[0].recommendation.id, TextAnswer::Accept).await.unwrap();
        neighbours.settle().await;
        neighbours.wait(TimeDelta::hours(24));
        neighbours.b.tick().await;
        neighbours.settle().await;
        neighbours.a.tick().await;

        let admin = Member { role: Role::Admin, ..neighbours.alice.clone() };
        let administrator = Administrator::of(&admin).unwrap();
        let host = "b.example".parse().unwrap();
        let stays = async || {
            let ties = domain::one(a, administrator, &host).await.unwrap().ties;
            (ties.recommendations, ties.acquaintances)
        };
        assert_eq!(stays().await, (1, 1));
        let plan = domain::plan(a, administrator, "b.example").await.unwrap();
        let ties = Ties { people: 1, recommendations: 1, acquaintances: 1, ..Ties::default() };
        assert_eq!(plan.cut, [(host.clone(), ties)]);
        domain::decide(a, administrator, &host, Some(Severity::Block), "").await.unwrap();
        assert_eq!(stays().await, (1, 1));
    }
}
