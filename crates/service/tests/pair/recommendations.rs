use chrono::TimeDelta;
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as State};
use vouchwell_service::publication::{PublicEvidence, bundle_of};
use vouchwell_service::recommendation::{
    TextAnswer, affirm, answer, edit, list, of_account, offer, pull, show, show_public, to_affirm, versions,
    write,
};
use vouchwell_service::withdrawal::withdraw;
use vouchwell_service::{acquaintance, timeline};
use vouchwell_storage::suspension;
use vouchwell_storage::timeline::Source;

use crate::in_a_village;
use crate::notices::told;
use crate::village::{Village, words};

pub(crate) const TEXT: &str = "Bob finds the error before the auditor does.";

pub(crate) async fn offered(village: &Village, author: &Member, subject: &Member) -> RecommendationId {
    village.acquaint(author, subject).await;
    let draft = write(&village.context, author, subject.account.id, words(TEXT))
        .await
        .unwrap();
    let id = draft.recommendation.id;
    offer(&village.context, author, &id).await.unwrap();
    id
}

pub(crate) async fn published(village: &Village, author: &Member, subject: &Member) -> RecommendationId {
    let id = offered(village, author, subject).await;
    accept(village, subject, &id).await;
    id
}

/// The subject accepts, and the hold goes by.
pub(crate) async fn accept(village: &Village, subject: &Member, id: &RecommendationId) {
    answer(&village.context, subject, id, TextAnswer::Accept)
        .await
        .unwrap();
    village.wait(TimeDelta::hours(24));
    village.tick().await;
}

pub(crate) async fn is_public(village: &Village, subject: &Member, id: &RecommendationId) -> bool {
    let listed = of_account(
        &village.context,
        subject.account.id,
        Party::Subject,
        Page::newest(5),
    )
    .await
    .unwrap();
    let page = show_public(&village.context, id).await;
    let evidence = bundle_of(&village.context, id).await;
    let posts = timeline::public(&village.context, None, Source::Everywhere, Page::newest(5))
        .await
        .unwrap();
    let doors = [
        !listed.is_empty(),
        page.is_ok_and(|page| page.state == State::Public),
        evidence.is_ok_and(|evidence| matches!(evidence, PublicEvidence::Bundle(_))),
        !posts.is_empty(),
    ];
    assert!(
        doors.iter().all(|door| *door == doors[0]),
        "the doors differ: {doors:?}"
    );
    doors[0]
}

async fn bundle(village: &Village, id: &RecommendationId) -> String {
    match bundle_of(&village.context, id).await.unwrap() {
        PublicEvidence::Bundle(bundle) => bundle.json(),
        PublicEvidence::Withdrawn(_) => panic!("no bundle"),
    }
}

/// As an admin does it; the pages of admins have tests of their own.
async fn keep_out(village: &Village, member: &Member, out: bool) {
    let mut transaction = village.context.store.begin().await.unwrap();
    let changed = if out {
        suspension::insert(&mut transaction, member.id, village.context.now()).await
    } else {
        suspension::remove(&mut transaction, member.id).await
    };
    assert!(changed.unwrap());
    transaction.commit().await.unwrap();
}

