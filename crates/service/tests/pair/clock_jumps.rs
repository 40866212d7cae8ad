//! The clock of the machine is wrong for a while, and is set right.

use chrono::TimeDelta;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::page::Page;
use vouchwell_service::Error;
use vouchwell_service::acquaintance::{self, attest};
use vouchwell_service::error::Refusal;
use vouchwell_service::recommendation::{TextAnswer, answer};

use crate::in_a_village;
use crate::recommendations::{is_public, offered};
use crate::village::terms;

in_a_village! {
    /// What was signed a day ahead is answered when that day has come, and not before.
    async fn clock_jump_while_two_attest(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let context = &village.context;
        village.wait(TimeDelta::days(1));
        attest(context, &alice, bob.account.id, &terms(), None).await.unwrap();
        village.wait(TimeDelta::days(-1));
        let refused = attest(context, &bob, alice.account.id, &terms(), None).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::ClockDiffers))), "{refused:?}");
        let known = acquaintance::list(context, &bob, Page::newest(5)).await.unwrap();
        assert!(known[0].state != ShownState::Mutual, "nothing is half done");
        village.wait(TimeDelta::days(1));
        attest(context, &bob, alice.account.id, &terms(), None).await.unwrap();
        let known = acquaintance::list(context, &bob, Page::newest(5)).await.unwrap();
        assert!(known[0].state == ShownState::Mutual);
    }

    /// A hold that began in the future ends a day after that future; nothing is lost or done twice.
    async fn clock_jump_within_the_hold(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let id = offered(&village, &alice, &bob).await;
        village.wait(TimeDelta::hours(5));
        answer(&village.context, &bob, &id, TextAnswer::Accept).await.unwrap();
        village.wait(TimeDelta::hours(-5));
        village.wait(TimeDelta::hours(24));
        village.tick().await;
        assert!(!is_public(&village, &bob, &id).await, "whoever wants to pull it has her whole day");
        village.wait(TimeDelta::hours(5));
        village.tick().await;
        assert!(is_public(&village, &bob, &id).await);
        village.wait(TimeDelta::hours(-30));
        village.tick().await;
        assert!(is_public(&village, &bob, &id).await, "what is public stays so when the clock goes back");
    }
}
