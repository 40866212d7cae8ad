use chrono::TimeDelta;
use vouchwell_domain::page::Page;
use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_service::acquaintance::attest;
use vouchwell_service::request::{answer, ask, list};

use crate::in_a_village;
use crate::village::{terms, words};

in_a_village! {
    async fn only_an_acquaintance_is_asked_and_once_in_180_days(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let topics = words("x").topics;
        let context = &village.context;
        assert!(ask(context, &carla, bob.account.id, topics.clone(), None).await.is_err());
        village.acquaint(&carla, &bob).await;
        ask(context, &carla, bob.account.id, topics.clone(), None).await.unwrap();
        assert!(ask(context, &carla, bob.account.id, topics.clone(), None).await.is_err());
        village.wait(TimeDelta::days(180));
        ask(context, &carla, bob.account.id, topics, None).await.unwrap();
    }

    async fn at_most_three_requests_are_open(village) {
        let carla = village.elder("carla").await;
        let topics = words("x").topics;
        for (number, name) in ["bob", "dana", "igor", "rae"].into_iter().enumerate() {
            let other = village.elder(name).await;
            village.acquaint(&carla, &other).await;
            let asked = ask(&village.context, &carla, other.account.id, topics.clone(), None).await;
            assert_eq!(asked.is_ok(), number < 3, "request {number}");
        }
    }

    async fn silent_answers_leave_the_asker_with_the_same_open_request(village) {
        let carla = village.elder("carla").await;
        let silent = [RequestAnswer::DontKnow, RequestAnswer::NotThisWork, RequestAnswer::NotNow];
        for (name, said) in ["bob", "dana", "igor"].into_iter().zip(silent) {
            let other = village.elder(name).await;
            village.acquaint(&carla, &other).await;
            let asked = ask(&village.context, &carla, other.account.id, words("x").topics, None).await.unwrap();
            let received = list(&village.context, &other, Page::newest(5)).await.unwrap();
            answer(&village.context, &other, &received[0].request.id, said, None, false).await.unwrap();
            let own = list(&village.context, &carla, Page::newest(5)).await.unwrap();
            assert_eq!(own[0], asked);
            assert_eq!(own[0].state, ShownRequestState::Open);
        }
    }

    async fn whom_five_people_do_not_know_is_no_longer_shown(village) {
        let mal = village.elder("mal").await;
        for number in 0..6 {
            let other = village.elder(&format!("member{number}")).await;
            attest(&village.context, &mal, other.account.id, &terms(), None).await.unwrap();
            let seen = vouchwell_service::acquaintance::list(&village.context, &other, Page::newest(5)).await.unwrap();
            assert_eq!(seen.is_empty(), number >= 5, "member {number}");
            if let Some(first) = seen.first() {
                let no = vouchwell_service::acquaintance::OfferAnswer::No { told: None };
                let id = &first.acquaintance.id;
                vouchwell_service::acquaintance::answer(&village.context, &other, id, no).await.unwrap();
            }
        }
    }
}
