use vouchwell_domain::block::Block;
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::{Transaction, block, mention, status, tombstone};

use crate::both::{Database, at, stores};
use crate::people::{answer, join, keep, let_follow, meet, post, search_for, written};

#[tokio::test]
async fn a_status_comes_back_as_it_was_kept_and_can_be_edited() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let bea = join(&store, "bea").await.account;
        let mut kept = post(&store, &ada, Visibility::Public, &[bea.id]).await;
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(
            status::by_id(&mut transaction, kept.id).await.unwrap().as_ref(),
            Some(&kept)
        );
        assert_eq!(
            status::by_uri(&mut transaction, &kept.uri)
                .await
                .unwrap()
                .as_ref(),
            Some(&kept)
        );
        assert_eq!(
            status::by_ids(&mut transaction, &[kept.id]).await.unwrap(),
            [kept.clone()]
        );
        assert_eq!(status::by_ids(&mut transaction, &[]).await.unwrap(), []);
        assert!(
            status::is_by(&mut transaction, &kept.uri, &ada.uri)
                .await
                .unwrap()
        );
        assert!(
            !status::is_by(&mut transaction, &kept.uri, &bea.uri)
                .await
                .unwrap()
        );

        kept.content = "<p>Another word</p>".to_owned();
        kept.mentions = vec![ada.id];
        kept.edited_at = Some(at(1));
        status::update(&mut transaction, &kept).await.unwrap();
        assert_eq!(
            status::by_id(&mut transaction, kept.id).await.unwrap().as_ref(),
            Some(&kept)
        );

        assert!(status::remove_by_uri(&mut transaction, &kept.uri).await.unwrap());
        assert!(!status::remove_by_uri(&mut transaction, &kept.uri).await.unwrap());
        assert_eq!(status::by_id(&mut transaction, kept.id).await.unwrap(), None);
        assert!(
            mention::of_statuses(&mut transaction, &[kept.id])
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn whoever_was_mentioned_before_an_edit_may_go_on_reading() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let [bea, cleo] = [join(&store, "bea").await, join(&store, "cleo").await];
        let mut kept = post(&store, &ada, Visibility::Direct, &[bea.account.id]).await;
        kept.mentions = vec![cleo.account.id];
        let mut transaction = store.begin().await.unwrap();
        status::update(&mut transaction, &kept).await.unwrap();
        for reader in [&bea, &cleo] {
            let seen = status::visible_by_id(&mut transaction, kept.id, Some(reader.id)).await;
            assert_eq!(seen.unwrap(), Some(kept.clone()), "{}", reader.account.name);
        }
        let ever = mention::ever_of(&mut transaction, kept.id).await.unwrap();
        assert_eq!(ever, [bea.account.id, cleo.account.id]);
        kept.mentions = vec![bea.account.id];
        status::update(&mut transaction, &kept).await.unwrap();
        let named = mention::of_statuses(&mut transaction, &[kept.id]).await.unwrap();
        assert_eq!(named[&kept.id], [bea.account.id]);
    }
}

#[tokio::test]
async fn an_answer_finds_what_it_answers_whichever_comes_first() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "ben", "away.example").await;
        let question = written(&ada, Visibility::Public, &[]);
        let early = Status {
            in_reply_to: Some(InReplyTo::unknown(question.uri.clone())),
            ..written(&ben, Visibility::Public, &[])
        };
        keep(&store, &early).await;
        let to_itself = written(&ben, Visibility::Public, &[]);
        let to_itself = Status {
            in_reply_to: Some(InReplyTo::unknown(to_itself.uri.clone())),
            ..to_itself
        };
        keep(&store, &to_itself).await;
        keep(&store, &question).await;
        let late = answer(&store, &ben, &question).await;

        let mut transaction = store.begin().await.unwrap();
        for id in [early.id, late.id] {
            let found = status::by_id(&mut transaction, id).await.unwrap().unwrap();
            assert_eq!(found.in_reply_to, Some(InReplyTo::of(&question)));
        }
        let found = status::by_id(&mut transaction, to_itself.id).await.unwrap();
        assert_eq!(found, Some(to_itself), "nothing answers itself");

        status::remove_by_uri(&mut transaction, &question.uri)
            .await
            .unwrap();
        let found = status::by_id(&mut transaction, late.id).await.unwrap().unwrap();
        let left = InReplyTo {
            status: None,
            ..InReplyTo::of(&question)
        };
        assert_eq!(found.in_reply_to, Some(left));
    }
}

