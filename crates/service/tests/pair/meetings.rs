use chrono::TimeDelta;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::evidence::EvidenceKind;
use vouchwell_domain::meeting::MeetingToken;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance::{AcquaintanceView, OfferAnswer, answer, attest, list};
use vouchwell_service::error::Refusal;
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::{Error, Result, meeting, request};

use crate::in_a_village;
use crate::village::{Village, terms, terms_since, words};

pub(crate) fn met() -> AttestationTerms {
    AttestationTerms {
        evidence: EvidenceKind::CodesExchanged,
        ..terms()
    }
}

pub(crate) async fn code(village: &Village, member: &Member) -> MeetingToken {
    meeting::show(&village.context, member)
        .await
        .unwrap()
        .link
        .token()
        .clone()
}

async fn scan(
    village: &Village,
    member: &Member,
    other: &Member,
    code: &MeetingToken,
) -> Result<AcquaintanceView> {
    attest(&village.context, member, other.account.id, &met(), Some(code)).await
}

async fn with(village: &Village, owner: &Member, other: &Member) -> AcquaintanceView {
    let known = list(&village.context, owner, Page::newest(20)).await.unwrap();
    let mut known = known
        .into_iter()
        .filter(|known| known.acquaintance.other == other.account.id);
    known.next().unwrap()
}

async fn confirm(village: &Village, owner: &Member, other: &Member) -> Result<AcquaintanceView> {
    let id = with(village, owner, other).await.acquaintance.id;
    answer(&village.context, owner, &id, OfferAnswer::Yes(met())).await
}

fn evidence(view: &AcquaintanceView) -> [Option<EvidenceKind>; 2] {
    [&view.mine, &view.theirs].map(|said| said.as_ref().map(|said| said.evidence))
}

