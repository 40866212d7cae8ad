use std::sync::Arc;

use vouchwell_domain::event::{Event, Readers};
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::status::Visibility;
use vouchwell_storage::event::{Heard, Listener};
use vouchwell_storage::{Store, access_token, follow, poll, status};

use crate::both::{at, stores};
use crate::people::{join, let_follow, meet, post, written};

/// Hears what the store tells, with those that hear other nodes at work.
async fn listen(store: &Store) -> Listener {
    let mut listener = store.listen();
    if matches!(store, Store::Postgres { .. }) {
        let store = store.clone();
        tokio::spawn(async move { store.hear_nodes().await });
        assert_eq!(
            listener.next().await,
            Some(Heard::Missed),
            "what came before the connection"
        );
    }
    listener
}

async fn next(listener: &mut Listener) -> Event {
    match listener.next().await {
        Some(Heard::Event(event)) => Arc::unwrap_or_clone(event),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_undone_is_not_told() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut listener = listen(&store).await;
        let mut undone = store.begin().await.unwrap();
        let never = written(&ada.account, Visibility::Public, &[]);
        status::insert(&mut undone, &never).await.unwrap();
        drop(undone);

        let [kept, part] = [(); 2].map(|()| written(&ada.account, Visibility::Public, &[]));
        let mut transaction = store.begin().await.unwrap();
        status::insert(&mut transaction, &kept).await.unwrap();
        transaction.savepoint().await.unwrap();
        status::insert(&mut transaction, &part).await.unwrap();
        transaction.undo_part().await.unwrap();
        transaction.savepoint().await.unwrap();
        status::update(&mut transaction, &kept).await.unwrap();
        transaction.release().await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(next(&mut listener).await, Event::Posted(kept.id));
        assert_eq!(next(&mut listener).await, Event::Edited(kept.id));

        let last = post(&store, &ada.account, Visibility::Public, &[]).await;
        assert_eq!(next(&mut listener).await, Event::Posted(last.id));
    }
}

#[tokio::test]
async fn of_what_goes_those_are_told_who_could_read_it() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let ben = meet(&store, "ben", "away.example").await;
        let public = post(&store, &ben, Visibility::Unlisted, &[]).await;
        let private = post(&store, &ben, Visibility::Private, &[ada.account.id, ben.id]).await;
        let mut listener = listen(&store).await;
        for gone in [&public, &private] {
            let mut transaction = store.begin().await.unwrap();
            assert!(status::remove_by_uri(&mut transaction, &gone.uri).await.unwrap());
            transaction.commit().await.unwrap();
        }
        let readers = Readers::Everybody;
        let status = public.id;
        assert_eq!(next(&mut listener).await, Event::Removed { status, readers });
        let readers = Readers::Some {
            author: ben.id,
            followers: true,
            mentioned: vec![ada.id],
        };
        let status = private.id;
        assert_eq!(next(&mut listener).await, Event::Removed { status, readers });

        let members = [ada.id, bea.id];
        let_follow(&store, bea.account.id, ben.id).await;
        let mut snapshot = store.snapshot().await.unwrap();
        let followers = follow::followers_among(&mut snapshot, ben.id, members)
            .await
            .unwrap();
        assert_eq!(followers, [bea.id]);
    }
}

#[tokio::test]
async fn a_member_whose_access_ends_is_named() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut listener = listen(&store).await;
        let mut transaction = store.begin().await.unwrap();
        access_token::revoke_all(&mut transaction, ada.id, at(1))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(next(&mut listener).await, Event::AccessEnded(ada.id));
    }
}

#[tokio::test]
async fn who_does_not_listen_holds_up_nobody_and_is_told_that_something_was_missed() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let mut slow = listen(&store).await;
        let mut listener = store.listen();
        let mut transaction = store.begin().await.unwrap();
        let mut last = None;
        for _ in 0..1_100 {
            let status = written(&ada.account, Visibility::Public, &[]);
            status::insert(&mut transaction, &status).await.unwrap();
            last = Some(Heard::Event(Arc::new(Event::Posted(status.id))));
        }
        transaction.commit().await.unwrap();
        // Whoever is quick enough hears of all of them.
        let mut heard = None;
        while heard != last && heard != Some(Heard::Missed) {
            heard = listener.next().await;
        }
        assert_eq!(slow.next().await, Some(Heard::Missed));
    }
}

#[tokio::test]
async fn what_is_durable_is_told_also_when_nobody_waits_for_it() {
    for store in stores().await {
        // PostgreSQL tells with the commit itself.
        if !matches!(*store, Store::Sqlite { .. }) {
            continue;
        }
        let ada = join(&store, "ada").await;
        let mut listener = listen(&store).await;
        let kept = written(&ada.account, Visibility::Public, &[]);
        let mut transaction = store.begin().await.unwrap();
        status::insert(&mut transaction, &kept).await.unwrap();
        tokio::select! {
            biased;
            _ = transaction.commit() => panic!("it cannot be over at once"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(next(&mut listener).await, Event::Posted(kept.id));
        let mut snapshot = store.snapshot().await.unwrap();
        assert!(status::by_id(&mut snapshot, kept.id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn how_a_poll_stands_is_told_when_others_are_told() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let asked = post(&store, &ada.account, Visibility::Public, &[]).await;
        let poll = NewPoll::new(&["yes".to_owned(), "no".to_owned()], false, false, 600).unwrap();
        let mut transaction = store.begin().await.unwrap();
        poll::insert(&mut transaction, &poll.begin(asked.id, at(0)))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let mut listener = listen(&store).await;
        let mut transaction = store.begin().await.unwrap();
        assert!(
            poll::set_to_be_told(&mut transaction, asked.id, true)
                .await
                .unwrap()
        );
        assert!(
            poll::set_to_be_told(&mut transaction, asked.id, false)
                .await
                .unwrap()
        );
        assert!(
            !poll::set_to_be_told(&mut transaction, asked.id, false)
                .await
                .unwrap()
        );
        transaction.commit().await.unwrap();
        let mut transaction = store.begin().await.unwrap();
        assert!(poll::end(&mut transaction, asked.id, at(700)).await.unwrap());
        transaction.commit().await.unwrap();
        let last = post(&store, &ada.account, Visibility::Public, &[]).await;
        for expected in [
            Event::Edited(asked.id),
            Event::Edited(asked.id),
            Event::Posted(last.id),
        ] {
            assert_eq!(next(&mut listener).await, expected);
        }
    }
}
