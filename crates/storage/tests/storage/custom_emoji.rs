use std::collections::BTreeSet;

use vouchwell_domain::account::Host;
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_storage::Transaction;
use vouchwell_storage::custom_emoji::{self, KEPT};

use crate::both::{at, stores};

fn picture(name: &str, path: &str) -> CustomEmoji {
    CustomEmoji {
        shortcode: name.parse().unwrap(),
        url: format!("https://away.example/{path}.png").parse().unwrap(),
    }
}

async fn is_all_known(transaction: &mut Transaction, host: &Host, named: &[CustomEmoji]) -> bool {
    let named: Vec<&CustomEmoji> = named.iter().collect();
    let differing = custom_emoji::differing(transaction, host, &named).await.unwrap();
    differing.is_empty()
}

async fn save(transaction: &mut Transaction, host: &Host, named: &[CustomEmoji]) {
    let named: Vec<&CustomEmoji> = named.iter().collect();
    let differing = custom_emoji::differing(transaction, host, &named).await.unwrap();
    custom_emoji::save(transaction, host, differing, at(0))
        .await
        .unwrap();
}

async fn address(transaction: &mut Transaction, host: &Host, name: &str) -> Option<String> {
    let wanted = BTreeSet::from([(host.clone(), name.parse().unwrap())]);
    let found = custom_emoji::among(transaction, &wanted).await.unwrap();
    let of_host = found.into_values().next()?;
    Some(of_host.into_values().next()?.url.to_string())
}

#[tokio::test]
async fn a_picture_is_to_be_kept_only_if_it_is_new_or_moved() {
    for store in stores().await {
        let mut transaction = store.begin().await.unwrap();
        let host: Host = "away.example".parse().unwrap();
        let named = [picture("blobcat", "1"), picture("party", "2")];
        assert!(!is_all_known(&mut transaction, &host, &named).await);
        save(&mut transaction, &host, &named).await;
        assert!(is_all_known(&mut transaction, &host, &named).await);
        let other: Host = "else.example".parse().unwrap();
        assert!(!is_all_known(&mut transaction, &other, &named).await);

        let moved = [picture("party", "3")];
        assert!(!is_all_known(&mut transaction, &host, &moved).await);
        save(&mut transaction, &host, &moved).await;
        let found = address(&mut transaction, &host, "party").await;
        assert_eq!(found.as_deref(), Some("https://away.example/3.png"));
        assert!(is_all_known(&mut transaction, &host, &named[..1]).await);
    }
}

#[tokio::test]
async fn of_a_flood_of_pictures_known_ones_still_move_and_new_ones_are_left_out() {
    for store in stores().await {
        let mut transaction = store.begin().await.unwrap();
        let host: Host = "away.example".parse().unwrap();
        let flood: Vec<CustomEmoji> = (1..KEPT).map(|n| picture(&format!("n{n}"), "flood")).collect();
        save(&mut transaction, &host, &flood).await;
        let named = [
            picture("n7", "moved"),
            picture("first", "1"),
            picture("second", "2"),
        ];
        save(&mut transaction, &host, &named).await;
        for (name, expected) in [("n7", Some("moved")), ("first", Some("1")), ("second", None)] {
            let expected = expected.map(|path| format!("https://away.example/{path}.png"));
            assert_eq!(address(&mut transaction, &host, name).await, expected, "{name}");
        }
    }
}
