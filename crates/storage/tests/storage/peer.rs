use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use vouchwell_domain::account::Host;
use vouchwell_domain::peer::SignatureScheme;
use vouchwell_storage::{missing_account, peer};

use crate::both::{at, stores};

#[tokio::test]
async fn a_peer_that_fails_is_left_alone_until_it_answers() {
    for store in stores().await {
        let host: Host = "away.example:8443".parse().unwrap();
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(peer::load(&mut transaction, &host).await.unwrap(), None);
        assert_eq!(peer::failed(&mut transaction, &host).await.unwrap(), 1);
        assert_eq!(peer::failed(&mut transaction, &host).await.unwrap(), 2);
        peer::close(&mut transaction, &host, at(10)).await.unwrap();
        assert_eq!(
            peer::closed(&mut transaction, at(9)).await.unwrap(),
            std::slice::from_ref(&host)
        );
        assert_eq!(peer::closed(&mut transaction, at(10)).await.unwrap(), []);

        let learnt = BTreeMap::from([(&host, SignatureScheme::Rfc9421)]);
        peer::set_signature_schemes(&mut transaction, &learnt, at(10))
            .await
            .unwrap();
        peer::answered(&mut transaction, [&host]).await.unwrap();
        let known = peer::load(&mut transaction, &host).await.unwrap().unwrap();
        let scheme = |later| known.signature_scheme(at(10) + later);
        assert_eq!(
            [TimeDelta::zero(), TimeDelta::days(6), TimeDelta::days(7)].map(scheme),
            [
                Some(SignatureScheme::Rfc9421),
                Some(SignatureScheme::Rfc9421),
                None
            ]
        );
        assert_eq!((known.host, known.failures, known.closed_until), (host, 0, None));

        let unknown: Host = "new.example".parse().unwrap();
        peer::answered(&mut transaction, [&unknown]).await.unwrap();
        assert_eq!(peer::load(&mut transaction, &unknown).await.unwrap(), None);
        peer::close(&mut transaction, &unknown, at(1)).await.unwrap();
        assert_eq!(
            peer::load(&mut transaction, &unknown)
                .await
                .unwrap()
                .unwrap()
                .closed_until,
            Some(at(1))
        );
    }
}

#[tokio::test]
async fn a_missing_account_is_counted_by_days() {
    for store in stores().await {
        let inbox = "https://away.example/inbox".parse().unwrap();
        let [ben, cem] =
            ["ben", "cem"].map(|name| format!("https://away.example/users/{name}").parse().unwrap());
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let mut transaction = store.begin().await.unwrap();
        let mut days = Vec::new();
        for number in [1, 1, 2, 5] {
            days.push(
                missing_account::note(&mut transaction, &inbox, &ben, day(number))
                    .await
                    .unwrap(),
            );
        }
        assert_eq!(days, [1, 1, 2, 3]);
        assert_eq!(
            missing_account::note(&mut transaction, &inbox, &cem, day(5))
                .await
                .unwrap(),
            1
        );
        missing_account::forget(&mut transaction, [&inbox]).await.unwrap();
        assert_eq!(
            missing_account::note(&mut transaction, &inbox, &ben, day(6))
                .await
                .unwrap(),
            1
        );
    }
}
