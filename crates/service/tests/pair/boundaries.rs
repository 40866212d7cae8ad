use vouchwell_domain::acquaintance::{AcquaintanceVisibility, ShownState};
use vouchwell_domain::boundary::{Boundaries, OffersFrom};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::request::ShownRequestState;
use vouchwell_service::acquaintance::{self, attest};
use vouchwell_service::notification::{self, Selection};
use vouchwell_service::{boundary, follow, request};

use crate::in_a_village;
use crate::village::{Village, terms, words};

async fn choose(village: &Village, member: &Member, chosen: Boundaries) {
    boundary::choose(&village.context, member, &chosen).await.unwrap();
}

/// What stands in the list of her acquaintances, and how often she was told of something.
async fn sees(village: &Village, member: &Member) -> (Vec<ShownState>, usize) {
    let context = &village.context;
    let known = acquaintance::list(context, member, Page::newest(9))
        .await
        .unwrap();
    let told = notification::list(context, member, &Selection::default(), Page::newest(9)).await;
    (known.iter().map(|view| view.state).collect(), told.unwrap().len())
}

in_a_village! {
    async fn only_whom_she_follows_asks_whether_they_know_each_other_if_she_wants(village) {
        let dana = village.elder("dana").await;
        let [alice, bob] = [village.elder("alice").await, village.elder("bob").await];
        let context = &village.context;
        let followed = Boundaries { offers_from: OffersFrom::Followed, ..Boundaries::default() };
        choose(&village, &dana, followed).await;
        follow::follow(context, &dana, bob.account.id).await.unwrap();
        attest(context, &alice, dana.account.id, &terms(), None).await.unwrap();
        assert_eq!(sees(&village, &dana).await.0, [], "a stranger is not seen");
        assert_eq!(sees(&village, &alice).await.0, [ShownState::Offered], "and sees what everybody sees");
        let before = sees(&village, &dana).await.1;
        attest(context, &bob, dana.account.id, &terms(), None).await.unwrap();
        assert_eq!(sees(&village, &dana).await, (vec![ShownState::Asked], before + 1));

        attest(context, &dana, alice.account.id, &terms(), None).await.unwrap();
        assert_eq!(sees(&village, &alice).await.0, [ShownState::Mutual], "she can still say it of herself");
    }

    async fn who_is_not_to_be_asked_for_recommendations_is_not_told_of_them(village) {
        let (alice, dana) = (village.elder("alice").await, village.elder("dana").await);
        let context = &village.context;
        village.acquaint(&alice, &dana).await;
        choose(&village, &dana, Boundaries { takes_requests: false, ..Boundaries::default() }).await;
        let before = sees(&village, &dana).await.1;
        request::ask(context, &alice, dana.account.id, words("x").topics, None).await.unwrap();
        assert!(request::list(context, &dana, Page::newest(9)).await.unwrap().is_empty());
        assert_eq!(sees(&village, &dana).await.1, before);
        let asked = request::list(context, &alice, Page::newest(9)).await.unwrap();
        assert_eq!(asked[0].state, ShownRequestState::Open);
    }

    async fn whom_she_comes_to_know_is_shown_as_she_has_chosen(village) {
        let (alice, dana) = (village.elder("alice").await, village.elder("dana").await);
        let private = Boundaries { visibility: AcquaintanceVisibility::Private, ..Boundaries::default() };
        choose(&village, &dana, private).await;
        village.acquaint(&alice, &dana).await;
        for (member, expected) in [
            (&dana, AcquaintanceVisibility::Private),
            (&alice, AcquaintanceVisibility::Acquaintances),
        ] {
            let known = acquaintance::list(&village.context, member, Page::newest(9)).await.unwrap();
            assert_eq!(known[0].acquaintance.visibility, expected);
        }
    }
}
