use chrono::TimeDelta;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::status::Visibility;
use vouchwell_service::card::{Card, RecommendationCard};
use vouchwell_service::status::write;
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::withdrawal::withdraw;

use crate::in_a_village;
use crate::recommendations::{TEXT, offered, published};
use crate::village::Village;

fn of_recommendation(card: Option<Card>) -> Option<RecommendationCard> {
    match card? {
        Card::Recommendation(card) => Some(*card),
        Card::Page(_) => None,
    }
}

impl Village {
    async fn post(&self, author: &Member, text: &str) -> StatusId {
        let post = Post {
            content: PostContent::new(text, "", false, None).unwrap(),
            visibility: Visibility::Public,
            in_reply_to: None,
            media: Vec::new(),
            poll: None,
            quote_policy: QuotePolicy::Nobody,
        };
        write(&self.context, author, &post, None).await.unwrap().status.id
    }

    async fn card(&self, id: StatusId) -> Option<Card> {
        timeline::status(&self.context, None, id).await.unwrap().card
    }
}

in_a_village! {
    async fn a_public_recommendation_has_a_card_wherever_it_is_linked_to(village) {
        let (alice, bob, carol) = (village.elder("alice").await, village.elder("bob").await, village.elder("carol").await);
        let id = published(&village, &alice, &bob).await;
        let carrying = timeline::public(&village.context, None, Source::Here, Page::newest(1)).await.unwrap().remove(0);
        let shown = carrying.card.clone();
        let card = of_recommendation(carrying.card).unwrap();
        assert_eq!((card.author.name.as_str(), card.subject.name.as_str(), card.text.words.text.as_str()), ("alice", "bob", TEXT));
        let permalink = village.context.address.recommendation(&id);
        let linking = village.post(&carol, &format!("Look, @bob #books: {permalink} and https://a.example")).await;
        assert_eq!(village.card(linking).await, shown);
        let evidence = village.post(&carol, &format!("{permalink}/bundle")).await;
        assert_eq!(village.card(evidence).await, village.card(linking).await);
        let beside = village.post(&carol, &format!("https://a.example before {permalink}")).await;
        assert_eq!(village.card(beside).await, None, "the first link counts");

        let secret = offered(&village, &bob, &carol).await;
        let guessed = village.post(&carol, village.context.address.recommendation(&secret).as_str()).await;
        assert_eq!(village.card(guessed).await, None, "nobody learns of it");
        withdraw(&village.context, &alice, &id).await.unwrap();
        assert_eq!(village.card(linking).await, None);
    }
}

in_a_village! {
    async fn a_card_says_that_a_recommendation_is_returned_and_when_it_has_run_out(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let newest = async || {
            let found = timeline::public(&village.context, None, Source::Here, Page::newest(1)).await.unwrap();
            let card = of_recommendation(found[0].card.clone()).unwrap();
            (card.author.name, card.reciprocity, card.is_expired)
        };
        published(&village, &alice, &bob).await;
        assert_eq!(newest().await, ("alice".to_owned(), Reciprocity::None, false));
        village.recommend(&bob, &alice, "books").await;
        assert_eq!(newest().await, ("bob".to_owned(), Reciprocity::Exchanged, false));
        village.wait(TimeDelta::days(3 * 365 + 1));
        assert_eq!(newest().await, ("bob".to_owned(), Reciprocity::Exchanged, true));
    }
}
