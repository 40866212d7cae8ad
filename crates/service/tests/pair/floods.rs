//! Many at once: what somebody is shown stays hers, whatever others send.

use chrono::TimeDelta;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance::{OfferAnswer, answer, list};
use vouchwell_service::path::{Wanted, find};

use crate::faraway::Stranger;
use crate::in_a_village;
use crate::notices::told;
use crate::search::{names, routes, wanted};
use crate::village::{Village, terms};

const RING: usize = 1_000;

async fn crowd(village: &Village, size: usize) -> Vec<Stranger> {
    let names = (0..size).map(|number| format!("p{number}"));
    Stranger::all_known_at(village, names).await
}

in_a_village! {
    /// Each recommends the next, for the very thing that Ana looks for.
    async fn a_thousand_recommendations_in_a_ring(village) {
        let (ana, bob, carla) = (village.elder("ana").await, village.elder("bob").await, village.elder("carla").await);
        village.acquaint(&ana, &bob).await;
        village.acquaint(&bob, &carla).await;
        village.recommend(&bob, &carla, "bookkeeping").await;
        let ring = crowd(&village, RING).await;
        let mut transaction = village.context.store.begin().await.unwrap();
        for (author, subject) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let bundle = author.sign_bundle(&village, subject, "bookkeeping");
            author.publish_in(&village, &mut transaction, subject, &bundle).await.unwrap();
        }
        transaction.commit().await.unwrap();
        let found = village.search(&ana, "bookkeeping").await;
        assert_eq!(found.len(), 20, "no more than is asked for");
        assert_eq!((names(&found)[0], routes(&found[0])), ("carla", vec!["ana bob carla".to_owned()]));
        for of_ring in &found[1..] {
            assert_eq!(routes(of_ring), Vec::<String>::new(), "nobody whom Ana knows leads there");
            assert_eq!(of_ring.recommendations.len(), 1, "a thousand are worth no more to each than one");
        }
        let near = Wanted { limit: 40, offset: 980, ..wanted("bookkeeping") };
        let last = find(&village.context, &ana, &near).await.unwrap();
        assert_eq!(last.len(), RING + 1 - 980, "they are all there, behind her");
    }

    /// Sixty people say that they know Bob, each by a name of her own under one domain.
    async fn offers_from_one_domain(village) {
        let (bob, alice) = (village.elder("bob").await, village.elder("alice").await);
        let names = (0..60).map(|number| format!("p{number}@s{}.far.example", number % 20));
        let crowd = Stranger::all_known_at(&village, names).await;
        for stranger in &crowd {
            stranger.offer(&village, &bob).await;
        }
        let seen = async || list(&village.context, &bob, Page::newest(100)).await.unwrap();
        assert_eq!(seen().await.len(), 50);
        assert_eq!(told(&village.context, &bob).await.len(), 40, "as many as fit on a page, and no others");
        assert!(village.outgoing().await.is_empty(), "nobody is told which are shown");
        vouchwell_service::acquaintance::attest(&village.context, &alice, bob.account.id, &terms(), None)
            .await
            .unwrap();
        assert_eq!(seen().await.len(), 51, "others are shown as before");

        let first = seen().await.pop().unwrap();
        answer(&village.context, &bob, &first.acquaintance.id, OfferAnswer::No { told: None })
            .await
            .unwrap();
        let next = Stranger::known_at(&village, "igor").await;
        next.offer(&village, &bob).await;
        assert!(seen().await.iter().any(|known| known.other.account.id == next.account.id), "there is room for one");
        village.wait(TimeDelta::days(22));
        let later = Stranger::known_at(&village, "rae").await;
        later.offer(&village, &bob).await;
        assert!(seen().await.iter().any(|known| known.other.account.id == later.account.id), "old ones are over");
    }
}
