use chrono::TimeDelta;
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_domain::page::Page;
use vouchwell_service::remote_account::{self, RemoteActor, needs_refresh};
use vouchwell_service::status::RemoteNote;
use vouchwell_service::{Error, inbox, report, status};
use vouchwell_storage::{account, follow as stored_follow, instance_domain, status as stored_status};

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

    /// They were read from the database before other servers were asked about what they say; meanwhile came the end of
    /// the one, and of the server of the other.
    async fn what_somebody_said_has_no_effect_after_her_end_or_that_of_her_server(town) {
        let ada = town.join("ada").await;
        let (gone, shut_out) = (town.meet("ben").await, town.meet("eve@sub.bad.example").await);
        let context = &town.context;
        let mut transaction = town.begin().await;
        remote_account::forget(context, &mut transaction, &gone).await.unwrap();
        let decided = InstanceDomain {
            host: "bad.example".parse().unwrap(),
            severity: Severity::Block,
            comment: String::new(),
            created_at: noon(),
        };
        instance_domain::save(&mut transaction, &decided).await.unwrap();
        for author in [&gone, &shut_out] {
            let id = |path: &str| format!("{}/{path}", author.uri.url().origin().ascii_serialization());
            let said = RemoteNote {
                uri: id("notes/1").parse().unwrap(),
                ..note("notes/1", &[&ada])
            };
            let uri = said.uri.clone();
            status::receive_note(context, &mut transaction, author, said, status::Concern::Wanted(status::Reach::NOTHING)).await.unwrap();
            let found = stored_status::by_uri(&mut transaction, &uri).await.unwrap();
            assert_eq!(found, None);
            let follow = Envelope {
                id: id("follows/1").parse().unwrap(),
                from: author.uri.clone(),
                message: Message::Follow { target: ada.account.uri.clone() },
            };
            inbox::take(context, &mut transaction, &follow).await.unwrap();
            let found = stored_follow::find(&mut transaction, author.id, ada.account.id).await.unwrap();
            assert_eq!(found, None);
            let named = [ada.account.uri.as_str().parse().unwrap()];
            let flag = id("flags/1").parse().unwrap();
            report::receive_flag(context, &mut transaction, author, &flag, &named, "").await.unwrap();
        }
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await, []);
        assert_eq!(report::list(context, Page::newest(10)).await.unwrap(), []);
    }
}