#[tokio::test]
async fn several_statuses_are_read_as_far_as_the_reader_may() {
    for store in stores().await {
        let wall = wall(&store).await;
        let all = [wall.public, wall.unlisted, wall.private, wall.direct];
        let mut transaction = store.begin().await.unwrap();
        for (reader, expected) in [
            (None, vec![wall.public, wall.unlisted]),
            (Some(wall.stranger), vec![wall.public, wall.unlisted]),
            (
                Some(wall.follower),
                vec![wall.public, wall.unlisted, wall.private],
            ),
            (
                Some(wall.mentioned),
                vec![wall.public, wall.unlisted, wall.direct],
            ),
        ] {
            let seen = status::visible_by_ids(&mut transaction, &all, reader)
                .await
                .unwrap();
            let mut seen: Vec<StatusId> = seen.into_iter().map(|status| status.id).collect();
            seen.sort();
            assert_eq!(seen, expected, "{reader:?}");
        }
        let none = status::visible_by_ids(&mut transaction, &[], None).await.unwrap();
        assert_eq!(none, []);
    }
}

#[tokio::test]
async fn what_was_typed_is_kept_and_goes_with_the_status() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let kept = post(&store, &ada, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(status::source(&mut transaction, kept.id).await.unwrap(), None);
        for text in ["one", "two"] {
            status::set_source(&mut transaction, kept.id, text).await.unwrap();
            let source = status::source(&mut transaction, kept.id).await.unwrap();
            assert_eq!(source.as_deref(), Some(text));
        }
        status::remove_by_uri(&mut transaction, &kept.uri).await.unwrap();
        assert_eq!(status::source(&mut transaction, kept.id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_a_status_said_before_is_kept() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let mut kept = post(&store, &ada, Visibility::Public, &[]).await;
        let first = kept.content.clone();
        let mut transaction = store.begin().await.unwrap();
        assert_eq!(status::edits(&mut transaction, kept.id, 10).await.unwrap(), []);
        for (minutes, content, sensitive) in [
            (1, "two", false),
            (2, "two", false),
            (3, "two", true),
            (4, "three", true),
        ] {
            kept.content = content.to_owned();
            kept.sensitive = sensitive;
            kept.edited_at = Some(at(minutes));
            status::update(&mut transaction, &kept).await.unwrap();
        }
        let said = |content: &str, sensitive, minutes| status::StatusEdit {
            content: content.to_owned(),
            spoiler: String::new(),
            sensitive,
            created_at: at(minutes),
        };
        let expected = [
            said(&first, false, 0),
            said("two", false, 2),
            said("two", true, 3),
        ];
        assert_eq!(
            status::edits(&mut transaction, kept.id, 10).await.unwrap(),
            expected
        );
        assert_eq!(
            status::edits(&mut transaction, kept.id, 1).await.unwrap(),
            expected[2..]
        );
        status::remove_by_uri(&mut transaction, &kept.uri).await.unwrap();
        assert_eq!(status::edits(&mut transaction, kept.id, 10).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_thread_is_read_up_and_down_as_far_as_the_reader_may() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let root = post(&store, &ben, Visibility::Public, &[]).await;
        let hidden = Status {
            in_reply_to: Some(InReplyTo::of(&root)),
            ..written(&ben, Visibility::Direct, &[])
        };
        keep(&store, &hidden).await;
        let middle = answer(&store, &ben, &hidden).await;
        let [one, two] = [
            answer(&store, &ben, &middle).await,
            answer(&store, &ben, &middle).await,
        ];
        let below_one = answer(&store, &ben, &one).await;
        let ids =
            |statuses: Vec<Status>| -> Vec<StatusId> { statuses.iter().map(|status| status.id).collect() };
        let mut transaction = store.begin().await.unwrap();
        let reader = Some(ada.id);
        let above = status::ancestors(&mut transaction, middle.id, reader, 9)
            .await
            .unwrap();
        assert_eq!(ids(above), [root.id]);
        let above = status::ancestors(&mut transaction, below_one.id, None, 2)
            .await
            .unwrap();
        assert_eq!(ids(above), [middle.id, one.id], "no more steps than asked for");
        let below = status::descendants(&mut transaction, root.id, reader, 9, 9)
            .await
            .unwrap();
        let mut below = ids(below);
        below.sort();
        assert_eq!(below, [middle.id, one.id, two.id, below_one.id]);
        let near = status::descendants(&mut transaction, middle.id, reader, 1, 9)
            .await
            .unwrap();
        assert_eq!(near.len(), 2);
        let few = status::descendants(&mut transaction, middle.id, reader, 9, 2)
            .await
            .unwrap();
        let mut few = ids(few);
        few.sort();
        assert_eq!(few, [one.id, two.id], "those nearest to it");

        let made = Block {
            blocker: ada.account.id,
            blocked: ben.id,
        };
        block::insert(&mut transaction, made, None, at(0)).await.unwrap();
        let heard = status::descendants(&mut transaction, root.id, reader, 9, 9)
            .await
            .unwrap();
        assert_eq!(heard, []);
    }
}

#[tokio::test]
async fn answers_that_a_reader_may_not_see_take_no_place_of_others() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let ben = meet(&store, "ben", "away.example").await;
        let root = post(&store, &ada.account, Visibility::Public, &[]).await;
        for _ in 0..3 {
            let hidden = Status {
                in_reply_to: Some(InReplyTo::of(&root)),
                ..written(&ben, Visibility::Direct, &[])
            };
            keep(&store, &hidden).await;
        }
        let shown = answer(&store, &ada.account, &root).await;
        let mut transaction = store.begin().await.unwrap();
        for reader in [None, Some(ada.id)] {
            let below = status::descendants(&mut transaction, root.id, reader, 9, 1)
                .await
                .unwrap();
            let below: Vec<StatusId> = below.iter().map(|status| status.id).collect();
            assert_eq!(below, [shown.id], "{reader:?}");
        }
    }
}

