use vouchwell_domain::block::Block;
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::page::Page;
use vouchwell_storage::{account, block, follow};

use crate::both::{at, stores};
use crate::people::{join, let_follow, meet};

#[tokio::test]
async fn a_follow_is_asked_for_accepted_and_ended() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let eve = meet(&store, "eve", "away.example").await;
        let uri = "https://here.example/activities/1".parse().unwrap();
        let asked = Follow {
            follower: ada.account.id,
            followed: ben.id,
            uri,
            state: FollowState::Requested,
        };
        let mut transaction = store.begin().await.unwrap();
        follow::insert(&mut transaction, &asked, at(0)).await.unwrap();
        for party in [ada.account.id, ben.id] {
            let found = follow::by_uri(&mut transaction, &asked.uri, party).await.unwrap();
            assert_eq!(found.as_ref(), Some(&asked));
        }
        assert_eq!(
            follow::by_uri(&mut transaction, &asked.uri, eve.id)
                .await
                .unwrap(),
            None
        );
        let relationship = follow::relationship(&mut transaction, ada.id, ben.id)
            .await
            .unwrap();
        assert!(relationship.requested && !relationship.following);

        assert!(
            follow::accept(&mut transaction, ada.account.id, ben.id)
                .await
                .unwrap()
        );
        assert!(
            !follow::accept(&mut transaction, ada.account.id, ben.id)
                .await
                .unwrap()
        );
        let found = follow::find(&mut transaction, ada.account.id, ben.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.state, FollowState::Accepted);
        assert_eq!(
            follow::find(&mut transaction, ben.id, ada.account.id)
                .await
                .unwrap(),
            None
        );

        let ended = follow::remove(&mut transaction, ada.account.id, ben.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(ended.uri, asked.uri);
        assert_eq!(
            follow::remove(&mut transaction, ada.account.id, ben.id)
                .await
                .unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn followers_are_paged_newest_first() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut followers = Vec::new();
        for name in ["one", "two", "three"] {
            let follower = meet(&store, name, "away.example").await;
            let_follow(&store, follower.id, ada.account.id).await;
            let_follow(&store, ada.account.id, follower.id).await;
            followers.push(follower);
        }
        let [one, two, three] = followers.try_into().unwrap();
        let mut snapshot = store.snapshot().await.unwrap();
        let id = ada.account.id;
        let newest = Page::newest(2);
        assert_eq!(
            follow::followers(&mut snapshot, id, newest).await.unwrap(),
            [three.clone(), two.clone()]
        );
        assert_eq!(
            follow::following(&mut snapshot, id, newest).await.unwrap(),
            [three.clone(), two.clone()]
        );
        let older = Page::before(two.id.number(), 2);
        assert_eq!(
            follow::followers(&mut snapshot, id, older).await.unwrap(),
            std::slice::from_ref(&one)
        );
        let next = Page {
            max: None,
            since: None,
            min: Some(one.id.number()),
            limit: 1,
        };
        assert_eq!(
            follow::followers(&mut snapshot, id, next).await.unwrap(),
            std::slice::from_ref(&two)
        );
        assert_eq!(follow::following(&mut snapshot, id, next).await.unwrap(), [two]);
    }
}

#[tokio::test]
async fn one_inbox_reaches_all_followers_of_a_server() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let_follow(&store, bea.account.id, ada.account.id).await;
        for (name, host) in [("one", "a.example"), ("two", "a.example"), ("three", "b.example")] {
            let follower = meet(&store, name, host).await;
            let_follow(&store, follower.id, ada.account.id).await;
        }
        let mut alone = crate::people::remote("alone", "c.example");
        alone.endpoints.shared_inbox = None;
        let mut transaction = store.begin().await.unwrap();
        let alone = account::save_remote(&mut transaction, &alone).await.unwrap();
        transaction.commit().await.unwrap();
        let_follow(&store, alone.id, ada.account.id).await;
        let gone = meet(&store, "gone", "d.example").await;
        let_follow(&store, gone.id, ada.account.id).await;

        let mut transaction = store.begin().await.unwrap();
        account::mark_gone(&mut transaction, gone.id, at(1))
            .await
            .unwrap();
        let inboxes = follow::inboxes_of_followers(&mut transaction, ada.id)
            .await
            .unwrap();
        let inboxes: Vec<&str> = inboxes.iter().map(|inbox| inbox.as_str()).collect();
        assert_eq!(
            inboxes,
            [
                "https://a.example/inbox",
                "https://b.example/inbox",
                "https://c.example/users/alone/inbox"
            ]
        );
        let both = [ada.account.id, bea.account.id].into();
        let followed = follow::followed_here(&mut transaction, both).await.unwrap();
        assert_eq!(followed, [ada.account.id].into());
    }
}

#[tokio::test]
async fn relationships_tell_both_sides_but_hide_blocks_of_other_servers() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await.account;
        let cleo = meet(&store, "cleo", "away.example").await;
        let_follow(&store, ada.account.id, bea.id).await;
        let_follow(&store, bea.id, ada.account.id).await;
        let mut transaction = store.begin().await.unwrap();
        for other in [bea.id, cleo.id] {
            let suffered = Block {
                blocker: other,
                blocked: ada.account.id,
            };
            block::insert(&mut transaction, suffered, None, at(0))
                .await
                .unwrap();
        }
        let made = Block {
            blocker: ada.account.id,
            blocked: cleo.id,
        };
        block::insert(&mut transaction, made, None, at(0)).await.unwrap();

        let found = follow::relationships(&mut transaction, ada.id, &[bea.id, cleo.id])
            .await
            .unwrap();
        assert!(found[&bea.id].following && found[&bea.id].followed_by && found[&bea.id].blocked_by);
        assert!(!found[&bea.id].requested && !found[&bea.id].requested_by && !found[&bea.id].blocking);
        assert!(found[&cleo.id].blocking && !found[&cleo.id].blocked_by && !found[&cleo.id].following);
        assert!(
            follow::relationships(&mut transaction, ada.id, &[])
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn all_follows_of_a_pair_or_of_one_account_end_together() {
    for store in stores().await {
        let [ada, bea, cleo] = ["ada", "bea", "cleo"];
        let ada = join(&store, ada).await.account.id;
        let bea = join(&store, bea).await.account.id;
        let cleo = join(&store, cleo).await.account.id;
        for (follower, followed) in [(ada, bea), (bea, ada), (ada, cleo), (cleo, bea), (bea, cleo)] {
            let_follow(&store, follower, followed).await;
        }
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(
            follow::remove_all_between(&mut transaction, bea, ada)
                .await
                .unwrap()
                .len(),
            2
        );
        assert!(follow::find(&mut transaction, ada, cleo).await.unwrap().is_some());
        follow::remove_all_of(&mut transaction, cleo).await.unwrap();
        for (follower, followed) in [(ada, cleo), (cleo, bea), (bea, cleo)] {
            assert_eq!(
                follow::find(&mut transaction, follower, followed).await.unwrap(),
                None
            );
        }
    }
}
