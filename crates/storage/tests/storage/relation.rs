//! What members and accounts are to each other, and what it hides.

use vouchwell_domain::follow::{FollowOptions, Relationship};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::marker::MarkedTimeline;
use vouchwell_domain::mute::Mute;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::status::Visibility;
use vouchwell_storage::account::{self, AccountSearch, DirectoryOrder};
use vouchwell_storage::timeline::{Source, home, public};
use vouchwell_storage::{block, domain_block, featured_account, follow, marker, mute, private_note, status};

use crate::both::{at, stores};
use crate::people::{join, let_follow, meet, post, search_for};
use crate::reblog::boost_of;

#[tokio::test]
async fn a_relationship_tells_all_that_a_member_has_said_of_an_account_and_nothing_of_others() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let ben = meet(&store, "ben", "away.example").await.id;
        let eve = meet(&store, "eve", "other.example").await.id;
        let_follow(&store, ada.account.id, ben).await;
        let mut transaction = store.begin().await.unwrap();
        let options = FollowOptions {
            reblogs: false,
            notify: true,
            languages: vec!["de".parse().unwrap()],
        };
        follow::set_options(&mut transaction, ada.id, ben, &options)
            .await
            .unwrap();
        let terms = Mute {
            notifications: true,
            expires_at: Some(at(5)),
        };
        mute::insert(&mut transaction, ada.id, ben, terms, at(0))
            .await
            .unwrap();
        let host = "away.example".parse().unwrap();
        assert!(
            domain_block::insert(&mut transaction, ada.id, &host, 1)
                .await
                .unwrap()
        );
        assert!(
            !domain_block::insert(&mut transaction, ada.id, &host, 2)
                .await
                .unwrap()
        );
        featured_account::insert(&mut transaction, ada.id, ben)
            .await
            .unwrap();
        for text in ["first", "second"] {
            private_note::save(&mut transaction, ada.id, ben, text)
                .await
                .unwrap();
        }
        let expected = Relationship {
            following: true,
            options: Some(options),
            mute: Some(terms),
            domain_blocking: true,
            featured: true,
            note: "second".to_owned(),
            ..Relationship::default()
        };
        let found = follow::relationships(&mut transaction, ada.id, &[ben, eve])
            .await
            .unwrap();
        assert_eq!(
            (&found[&ben], &found[&eve]),
            (&expected, &Relationship::default())
        );
        for (member, other) in [(&bea, ben), (&bea, ada.account.id)] {
            let found = follow::relationship(&mut transaction, member.id, other)
                .await
                .unwrap();
            assert_eq!(found, Relationship::default());
        }
        let told = follow::notified_followers(&mut transaction, [ben].into())
            .await
            .unwrap();
        assert_eq!(told, [(ben, ada.id)]);

        follow::remove(&mut transaction, ada.account.id, ben)
            .await
            .unwrap();
        mute::remove(&mut transaction, ada.id, ben).await.unwrap();
        domain_block::remove(&mut transaction, ada.id, &host)
            .await
            .unwrap();
        featured_account::remove(&mut transaction, ada.id, ben)
            .await
            .unwrap();
        private_note::save(&mut transaction, ada.id, ben, "")
            .await
            .unwrap();
        let found = follow::relationship(&mut transaction, ada.id, ben).await.unwrap();
        assert_eq!(found, Relationship::default(), "the options went with the follow");
        assert_eq!(
            follow::notified_followers(&mut transaction, [ben].into())
                .await
                .unwrap()
                .len(),
            0
        );
    }
}

