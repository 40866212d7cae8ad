use chrono::TimeDelta;
use vouchwell_domain::acquaintance::AcquaintanceVisibility::{Acquaintances, Private, Public};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance;
use vouchwell_service::withdrawal::withdraw;

use crate::in_a_village;
use crate::village::Village;

/// Ana knows Bob, and Bob knows Carla, whom Dan recommends.
struct Street {
    ana: Member,
    bob: Member,
    carla: Member,
    dan: Member,
}

impl Street {
    async fn lay(village: &Village) -> Self {
        let street = Self {
            ana: village.elder("ana").await,
            bob: village.elder("bob").await,
            carla: village.elder("carla").await,
            dan: village.elder("dan").await,
        };
        village.acquaint(&street.ana, &street.bob).await;
        village.acquaint(&street.bob, &street.carla).await;
        village.acquaint(&street.dan, &street.carla).await;
        village.recommend(&street.dan, &street.carla, "bookkeeping").await;
        street
    }

    /// Whether Ana is shown that Bob knows Carla.
    async fn is_seen(&self, village: &Village) -> bool {
        let routes = village.routes(&self.ana, "bookkeeping").await.unwrap();
        assert!(routes.is_empty() || routes == ["ana bob carla"], "{routes:?}");
        !routes.is_empty()
    }
}

async fn end(village: &Village, one: &Member, other: &Member) {
    let all = acquaintance::list(&village.context, one, Page::newest(40))
        .await
        .unwrap();
    let found = all
        .into_iter()
        .find(|view| view.other.account.id == other.account.id)
        .unwrap();
    acquaintance::end(&village.context, one, &found.acquaintance.id)
        .await
        .unwrap();
}

in_a_village! {
    async fn a_private_acquaintance_is_on_no_path_whoever_of_the_two_made_it_so(village) {
        let street = Street::lay(&village).await;
        let Street { ana, bob, carla, .. } = &street;
        assert!(street.is_seen(&village).await);
        for (owner, other) in [(bob, carla), (carla, bob), (ana, bob), (bob, ana)] {
            let who = format!("{} with {}", owner.account.name, other.account.name);
            village.show_acquaintance(owner, other.account.id, Private).await;
            assert!(!street.is_seen(&village).await, "{who}");
            village.show_acquaintance(other, owner.account.id, Public).await;
            assert!(!street.is_seen(&village).await, "the stricter side wins: {who}");
            village.show_acquaintance(other, owner.account.id, Acquaintances).await;
            village.show_acquaintance(owner, other.account.id, Acquaintances).await;
            assert!(street.is_seen(&village).await, "{who}");
        }
        village.show_acquaintance(bob, carla.account.id, Private).await;
        village.show_acquaintance(bob, ana.account.id, Private).await;
        assert!(village.routes(bob, "bookkeeping").await.unwrap().is_empty(), "nor on those of one's own");
    }

    async fn a_private_acquaintance_stays_off_paths_though_a_recommendation_rests_on_it(village) {
        let street = Street::lay(&village).await;
        village.recommend(&street.bob, &street.carla, "bookkeeping").await;
        village.show_acquaintance(&street.carla, street.bob.account.id, Private).await;
        assert!(!street.is_seen(&village).await);
    }

    async fn an_acquaintance_is_shown_to_acquaintances_of_the_two_alone(village) {
        let street = Street::lay(&village).await;
        let (eve, frida) = (village.elder("eve").await, village.elder("frida").await);
        village.acquaint(&eve, &street.ana).await;
        for stranger in [&eve, &frida] {
            let routes = village.routes(stranger, "bookkeeping").await.unwrap();
            assert!(routes.is_empty(), "{} is shown {routes:?}", stranger.account.name);
        }
        village.show_acquaintance(&street.bob, street.carla.account.id, Public).await;
        village.show_acquaintance(&street.carla, street.bob.account.id, Public).await;
        assert!(village.routes(&eve, "bookkeeping").await.unwrap().is_empty(), "three away is too far");
    }

    async fn an_acquaintance_that_was_only_offered_leads_nowhere(village) {
        let street = Street::lay(&village).await;
        let eve = village.elder("eve").await;
        let terms = crate::village::terms();
        acquaintance::attest(&village.context, &eve, street.bob.account.id, &terms, None).await.unwrap();
        acquaintance::attest(&village.context, &eve, street.carla.account.id, &terms, None).await.unwrap();
        assert!(village.routes(&eve, "bookkeeping").await.unwrap().is_empty());
        end(&village, &eve, &street.carla).await;
        assert!(village.routes(&eve, "bookkeeping").await.unwrap().is_empty());
    }

    async fn what_ended_is_shown_no_more(village) {
        let street = Street::lay(&village).await;
        let Street { ana, bob, carla, .. } = &street;
        end(&village, carla, bob).await;
        assert!(!street.is_seen(&village).await);
        village.acquaint(bob, carla).await;
        assert!(street.is_seen(&village).await);
        end(&village, ana, bob).await;
        assert!(!street.is_seen(&village).await);
    }

    async fn what_was_withdrawn_finds_nobody_whoever_withdrew_it(village) {
        let street = Street::lay(&village).await;
        let Street { ana, dan, carla, bob } = &street;
        let hidden = village.recommend(bob, carla, "welding").await;
        assert!(village.routes(ana, "welding").await.is_some());
        withdraw(&village.context, carla, &hidden).await.unwrap();
        assert_eq!(village.routes(ana, "welding").await, None);
        end(&village, dan, carla).await;
        assert_eq!(village.routes(ana, "bookkeeping").await, None);
    }

    async fn what_has_run_out_is_neither_found_nor_led_over(village) {
        let street = Street::lay(&village).await;
        let Street { ana, carla, .. } = &street;
        village.wait(TimeDelta::days(3 * 365 - 2));
        assert!(street.is_seen(&village).await);
        village.wait(TimeDelta::days(3));
        assert_eq!(village.routes(ana, "bookkeeping").await, None, "nobody stood by it for three years");

        let eve = village.elder("eve").await;
        village.acquaint(&eve, carla).await;
        village.recommend(&eve, carla, "bookkeeping").await;
        assert!(street.is_seen(&village).await);
        village.wait(TimeDelta::days(2 * 365));
        assert!(!street.is_seen(&village).await, "the attestations have run out after five years");
    }
}
