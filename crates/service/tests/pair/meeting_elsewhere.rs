//! Meetings of two people of two servers, whose messages may cross.

use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::evidence::EvidenceKind;
use vouchwell_domain::meeting::MeetingToken;
use vouchwell_service::acquaintance::{OfferAnswer, answer, attest};
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, meeting};

use crate::between_villages;
use crate::meetings::{code, met};
use crate::neighbours::{Neighbours, said, tell};
use crate::village::terms;

async fn bob_scans(neighbours: &Neighbours, code: &MeetingToken) {
    let Neighbours {
        b, bob, alice_at_b, ..
    } = neighbours;
    attest(&b.context, bob, *alice_at_b, &met(), Some(code))
        .await
        .unwrap();
}

async fn alice_says(neighbours: &Neighbours, yes: OfferAnswer) -> vouchwell_service::Result<()> {
    let id = neighbours.alices().await.acquaintance.id;
    answer(&neighbours.a.context, &neighbours.alice, &id, yes)
        .await
        .map(drop)
}

async fn alice_offers(neighbours: &Neighbours) {
    let Neighbours {
        a, alice, bob_at_a, ..
    } = neighbours;
    attest(&a.context, alice, *bob_at_a, &terms(), None)
        .await
        .unwrap();
}

const WRONG: &str = "123456789012345678901234567890";

between_villages! {
    async fn both_show_it_once_it_is_confirmed(neighbours) {
        let shown = code(&neighbours.a, &neighbours.alice).await;
        bob_scans(&neighbours, &shown).await;
        neighbours.settle().await;
        let asked = neighbours.alices().await;
        assert_eq!((asked.state, asked.code_scanned), (ShownState::Asked, true));
        assert!(meeting::shown_here(&neighbours.a.context, &shown).await.is_err(), "it is used up");
        alice_says(&neighbours, OfferAnswer::Yes(met())).await.unwrap();
        neighbours.settle().await;
        assert_eq!(neighbours.agree().await, EvidenceKind::CodesExchanged);
    }

    async fn an_offer_with_a_wrong_code_stays_and_is_declared(neighbours) {
        bob_scans(&neighbours, &WRONG.parse().unwrap()).await;
        neighbours.settle().await;
        let asked = neighbours.alices().await;
        assert_eq!((asked.state, asked.code_scanned), (ShownState::Asked, false));
        assert_eq!(asked.theirs.unwrap().evidence, EvidenceKind::Declared);
        let confirmed = alice_says(&neighbours, OfferAnswer::Yes(met())).await;
        assert!(matches!(confirmed, Err(Error::Refused(Refusal::NoCodeScanned))));
        alice_says(&neighbours, OfferAnswer::Yes(terms())).await.unwrap();
        neighbours.settle().await;
        assert_eq!(neighbours.agree().await, EvidenceKind::Declared);
    }

    async fn a_server_that_tries_codes_with_its_offers_is_not_believed(neighbours) {
        let shown = code(&neighbours.a, &neighbours.alice).await;
        let server = "b.example".parse().unwrap();
        for _ in 0..60 {
            meeting::shown_to(&neighbours.a.context, &server, &WRONG.parse().unwrap()).await.unwrap_err();
        }
        bob_scans(&neighbours, &shown).await;
        neighbours.settle().await;
        assert!(!neighbours.alices().await.code_scanned);
    }

    async fn a_scanned_code_that_crosses_her_offer_is_for_her_to_confirm(neighbours) {
        for hers_first in [true, false] {
            let shown = code(&neighbours.a, &neighbours.alice).await;
            alice_offers(&neighbours).await;
            bob_scans(&neighbours, &shown).await;
            let (hers, his) = (said(&neighbours.a).await, said(&neighbours.b).await);
            if hers_first {
                tell(&neighbours.b, &hers).await;
                tell(&neighbours.a, &his).await;
            } else {
                tell(&neighbours.a, &his).await;
                tell(&neighbours.b, &hers).await;
            }
            neighbours.settle().await;
            alice_says(&neighbours, OfferAnswer::Yes(met())).await.unwrap();
            neighbours.settle().await;
            assert_eq!(neighbours.agree().await, EvidenceKind::CodesExchanged);
        }
    }

    async fn two_who_scanned_each_other_are_acquainted_when_the_offers_cross(neighbours) {
        let (a, b) = (&neighbours.a, &neighbours.b);
        let (alices, bobs) = (code(a, &neighbours.alice).await, code(b, &neighbours.bob).await);
        attest(&a.context, &neighbours.alice, neighbours.bob_at_a, &met(), Some(&bobs)).await.unwrap();
        bob_scans(&neighbours, &alices).await;
        neighbours.settle().await;
        assert_eq!(neighbours.agree().await, EvidenceKind::CodesExchanged);
    }

    async fn a_yes_to_the_offer_before_is_overtaken_by_the_meeting(neighbours) {
        let Neighbours { a, b, bob, alice_at_b, .. } = &neighbours;
        attest(&b.context, bob, *alice_at_b, &terms(), None).await.unwrap();
        neighbours.settle().await;
        alice_says(&neighbours, OfferAnswer::Yes(terms())).await.unwrap();
        let yes = said(a).await;
        let shown = code(a, &neighbours.alice).await;
        bob_scans(&neighbours, &shown).await;
        let mut his = said(b).await;
        assert_eq!(his.len(), 2, "he takes his offer back and makes a new one");
        tell(b, &yes).await;
        his.reverse();
        tell(a, &his).await;
        neighbours.settle().await;
        assert!(neighbours.alices().await.code_scanned);
        alice_says(&neighbours, OfferAnswer::Yes(met())).await.unwrap();
        neighbours.settle().await;
        assert_eq!(neighbours.agree().await, EvidenceKind::CodesExchanged);
    }
}
