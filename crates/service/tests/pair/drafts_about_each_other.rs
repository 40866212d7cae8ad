use chrono::TimeDelta;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as State};
use vouchwell_service::notification::{self, Selection};
use vouchwell_service::recommendation::{TextAnswer, answer, edit, list, offer, show, write};
use vouchwell_service::withdrawal::withdraw;

use crate::in_a_village;
use crate::village::{Village, words};

const WEEK: TimeDelta = TimeDelta::days(7);

async fn draft(village: &Village, author: &Member, subject: &Member) -> RecommendationId {
    write(
        &village.context,
        author,
        subject.account.id,
        words("She is careful."),
    )
    .await
    .unwrap()
    .recommendation
    .id
}

/// Whether a text lies before its subject, by every way in which she may come to it.
async fn lies_before(village: &Village, subject: &Member, id: &RecommendationId) -> bool {
    let listed = list(&village.context, subject, Some(Party::Subject), Page::newest(5))
        .await
        .unwrap();
    let shown = show(&village.context, subject, id).await;
    let told = notification::list(&village.context, subject, &Selection::default(), Page::newest(40))
        .await
        .unwrap();
    let told = told.iter().any(|one| {
        let status = one.status.as_ref();
        one.notification.kind == NotificationKind::Mention
            && status.is_some_and(|status| {
                status
                    .status
                    .content
                    .contains("has written a recommendation of you")
            })
    });
    let ways = [
        listed.iter().any(|one| one.recommendation.id == *id),
        shown.is_ok_and(|view| view.state == State::Offered),
        told,
    ];
    assert!(
        ways.iter().all(|way| *way == ways[0]),
        "the ways differ: {ways:?}"
    );
    ways[0]
}

in_a_village! {
    async fn two_texts_are_shown_together(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let of_bob = draft(&village, &alice, &bob).await;
        let of_alice = draft(&village, &bob, &alice).await;
        offer(&village.context, &alice, &of_bob).await.unwrap();
        assert!(!lies_before(&village, &bob, &of_bob).await);
        assert!(answer(&village.context, &bob, &of_bob, TextAnswer::Accept).await.is_err());
        offer(&village.context, &bob, &of_alice).await.unwrap();
        assert!(lies_before(&village, &bob, &of_bob).await);
        assert!(lies_before(&village, &alice, &of_alice).await);
        answer(&village.context, &bob, &of_bob, TextAnswer::Accept).await.unwrap();
        answer(&village.context, &alice, &of_alice, TextAnswer::Accept).await.unwrap();
    }

    async fn an_author_is_shown_the_same_whether_somebody_writes_about_her_or_not(village) {
        let alice = village.elder("alice").await;
        let mut seen = Vec::new();
        for (name, writes) in [("bob", true), ("dana", false)] {
            let other = village.elder(name).await;
            village.acquaint(&alice, &other).await;
            if writes {
                draft(&village, &other, &alice).await;
            }
            let id = draft(&village, &alice, &other).await;
            let mut states = vec![offer(&village.context, &alice, &id).await.unwrap().state];
            assert_eq!(lies_before(&village, &other, &id).await, !writes);
            states.push(edit(&village.context, &alice, &id, words("She is very careful.")).await.unwrap().state);
            states.push(offer(&village.context, &alice, &id).await.unwrap().state);
            let told = notification::list(&village.context, &alice, &Selection::default(), Page::newest(40)).await;
            seen.push((id, states, told.unwrap().len()));
        }
        assert_eq!(seen[0].1, seen[1].1);
        assert_eq!(seen[0].2 * 2, seen[1].2, "each acquaintance is told of, and nothing else");
        village.wait(TimeDelta::days(22));
        village.tick().await;
        for (id, ..) in seen {
            assert_eq!(show(&village.context, &alice, &id).await.unwrap().state, State::Lapsed);
        }
    }

    async fn a_text_is_kept_back_for_a_week_at_the_most(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        draft(&village, &bob, &alice).await;
        let id = draft(&village, &alice, &bob).await;
        offer(&village.context, &alice, &id).await.unwrap();
        village.wait(WEEK - TimeDelta::seconds(1));
        village.tick().await;
        assert!(!lies_before(&village, &bob, &id).await);
        village.wait(TimeDelta::seconds(1));
        village.tick().await;
        assert!(lies_before(&village, &bob, &id).await);
    }

    async fn it_is_shown_when_the_last_draft_of_its_subject_is_given_up(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let drafts = [draft(&village, &bob, &alice).await, draft(&village, &bob, &alice).await];
        let id = draft(&village, &alice, &bob).await;
        offer(&village.context, &alice, &id).await.unwrap();
        for given_up in drafts {
            assert!(!lies_before(&village, &bob, &id).await);
            withdraw(&village.context, &bob, &given_up).await.unwrap();
        }
        assert!(lies_before(&village, &bob, &id).await);
    }

    async fn what_is_taken_back_meanwhile_is_not_shown(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let of_alice = draft(&village, &bob, &alice).await;
        let of_bob = draft(&village, &alice, &bob).await;
        offer(&village.context, &alice, &of_bob).await.unwrap();
        edit(&village.context, &alice, &of_bob, words("Not quite yet.")).await.unwrap();
        village.wait(WEEK);
        village.tick().await;
        assert!(!lies_before(&village, &bob, &of_bob).await);
        offer(&village.context, &bob, &of_alice).await.unwrap();
        assert!(!lies_before(&village, &bob, &of_bob).await);
        assert!(!lies_before(&village, &alice, &of_alice).await, "she is writing again");
    }

    async fn whoever_begins_to_write_later_has_read_what_was_offered(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let of_bob = draft(&village, &alice, &bob).await;
        offer(&village.context, &alice, &of_bob).await.unwrap();
        let of_alice = draft(&village, &bob, &alice).await;
        assert!(lies_before(&village, &bob, &of_bob).await);
        offer(&village.context, &bob, &of_alice).await.unwrap();
        assert!(lies_before(&village, &alice, &of_alice).await);
    }
}
