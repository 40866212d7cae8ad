use chrono::TimeDelta;
use vouchwell_domain::acquaintance::AcquaintanceVisibility::{self, Acquaintances, Private, Public};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::ShownRecommendationState as State;
use vouchwell_service::acquaintance::{attest, end, list, set_visibility};
use vouchwell_service::error::Refusal;
use vouchwell_service::recommendation::{TextAnswer, answer, edit, offer, pull, show, write};
use vouchwell_service::withdrawal::withdraw;
use vouchwell_service::{Error, Result};

use crate::in_a_village;
use crate::recommendations::{TEXT, is_public, offered, published};
use crate::village::{Village, terms, words};

async fn acquaintance(village: &Village, owner: &Member, other: &Member) -> AcquaintanceId {
    let known = list(&village.context, owner, Page::newest(20)).await.unwrap();
    let known = known
        .into_iter()
        .find(|known| known.acquaintance.other == other.account.id);
    known.unwrap().acquaintance.id
}

async fn choose(
    village: &Village,
    owner: &Member,
    other: &Member,
    visibility: AcquaintanceVisibility,
) -> Result<AcquaintanceVisibility> {
    let id = acquaintance(village, owner, other).await;
    let changed = set_visibility(&village.context, owner, &id, visibility).await;
    changed.map(|view| view.acquaintance.visibility)
}

fn is_private<T>(result: Result<T>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::PrivateAcquaintance)))
}

fn carries<T>(result: Result<T>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::CarriesRecommendation)))
}

in_a_village! {
    async fn a_private_acquaintance_carries_no_recommendation(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        village.acquaint(&alice, &bob).await;
        let draft = write(context, &alice, bob.account.id, words(TEXT)).await.unwrap().recommendation.id;
        assert_eq!(choose(&village, &alice, &bob, Private).await.unwrap(), Private);
        assert!(is_private(offer(context, &alice, &draft).await));
        choose(&village, &alice, &bob, Acquaintances).await.unwrap();
        offer(context, &alice, &draft).await.unwrap();

        choose(&village, &bob, &alice, Private).await.unwrap();
        assert!(is_private(answer(context, &bob, &draft, TextAnswer::Accept).await));
        assert_eq!(show(context, &alice, &draft).await.unwrap().state, State::Offered);
        choose(&village, &bob, &alice, Public).await.unwrap();
        answer(context, &bob, &draft, TextAnswer::Accept).await.unwrap();
    }

    async fn what_a_text_is_about_to_show_cannot_be_made_private(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        let id = offered(&village, &alice, &bob).await;
        assert!(carries(choose(&village, &alice, &bob, Private).await), "her own text lies before Bob");
        answer(context, &bob, &id, TextAnswer::Accept).await.unwrap();
        assert!(carries(choose(&village, &alice, &bob, Private).await));
        assert!(carries(choose(&village, &bob, &alice, Private).await));
        pull(context, &bob, &id).await.unwrap();
        assert_eq!(choose(&village, &bob, &alice, Private).await.unwrap(), Private);
        edit(context, &alice, &id, words(TEXT)).await.unwrap();
        assert_eq!(choose(&village, &alice, &bob, Private).await.unwrap(), Private);
    }

    async fn what_is_public_cannot_be_made_private_before_it_is_gone(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        for (owner, other) in [(&alice, &bob), (&bob, &alice)] {
            assert!(carries(choose(&village, owner, other, Private).await));
            assert_eq!(choose(&village, owner, other, Public).await.unwrap(), Public);
        }
        assert!(is_public(&village, &bob, &id).await);
        withdraw(&village.context, &bob, &id).await.unwrap();
        for (owner, other) in [(&alice, &bob), (&bob, &alice)] {
            assert_eq!(choose(&village, owner, other, Private).await.unwrap(), Private);
        }
    }

    async fn who_is_known_in_private_vouches_for_no_newcomer(village) {
        let (shy, open) = (village.elder("shy").await, village.elder("open").await);
        village.wait(TimeDelta::days(30));
        let (mal, mel) = (village.newcomer("mal").await, village.newcomer("mel").await);
        let carol = village.elder("carol").await;
        village.acquaint(&mal, &shy).await;
        village.acquaint(&mel, &open).await;
        for known in [&shy, &open] {
            village.acquaint(known, &carol).await;
        }
        choose(&village, &carol, &shy, Private).await.unwrap();
        let waits = published(&village, &mal, &carol).await;
        assert_eq!(show(&village.context, &mal, &waits).await.unwrap().state, State::Accepted);
        let vouched = published(&village, &mel, &carol).await;
        assert_eq!(show(&village.context, &mel, &vouched).await.unwrap().state, State::Public);
    }

    async fn a_choice_outlives_the_acquaintance(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        choose(&village, &alice, &bob, Private).await.unwrap();
        let id = acquaintance(&village, &alice, &bob).await;
        end(&village.context, &alice, &id).await.unwrap();
        let over = choose(&village, &alice, &bob, Public).await;
        assert!(matches!(over, Err(Error::Refused(Refusal::AlreadyOver))));
        let again = attest(&village.context, &alice, bob.account.id, &terms(), None).await.unwrap();
        assert_eq!(again.acquaintance.visibility, Private);
    }
}
