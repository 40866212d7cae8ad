use chrono::TimeDelta;
use vouchwell_domain::acquaintance::{ShownState, Stage};
use vouchwell_domain::evidence::{Digest, Relationship};
use vouchwell_domain::identifier::AcquaintanceId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance::{
    AcquaintanceView, OfferAnswer, answer, attest, end, list, show, take_back_renewal,
};
use vouchwell_service::error::Refusal;
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::publication::{PublicEvidence, bundle_of};
use vouchwell_service::recommendation::{TextAnswer, answer as answer_text, edit, offer, write};
use vouchwell_service::{Error, Result};
use vouchwell_storage::document;

use crate::in_a_village;
use crate::neighbours::mutual;
use crate::recommendations::{TEXT, is_public, published};
use crate::village::{Village, terms, words};

pub(crate) fn new_terms() -> AttestationTerms {
    AttestationTerms {
        relationship: Relationship::FriendOf,
        ..terms()
    }
}

async fn only(village: &Village, member: &Member) -> AcquaintanceView {
    let mut known = list(&village.context, member, Page::newest(5)).await.unwrap();
    assert_eq!(known.len(), 1);
    known.remove(0)
}

async fn id(village: &Village, member: &Member) -> AcquaintanceId {
    only(village, member).await.acquaintance.id
}

async fn renew(village: &Village, member: &Member, other: &Member) -> Result<AcquaintanceView> {
    attest(&village.context, member, other.account.id, &new_terms(), None).await
}

async fn say(village: &Village, member: &Member, said: OfferAnswer) -> Result<AcquaintanceView> {
    let id = id(village, member).await;
    answer(&village.context, member, &id, said).await
}

fn renewal_state(view: &AcquaintanceView) -> Option<ShownState> {
    view.renewal.as_ref().map(|renewal| renewal.state)
}

fn relationship(view: &AcquaintanceView) -> Relationship {
    view.mine.as_ref().unwrap().relationship
}

/// The attestations on which a public recommendation rests.
async fn attestations(village: &Village, id: &vouchwell_domain::identifier::RecommendationId) -> Vec<Digest> {
    match bundle_of(&village.context, id).await.unwrap() {
        PublicEvidence::Bundle(bundle) => bundle
            .attestations
            .iter()
            .map(|attestation| *attestation.digest())
            .collect(),
        PublicEvidence::Withdrawn(_) => panic!("it is gone"),
    }
}

async fn is_withdrawn(village: &Village, digest: &Digest) -> bool {
    let mut snapshot = village.context.store.snapshot().await.unwrap();
    document::withdrawal_of(&mut snapshot, digest)
        .await
        .unwrap()
        .is_some()
}

