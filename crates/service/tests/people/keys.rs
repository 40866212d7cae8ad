use chrono::TimeDelta;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::job::Job;
use vouchwell_service::key::{self, RequestKeyPairs};
use vouchwell_service::{deletion, timer};
use vouchwell_storage::account;

use crate::in_a_town;
use crate::town::Town;

/// Everybody of the town and the instance itself, by name.
async fn residents(town: &Town, names: &[&str]) -> Vec<Account> {
    let mut transaction = town.begin().await;
    let actors = names
        .iter()
        .map(|name| town.context.address.actor(&name.parse().unwrap()));
    let mut found = Vec::new();
    for uri in actors.chain([town.context.address.instance_actor()]) {
        found.push(account::by_uri(&mut transaction, &uri).await.unwrap().unwrap());
    }
    found
}

async fn request_keys(town: &Town, account: AccountId) -> RequestKeyPairs {
    let mut transaction = town.begin().await;
    let opened = key::request_keys(&town.context, &mut transaction, account).await;
    transaction.commit().await.unwrap();
    opened.unwrap()
}

in_a_town! {
    async fn everybody_gets_a_new_key_for_requests_and_keeps_that_for_evidence(town) {
        town.join("ada").await;
        town.join("ben").await;
        let before = residents(&town, &["ada", "ben"]).await;
        assert_eq!(key::ask_to_rotate_all(&town.context).await.unwrap(), 3);
        town.wait(TimeDelta::minutes(1)).await;
        let after = residents(&town, &["ada", "ben"]).await;
        for (before, after) in before.iter().zip(&after) {
            let [earlier, present] = [before, after].map(|account| account.request_key.clone().unwrap());
            assert_eq!(present.id, earlier.id);
            assert_ne!(present.pem, earlier.pem);
            assert_eq!(after.evidence_key, before.evidence_key);
        }
    }

    /// A job can be done again when its end was not stored, and several wishes can wait for each other. By whose clock they
    /// were written does not matter.
    async fn one_wish_for_a_new_key_makes_one(town) {
        let ada = town.join("ada").await;
        let job = Job::RotateRequestKey { account: ada.account.id, told_by: None };
        assert!(timer::run(&town.context, &job).await.unwrap());
        let first = residents(&town, &["ada"]).await;
        assert_ne!(first[0].request_key, ada.account.request_key);
        assert!(timer::run(&town.context, &job).await.unwrap());
        assert_eq!(residents(&town, &["ada"]).await, first);

        let before = request_keys(&town, ada.account.id).await;
        for _ in 0..3 {
            key::ask_to_rotate(&town.context, &"ada".parse().unwrap()).await.unwrap();
        }
        town.wait(TimeDelta::minutes(1)).await;
        let after = request_keys(&town, ada.account.id).await;
        assert!(after.current != before.current && after.earlier[0] == before.current, "one and no more");
    }

    /// Somebody may have read neither of two changes.
    async fn the_two_keys_before_the_present_one_are_kept(town) {
        let ada = town.join("ada").await.account.id;
        let mut keys = Vec::new();
        for changes in 0..4 {
            town.wait(TimeDelta::hours(2 * changes)).await;
            let opened = request_keys(&town, ada).await;
            assert!(!keys.contains(&opened.current), "{changes} changes");
            let earlier: Vec<Vec<u8>> = keys.iter().rev().take(2).cloned().collect();
            assert!(opened.earlier == earlier, "{changes} changes");
            keys.push(opened.current);
            town.wait(TimeDelta::hours(2 * changes + 1)).await;
            key::ask_to_rotate(&town.context, &"ada".parse().unwrap()).await.unwrap();
        }
    }

    async fn who_has_left_gets_no_new_key(town) {
        let ada = town.join("ada").await;
        let job = Job::RotateRequestKey { account: ada.account.id, told_by: None };
        deletion::delete(&town.context, &"ada".parse().unwrap()).await.unwrap();
        let left = residents(&town, &["ada"]).await;
        assert!(timer::run(&town.context, &job).await.unwrap());
        assert_eq!(residents(&town, &["ada"]).await, left);
    }
}
