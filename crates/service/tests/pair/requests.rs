use chrono::TimeDelta;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::limit::DEADLINE;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_service::acquaintance::attest;
use vouchwell_service::notification::{self, Selection};
use vouchwell_service::request::{answer, ask, list};

use crate::faraway::Stranger;
use crate::in_a_village;
use crate::village::{Village, terms, words};

/// Somebody from elsewhere asks a new member, whatever his own server should have said to it.
async fn is_asked(village: &Village, asker: &Stranger, name: &str) -> (Member, ObjectUri) {
    let member = village.elder(name).await;
    asker.acquaint(village, &member).await;
    let published = village.context.timestamp();
    let invite = Message::Invite {
        to: member.account.uri.clone(),
        topics: words("x").topics,
        content: None,
        published,
        end_time: published + DEADLINE,
        reminds: None,
    };
    let asked = asker.say(village, invite).await;
    (member, asked)
}

async fn sees(village: &Village, member: &Member) -> usize {
    let told = notification::list(&village.context, member, &Selection::default(), Page::newest(9))
        .await
        .unwrap();
    let told = told.iter().filter(|one| {
        let status = one.status.as_ref();
        status.is_some_and(|status| status.status.content.contains("asks you for a recommendation"))
    });
    let listed = list(&village.context, member, Page::newest(5)).await.unwrap();
    assert_eq!(told.count(), listed.len(), "the list and the notices differ");
    listed.len()
}

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

    async fn what_somebody_asks_beyond_three_open_requests_is_not_shown(village) {
        let asker = Stranger::known_at(&village, "mal").await;
        let mut asked = Vec::new();
        for (name, shown) in [("bob", 1), ("dana", 1), ("igor", 1), ("rae", 0)] {
            let (member, _) = is_asked(&village, &asker, name).await;
            assert_eq!(sees(&village, &member).await, shown, "{name}");
            asked.push(member);
        }
        let id = &list(&village.context, &asked[0], Page::newest(1)).await.unwrap()[0].request.id;
        answer(&village.context, &asked[0], id, RequestAnswer::NotNow, None, false).await.unwrap();
        let (sam, _) = is_asked(&village, &asker, "sam").await;
        assert_eq!(sees(&village, &sam).await, 1, "one of the three was answered");
        assert_eq!(sees(&village, &asked[3]).await, 0, "what was not shown is not shown later");
        let other = Stranger::known_at(&village, "igor").await;
        let (carla, _) = is_asked(&village, &other, "carla").await;
        assert_eq!(sees(&village, &carla).await, 1, "each asker counts for himself");
    }

    async fn nobody_is_reminded_of_what_she_was_not_shown(village) {
        let asker = Stranger::known_at(&village, "mal").await;
        for name in ["bob", "dana", "igor"] {
            is_asked(&village, &asker, name).await;
        }
        let (rae, invite) = is_asked(&village, &asker, "rae").await;
        village.wait(TimeDelta::days(14));
        let reminder = Message::Invite {
            to: rae.account.uri.clone(),
            topics: words("x").topics,
            content: None,
            published: village.context.timestamp(),
            end_time: village.context.timestamp() + TimeDelta::days(7),
            reminds: Some(invite),
        };
        asker.say(&village, reminder).await;
        assert_eq!(sees(&village, &rae).await, 0);
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
