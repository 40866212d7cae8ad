//! What the two servers check before there is a bundle: a pair of attestations, and an offered text.

mod story;

use story::*;
use vouchwell_evidence::*;

type Pair = [Signed<Attestation>; 2];

fn answered(change: impl FnOnce(&mut Attestation)) -> Result<(), Verdict> {
    let first = sign(first(), &alice());
    let mut answer = second(&first);
    change(&mut answer);
    check_pair(&first, &sign(answer, &bob()))
}

#[test]
fn an_answer_makes_an_acquaintance() {
    assert_eq!(answered(|_| ()), Ok(()));
}

#[test]
fn an_answer_is_by_and_about_the_two_people_of_the_offer() {
    let carol: ActorUri = "https://c.example/users/carol".parse().unwrap();
    let carols_key = SecretKey::from_seed([3; 32]).did_key();
    assert_eq!(
        answered(|answer| answer.author = carol.clone()),
        Err(Verdict::PartyMismatch)
    );
    assert_eq!(
        answered(|answer| answer.author_key = carols_key.clone()),
        Err(Verdict::PartyMismatch)
    );
    assert_eq!(
        answered(|answer| answer.object = carol.clone()),
        Err(Verdict::PartyMismatch)
    );
    assert_eq!(
        answered(|answer| answer.object_key = carols_key.clone()),
        Err(Verdict::PartyMismatch)
    );
}

#[test]
fn an_answer_names_this_offer_and_comes_in_time() {
    let other = Digest::of(&serde_json::json!({}));
    assert_eq!(
        answered(|answer| answer.counterpart = Some(other)),
        Err(Verdict::CounterpartMismatch)
    );
    assert_eq!(
        answered(|answer| answer.counterpart = None),
        Err(Verdict::CounterpartMismatch)
    );
    let late = time("2026-03-22T12:00:01Z");
    assert_eq!(
        answered(|answer| answer.published = late),
        Err(Verdict::LateAccept)
    );
    let [first, second] = pair();
    assert_eq!(
        check_pair(&second, &first),
        Err(Verdict::CounterpartMismatch),
        "the offer comes first"
    );
}

#[test]
fn nobody_knows_only_oneself() {
    let alone = |change: &dyn Fn(&mut Attestation)| {
        let mut alone = first();
        change(&mut alone);
        let alone = sign(alone, &alice());
        check_pair(&alone, &alone)
    };
    assert_eq!(
        alone(&|a| a.object = a.author.clone()),
        Err(Verdict::SelfEndorsement)
    );
    assert_eq!(
        alone(&|a| a.object_key = a.author_key.clone()),
        Err(Verdict::SelfEndorsement)
    );
}

#[test]
fn an_offered_text_is_checked_before_it_is_accepted() {
    let offered = |pair: &Pair, change: &dyn Fn(&mut Endorsement)| {
        let mut text = endorsement(pair);
        change(&mut text);
        check_offer(&sign(text, &alice()), pair, now())
    };
    let pair = pair();
    assert_eq!(offered(&pair, &|_| ()), Ok(()));
    assert_eq!(
        offered(&pair, &|text| text.object = text.author.clone()),
        Err(Verdict::SelfEndorsement)
    );
    let carol: ActorUri = "https://c.example/users/carol".parse().unwrap();
    assert_eq!(
        offered(&pair, &|text| text.object = carol.clone()),
        Err(Verdict::PartyMismatch)
    );
    assert_eq!(
        offered(&pair, &|text| text.attestations.reverse()),
        Err(Verdict::MissingAttestation)
    );
    assert_eq!(
        offered(&pair, &|text| text.attestations.clear()),
        Err(Verdict::MissingAttestation)
    );
    let before = time("2026-03-02T11:59:59Z");
    assert_eq!(
        offered(&pair, &|text| text.published = before),
        Err(Verdict::Order)
    );
    let future = time("2026-04-30T12:05:01Z");
    assert_eq!(
        offered(&pair, &|text| text.published = future),
        Err(Verdict::NotYetValid)
    );
    assert_eq!(
        offered(&pair, &|text| text.end_time = text.published),
        Err(Verdict::Expired)
    );

    let [first, second] = &pair;
    let turned = [second.clone(), first.clone()];
    assert_eq!(offered(&turned, &|_| ()), Err(Verdict::PartyMismatch));
    let mut unanswering = second.content().clone();
    unanswering.counterpart = None;
    let unanswered = [first.clone(), sign(unanswering, &bob())];
    assert_eq!(offered(&unanswered, &|_| ()), Err(Verdict::CounterpartMismatch));
    let mut late = second.content().clone();
    late.published = time("2026-03-23T12:00:00Z");
    let late = [first.clone(), sign(late, &bob())];
    assert_eq!(offered(&late, &|_| ()), Err(Verdict::LateAccept));
}
