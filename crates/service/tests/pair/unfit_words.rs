use vouchwell_domain::evidence::Disclosure;
use vouchwell_domain::page::Page;
use vouchwell_domain::version::Words;
use vouchwell_service::error::Refusal;
use vouchwell_service::recommendation::{edit, list, write};
use vouchwell_service::{Error, Result};

use crate::in_a_village;
use crate::village::words;

fn refusal<T>(result: Result<T>) -> Option<Refusal> {
    match result {
        Err(Error::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}

fn long() -> Words {
    Words {
        limitations: "x".repeat(5_001).parse().unwrap(),
        ..words("Reliable.")
    }
}

fn repeated() -> Words {
    Words {
        disclosures: vec![Disclosure::WasAsked, Disclosure::WasAsked],
        ..words("Reliable.")
    }
}

in_a_village! {
    async fn words_that_could_outgrow_their_bundle_are_refused_and_change_nothing(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let (context, subject) = (&village.context, bob.account.id);
        assert_eq!(refusal(write(context, &alice, subject, long()).await), Some(Refusal::LimitationsTooLong));
        assert_eq!(refusal(write(context, &alice, subject, repeated()).await), Some(Refusal::Repeated));
        let blank = write(context, &alice, subject, words(" \n ")).await;
        assert_eq!(refusal(blank), Some(Refusal::BlankText));
        assert!(list(context, &alice, None, Page::newest(5)).await.unwrap().is_empty());
        let draft = write(context, &alice, subject, words("Reliable.")).await.unwrap().recommendation.id;
        assert_eq!(refusal(edit(context, &alice, &draft, long()).await), Some(Refusal::LimitationsTooLong));
        assert_eq!(refusal(edit(context, &alice, &draft, repeated()).await), Some(Refusal::Repeated));
        assert_eq!(refusal(edit(context, &alice, &draft, words("\t")).await), Some(Refusal::BlankText));
        let kept = list(context, &alice, None, Page::newest(5)).await.unwrap();
        assert_eq!(kept[0].words, Some(words("Reliable.")));
    }
}