#[tokio::test]
async fn who_is_not_heard_is_in_no_timeline_search_or_directory() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let [blocked, muted, abroad] = [
            meet(&store, "blocked", "away.example").await,
            meet(&store, "muted", "away.example").await,
            meet(&store, "abroad", "noisy.example").await,
        ];
        let heard = meet(&store, "heard", "away.example").await;
        for author in [&blocked, &muted, &abroad, &heard] {
            let_follow(&store, ada.account.id, author.id).await;
            post(&store, author, Visibility::Public, &[]).await;
        }
        let mut transaction = store.begin().await.unwrap();
        let made = vouchwell_domain::block::Block {
            blocker: ada.account.id,
            blocked: blocked.id,
        };
        block::insert(&mut transaction, made, None, at(0)).await.unwrap();
        let terms = Mute {
            notifications: false,
            expires_at: None,
        };
        mute::insert(&mut transaction, ada.id, muted.id, terms, at(0))
            .await
            .unwrap();
        let noisy = "noisy.example".parse().unwrap();
        domain_block::insert(&mut transaction, ada.id, &noisy, 1)
            .await
            .unwrap();

        let page = Page::newest(10);
        let reader = Some(ada.id);
        let shown = [
            home(&mut transaction, ada.id, page).await.unwrap(),
            public(&mut transaction, page, Source::Everywhere, reader)
                .await
                .unwrap(),
            status::search(&mut transaction, ada.id, search_for("a word of"))
                .await
                .unwrap(),
        ];
        for statuses in shown {
            let authors: Vec<AccountId> = statuses.iter().map(|status| status.account).collect();
            assert_eq!(authors, [heard.id]);
        }
        let found = account::search(&mut transaction, reader, AccountSearch::of("", 10))
            .await
            .unwrap();
        let names: Vec<&str> = found.iter().map(|account| account.name.as_str()).collect();
        assert_eq!(names, ["ada", "heard"]);
        for order in [DirectoryOrder::Active, DirectoryOrder::New] {
            let listed = account::directory(&mut transaction, reader, false, order, (0, 10))
                .await
                .unwrap();
            assert_eq!(listed, std::slice::from_ref(&heard), "{order:?}");
        }
        let all = public(&mut transaction, page, Source::Everywhere, None)
            .await
            .unwrap();
        assert_eq!(all.len(), 4, "others hear them");

        for (account, is_shut_out, is_untold) in [
            (blocked.id, true, false),
            (muted.id, false, false),
            (abroad.id, true, false),
            (heard.id, false, false),
        ] {
            assert_eq!(
                block::shuts_out(&mut transaction, ada.account.id, account)
                    .await
                    .unwrap(),
                is_shut_out
            );
            assert!(
                !block::shuts_out(&mut transaction, account, ada.account.id)
                    .await
                    .unwrap()
            );
            let untold = mute::silent_among(&mut transaction, &[(ada.id, account)])
                .await
                .unwrap();
            assert_eq!(untold.contains(&(ada.id, account)), is_untold);
        }
    }
}

#[tokio::test]
async fn a_mute_ends_at_its_time_and_not_before() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let mut transaction = store.begin().await.unwrap();
        let until = |minutes| Mute {
            notifications: true,
            expires_at: Some(at(minutes)),
        };
        mute::insert(&mut transaction, ada.id, ben.id, until(5), at(0))
            .await
            .unwrap();
        mute::insert(&mut transaction, ada.id, ben.id, until(9), at(1))
            .await
            .unwrap();
        mute::remove_expired(&mut transaction, ada.id, ben.id, at(5))
            .await
            .unwrap();
        let untold = mute::silent_among(&mut transaction, &[(ada.id, ben.id)])
            .await
            .unwrap();
        assert_eq!(untold, [(ada.id, ben.id)].into());
        let listed = mute::list(&mut transaction, ada.id, Page::newest(10))
            .await
            .unwrap();
        assert_eq!(listed, [(ben.clone(), Some(at(9)))]);
        mute::remove_expired(&mut transaction, ada.id, ben.id, at(9))
            .await
            .unwrap();
        assert_eq!(
            mute::list(&mut transaction, ada.id, Page::newest(10))
                .await
                .unwrap(),
            []
        );

        let for_good = Mute {
            notifications: false,
            expires_at: None,
        };
        mute::insert(&mut transaction, ada.id, ben.id, for_good, at(0))
            .await
            .unwrap();
        mute::remove_expired(&mut transaction, ada.id, ben.id, at(90_000))
            .await
            .unwrap();
        assert_eq!(
            mute::list(&mut transaction, ada.id, Page::newest(10))
                .await
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test]
async fn a_server_that_is_shut_out_takes_follows_and_notices_with_it() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let eve = meet(&store, "eve", "other.example").await;
        let own = let_follow(&store, ada.account.id, ben.id).await;
        let received = let_follow(&store, ben.id, ada.account.id).await;
        let_follow(&store, ada.account.id, eve.id).await;
        let mut transaction = store.begin().await.unwrap();
        let away = "away.example".parse().unwrap();
        let follows = domain_block::follows_with(&mut transaction, ada.id, &away)
            .await
            .unwrap();
        assert_eq!(follows, [own, received]);
        for (position, host) in [(1, "away.example"), (2, "other.example"), (3, "third.example")] {
            domain_block::insert(&mut transaction, ada.id, &host.parse().unwrap(), position)
                .await
                .unwrap();
        }
        let placed = |position, host: &str| Placed {
            position,
            item: host.parse().unwrap(),
        };
        let listed = domain_block::list(&mut transaction, ada.id, Page::before(3, 1))
            .await
            .unwrap();
        assert_eq!(listed, [placed(2, "other.example")]);
        let after = Page {
            min: Some(0),
            ..Page::newest(2)
        };
        let listed = domain_block::list(&mut transaction, ada.id, after).await.unwrap();
        assert_eq!(listed, [placed(2, "other.example"), placed(1, "away.example")]);
    }
}

