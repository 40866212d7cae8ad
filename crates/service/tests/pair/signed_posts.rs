use vouchwell_domain::page::Page;
use vouchwell_domain::post::PostContent;
use vouchwell_service::error::Refusal;
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{Error, status};

use crate::in_a_village;
use crate::recommendations::published;

in_a_village! {
    async fn the_post_of_a_recommendation_is_changed_by_the_recommendation_alone(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        published(&village, &alice, &bob).await;
        let listed = async || {
            timeline::public(&village.context, None, Source::Here, Page::newest(1)).await.unwrap()
        };
        let post = listed().await.remove(0).status;
        let words = status::Edit {
            content: PostContent::new("He is the best of all.", "", false, None).unwrap(),
            media: Vec::new(),
            poll: None,
            captions: Vec::new(),
            quote_policy: None,
        };
        let refused = [
            status::edit(&village.context, &alice, post.id, &words).await.err(),
            status::delete(&village.context, &alice, post.id).await.err(),
            status::source(&village.context, &alice, post.id).await.err(),
        ];
        for refused in refused {
            assert!(matches!(refused, Some(Error::Refused(Refusal::SignedText))), "{refused:?}");
        }
        let by_subject = status::delete(&village.context, &bob, post.id).await;
        assert!(matches!(by_subject, Err(Error::NotFound)), "it is not his");
        assert_eq!(listed().await.remove(0).status, post);
    }
}