in_a_village! {
    async fn a_pair_stays_as_it_is_until_its_renewal_is_answered(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let offered = renew(&village, &alice, &bob).await.unwrap();
        assert_eq!(offered.state, ShownState::Mutual);
        assert_eq!(relationship(&offered), Relationship::WorksWith);
        assert_eq!(renewal_state(&offered), Some(ShownState::Offered));
        let asked = only(&village, &bob).await;
        assert_eq!(asked.state, ShownState::Mutual);
        let theirs = asked.renewal.unwrap().theirs.unwrap();
        assert_eq!(theirs.relationship, Relationship::FriendOf);

        let twice = renew(&village, &alice, &bob).await;
        assert!(matches!(twice, Err(Error::Refused(Refusal::AlreadyOffered))));
        say(&village, &bob, OfferAnswer::Yes(new_terms())).await.unwrap();
        for member in [&alice, &bob] {
            let renewed = only(&village, member).await;
            assert_eq!(renewed.state, ShownState::Mutual);
            assert_eq!(relationship(&renewed), Relationship::FriendOf);
            assert_eq!(renewed.renewal, None);
        }
    }

    async fn a_renewal_that_is_not_answered_tells_nothing(village) {
        let alice = village.elder("alice").await;
        let mut seen = Vec::new();
        for name in ["decliner", "ignorer", "blocker"] {
            let other = village.elder(name).await;
            village.acquaint(&alice, &other).await;
            if name == "blocker" {
                vouchwell_service::block::block(&village.context, &other, alice.account.id).await.unwrap();
            }
            let offered = renew(&village, &alice, &other).await.unwrap();
            if name == "decliner" {
                let declined = say(&village, &other, OfferAnswer::No { told: None }).await.unwrap();
                assert_eq!(renewal_state(&declined), Some(ShownState::Closed));
            }
            let after = show(&village.context, &alice, &offered.acquaintance.id).await.unwrap();
            assert_eq!(after, offered);
            seen.push(offered.acquaintance.id);
        }
        village.wait(TimeDelta::days(21) + TimeDelta::seconds(1));
        for id in &seen {
            let late = show(&village.context, &alice, id).await.unwrap();
            assert_eq!((late.state, renewal_state(&late)), (ShownState::Mutual, Some(ShownState::Closed)));
        }
    }

    async fn who_declined_a_renewal_is_asked_again_when_its_time_is_over(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        renew(&village, &alice, &bob).await.unwrap();
        say(&village, &bob, OfferAnswer::No { told: None }).await.unwrap();
        village.wait(TimeDelta::days(21) + TimeDelta::seconds(1));
        renew(&village, &alice, &bob).await.unwrap();
        assert_eq!(renewal_state(&only(&village, &bob).await), Some(ShownState::Asked));
    }

    async fn a_told_no_to_a_renewal_leaves_the_pair(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        renew(&village, &alice, &bob).await.unwrap();
        let no = OfferAnswer::No { told: Some(Some("It was 2022.".to_owned())) };
        say(&village, &bob, no).await.unwrap();
        let seen = only(&village, &alice).await;
        let renewal = seen.renewal.unwrap();
        assert_eq!((seen.state, renewal.state), (ShownState::Mutual, ShownState::Closed));
        assert_eq!(renewal.message.as_deref(), Some("It was 2022."));
    }

    async fn an_offer_to_renew_can_be_taken_back(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let offered = renew(&village, &alice, &bob).await.unwrap();
        let bobs = id(&village, &bob).await;
        let foreign = take_back_renewal(&village.context, &bob, &bobs).await;
        assert!(matches!(foreign, Err(Error::Refused(Refusal::NothingToTakeBack))));
        take_back_renewal(&village.context, &alice, &offered.acquaintance.id).await.unwrap();
        for member in [&alice, &bob] {
            let left = only(&village, member).await;
            assert_eq!((left.state, left.renewal), (ShownState::Mutual, None));
        }
        let late = say(&village, &bob, OfferAnswer::Yes(terms())).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NothingToAnswer))));
    }

    async fn new_texts_rest_on_the_newest_pair_and_public_ones_stay(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        let old = published(&village, &alice, &bob).await;
        let before = attestations(&village, &old).await;
        renew(&village, &alice, &bob).await.unwrap();
        say(&village, &bob, OfferAnswer::Yes(new_terms())).await.unwrap();
        assert!(is_public(&village, &bob, &old).await);
        assert_eq!(attestations(&village, &old).await, before);

        edit(context, &alice, &old, words("Bob taught us to read our books.")).await.unwrap();
        offer(context, &alice, &old).await.unwrap();
        answer_text(context, &bob, &old, TextAnswer::Accept).await.unwrap();
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        let known = only(&village, &alice).await;
        let pair = &mutual(&known).pair;
        assert_eq!(attestations(&village, &old).await, [pair.mine, pair.theirs]);
    }

    async fn the_end_takes_every_attestation_that_is_in_force(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        let first = published(&village, &alice, &bob).await;
        let old = mutual(&only(&village, &alice).await).pair.clone();
        renew(&village, &alice, &bob).await.unwrap();
        say(&village, &bob, OfferAnswer::Yes(new_terms())).await.unwrap();
        let new = mutual(&only(&village, &alice).await).pair.clone();
        let second = write(context, &bob, alice.account.id, words(TEXT)).await.unwrap().recommendation.id;
        offer(context, &bob, &second).await.unwrap();
        answer_text(context, &alice, &second, TextAnswer::Accept).await.unwrap();
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        assert_eq!(attestations(&village, &second).await, [new.theirs, new.mine]);

        end(context, &alice, &id(&village, &alice).await).await.unwrap();
        for member in [&alice, &bob] {
            assert_eq!(only(&village, member).await.state, ShownState::Ended);
        }
        for attestation in [&old.mine, &new.mine] {
            assert!(is_withdrawn(&village, attestation).await);
        }
        for attestation in [&old.theirs, &new.theirs] {
            assert!(!is_withdrawn(&village, attestation).await, "that is Bob's to withdraw");
        }
        for id in [first, second] {
            assert!(matches!(bundle_of(context, &id).await, Ok(PublicEvidence::Withdrawn(_))));
        }
    }

    async fn what_has_run_out_needs_no_withdrawal(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let old = mutual(&only(&village, &alice).await).pair.mine;
        village.wait(TimeDelta::days(4 * 365));
        renew(&village, &alice, &bob).await.unwrap();
        say(&village, &bob, OfferAnswer::Yes(new_terms())).await.unwrap();
        let new = mutual(&only(&village, &alice).await).pair.mine;
        village.wait(TimeDelta::days(2 * 365));
        end(&village.context, &alice, &id(&village, &alice).await).await.unwrap();
        assert!(is_withdrawn(&village, &new).await);
        assert!(!is_withdrawn(&village, &old).await);
    }

    async fn two_who_part_can_begin_anew(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        renew(&village, &alice, &bob).await.unwrap();
        end(&village.context, &bob, &id(&village, &bob).await).await.unwrap();
        let ended = only(&village, &alice).await;
        assert_eq!((ended.acquaintance.stage, ended.renewal), (Stage::Ended, None));
        village.acquaint(&bob, &alice).await;
        for member in [&alice, &bob] {
            assert_eq!(only(&village, member).await.state, ShownState::Mutual);
        }
    }
}
