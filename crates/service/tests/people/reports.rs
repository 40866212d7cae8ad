use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::Error;
use vouchwell_service::report::{self, NewReport};
use vouchwell_service::status::{Concern, Reach, receive_note};
use vouchwell_storage::follow;

use crate::in_a_town;
use crate::town::{away, noon, note};

in_a_town! {
    async fn a_report_is_kept_once_and_only_for_what_is_ours(town) {
        let reporter = town.meet("actor").await;
        let ours: ObjectUri = town.join("ada").await.account.uri.as_str().parse().unwrap();
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

    async fn a_report_shows_moderators_nothing_that_its_server_cannot_know(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let open = town.post(&ada, Visibility::Public).await.uri;
        let for_followers = town.post(&ada, Visibility::Private).await.uri;
        let for_nobody = town.post(&ada, Visibility::Direct).await.uri;
        let to_come: ObjectUri = "https://town.example/users/ada/statuses/5".parse().unwrap();
        let person: ObjectUri = ada.account.uri.as_str().parse().unwrap();
        let named = vec![person.clone(), open.clone(), for_followers.clone(), for_nobody, to_come];
        let reported = async |by: &str, number: u8| {
            let reporter = town.meet(&format!("actor@{by}")).await;
            let id = format!("https://{by}/flags/{number}").parse().unwrap();
            let mut transaction = town.begin().await;
            report::receive_flag(&town.context, &mut transaction, &reporter, &id, &named, "").await.unwrap();
            transaction.commit().await.unwrap();
            report::list(&town.context, Page::newest(1)).await.unwrap().remove(0).objects
        };
        assert_eq!(reported("away.example", 1).await, [person.clone(), open.clone()], "ben does not follow her yet");
        let mut transaction = town.begin().await;
        let made = Follow {
            follower: ben.id,
            followed: ada.account.id,
            uri: away("follows/1"),
            state: FollowState::Accepted,
        };
        follow::insert(&mut transaction, &made, noon()).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(reported("third.example", 2).await, [person.clone(), open.clone()], "nobody there follows her");
        assert_eq!(reported("away.example", 3).await, [person, open, for_followers]);
    }

    /// Each by a name of its own, as whoever owns a domain can make them.
    async fn reports_from_one_domain_have_an_end(town) {
        let ada: ObjectUri = town.join("ada").await.account.uri.as_str().parse().unwrap();
        let reported = async |host: &str, number: usize| {
            let reporter = town.meet(&format!("actor@{host}")).await;
            let id = format!("https://{host}/flags/{number}").parse().unwrap();
            let mut transaction = town.begin().await;
            let named = std::slice::from_ref(&ada);
            report::receive_flag(&town.context, &mut transaction, &reporter, &id, named, "").await.unwrap();
            transaction.commit().await.unwrap();
        };
        for number in 0..110 {
            reported(&format!("s{}.flood.example", number % 7), number).await;
        }
        let kept = async || report::list(&town.context, Page::newest(200)).await.unwrap().len();
        assert_eq!(kept().await, 100);
        reported("away.example", 1).await;
        assert_eq!(kept().await, 101, "others are heard");
    }

    async fn a_report_of_a_member_is_kept_and_passed_on_only_if_she_asks(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let mut transaction = town.begin().await;
        let seen = receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[]), Concern::Wanted(Reach::NOTHING)).await;
        let seen = seen.unwrap().unwrap();
        transaction.commit().await.unwrap();
        let about = |account, statuses: &[StatusId], forward| NewReport {
            once: None,
            account, statuses: statuses.to_vec(), content: " sells followers ".to_owned(), forward,
        };
        let own = town.post(&ada, Visibility::Public).await.id;
        for unknown in [own, StatusId::from_number(5)] {
            let refused = report::report(&town.context, &ada, about(ben.id, &[seen.id, unknown], true)).await;
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        let kept = report::report(&town.context, &ada, about(ben.id, &[], false)).await.unwrap();
        assert_eq!((kept.forwarded, town.sent().await), (false, vec![]));
        let passed_on = report::report(&town.context, &ada, about(ben.id, &[seen.id], true)).await.unwrap();
        assert!(passed_on.forwarded);
        let objects = vec![ben.uri.as_str().parse().unwrap(), seen.uri];
        let [sent] = town.distributed().await.try_into().unwrap();
        let expected = Message::Flag { objects, to: ben.uri, content: "sells followers".to_owned() };
        assert_eq!((sent.envelope.message, sent.audience), (expected, Audience::only(ben.id)));
        assert_eq!(sent.envelope.from, town.context.address.instance_actor(), "it does not say who reports");

        let here = report::report(&town.context, &ada, about(town.join("bea").await.account.id, &[], true)).await;
        assert!(!here.unwrap().forwarded);
        let listed = report::list(&town.context, Page::newest(10)).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert_eq!((&listed[2], &listed[1]), (&kept.report, &passed_on.report));
        assert_eq!(listed[0].reporter, ada.account.uri);
    }

    async fn a_report_that_is_sent_twice_is_made_once(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let ben = town.meet("ben").await;
        let sent = NewReport {
            once: Some("1".to_owned()),
            account: ben.id, statuses: Vec::new(), content: "sells followers".to_owned(), forward: true,
        };
        for member in [&ada, &ada, &bea] {
            report::report(&town.context, member, sent.clone()).await.unwrap();
        }
        assert_eq!(report::list(&town.context, Page::newest(10)).await.unwrap().len(), 2);
        assert_eq!(town.distributed().await.len(), 2);
    }
}