in_a_village! {
    async fn nothing_is_signed_or_published_for_who_is_kept_out(village) {
        let (alice, bob) = (village.newcomer("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        keep_out(&village, &bob, true).await;
        accept(&village, &bob, &id).await;
        keep_out(&village, &bob, false).await;
        keep_out(&village, &alice, true).await;
        village.wait(TimeDelta::days(15));
        village.tick().await;
        assert!(!is_public(&village, &bob, &id).await);
        keep_out(&village, &alice, false).await;
        village.wait(TimeDelta::days(1));
        village.tick().await;
        assert!(is_public(&village, &bob, &id).await, "it goes on when both are let in again");
    }

    async fn it_is_public_only_after_the_hold(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        assert!(!is_public(&village, &bob, &id).await);
        answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        village.wait(TimeDelta::hours(24) - TimeDelta::seconds(1));
        village.tick().await;
        assert!(!is_public(&village, &bob, &id).await);
        village.wait(TimeDelta::seconds(1));
        village.tick().await;
        assert!(is_public(&village, &bob, &id).await);

        let bundle = bundle(&village, &id).await;
        assert!(vouchwell_domain::evidence::verify(bundle.as_bytes(), village.context.timestamp()).is_ok());
    }

    async fn without_an_acquaintance_nothing_can_be_offered(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let draft = write(&village.context, &alice, bob.account.id, words(TEXT)).await.unwrap();
        assert!(offer(&village.context, &alice, &draft.recommendation.id).await.is_err());
    }

    async fn a_draft_is_its_authors_alone(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let draft = write(&village.context, &alice, bob.account.id, words(TEXT)).await.unwrap();
        assert!(show(&village.context, &bob, &draft.recommendation.id).await.is_err());
        assert!(list(&village.context, &bob, Some(Party::Subject), Page::newest(5)).await.unwrap().is_empty());
    }

    async fn either_pulls_within_the_hold(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        let back = pull(&village.context, &bob, &id).await.unwrap();
        assert_eq!(back.state, State::Offered);
        answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        let back = pull(&village.context, &alice, &id).await.unwrap();
        assert_eq!(back.state, State::Draft);
        assert!(show(&village.context, &bob, &id).await.is_err());
        village.wait(TimeDelta::hours(25));
        village.tick().await;
        assert!(!is_public(&village, &bob, &id).await);
    }

    async fn a_correction_goes_back_with_its_words(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        let correct = TextAnswer::Correct { message: "It was four years.".to_owned() };
        answer(&village.context, &bob, &id, correct).await.unwrap();
        let draft = show(&village.context, &alice, &id).await.unwrap();
        assert_eq!(draft.state, State::Draft);
        assert_eq!(draft.message.as_deref(), Some("It was four years."));
        assert!(show(&village.context, &bob, &id).await.is_err());
    }

    async fn letting_it_lapse_is_seen_by_the_subject_alone(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        let before = show(&village.context, &alice, &id).await.unwrap();
        let aside = answer(&village.context, &bob, &id, TextAnswer::Lapse).await.unwrap();
        assert_eq!(aside.state, State::Lapsed);
        let seen = show(&village.context, &alice, &id).await.unwrap();
        assert_eq!((seen.state, seen.words), (before.state, before.words));
        village.wait(TimeDelta::days(22));
        assert_eq!(show(&village.context, &alice, &id).await.unwrap().state, State::Lapsed);
        assert_eq!(offer(&village.context, &alice, &id).await.unwrap().state, State::Offered);
    }

    async fn the_old_text_stays_until_the_new_one_is_public(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        let revised = edit(&village.context, &alice, &id, words("Bob taught us to read our books.")).await.unwrap();
        assert_eq!(revised.state, State::Public);
        assert_eq!(revised.revision.as_ref().unwrap().state, State::Draft);
        offer(&village.context, &alice, &id).await.unwrap();
        answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        assert_eq!(show_public(&village.context, &id).await.unwrap().words.unwrap().text.as_str(), TEXT);
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        let page = show_public(&village.context, &id).await.unwrap();
        assert_eq!(page.words.unwrap().text.as_str(), "Bob taught us to read our books.");
        assert!(is_public(&village, &bob, &id).await);
    }

    async fn who_stands_by_the_same_text_needs_no_new_consent(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        let first = bundle(&village, &id).await;
        village.wait(TimeDelta::days(365));
        edit(&village.context, &alice, &id, words(TEXT)).await.unwrap();
        let offered = offer(&village.context, &alice, &id).await.unwrap();
        assert_eq!(offered.revision.unwrap().state, State::Accepted, "bob is not asked");
        let so_far = told(&village.context, &bob).await.len();
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        let page = show_public(&village.context, &id).await.unwrap();
        assert_eq!(page.words.unwrap().text.as_str(), TEXT);
        assert_ne!(bundle(&village, &id).await, first, "signed anew");
        edit(&village.context, &alice, &id, words("Bob can do everything.")).await.unwrap();
        let offered = offer(&village.context, &alice, &id).await.unwrap();
        assert_eq!(offered.revision.unwrap().state, State::Offered, "other words are his to accept");
        assert_eq!(told(&village.context, &bob).await.len(), so_far + 1, "and he is told of these alone");
    }

    async fn the_author_withdraws_for_good(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        withdraw(&village.context, &alice, &id).await.unwrap();
        assert!(!is_public(&village, &bob, &id).await);
        assert_eq!(show_public(&village.context, &id).await.unwrap().state, State::Withdrawn);
        let PublicEvidence::Withdrawn(withdrawals) = bundle_of(&village.context, &id).await.unwrap() else {
            panic!("the text is still there");
        };
        assert_eq!(withdrawals.len(), 1);
        assert!(edit(&village.context, &alice, &id, words(TEXT)).await.is_err());
    }

    async fn a_text_dropped_before_it_was_public_leaves_no_trace(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        assert!(withdraw(&village.context, &alice, &id).await.unwrap().is_none());
        assert!(show_public(&village.context, &id).await.is_err());
        assert!(show(&village.context, &bob, &id).await.is_err());
        write(&village.context, &alice, bob.account.id, words(TEXT)).await.unwrap();
    }

    async fn the_subject_hides_for_good(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        withdraw(&village.context, &bob, &id).await.unwrap();
        assert!(!is_public(&village, &bob, &id).await);
    }

    async fn the_end_of_an_acquaintance_takes_what_rests_on_it(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = published(&village, &alice, &bob).await;
        let known = acquaintance::list(&village.context, &bob, Page::newest(5)).await.unwrap();
        acquaintance::end(&village.context, &bob, &known[0].acquaintance.id).await.unwrap();
        assert!(!is_public(&village, &bob, &id).await);
    }

    async fn a_new_account_waits_out_its_quarantine(village) {
        let (mal, bob) = (village.newcomer("mal").await, village.elder("bob").await);
        let id = published(&village, &mal, &bob).await;
        assert!(!is_public(&village, &bob, &id).await);
        village.wait(TimeDelta::days(13));
        village.tick().await;
        assert!(is_public(&village, &bob, &id).await);
    }

    async fn whoever_accepts_the_text_of_a_new_account_is_told_when_it_will_be_public(village) {
        let (mal, bob) = (village.newcomer("mal").await, village.elder("bob").await);
        village.acquaint(&mal, &bob).await;
        let id = write(&village.context, &mal, bob.account.id, words(TEXT)).await.unwrap().recommendation.id;
        offer(&village.context, &mal, &id).await.unwrap();
        let accepted = answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        assert_eq!(accepted.publish_at, Some(mal.created_at + TimeDelta::days(14)));
        let alice = village.elder("alice").await;
        village.acquaint(&alice, &bob).await;
        let id = write(&village.context, &alice, bob.account.id, words(TEXT)).await.unwrap().recommendation.id;
        offer(&village.context, &alice, &id).await.unwrap();
        let accepted = answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        assert_eq!(accepted.publish_at, Some(village.context.now() + TimeDelta::hours(24)));
    }

    async fn two_who_recommend_each_other_at_once_are_shown_as_exchanging(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let one = published(&village, &alice, &bob).await;
        let other = write(&village.context, &bob, alice.account.id, words(TEXT)).await.unwrap().recommendation.id;
        offer(&village.context, &bob, &other).await.unwrap();
        answer(&village.context, &alice, &other, TextAnswer::Accept).await.unwrap();
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        for id in [one, other] {
            let page = show_public(&village.context, &id).await.unwrap();
            assert_eq!(page.reciprocity, vouchwell_domain::reciprocity::Reciprocity::Exchanged);
        }
    }

    async fn an_author_affirms_once_a_year_what_she_still_stands_by(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        let id = published(&village, &alice, &bob).await;
        let asked = async |author: &Member| to_affirm(context, author).await.unwrap().len();
        village.wait(TimeDelta::days(364));
        assert_eq!(asked(&alice).await, 0, "a year has not gone by");
        village.wait(TimeDelta::days(2));
        assert_eq!((asked(&alice).await, asked(&bob).await), (1, 0));
        assert!(affirm(context, &bob, &id).await.is_err(), "the text is Alice's");
        for _click in 0..2 {
            affirm(context, &alice, &id).await.unwrap();
            assert_eq!(asked(&alice).await, 0);
        }
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        assert!(is_public(&village, &bob, &id).await);
        let texts = versions(context, None, &id).await.unwrap();
        assert_eq!(texts.len(), 2, "the same words were signed anew, and accepted as before");
        assert!(texts[0].words == texts[1].words && texts[0].published_at > texts[1].published_at);
        assert_eq!(asked(&alice).await, 0);
        village.wait(TimeDelta::days(366));
        assert_eq!(asked(&alice).await, 1, "and she is asked again the year after");
    }
}
