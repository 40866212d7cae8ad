use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::status::{Selection, of_account};
use vouchwell_storage::{Transaction, pin, status};

use crate::both::{at, stores};
use crate::people::{join, meet, post, written};

/// A status of an account, a little different from another one.
async fn varied(transaction: &mut Transaction, author: &Account, vary: impl FnOnce(&mut Status)) -> StatusId {
    let mut made = Status {
        tags: Vec::new(),
        ..written(author, Visibility::Public, &[])
    };
    vary(&mut made);
    status::insert(transaction, &made).await.unwrap();
    made.id
}

async fn selected(transaction: &mut Transaction, account: AccountId, selection: Selection) -> Vec<StatusId> {
    let page = Page::newest(10);
    let found = of_account(transaction, account, &selection, page, None)
        .await
        .unwrap();
    found.into_iter().map(|status| status.id).collect()
}

#[tokio::test]
async fn the_statuses_of_an_account_are_selected() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let of_ben = post(&store, &ben, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        let author = &ada.account;
        let tagged = varied(&mut transaction, author, |status| {
            status.tags = vec!["Gärten".to_owned()]
        })
        .await;
        let thread = status::by_id(&mut transaction, tagged).await.unwrap().unwrap();
        let answer = |answered: &Status| Some(InReplyTo::of(answered));
        let own_thread = varied(&mut transaction, author, |own| own.in_reply_to = answer(&thread)).await;
        let reply = varied(&mut transaction, author, |reply| {
            reply.in_reply_to = answer(&of_ben)
        })
        .await;
        let boost = varied(&mut transaction, author, |boost| {
            boost.reblog_of = Some(of_ben.id)
        })
        .await;
        for pinned in [own_thread, tagged] {
            pin::insert(&mut transaction, ada.id, pinned, 1, at(0))
                .await
                .unwrap();
        }

        let all = Selection::default();
        for (selection, expected) in [
            (all.clone(), vec![boost, reply, own_thread, tagged]),
            (
                Selection {
                    pinned: true,
                    ..all.clone()
                },
                vec![own_thread, tagged],
            ),
            (
                Selection {
                    without_replies: true,
                    ..all.clone()
                },
                vec![boost, own_thread, tagged],
            ),
            (
                Selection {
                    without_reblogs: true,
                    ..all.clone()
                },
                vec![reply, own_thread, tagged],
            ),
            (
                Selection {
                    tag: Some("gärten".to_owned()),
                    ..all.clone()
                },
                vec![tagged],
            ),
            (
                Selection {
                    tag: Some("other".to_owned()),
                    ..all.clone()
                },
                vec![],
            ),
            (
                Selection {
                    with_media: true,
                    ..all.clone()
                },
                vec![],
            ),
            (
                Selection {
                    without_replies: true,
                    without_reblogs: true,
                    ..all.clone()
                },
                vec![own_thread, tagged],
            ),
        ] {
            let found = selected(&mut transaction, author.id, selection.clone()).await;
            assert_eq!(found, expected, "{selection:?}");
        }
        let newer = Page {
            min: Some(tagged.number()),
            ..Page::newest(1)
        };
        let selection = Selection {
            without_reblogs: true,
            ..all
        };
        let next = of_account(&mut transaction, author.id, &selection, newer, None)
            .await
            .unwrap();
        assert_eq!(next[0].id, own_thread);
    }
}