fn refusal<T>(result: Result<T>) -> Option<Refusal> {
    match result {
        Err(Error::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}

const CODES: [Option<EvidenceKind>; 2] = [Some(EvidenceKind::CodesExchanged); 2];
const DECLARED: Option<EvidenceKind> = Some(EvidenceKind::Declared);

in_a_village! {
    async fn one_scans_and_the_other_confirms(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let shown = code(&village, &alice).await;
        assert_eq!(meeting::shown_here(&village.context, &shown).await.unwrap(), alice.account);
        let offered = scan(&village, &bob, &alice, &shown).await.unwrap();
        assert_eq!((offered.state, evidence(&offered)), (ShownState::Offered, [DECLARED, None]));
        let asked = with(&village, &alice, &bob).await;
        assert!(asked.code_scanned, "she sees that a code of hers came with it");
        assert_eq!((asked.state, evidence(&asked)), (ShownState::Asked, [None, DECLARED]));
        confirm(&village, &alice, &bob).await.unwrap();
        for (owner, other) in [(&alice, &bob), (&bob, &alice)] {
            let known = with(&village, owner, other).await;
            assert_eq!((known.state, evidence(&known)), (ShownState::Mutual, CODES));
        }
    }

    async fn who_does_not_confirm_has_only_declared(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let shown = code(&village, &alice).await;
        scan(&village, &bob, &alice, &shown).await.unwrap();
        let id = with(&village, &alice, &bob).await.acquaintance.id;
        answer(&village.context, &alice, &id, OfferAnswer::Yes(terms())).await.unwrap();
        assert_eq!(evidence(&with(&village, &bob, &alice).await), [DECLARED, DECLARED]);
    }

    async fn a_code_is_good_once_and_for_five_minutes(village) {
        let (alice, bob, carol) =
            (village.elder("alice").await, village.elder("bob").await, village.elder("carol").await);
        let old = code(&village, &alice).await;
        village.wait(TimeDelta::minutes(5) - TimeDelta::seconds(1));
        let new = code(&village, &alice).await;
        assert!(meeting::shown_here(&village.context, &old).await.is_ok(), "a new one ends no other");
        village.wait(TimeDelta::seconds(1));
        assert_eq!(refusal(meeting::shown_here(&village.context, &old).await), Some(Refusal::CodeNotGood));
        assert_eq!(refusal(scan(&village, &bob, &alice, &old).await), Some(Refusal::CodeNotGood));
        assert_eq!(refusal(scan(&village, &carol, &bob, &new).await), Some(Refusal::CodeNotGood), "Bob's it is not");
        scan(&village, &bob, &alice, &new).await.unwrap();
        assert_eq!(refusal(scan(&village, &carol, &alice, &new).await), Some(Refusal::CodeNotGood));
        assert_eq!(list(&village.context, &alice, Page::newest(5)).await.unwrap().len(), 1);
    }

    async fn nobody_claims_a_meeting_without_a_code(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        let claimed = attest(context, &bob, alice.account.id, &met(), None).await;
        assert_eq!(refusal(claimed), Some(Refusal::EvidenceWithoutCode));
        let shown = code(&village, &alice).await;
        let hushed = attest(context, &bob, alice.account.id, &terms(), Some(&shown)).await;
        assert_eq!(refusal(hushed), Some(Refusal::EvidenceWithoutCode));
        attest(context, &bob, alice.account.id, &terms(), None).await.unwrap();
        assert_eq!(refusal(confirm(&village, &alice, &bob).await), Some(Refusal::NoCodeScanned));
        assert_eq!(with(&village, &alice, &bob).await.state, ShownState::Asked);
    }

    async fn nobody_says_to_know_anybody_from_a_time_that_is_to_come(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        for since in ["2026-04", "2027", "2099-12", "0000", "1900-12"] {
            let offered = attest(context, &bob, alice.account.id, &terms_since(since), None).await;
            assert_eq!(refusal(offered), Some(Refusal::NotKnownSince), "{since}");
        }
        attest(context, &bob, alice.account.id, &terms_since("2026-03"), None).await.unwrap();
        let asked = with(&village, &alice, &bob).await.acquaintance.id;
        let yes = OfferAnswer::Yes(terms_since("2099"));
        let answered = answer(context, &alice, &asked, yes).await;
        assert_eq!(refusal(answered), Some(Refusal::NotKnownSince));
        assert_eq!(with(&village, &alice, &bob).await.state, ShownState::Asked);
    }

    async fn two_who_know_each_other_meet_later(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        // An offer to renew is open already, without a code.
        attest(&village.context, &bob, alice.account.id, &terms(), None).await.unwrap();
        let shown = code(&village, &alice).await;
        scan(&village, &bob, &alice, &shown).await.unwrap();
        let asked = with(&village, &alice, &bob).await;
        assert_eq!(evidence(&asked), [DECLARED, DECLARED], "until she confirms");
        assert!(asked.renewal.unwrap().code_scanned);
        confirm(&village, &alice, &bob).await.unwrap();
        for (owner, other) in [(&alice, &bob), (&bob, &alice)] {
            let known = with(&village, owner, other).await;
            assert_eq!((evidence(&known), known.renewal), (CODES, None));
        }
    }

    async fn who_was_asked_before_they_met_answers_and_scans_at_once(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        attest(&village.context, &alice, bob.account.id, &terms(), None).await.unwrap();
        let shown = code(&village, &alice).await;
        let answered = scan(&village, &bob, &alice, &shown).await.unwrap();
        assert_eq!((answered.state, evidence(&answered)), (ShownState::Mutual, [DECLARED, DECLARED]));
        confirm(&village, &alice, &bob).await.unwrap();
        assert_eq!(evidence(&with(&village, &bob, &alice).await), CODES);
    }

    async fn who_offered_before_they_met_offers_anew(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        attest(&village.context, &bob, alice.account.id, &terms(), None).await.unwrap();
        let shown = code(&village, &alice).await;
        assert_eq!(scan(&village, &bob, &alice, &shown).await.unwrap().state, ShownState::Offered);
        assert!(with(&village, &alice, &bob).await.code_scanned);
        confirm(&village, &alice, &bob).await.unwrap();
        assert_eq!(evidence(&with(&village, &bob, &alice).await), CODES);
    }

    async fn two_who_scan_each_other_need_no_confirmation(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let (alices, bobs) = (code(&village, &alice).await, code(&village, &bob).await);
        scan(&village, &bob, &alice, &alices).await.unwrap();
        let known = scan(&village, &alice, &bob, &bobs).await.unwrap();
        assert_eq!((known.state, evidence(&known)), (ShownState::Mutual, CODES));
        assert_eq!(known.renewal, None);
    }

    async fn who_was_declined_in_silence_is_shown_when_they_meet(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        attest(&village.context, &bob, alice.account.id, &terms(), None).await.unwrap();
        let id = with(&village, &alice, &bob).await.acquaintance.id;
        answer(&village.context, &alice, &id, OfferAnswer::No { told: None }).await.unwrap();
        let shown = code(&village, &alice).await;
        scan(&village, &bob, &alice, &shown).await.unwrap();
        let asked = with(&village, &alice, &bob).await;
        assert_eq!((asked.state, asked.code_scanned), (ShownState::Asked, true));
    }

    async fn whom_five_do_not_know_is_shown_to_the_one_he_met(village) {
        let mal = village.elder("mal").await;
        for number in 0..5 {
            let other = village.elder(&format!("member{number}")).await;
            attest(&village.context, &mal, other.account.id, &terms(), None).await.unwrap();
            let id = with(&village, &other, &mal).await.acquaintance.id;
            answer(&village.context, &other, &id, OfferAnswer::No { told: None }).await.unwrap();
        }
        let dana = village.elder("dana").await;
        attest(&village.context, &mal, dana.account.id, &terms(), None).await.unwrap();
        assert!(list(&village.context, &dana, Page::newest(5)).await.unwrap().is_empty());
        let shown = code(&village, &dana).await;
        scan(&village, &mal, &dana, &shown).await.unwrap();
        confirm(&village, &dana, &mal).await.unwrap();
        request::ask(&village.context, &mal, dana.account.id, words("x").topics, None).await.unwrap();
        assert_eq!(request::list(&village.context, &dana, Page::newest(5)).await.unwrap().len(), 1);

        let rae = village.elder("rae").await;
        attest(&village.context, &rae, mal.account.id, &terms(), None).await.unwrap();
        attest(&village.context, &mal, rae.account.id, &terms(), None).await.unwrap();
        request::ask(&village.context, &mal, rae.account.id, words("x").topics, None).await.unwrap();
        assert!(request::list(&village.context, &rae, Page::newest(5)).await.unwrap().is_empty(), "they never met");
    }

    async fn five_codes_are_tried_in_a_minute(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        for _ in 0..5 {
            meeting::count_try(&village.context, &bob).await.unwrap();
        }
        assert_eq!(refusal(meeting::count_try(&village.context, &bob).await), Some(Refusal::TooManyCodes));
        meeting::count_try(&village.context, &alice).await.unwrap();
        village.wait(TimeDelta::minutes(1));
        meeting::count_try(&village.context, &bob).await.unwrap();
    }

    async fn another_server_is_told_nothing_after_too_many_wrong_codes(village) {
        let alice = village.elder("alice").await;
        let (context, server) = (&village.context, "b.example".parse().unwrap());
        let shown = code(&village, &alice).await;
        let asked = meeting::shown_to(context, &server, &shown);
        assert_eq!(asked.await.unwrap(), alice.account.uri);
        let wrong: MeetingToken = "123456789012345678901234567890".parse().unwrap();
        for _ in 0..60 {
            assert!(matches!(meeting::shown_to(context, &server, &wrong).await, Err(Error::NotFound)));
        }
        for code in [&wrong, &shown] {
            let asked = meeting::shown_to(context, &server, code).await;
            assert_eq!(refusal(asked), Some(Refusal::TooManyCodes));
        }
        let elsewhere = "c.example".parse().unwrap();
        assert!(meeting::shown_to(context, &elsewhere, &shown).await.is_ok());
        village.wait(TimeDelta::minutes(1));
        assert!(meeting::shown_to(context, &server, &shown).await.is_ok(), "asking did not use it up");
    }
}