#[tokio::test]
async fn answers_in_a_ring_end() {
    for store in stores().await {
        let ben = meet(&store, "ben", "away.example").await;
        let [one, two] = [(); 2].map(|()| written(&ben, Visibility::Public, &[]));
        let early = InReplyTo::unknown(two.uri.clone());
        for (status, answered) in [(&one, early), (&two, InReplyTo::of(&one))] {
            let status = Status {
                in_reply_to: Some(answered),
                ..status.clone()
            };
            keep(&store, &status).await;
        }
        let mut transaction = store.begin().await.unwrap();
        let kept = status::by_id(&mut transaction, one.id).await.unwrap().unwrap();
        assert_eq!(kept.in_reply_to.unwrap().status, Some(two.id));
        let above = status::ancestors(&mut transaction, one.id, None, 10)
            .await
            .unwrap();
        assert!(above.iter().all(|status| status.id == two.id));
        let below = status::descendants(&mut transaction, one.id, None, 10, 20)
            .await
            .unwrap();
        assert!(!below.is_empty() && below.iter().all(|status| status.id == two.id));
    }
}

#[tokio::test]
async fn the_ordinary_statuses_of_an_account_go_together() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ben = meet(&store, "ben", "away.example").await;
        let of_ben = post(&store, &ben, Visibility::Public, &[]).await;
        let of_ada = post(&store, &ada, Visibility::Public, &[]).await;
        let mut transaction = store.begin().await.unwrap();
        status::remove_ordinary_of(&mut transaction, ben.id)
            .await
            .unwrap();
        assert_eq!(status::by_id(&mut transaction, of_ben.id).await.unwrap(), None);
        assert!(
            status::by_id(&mut transaction, of_ada.id)
                .await
                .unwrap()
                .is_some()
        );
    }
}

