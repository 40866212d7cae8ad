use chrono::TimeDelta;
use vouchwell_service::remote_account::{self, RemoteActor, needs_refresh};
use vouchwell_service::{Error, status};
use vouchwell_storage::{account, follow as stored_follow, status as stored_status};

use crate::in_a_town;
use crate::town::{actor, away, noon, note};

in_a_town! {
    async fn nobody_elsewhere_can_claim_to_be_from_here(town) {
        let ada = town.join("ada").await.account;
        let mut transaction = town.begin().await;
        let own_id = RemoteActor { uri: ada.uri.clone(), ..actor("ada") };
        let own_host = RemoteActor { host: "town.example".parse().unwrap(), ..actor("ada") };
        for claim in [own_id, own_host] {
            let refused = remote_account::save(&town.context, &mut transaction, claim).await;
            assert!(matches!(refused, Err(Error::Forbidden)));
        }
        assert_eq!(account::by_uri(&mut transaction, &ada.uri).await.unwrap(), Some(ada));
    }

    async fn an_account_is_read_again_after_a_day_and_after_a_failure_an_hour_later(town) {
        let ben = town.meet("ben").await;
        assert!(!needs_refresh(&ben, noon() + TimeDelta::hours(23)));
        assert!(needs_refresh(&ben, noon() + TimeDelta::hours(24)));
        let ada = town.join("ada").await.account;
        assert!(!needs_refresh(&ada, noon() + TimeDelta::days(99)));

        let mut transaction = town.begin().await;
        remote_account::refresh_failed(&town.context, &mut transaction, &ben).await.unwrap();
        let mut failed = account::by_id(&mut transaction, ben.id).await.unwrap().unwrap();
        failed.fetched_at = noon() - TimeDelta::days(3);
        assert!(!needs_refresh(&failed, noon() + TimeDelta::minutes(59)));
        assert!(needs_refresh(&failed, noon() + TimeDelta::hours(1)));
    }

    async fn a_deleted_account_takes_its_posts_and_follows_with_it(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let mut transaction = town.begin().await;
        let context = &town.context;
        status::receive_note(context, &mut transaction, &ben, note("notes/1", &[&ada]), status::Concern::Unknown).await.unwrap().unwrap();
        let id = away("activities/1");
        vouchwell_service::follow::receive_follow(context, &mut transaction, &ben, &id, &ada).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await.len(), 2);

        let mut transaction = town.begin().await;
        remote_account::forget(context, &mut transaction, &ben).await.unwrap();
        let refused = remote_account::forget(context, &mut transaction, &ada.account).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        let found = stored_status::by_uri(&mut transaction, &away("notes/1")).await.unwrap();
        assert_eq!(found, None);
        assert_eq!(stored_follow::find(&mut transaction, ben.id, ada.account.id).await.unwrap(), None);
        let gone = account::by_id(&mut transaction, ben.id).await.unwrap().unwrap();
        assert_eq!(gone.gone_at, Some(noon()));
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await, []);
    }
}
