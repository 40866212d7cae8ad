//! Evidence that is valid in itself, and is not what it is said to be evidence of.

use chrono::TimeDelta;
use vouchwell_domain::publication::PublicationError;
use vouchwell_service::publication::Reception;
use vouchwell_service::remote_account;

use crate::faraway::Stranger;
use crate::in_a_village;
use crate::search::names;
use crate::village::Village;

async fn three(village: &Village) -> [Stranger; 3] {
    [
        Stranger::known_at(village, "xavier").await,
        Stranger::known_at(village, "yara").await,
        Stranger::known_at(village, "zoe").await,
    ]
}

in_a_village! {
    async fn replay_on_another_pair_and_direction(village) {
        let [xavier, yara, zoe] = three(&village).await;
        let reader = village.elder("ana").await;
        let bundle = xavier.sign_bundle(&village, &yara, "bookkeeping");
        for (author, subject) in [(&yara, &xavier), (&xavier, &zoe), (&zoe, &yara), (&zoe, &xavier)] {
            let refused = author.publish(&village, subject, &bundle).await;
            assert_eq!(refused, Err(PublicationError::OtherParties));
        }
        assert!(village.search(&reader, "bookkeeping").await.is_empty());
        assert!(matches!(xavier.publish(&village, &yara, &bundle).await, Ok(Reception::Kept(_))));
        assert_eq!(names(&village.search(&reader, "bookkeeping").await), ["yara"]);
    }

    async fn older_update(village) {
        let [xavier, yara, _] = three(&village).await;
        let reader = village.elder("ana").await;
        let older = xavier.recommend(&village, &yara, "bookkeeping").await;
        village.wait(TimeDelta::days(1));
        xavier.recommend(&village, &yara, "welding").await;
        assert_eq!(xavier.publish(&village, &yara, &older).await, Ok(Reception::Outdated));
        assert!(village.search(&reader, "bookkeeping").await.is_empty(), "the old text came back");
        assert_eq!(names(&village.search(&reader, "welding").await), ["yara"]);
    }

    /// The key was lost to somebody, and replaced: what is signed by it now does not count, whatever its date.
    async fn old_key_after_rotation_also_back_dated(village) {
        let [mut xavier, yara, zoe] = three(&village).await;
        let reader = village.elder("ana").await;
        xavier.recommend(&village, &yara, "bookkeeping").await;
        let before = Stranger::known_at(&village, "xavier").await;
        xavier.change_key(&village).await;
        let thief = xavier.with_key_of(&before);
        let dated_now = thief.sign_bundle(&village, &zoe, "welding");
        village.wait(TimeDelta::days(-30));
        let back_dated = thief.sign_bundle(&village, &zoe, "welding");
        village.wait(TimeDelta::days(30));
        for bundle in [dated_now, back_dated] {
            assert_eq!(thief.publish(&village, &zoe, &bundle).await, Err(PublicationError::UnknownKey));
        }
        assert!(village.search(&reader, "welding").await.is_empty());
        let newer = xavier.sign_bundle(&village, &yara, "plumbing");
        assert_eq!(
            xavier.publish(&village, &yara, &newer).await,
            Ok(Reception::Outdated),
            "a new key changes nothing that the old one said"
        );
        xavier.recommend(&village, &zoe, "welding").await;
        assert_eq!(names(&village.search(&reader, "welding").await), ["zoe"], "and says what it says itself");
    }

    /// The server was told of her end while her text waited for an answer about him.
    async fn what_was_on_its_way_when_its_author_left_is_not_published(village) {
        let [xavier, yara, zoe] = three(&village).await;
        let reader = village.elder("ana").await;
        let bundle = xavier.sign_bundle(&village, &yara, "bookkeeping");
        let mut transaction = village.context.store.begin().await.unwrap();
        remote_account::forget(&village.context, &mut transaction, &xavier.account).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(xavier.publish(&village, &yara, &bundle).await, Ok(Reception::Ended));
        assert!(village.search(&reader, "bookkeeping").await.is_empty());
        zoe.recommend(&village, &yara, "welding").await;
        assert_eq!(names(&village.search(&reader, "welding").await), ["yara"]);
    }
}
