use chrono::TimeDelta;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_service::error::Refusal;
use vouchwell_service::request::{RequestView, answer, ask, list, remind};
use vouchwell_service::{Error, Result, block};

use crate::village::{Village, words};
use crate::{between_villages, in_a_village};

async fn asked(village: &Village, asker: &Member, other: &Member) -> RequestView {
    village.acquaint(asker, other).await;
    ask(&village.context, asker, other.account.id, words("x").topics, None)
        .await
        .unwrap()
}

async fn newest(village: &Village, member: &Member) -> RequestView {
    list(&village.context, member, Page::newest(1))
        .await
        .unwrap()
        .remove(0)
}

fn refusal(result: Result<RequestView>) -> Option<Refusal> {
    match result {
        Err(Error::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}

in_a_village! {
    async fn an_open_request_is_reminded_of_once_after_fourteen_days(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let id = asked(&village, &carla, &bob).await.request.id;
        village.wait(TimeDelta::days(14) - TimeDelta::seconds(1));
        assert_eq!(refusal(remind(&village.context, &carla, &id).await), Some(Refusal::NoReminder));
        village.wait(TimeDelta::seconds(1));
        let reminded = remind(&village.context, &carla, &id).await.unwrap();
        assert_eq!(reminded.state, ShownRequestState::Open);
        assert_eq!(newest(&village, &carla).await, reminded);
        let seen = list(&village.context, &bob, Page::newest(5)).await.unwrap();
        assert_eq!(seen.len(), 1, "a reminder is no second request");
        assert_eq!(seen[0].request.reminded_at, Some(village.context.now()));
        village.wait(TimeDelta::days(1));
        assert_eq!(refusal(remind(&village.context, &carla, &id).await), Some(Refusal::NoReminder));
    }

    async fn only_who_asked_reminds_and_only_while_it_is_open(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let id = asked(&village, &carla, &bob).await.request.id;
        village.wait(TimeDelta::days(14));
        let received = newest(&village, &bob).await.request.id;
        assert_eq!(refusal(remind(&village.context, &bob, &received).await), Some(Refusal::NothingToRemind));
        assert!(matches!(remind(&village.context, &bob, &id).await, Err(Error::NotFound)));
        village.wait(TimeDelta::days(8));
        assert_eq!(refusal(remind(&village.context, &carla, &id).await), Some(Refusal::NothingToRemind));
    }

    async fn whoever_is_silent_is_reminded_of_nothing_and_the_asker_sees_no_difference(village) {
        let carla = village.elder("carla").await;
        let mut views = Vec::new();
        for name in ["decliner", "ignorer", "blocker"] {
            let other = village.elder(name).await;
            let id = asked(&village, &carla, &other).await.request.id;
            let received = newest(&village, &other).await.request.id;
            match name {
                "decliner" => {
                    let no = RequestAnswer::NotNow;
                    answer(&village.context, &other, &received, no, None, false).await.unwrap();
                }
                "blocker" => {
                    block::block(&village.context, &other, carla.account.id).await.unwrap();
                }
                _ => {}
            }
            views.push((id, other, name));
        }
        village.wait(TimeDelta::days(14));
        for (id, other, name) in &views {
            let reminded = remind(&village.context, &carla, id).await.unwrap();
            assert_eq!(reminded.state, ShownRequestState::Open);
            assert_eq!(reminded.request.reminded_at, Some(village.context.now()));
            let reminder = newest(&village, other).await.request.reminded_at;
            assert_eq!(reminder.is_some(), *name == "ignorer", "{name}");
        }
    }
}

between_villages! {
    async fn a_reminder_reaches_another_server(neighbours) {
        neighbours.acquaint().await;
        let (a, b) = (&neighbours.a, &neighbours.b);
        let topics = words("x").topics;
        let made = ask(&a.context, &neighbours.alice, neighbours.bob_at_a, topics, None).await.unwrap();
        // What is to be delivered arrives late.
        neighbours.wait(TimeDelta::days(5));
        neighbours.settle().await;
        neighbours.wait(TimeDelta::days(9));
        remind(&a.context, &neighbours.alice, &made.request.id).await.unwrap();
        neighbours.settle().await;
        let received = newest(b, &neighbours.bob).await;
        assert_eq!(received.request.reminded_at, Some(b.context.now()));

        let write = RequestAnswer::Write;
        answer(&b.context, &neighbours.bob, &received.request.id, write, None, false).await.unwrap();
        neighbours.settle().await;
        assert_eq!(newest(a, &neighbours.alice).await.state, ShownRequestState::Answered);
    }
}