#[tokio::test]
async fn familiar_followers_are_those_whom_one_follows_and_who_are_not_hidden() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let friend = join(&store, "friend").await.account;
        let stranger = join(&store, "stranger").await.account;
        let discreet = meet(&store, "discreet", "away.example").await;
        let [ben, eve] = [
            meet(&store, "ben", "away.example").await,
            meet(&store, "eve", "away.example").await,
        ];
        let_follow(&store, ada.account.id, friend.id).await;
        let_follow(&store, ada.account.id, discreet.id).await;
        for follower in [&friend, &stranger, &discreet] {
            for followed in [&ben, &eve] {
                let_follow(&store, follower.id, followed.id).await;
            }
        }
        let mut transaction = store.begin().await.unwrap();
        for mut hiding in [eve.clone(), discreet] {
            hiding.profile.hides_collections = true;
            account::save_remote(&mut transaction, &hiding).await.unwrap();
        }
        let asked = [ben.id, eve.id, ada.account.id];
        let found = follow::familiar_followers(&mut transaction, ada.id, &asked)
            .await
            .unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [(ben.id, vec![friend.id])]);
    }
}

#[tokio::test]
async fn a_directory_tells_nothing_of_what_is_not_for_everybody() {
    for store in stores().await {
        let [first, second, third] = [
            meet(&store, "first", "away.example").await,
            meet(&store, "second", "away.example").await,
            meet(&store, "third", "away.example").await,
        ];
        post(&store, &third, Visibility::Public, &[]).await;
        post(&store, &first, Visibility::Unlisted, &[]).await;
        for secret in [Visibility::Private, Visibility::Direct] {
            post(&store, &third, secret, &[]).await;
            post(&store, &second, secret, &[]).await;
        }
        let mut transaction = store.begin().await.unwrap();
        let listed = account::directory(&mut transaction, None, false, DirectoryOrder::Active, (0, 10))
            .await
            .unwrap();
        assert_eq!(listed, [first, third, second]);
    }
}

#[tokio::test]
async fn a_marker_counts_how_often_it_was_moved() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let mut transaction = store.begin().await.unwrap();
        for (minute, read) in [(1, "10"), (2, "12")] {
            marker::save(&mut transaction, ada.id, MarkedTimeline::Home, read, at(minute))
                .await
                .unwrap();
        }
        let kept = marker::list(&mut transaction, ada.id).await.unwrap();
        let home = &kept[&MarkedTimeline::Home];
        assert_eq!(
            (home.last_read.as_str(), home.version, home.updated_at),
            ("12", 2, at(2))
        );
        assert_eq!(kept.len(), 1);
        assert_eq!(marker::list(&mut transaction, bea.id).await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn a_follow_shows_what_its_member_wishes_to_see() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let eve = meet(&store, "eve", "away.example").await;
        let_follow(&store, ada.account.id, ben.id).await;
        let foreign = post(&store, &eve, Visibility::Public, &[]).await;
        let english = post(&store, &ben, Visibility::Public, &[]).await;
        let boost = boost_of(&foreign, &ben, Visibility::Public);
        let mut transaction = store.begin().await.unwrap();
        status::insert(&mut transaction, &boost).await.unwrap();
        for (reblogs, languages, expected) in [
            (true, &[][..], vec![boost.id, english.id]),
            (false, &[][..], vec![english.id]),
            (true, &["de"][..], vec![boost.id]),
            (false, &["de", "en"][..], vec![english.id]),
        ] {
            let options = FollowOptions {
                reblogs,
                notify: false,
                languages: languages.iter().map(|tag| tag.parse().unwrap()).collect(),
            };
            follow::set_options(&mut transaction, ada.id, ben.id, &options)
                .await
                .unwrap();
            let shown = home(&mut transaction, ada.id, Page::newest(10)).await.unwrap();
            let ids: Vec<_> = shown.iter().map(|status| status.id).collect();
            assert_eq!(ids, expected, "{reblogs} {languages:?}");
        }
    }
}
