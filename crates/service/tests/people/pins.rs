use vouchwell_domain::message::Message;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, pin, reblog, timeline};

use crate::in_a_town;

in_a_town! {
    async fn a_member_pins_five_of_her_own_posts_for_everybody(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let mut posts = Vec::new();
        for number in 0..6 {
            let visibility = if number % 2 == 0 { Visibility::Public } else { Visibility::Unlisted };
            posts.push(town.post(&ada, visibility).await);
        }
        for post in &posts[..5] {
            for _ in 0..2 {
                let view = pin::pin(&town.context, &ada, post.id).await.unwrap();
                assert!(view.involvement.unwrap().pinned);
            }
        }
        let sixth = pin::pin(&town.context, &ada, posts[5].id).await;
        assert!(matches!(sixth, Err(Error::Refused(Refusal::TooManyPins))));
        let seen = timeline::status(&town.context, Some(&bea), posts[0].id).await.unwrap();
        assert!(!seen.involvement.unwrap().pinned, "that is for its author to know");
        let sent = town.sent().await;
        let pinned = sent.iter().map(|message| match message {
            Message::Pin { object } => object,
            other => panic!("{other:?}"),
        });
        assert!(pinned.eq(posts[..5].iter().map(|post| &post.uri)));

        for _ in 0..2 {
            let view = pin::unpin(&town.context, &ada, posts[2].id).await.unwrap();
            assert!(!view.involvement.unwrap().pinned);
        }
        assert_eq!(town.sent().await, [Message::Unpin { object: posts[2].uri.clone() }]);
        pin::pin(&town.context, &ada, posts[5].id).await.unwrap();
    }

    async fn nobody_pins_what_is_not_hers_or_not_for_everybody(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let of_ada = town.post(&ada, Visibility::Public).await;
        let boost = reblog::reblog(&town.context, &bea, of_ada.id, None).await.unwrap().status;
        for post in [of_ada.id, boost.id] {
            let refused = pin::pin(&town.context, &bea, post).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::PinOfAnother))));
        }
        for few in [Visibility::Private, Visibility::Direct] {
            let post = town.post(&ada, few).await;
            let refused = pin::pin(&town.context, &ada, post.id).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::PinForFew))));
            assert!(matches!(pin::pin(&town.context, &bea, post.id).await, Err(Error::NotFound)));
        }
        pin::pin(&town.context, &ada, of_ada.id).await.unwrap();
        pin::unpin(&town.context, &bea, of_ada.id).await.unwrap();
        let seen = timeline::status(&town.context, Some(&ada), of_ada.id).await.unwrap();
        assert!(seen.involvement.unwrap().pinned, "nobody else unpins it");
    }
}
