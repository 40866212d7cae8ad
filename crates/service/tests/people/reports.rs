use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::page::Page;
use vouchwell_service::report;

use crate::in_a_town;
use crate::town::away;

in_a_town! {
    async fn a_report_is_kept_once_and_only_for_what_is_ours(town) {
        let reporter = "https://away.example/actor".parse().unwrap();
        let ours: ObjectUri = "https://town.example/users/ada".parse().unwrap();
        let mut transaction = town.begin().await;
        for (id, objects) in [
            (away("flags/1"), vec![ours.clone(), away("users/ben")]),
            (away("flags/1"), vec![ours.clone()]),
            (away("flags/2"), vec![away("users/ben")]),
            ("https://third.example/flags/1".parse().unwrap(), vec![ours.clone()]),
        ] {
            let long = "x".repeat(5_000);
            report::receive_flag(&town.context, &mut transaction, &reporter, &id, &objects, &long)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
        let [kept] = report::list(&town.context, Page::newest(10)).await.unwrap().try_into().unwrap();
        assert_eq!((kept.uri, kept.objects), (away("flags/1"), vec![ours]));
        assert_eq!(kept.content.len(), 3_000);
    }
}
