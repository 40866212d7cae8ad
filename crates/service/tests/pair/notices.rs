//! What members are told in their apps.

use vouchwell_domain::member::Member;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::Page;
use vouchwell_domain::request::RequestAnswer;
use vouchwell_domain::status::Visibility;
use vouchwell_service::acquaintance::{self, OfferAnswer, attest};
use vouchwell_service::notification::Selection;
use vouchwell_service::recommendation::{TextAnswer, answer as answer_text, edit, offer, write};
use vouchwell_service::{Context, deletion, notification, request, timeline};

use crate::village::{terms, words};
use crate::{between_villages, in_a_village};

/// The words of what the instance told a member, newest first.
pub(crate) async fn told(context: &Context, member: &Member) -> Vec<String> {
    let shown = notification::list(context, member, &Selection::default(), Page::newest(40))
        .await
        .unwrap();
    let notices = shown
        .into_iter()
        .filter(|one| one.from.account.uri == context.address.instance_actor());
    let told = notices.map(|one| {
        assert_eq!(one.notification.kind, NotificationKind::Mention);
        let status = one.status.unwrap();
        assert_eq!(status.status.visibility, Visibility::Direct);
        assert!(
            status
                .status
                .content
                .contains(&format!("{}/waiting", context.address.origin()))
        );
        status.status.content
    });
    told.collect()
}

/// Whether the newest of them says this.
async fn hears(context: &Context, member: &Member, word: &str) -> bool {
    told(context, member)
        .await
        .first()
        .is_some_and(|newest| newest.contains(word))
}

async fn offered_to(context: &Context, member: &Member) -> vouchwell_domain::identifier::AcquaintanceId {
    let known = acquaintance::list(context, member, Page::newest(5))
        .await
        .unwrap();
    known[0].acquaintance.id.clone()
}

in_a_village! {
    async fn both_hear_at_every_step_that_waits_for_them(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        attest(context, &carla, bob.account.id, &terms(), None).await.unwrap();
        assert!(hears(context, &bob, "carla</bdi> (carla@").await, "{:?}", told(context, &bob).await);
        assert!(told(context, &carla).await.is_empty());
        let id = offered_to(context, &bob).await;
        acquaintance::answer(context, &bob, &id, OfferAnswer::Yes(terms())).await.unwrap();
        assert!(hears(context, &carla, "has confirmed").await);

        request::ask(context, &carla, bob.account.id, words("x").topics, None).await.unwrap();
        assert!(hears(context, &bob, "asks you for a recommendation").await);
        let asked = request::list(context, &bob, Page::newest(5)).await.unwrap().remove(0).request.id;
        request::answer(context, &bob, &asked, RequestAnswer::Write, None, false).await.unwrap();
        assert!(hears(context, &carla, "will write").await);

        let text = write(context, &bob, carla.account.id, words("She closes the books on time.")).await.unwrap();
        let heard = told(context, &carla).await;
        let id = text.recommendation.id;
        offer(context, &bob, &id).await.unwrap();
        assert!(hears(context, &carla, "has written a recommendation of you").await);
        let correction = TextAnswer::Correct { message: "In 2021.".to_owned() };
        answer_text(context, &carla, &id, correction).await.unwrap();
        assert!(hears(context, &bob, "to correct your text").await);
        edit(context, &bob, &id, words("She closed the books on time.")).await.unwrap();
        offer(context, &bob, &id).await.unwrap();
        answer_text(context, &carla, &id, TextAnswer::Accept).await.unwrap();
        assert!(hears(context, &bob, "has accepted your text").await);
        assert!(told(context, &carla).await.len() > heard.len());
    }

    async fn a_silent_no_is_not_told_and_a_told_one_is(village) {
        let (carla, bob, dana) = (village.elder("carla").await, village.elder("bob").await, village.elder("dana").await);
        let context = &village.context;
        for (other, told_so) in [(&bob, None), (&dana, Some(None))] {
            attest(context, &carla, other.account.id, &terms(), None).await.unwrap();
            let before = told(context, &carla).await.len();
            let id = offered_to(context, other).await;
            let is_told = told_so.is_some();
            acquaintance::answer(context, other, &id, OfferAnswer::No { told: told_so }).await.unwrap();
            assert_eq!(told(context, &carla).await.len() - before, usize::from(is_told));
        }
    }

    async fn an_offer_that_is_taken_back_leaves_no_trace(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        village.acquaint(&carla, &bob).await;
        let before = told(context, &carla).await;
        let id = write(context, &bob, carla.account.id, words("x")).await.unwrap().recommendation.id;
        offer(context, &bob, &id).await.unwrap();
        assert_eq!(told(context, &carla).await.len(), before.len() + 1);
        edit(context, &bob, &id, words("y")).await.unwrap();
        assert_eq!(told(context, &carla).await, before);
    }

    async fn no_other_text_is_accepted_than_the_one_that_was_read(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        village.acquaint(&carla, &bob).await;
        let id = write(context, &bob, carla.account.id, words("x")).await.unwrap().recommendation.id;
        let offered = async || {
            let view = offer(context, &bob, &id).await.unwrap();
            view.recommendation.progress.unwrap().offer().unwrap().foundation.endorsement
        };
        let first = offered().await;
        edit(context, &bob, &id, words("y")).await.unwrap();
        let second = offered().await;
        assert!(answer_text(context, &carla, &id, TextAnswer::AcceptShown(first)).await.is_err());
        answer_text(context, &carla, &id, TextAnswer::AcceptShown(second)).await.unwrap();
    }

    async fn whoever_leaves_is_named_no_more(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        village.acquaint(&carla, &bob).await;
        assert!(hears(context, &carla, "bob</bdi>").await);
        deletion::delete(context, &"bob".parse().unwrap()).await.unwrap();
        assert!(told(context, &carla).await.is_empty());
    }

    async fn nobody_else_reads_what_a_member_is_told(village) {
        let (carla, bob) = (village.elder("carla").await, village.elder("bob").await);
        let context = &village.context;
        attest(context, &carla, bob.account.id, &terms(), None).await.unwrap();
        let shown = notification::list(context, &bob, &Selection::default(), Page::newest(1)).await.unwrap();
        let id = shown[0].status.as_ref().unwrap().status.id;
        assert!(timeline::status(context, Some(&bob), id).await.is_ok());
        for reader in [Some(&carla), None] {
            assert!(timeline::status(context, reader, id).await.is_err());
        }
    }
}

between_villages! {
    async fn people_of_two_servers_hear_of_each_other(neighbours) {
        neighbours.acquaint().await;
        let (alice, bob) = (&neighbours.alice, &neighbours.bob);
        assert!(hears(&neighbours.b.context, bob, "alice@a.example) says that you know each other").await);
        assert!(hears(&neighbours.a.context, alice, "bob@b.example) has confirmed").await);
    }
}
