use vouchwell_domain::block::Block;
use vouchwell_storage::block;

use crate::both::{at, stores};
use crate::people::{join, meet};

#[tokio::test]
async fn a_block_has_a_direction_and_ends_by_hand_or_by_its_activity() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let (member, ada) = (ada.id, ada.account.id);
        let ben = meet(&store, "ben", "away.example").await.id;
        let mut transaction = store.begin().await.unwrap();
        let made = Block {
            blocker: ada,
            blocked: ben,
        };
        block::insert(&mut transaction, made, None, at(0)).await.unwrap();
        block::insert(&mut transaction, made, None, at(1)).await.unwrap();
        assert!(block::exists(&mut transaction, ada, ben).await.unwrap());
        assert!(!block::exists(&mut transaction, ben, ada).await.unwrap());
        assert!(block::either(&mut transaction, ben, ada).await.unwrap());
        let among = block::blocked_among(&mut transaction, member, &[ada, ben]).await;
        assert_eq!(among.unwrap(), [ben]);
        assert!(block::remove(&mut transaction, made).await.unwrap());
        assert!(!block::remove(&mut transaction, made).await.unwrap());
        assert!(!block::either(&mut transaction, ada, ben).await.unwrap());

        let uri = "https://away.example/blocks/1".parse().unwrap();
        block::insert(
            &mut transaction,
            Block {
                blocker: ben,
                blocked: ada,
            },
            Some(&uri),
            at(2),
        )
        .await
        .unwrap();
        assert!(!block::remove_by_uri(&mut transaction, ada, &uri).await.unwrap());
        assert!(block::remove_by_uri(&mut transaction, ben, &uri).await.unwrap());
        assert!(!block::exists(&mut transaction, ben, ada).await.unwrap());
    }
}