#[tokio::test]
async fn a_tombstone_binds_its_account_alone() {
    for store in stores().await {
        let uri = "https://away.example/notes/1".parse().unwrap();
        let [ben, eve] =
            ["ben", "eve"].map(|name| format!("https://away.example/users/{name}").parse().unwrap());
        let mut transaction = store.begin().await.unwrap();
        tombstone::add(&mut transaction, &uri, &eve, at(0)).await.unwrap();
        tombstone::add(&mut transaction, &uri, &eve, at(1)).await.unwrap();
        assert!(tombstone::exists(&mut transaction, &uri, &eve).await.unwrap());
        assert!(!tombstone::exists(&mut transaction, &uri, &ben).await.unwrap());
    }
}

struct Wall {
    author: AccountId,
    follower: MemberId,
    mentioned: MemberId,
    stranger: MemberId,
    public: StatusId,
    unlisted: StatusId,
    private: StatusId,
    direct: StatusId,
}

async fn wall(store: &Database) -> Wall {
    let author = meet(store, "ben", "away.example").await;
    let follower = join(store, "follower").await;
    let mentioned = join(store, "mentioned").await;
    let stranger = join(store, "stranger").await;
    let_follow(store, follower.account.id, author.id).await;
    let mut ids = Vec::new();
    for visibility in [
        Visibility::Public,
        Visibility::Unlisted,
        Visibility::Private,
        Visibility::Direct,
    ] {
        let mentions: &[AccountId] = if visibility == Visibility::Direct {
            &[mentioned.account.id]
        } else {
            &[]
        };
        ids.push(post(store, &author, visibility, mentions).await.id);
    }
    let [public, unlisted, private, direct] = ids.try_into().unwrap();
    Wall {
        author: author.id,
        follower: follower.id,
        mentioned: mentioned.id,
        stranger: stranger.id,
        public,
        unlisted,
        private,
        direct,
    }
}

async fn seen(transaction: &mut Transaction, wall: &Wall, reader: Option<MemberId>) -> Vec<StatusId> {
    let page = Page::newest(10);
    let listed = status::of_account(
        transaction,
        wall.author,
        &status::Selection::default(),
        page,
        reader,
    )
    .await
    .unwrap();
    let listed: Vec<StatusId> = listed.into_iter().map(|status| status.id).collect();
    for id in [wall.public, wall.unlisted, wall.private, wall.direct] {
        let found = status::visible_by_id(transaction, id, reader).await.unwrap();
        assert_eq!(
            found.is_some(),
            listed.contains(&id),
            "the list and the page must agree"
        );
    }
    if let Some(reader) = reader {
        let found = status::search(transaction, reader, search_for("a WORD of"))
            .await
            .unwrap();
        assert_eq!(
            found.into_iter().map(|status| status.id).collect::<Vec<_>>(),
            listed
        );
    }
    listed
}

#[tokio::test]
async fn everybody_sees_what_is_meant_for_them_and_nothing_else() {
    for store in stores().await {
        let wall = wall(&store).await;
        let mut transaction = store.begin().await.unwrap();
        let open = vec![wall.unlisted, wall.public];
        assert_eq!(seen(&mut transaction, &wall, None).await, open);
        assert_eq!(seen(&mut transaction, &wall, Some(wall.stranger)).await, open);
        let follower = seen(&mut transaction, &wall, Some(wall.follower)).await;
        assert_eq!(follower, [wall.private, wall.unlisted, wall.public]);
        let mentioned = seen(&mut transaction, &wall, Some(wall.mentioned)).await;
        assert_eq!(mentioned, [wall.direct, wall.unlisted, wall.public]);

        let suffered = vouchwell_domain::block::Block {
            blocker: wall.author,
            blocked: wall.follower.account(),
        };
        block::insert(&mut transaction, suffered, None, at(0))
            .await
            .unwrap();
        assert_eq!(seen(&mut transaction, &wall, Some(wall.follower)).await, []);
    }
}
