//! Answers to what was not said to whoever answers.

use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{AcceptResult, Message};
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::ShownRecommendationState as State;
use vouchwell_domain::request::ShownRequestState;
use vouchwell_service::recommendation::{TextAnswer, answer, show};
use vouchwell_service::request;

use crate::faraway::Stranger;
use crate::in_a_village;
use crate::recommendations::{TEXT, offered};
use crate::village::{Village, words};

/// Answers something that was said to somebody else, in every way.
async fn answers(village: &Village, mal: &Stranger, object: &ObjectUri, asker: &Member) {
    let (object, to) = (object.clone(), asker.account.uri.clone());
    for message in [
        Message::TentativeAccept {
            object: object.clone(),
            to: to.clone(),
            content: Some("Let's meet".to_owned()),
            end_time: Some(village.context.timestamp()),
        },
        Message::TentativeReject {
            object: object.clone(),
            to: to.clone(),
            content: "Say that she is a genius.".to_owned(),
        },
        Message::Reject {
            object: object.clone(),
            to: to.clone(),
            content: Some("No.".to_owned()),
        },
        Message::Accept {
            object: object.clone(),
            to: to.clone(),
            result: AcceptResult::Nothing,
        },
        Message::Undo { object, to },
    ] {
        mal.say(village, message).await;
    }
}

in_a_village! {
    async fn answers_to_an_offered_text_by_somebody_it_was_not_made_to(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let mal = Stranger::known_at(&village, "mal").await;
        let id = offered(&village, &alice, &bob).await;
        let seen = async |member| show(&village.context, member, &id).await.unwrap();
        let progress = async || seen(&alice).await.recommendation.progress.unwrap();
        let offer = progress().await.offer().unwrap().uri.clone();
        answers(&village, &mal, &offer, &alice).await;
        let never_made = village.context.address.new_activity(&*village.context.entropy);
        answers(&village, &mal, &never_made, &alice).await;
        for member in [&alice, &bob] {
            let view = seen(member).await;
            assert_eq!((view.state, view.message), (State::Offered, None));
            assert_eq!(view.words.unwrap().text.as_str(), TEXT);
        }
        answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        let (_, hold) = progress().await.pullable().map(|(offer, hold)| (offer.clone(), hold.clone())).unwrap();
        answers(&village, &mal, &hold.tentative, &alice).await;
        answers(&village, &mal, &offer, &alice).await;
        assert_eq!(seen(&alice).await.state, State::Accepted, "Bob's own yes stands");
    }

    async fn answers_to_a_request_by_somebody_it_was_not_made_to(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let mal = Stranger::known_at(&village, "mal").await;
        village.acquaint(&alice, &bob).await;
        let asked = request::ask(&village.context, &bob, alice.account.id, words("x").topics, None).await.unwrap();
        answers(&village, &mal, &asked.request.invite, &bob).await;
        for member in [&alice, &bob] {
            let [view] = request::list(&village.context, member, Page::newest(5)).await.unwrap().try_into().unwrap();
            assert_eq!((view.state, view.request.reply), (ShownRequestState::Open, None));
        }
        let id = &request::list(&village.context, &alice, Page::newest(5)).await.unwrap()[0].request.id;
        let will_write = vouchwell_domain::request::RequestAnswer::Write;
        request::answer(&village.context, &alice, id, will_write, None, false).await.unwrap();
        let [view] = request::list(&village.context, &bob, Page::newest(5)).await.unwrap().try_into().unwrap();
        assert_eq!(view.state, ShownRequestState::Answered, "Alice's own answer counts");
    }
}
