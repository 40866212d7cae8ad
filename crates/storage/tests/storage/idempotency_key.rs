use vouchwell_domain::identifier::StatusId;
use vouchwell_storage::idempotency_key::take;

use crate::both::{at, stores};
use crate::people::join;

#[tokio::test]
async fn a_key_stands_for_the_first_status_of_its_member_until_it_is_forgotten() {
    for store in stores().await {
        let (ada, bea) = (join(&store, "ada").await.id, join(&store, "bea").await.id);
        let [one, two, three] = [1, 2, 3].map(StatusId::from_number);
        let mut transaction = store.begin().await.unwrap();
        let mut key = async |member, key, status, minutes| {
            take(
                &mut transaction,
                member,
                key,
                status,
                at(minutes - 60),
                at(minutes),
            )
            .await
            .unwrap()
        };
        assert_eq!(key(ada, "k", one, 0).await, None);
        assert_eq!(key(ada, "k", two, 60).await, Some(one));
        assert_eq!(key(ada, "other", two, 60).await, None);
        assert_eq!(key(bea, "k", two, 60).await, None, "keys are the member's own");
        assert_eq!(key(ada, "k", three, 61).await, None, "it was forgotten");
        assert_eq!(key(ada, "k", two, 61).await, Some(three));
    }
}

#[tokio::test]
async fn the_same_key_at_the_same_time_makes_one_status() {
    for store in stores().await {
        let ada = join(&store, "ada").await.id;
        let ask = async |number| {
            let mut transaction = store.begin().await.unwrap();
            let id = StatusId::from_number(number);
            let earlier = take(&mut transaction, ada, "k", id, at(-60), at(0))
                .await
                .unwrap();
            transaction.commit().await.unwrap();
            earlier.unwrap_or(id)
        };
        let (one, two, three) = tokio::join!(ask(1), ask(2), ask(3));
        assert!(one == two && two == three, "{one} {two} {three}");
    }
}
