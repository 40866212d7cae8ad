//! What a public recommendation shows beside itself.

use vouchwell_domain::page::Page;
use vouchwell_domain::profile::RecommendationLists;
use vouchwell_service::withdrawal::withdraw;
use vouchwell_service::{account, block, featured_account, follow, suggestion};

use crate::in_a_village;
use crate::recommendations::{accept, offered, published};

in_a_village! {
    async fn who_is_recommended_by_those_one_follows_is_suggested(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        let context = &village.context;
        follow::follow(context, &ana, bob.account.id).await.unwrap();
        let suggested = async || {
            let views = suggestion::list(context, &ana, 10).await.unwrap();
            views.into_iter().map(|view| view.account.name).collect::<Vec<_>>()
        };
        let id = offered(&village, &bob, &carla).await;
        assert!(suggested().await.is_empty(), "an offer tells nobody");
        accept(&village, &carla, &id).await;
        assert_eq!(suggested().await, ["carla"]);
        block::block(context, &ana, carla.account.id).await.unwrap();
        assert!(suggested().await.is_empty(), "whom she blocks is not suggested");
        block::unblock(context, &ana, carla.account.id).await.unwrap();
        follow::follow(context, &ana, carla.account.id).await.unwrap();
        assert!(suggested().await.is_empty(), "whom she follows is not suggested");
        follow::unfollow(context, &ana, carla.account.id).await.unwrap();
        assert_eq!(suggested().await, ["carla"]);
        suggestion::dismiss(context, &bob, carla.account.id).await.unwrap();
        assert_eq!(suggested().await, ["carla"], "what another does not want is no matter");
        suggestion::dismiss(context, &ana, carla.account.id).await.unwrap();
        assert!(suggested().await.is_empty(), "whom she has dismissed is not suggested");
        let dora = village.elder("dora").await;
        let id = published(&village, &bob, &dora).await;
        assert_eq!(suggested().await, ["dora"]);
        withdraw(context, &bob, &id).await.unwrap();
        assert!(suggested().await.is_empty());
    }

    async fn a_profile_leads_to_its_lists_and_shows_whom_it_recommends(village) {
        let (bob, carla) = (village.elder("bob").await, village.elder("carla").await);
        let context = &village.context;
        let lists = async |id| account::by_id(context, id).await.unwrap().counts.lists;
        assert_eq!(lists(bob.account.id).await, RecommendationLists::default());
        let id = published(&village, &bob, &carla).await;
        let (received, given) = (lists(carla.account.id).await, lists(bob.account.id).await);
        assert_eq!(received, RecommendationLists { received: true, given: false });
        assert_eq!(given, RecommendationLists { received: false, given: true });
        let shown = featured_account::list(context, bob.account.id, Page::newest(10)).await.unwrap();
        assert_eq!(shown[0].account.id, carla.account.id);
        assert_eq!(featured_account::list(context, carla.account.id, Page::newest(10)).await.unwrap(), []);

        withdraw(context, &carla, &id).await.unwrap();
        for member in [&bob, &carla] {
            assert_eq!(lists(member.account.id).await, RecommendationLists::default());
        }
        assert_eq!(featured_account::list(context, bob.account.id, Page::newest(10)).await.unwrap(), []);
    }
}
