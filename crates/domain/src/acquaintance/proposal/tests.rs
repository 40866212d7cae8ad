use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn proposal(side: ProposalSide) -> Proposal {
    Proposal {
        offer: "https://a.example/activities/5".parse().unwrap(),
        side,
        message: None,
        created_at: at("2026-03-01T00:00:00Z").datetime(),
    }
}

fn digest() -> Digest {
    Digest::of(&serde_json::json!({"a": 1}))
}

fn offered() -> Proposal {
    proposal(ProposalSide::Offered {
        mine: digest(),
        accept_by: at("2026-03-22T00:00:00Z"),
    })
}

fn asked(declined_silently: bool) -> Proposal {
    proposal(ProposalSide::Asked {
        theirs: digest(),
        accept_by: at("2026-03-22T00:00:00Z"),
        declined_silently,
        hidden: false,
        code_scanned: false,
    })
}

const LOWER: &str = "https://a.example/activities/4";
const HIGHER: &str = "https://b.example/activities/4";

fn receive(known: &Proposal, offer: &str, code: IncomingCode, own_is_scanned: bool) -> Reception {
    let offer = offer.parse().unwrap();
    let incoming = IncomingOffer {
        offer: &offer,
        code,
        own_is_scanned,
    };
    known.receive(incoming, at("2026-03-02T00:00:00Z"))
}

#[test]
fn declined_and_expired_look_the_same_to_their_owners() {
    assert_eq!(offered().shown(at("2026-03-22T00:00:00Z")), ShownState::Offered);
    assert_eq!(offered().shown(at("2026-03-22T00:00:01Z")), ShownState::Closed);
    let declined = asked(true);
    assert_eq!(declined.shown(at("2026-03-02T00:00:00Z")), ShownState::Closed);
    assert!(declined.may_be_accepted(at("2026-03-02T00:00:00Z")));
}

#[test]
fn of_two_crossing_offers_the_lower_id_lives() {
    for code in [IncomingCode::Absent, IncomingCode::Wrong] {
        assert_eq!(receive(&offered(), LOWER, code, false), Reception::AnswerAtOnce);
        assert_eq!(receive(&offered(), HIGHER, code, false), Reception::Ignore);
    }
}

#[test]
fn a_right_code_is_shown_to_her_who_has_to_confirm_it() {
    for offer in [LOWER, HIGHER] {
        let reception = receive(&offered(), offer, IncomingCode::Right, false);
        assert_eq!(reception, Reception::TakeBackAndAsk);
        for declined in [true, false] {
            let reception = receive(&asked(declined), offer, IncomingCode::Right, false);
            assert_eq!(reception, Reception::Ask);
        }
    }
}

#[test]
fn two_who_scanned_each_other_have_both_confirmed() {
    assert_eq!(
        receive(&offered(), LOWER, IncomingCode::Right, true),
        Reception::AnswerAtOnce
    );
    assert_eq!(
        receive(&offered(), HIGHER, IncomingCode::Right, true),
        Reception::Ignore
    );
}

#[test]
fn a_second_offer_changes_nothing() {
    assert_eq!(
        receive(&asked(false), HIGHER, IncomingCode::Absent, false),
        Reception::Ignore
    );
    assert_eq!(
        receive(&asked(true), HIGHER, IncomingCode::Absent, false),
        Reception::Ignore
    );
    assert_eq!(
        receive(&asked(true), HIGHER, IncomingCode::Wrong, false),
        Reception::Ignore
    );
}

#[test]
fn a_no_to_a_renewal_does_not_hold_for_good() {
    let offer = HIGHER.parse().unwrap();
    let incoming = IncomingOffer {
        offer: &offer,
        code: IncomingCode::Absent,
        own_is_scanned: false,
    };
    let (open, over) = (at("2026-03-22T00:00:00Z"), at("2026-03-22T00:00:01Z"));
    assert_eq!(asked(true).receive_renewal(incoming, open), Reception::Ignore);
    assert_eq!(asked(true).receive_renewal(incoming, over), Reception::Ask);
    assert_eq!(asked(true).receive(incoming, over), Reception::Ignore);
}

#[test]
fn an_answer_signed_in_time_is_taken_for_eight_days_more() {
    let takes = |published, now| offered().takes_answer(at(published), at(now));
    assert!(takes("2026-03-22T00:00:00Z", "2026-03-30T00:00:00Z"));
    assert!(!takes("2026-03-22T00:00:00Z", "2026-03-30T00:00:01Z"));
    assert!(!takes("2026-03-22T00:00:01Z", "2026-03-22T00:00:01Z"));
}
