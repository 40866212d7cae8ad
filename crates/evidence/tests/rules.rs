//! The edges of steps 4 to 7 of protocol §5, beyond the published cases.

mod story;

use chrono::TimeDelta;
use serde_json::{Value, json};
use story::*;
use vouchwell_evidence::*;

#[test]
fn only_the_answer_has_a_counterpart_whatever_stands_there() {
    let honest = bundle();
    let [first, second] = &honest.attestations;
    let answer = |first: &Value| bent(second, &bob(), "counterpart", json!(Digest::of(first)));
    assert_eq!(
        verdict(&bundle_over(first.value().clone(), answer)),
        Verdict::Valid
    );
    for strange in [json!(null), json!("z"), json!(7)] {
        let claimed = bent(first, &alice(), "counterpart", strange.clone());
        assert_eq!(
            verdict(&bundle_over(claimed, answer)),
            Verdict::CounterpartMismatch
        );
        let unclear = |_: &Value| bent(second, &bob(), "counterpart", strange);
        assert_eq!(
            verdict(&bundle_over(first.value().clone(), unclear)),
            Verdict::CounterpartMismatch
        );
    }
}

#[test]
fn the_answer_comes_between_the_offer_and_its_end() {
    let answered = |accept_by: Value, published: &str| {
        let honest = bundle();
        let [first, second] = &honest.attestations;
        let first = bent(first, &alice(), "acceptBy", accept_by);
        let whole = bundle_over(first, |first| {
            let mut answer = second.content().clone();
            answer.counterpart = Some(Digest::of(first));
            answer.published = time(published);
            answer.end_time = answer.published.years_later(5);
            sign(answer, &bob()).value().clone()
        });
        verdict(&whole)
    };
    let usual = || json!("2026-03-03T11:00:00Z");
    assert_eq!(answered(usual(), "2026-03-03T11:00:00Z"), Verdict::Valid);
    assert_eq!(answered(usual(), "2026-03-03T11:00:01Z"), Verdict::LateAccept);
    assert_eq!(answered(usual(), "2026-03-01T12:00:00Z"), Verdict::Valid);
    assert_eq!(answered(usual(), "2026-03-01T11:59:59Z"), Verdict::LateAccept);
    for strange in [json!(null), json!("soon"), json!(7)] {
        assert_eq!(answered(strange, "2026-03-02T12:00:00Z"), Verdict::LateAccept);
    }
    assert_eq!(
        answered(json!("2026-04-30T12:00:00Z"), "2026-03-02T12:00:00Z"),
        Verdict::Valid,
        "60 days"
    );
    assert_eq!(
        answered(json!("2026-04-30T12:00:01Z"), "2026-03-02T12:00:00Z"),
        Verdict::LateAccept,
        "longer"
    );
}

#[test]
fn either_side_may_have_been_first() {
    let offered = Attestation {
        accept_by: Some(time("2026-03-22T12:00:00Z")),
        counterpart: None,
        ..second(&pair()[0])
    };
    let offered = sign(offered, &bob());
    let answered = Attestation {
        published: time("2026-03-02T13:00:00Z"),
        accept_by: None,
        counterpart: Some(*offered.digest()),
        ..first()
    };
    let answered = sign(answered, &alice());
    assert_eq!(check_pair(&offered, &answered), Ok(()));
    assert!(bundle_on([answered, offered]).verify(now()).is_ok());
}

#[test]
fn attestations_live_five_calendar_years_at_most() {
    let ending = |end_time: &str| {
        let mut attestation = first();
        attestation.published = time("2028-02-29T12:00:00Z");
        attestation.end_time = time(end_time);
        Signed::<Attestation>::parse(sign(attestation, &alice()).value().clone()).map(|_| ())
    };
    assert_eq!(ending("2033-02-28T12:00:00Z"), Ok(()));
    assert_eq!(ending("2033-02-28T12:00:01Z"), Err(Verdict::Malformed));
}

#[test]
fn clocks_may_differ_by_five_minutes_and_the_last_second_counts() {
    let bundle = bundle().value();
    let accepted = time("2026-03-04T12:00:00Z");
    assert_eq!(
        verdict_at(&bundle, accepted + TimeDelta::minutes(-5)),
        Verdict::Valid
    );
    assert_eq!(
        verdict_at(&bundle, accepted + TimeDelta::seconds(-301)),
        Verdict::NotYetValid
    );
    let end = time("2029-03-03T12:00:00Z");
    assert_eq!(verdict_at(&bundle, end), Verdict::Valid);
    assert_eq!(verdict_at(&bundle, end + TimeDelta::seconds(1)), Verdict::Expired);
}

#[test]
fn every_document_can_be_withdrawn_by_its_author_alone() {
    let with = |withdrawals: Vec<Signed<Withdrawal>>| {
        let mut bundle = bundle();
        bundle.withdrawals = withdrawals;
        verdict(&bundle.value())
    };
    let honest = bundle();
    let [first, second] = &honest.attestations;
    assert_eq!(with(vec![withdrawal(first, &alice())]), Verdict::Withdrawn);
    assert_eq!(with(vec![withdrawal(second, &bob())]), Verdict::Withdrawn);
    assert_eq!(
        with(vec![withdrawal(&honest.endorsement, &alice())]),
        Verdict::Withdrawn
    );
    assert_eq!(
        with(vec![withdrawal(&honest.acceptance, &bob())]),
        Verdict::Withdrawn
    );

    let powerless = vec![
        withdrawal(first, &bob()),
        withdrawal(second, &alice()),
        withdrawal(&honest.endorsement, &bob()),
        withdrawal(&honest.acceptance, &alice()),
    ];
    assert_eq!(with(powerless.clone()), Verdict::Valid);
    assert_eq!(
        with([powerless, vec![withdrawal(second, &bob())]].concat()),
        Verdict::Withdrawn
    );

    let taken_back = withdrawal(&honest.endorsement, &alice());
    assert!(taken_back.withdraws(&honest.endorsement));
    assert!(!taken_back.withdraws(&honest.acceptance));
}
