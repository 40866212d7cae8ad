use vouchwell_domain::identifier::ObjectUri;
use vouchwell_storage::private_key::{self, SealedKeys};
use vouchwell_storage::request_key::{self, NewRequestKey};

use crate::both::{at, stores};
use crate::people::join;

/// Nodes change the key one after the other, each by a clock of its own.
#[tokio::test]
async fn earlier_keys_stay_in_the_order_in_which_they_were_replaced() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account.id;
        let keys = SealedKeys {
            request_key: vec![0],
            evidence_key: vec![],
        };
        let mut transaction = store.begin().await.unwrap();
        private_key::insert(&mut transaction, ada, &keys).await.unwrap();
        for (number, minutes) in [(1, 60), (2, 0), (3, 30), (4, 30)] {
            let told_by: ObjectUri = format!("https://here.example/activities/{number}")
                .parse()
                .unwrap();
            let new = NewRequestKey {
                sealed: &[number],
                now: at(minutes),
                told_by: &told_by,
            };
            request_key::replace(&mut transaction, ada, new).await.unwrap();
            let found = request_key::of(&mut transaction, ada).await.unwrap().unwrap();
            assert_eq!(found.current, [number]);
            let before: Vec<Vec<u8>> = (0..number).rev().take(2).map(|key| vec![key]).collect();
            assert_eq!((found.earlier, found.told_by), (before, Some(told_by)));
        }
    }
}
