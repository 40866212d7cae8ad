use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_domain::notification::NotificationKind::Favourite;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{Involvement, Status, Visibility};
use vouchwell_service::status::Concern;
use vouchwell_service::{Error, block, bookmark, favourite, inbox, remote_account, status, timeline};

use crate::in_a_town;
use crate::town::{Town, away, note};

impl Town {
    /// What somebody of another server says.
    pub(crate) async fn hear(&self, from: &Account, activity: &str, message: Message) {
        let envelope = Envelope {
            id: away(activity),
            from: from.uri.clone(),
            message,
        };
        let mut transaction = self.begin().await;
        inbox::take(&self.context, &mut transaction, &envelope)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn likes(&self, status: &Status) -> i64 {
        let view = timeline::status(&self.context, None, status.id).await.unwrap();
        view.counts.favourites
    }
}

fn like(status: &Status, author: &Member) -> Message {
    Message::Like {
        object: status.uri.clone(),
        to: author.account.uri.clone(),
    }
}

fn undo_like(activity: &str, status: &Status, author: &Member) -> Message {
    Message::UndoLike {
        like: away(activity),
        object: status.uri.clone(),
        to: author.account.uri.clone(),
    }
}

fn undo(activity: &str, author: &Member) -> Message {
    Message::Undo {
        object: away(activity),
        to: author.account.uri.clone(),
    }
}

in_a_town! {
    async fn a_member_likes_what_another_wrote_and_takes_it_back(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let post = town.post(&ada, Visibility::Public).await;
        for _ in 0..2 {
            let view = favourite::favourite(&town.context, &bea, post.id).await.unwrap();
            assert_eq!(view.counts.favourites, 1);
            assert_eq!(view.involvement, Some(Involvement { favourited: true, ..Involvement::default() }));
        }
        assert_eq!(town.told(&ada).await, [(Favourite, "bea".to_owned())]);
        assert_eq!(town.sent().await, [], "nobody of another server is concerned");
        let listed = favourite::list(&town.context, &bea, Page::newest(10)).await.unwrap();
        assert_eq!(listed[0].item.status, post);
        let by = favourite::accounts(&town.context, None, post.id, Page::newest(10)).await.unwrap();
        assert_eq!(by[0].item.account, bea.account);
        let seen = timeline::status(&town.context, Some(&ada), post.id).await.unwrap();
        assert_eq!(seen.involvement, Some(Involvement::default()));
        assert_eq!(timeline::status(&town.context, None, post.id).await.unwrap().involvement, None);

        for _ in 0..2 {
            let view = favourite::unfavourite(&town.context, &bea, post.id).await.unwrap();
            assert_eq!((view.counts.favourites, view.involvement), (0, Some(Involvement::default())));
        }
        assert_eq!(town.told(&ada).await, []);
        assert_eq!(favourite::list(&town.context, &bea, Page::newest(10)).await.unwrap(), []);

        favourite::favourite(&town.context, &ada, post.id).await.unwrap();
        assert_eq!(town.told(&ada).await, [], "nobody is told what she did herself");
    }

    async fn an_author_elsewhere_is_told_of_a_favourite_and_of_its_end(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let mut transaction = town.begin().await;
        let theirs = status::receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[&ada]), Concern::Unknown)
            .await
            .unwrap()
            .unwrap();
        transaction.commit().await.unwrap();
        favourite::favourite(&town.context, &ada, theirs.id).await.unwrap();
        favourite::favourite(&town.context, &ada, theirs.id).await.unwrap();
        favourite::unfavourite(&town.context, &ada, theirs.id).await.unwrap();
        favourite::unfavourite(&town.context, &ada, theirs.id).await.unwrap();
        let sent = town.sent().await;
        let [Message::Like { object, to }, Message::UndoLike { object: undone, to: also_to, .. }] = &sent[..]
        else {
            panic!("{sent:?}")
        };
        assert_eq!((object, undone), (&theirs.uri, &theirs.uri));
        assert_eq!((to, also_to), (&ben.uri, &ben.uri));
    }

    async fn what_a_member_may_not_see_she_can_neither_like_nor_keep(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let private = town.post(&ada, Visibility::Private).await;
        let direct = town.post(&ada, Visibility::Direct).await;
        for hidden in [private.id, direct.id] {
            let page = Page::newest(10);
            assert!(matches!(favourite::favourite(&town.context, &bea, hidden).await, Err(Error::NotFound)));
            assert!(matches!(favourite::unfavourite(&town.context, &bea, hidden).await, Err(Error::NotFound)));
            assert!(matches!(bookmark::bookmark(&town.context, &bea, hidden).await, Err(Error::NotFound)));
            assert!(matches!(bookmark::unbookmark(&town.context, &bea, hidden).await, Err(Error::NotFound)));
            let by = favourite::accounts(&town.context, Some(&bea), hidden, page).await;
            assert!(matches!(by, Err(Error::NotFound)));
        }
        let public = town.post(&ada, Visibility::Public).await;
        block::block(&town.context, &bea, ada.account.id).await.unwrap();
        assert!(matches!(favourite::favourite(&town.context, &bea, public.id).await, Err(Error::Forbidden)));
        block::unblock(&town.context, &bea, ada.account.id).await.unwrap();
        block::block(&town.context, &ada, bea.account.id).await.unwrap();
        assert!(matches!(favourite::favourite(&town.context, &bea, public.id).await, Err(Error::NotFound)));
        assert_eq!(town.told(&ada).await, []);
    }

    async fn a_bookmark_is_seen_by_nobody_else(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let post = town.post(&ada, Visibility::Public).await;
        let view = bookmark::bookmark(&town.context, &bea, post.id).await.unwrap();
        assert_eq!(view.involvement, Some(Involvement { bookmarked: true, ..Involvement::default() }));
        assert_eq!(bookmark::list(&town.context, &bea, Page::newest(10)).await.unwrap()[0].item, view);
        assert_eq!(town.told(&ada).await, []);
        let theirs = timeline::status(&town.context, Some(&ada), post.id).await.unwrap();
        assert_eq!(theirs.involvement, Some(Involvement::default()));
        assert_eq!(bookmark::list(&town.context, &ada, Page::newest(10)).await.unwrap(), []);
        bookmark::unbookmark(&town.context, &bea, post.id).await.unwrap();
        assert_eq!(bookmark::list(&town.context, &bea, Page::newest(10)).await.unwrap(), []);
    }

    async fn a_like_from_elsewhere_counts_once(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "likes/1", like(&post, &ada)).await;
        town.hear(&ben, "likes/1", like(&post, &ada)).await;
        town.hear(&ben, "likes/2", like(&post, &ada)).await;
        assert_eq!(town.likes(&post).await, 1);
        assert_eq!(town.told(&ada).await, [(Favourite, "ben".to_owned())]);
        town.hear(&ben, "undos/2", undo_like("likes/2", &post, &ada)).await;
        assert_eq!(town.likes(&post).await, 1, "the first one still stands");
        town.hear(&ben, "undos/1", undo("likes/1", &ada)).await;
        assert_eq!(town.likes(&post).await, 0);
        assert_eq!(town.told(&ada).await, []);
        town.hear(&ben, "likes/1", like(&post, &ada)).await;
        assert_eq!(town.likes(&post).await, 0, "what was taken back does not come back");
        town.hear(&ben, "likes/3", like(&post, &ada)).await;
        assert_eq!(town.likes(&post).await, 1, "a new one counts");
    }

    async fn a_like_that_its_undo_overtakes_does_not_count(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "undos/1", undo_like("likes/1", &post, &ada)).await;
        town.hear(&ben, "likes/1", like(&post, &ada)).await;
        town.hear(&ben, "undos/2", undo("likes/2", &ada)).await;
        town.hear(&ben, "likes/2", like(&post, &ada)).await;
        assert_eq!(town.likes(&post).await, 0);
        assert_eq!(town.told(&ada).await, []);
    }

    async fn an_undo_that_gives_the_like_another_id_is_understood(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "likes/1", like(&post, &ada)).await;
        town.hear(&ben, "undos/1", undo_like("likes/made-up", &post, &ada)).await;
        assert_eq!(town.likes(&post).await, 0);
    }

    async fn nobody_undoes_the_like_of_another(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "likes/1", like(&post, &ada)).await;
        town.hear(&eve, "undos/1", undo_like("likes/1", &post, &ada)).await;
        town.hear(&eve, "undos/2", undo("likes/1", &ada)).await;
        assert_eq!(town.likes(&post).await, 1);
        town.hear(&eve, "undos/3", undo("likes/2", &ada)).await;
        town.hear(&ben, "likes/2", like(&town.post(&ada, Visibility::Public).await, &ada)).await;
        assert_eq!(town.told(&ada).await.len(), 2, "nor is it remembered against him");
    }

    async fn a_like_has_no_effect_by_those_who_may_not_see_or_under_the_id_of_another(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let private = town.post(&ada, Visibility::Private).await;
        let public = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "likes/1", like(&private, &ada)).await;
        let foreign = Envelope {
            id: "https://third.example/likes/1".parse::<ObjectUri>().unwrap(),
            from: ben.uri.clone(),
            message: like(&public, &ada),
        };
        let mut transaction = town.begin().await;
        inbox::take(&town.context, &mut transaction, &foreign).await.unwrap();
        transaction.commit().await.unwrap();
        block::block(&town.context, &ada, ben.id).await.unwrap();
        town.hear(&ben, "likes/2", like(&public, &ada)).await;
        assert_eq!(town.likes(&public).await, 0);
        let seen = timeline::status(&town.context, Some(&ada), private.id).await.unwrap();
        assert_eq!(seen.counts.favourites, 0);
        assert_eq!(town.told(&ada).await, []);
    }

    async fn the_favourites_of_a_deleted_account_go_with_it(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "likes/1", like(&post, &ada)).await;
        let mut transaction = town.begin().await;
        remote_account::forget(&town.context, &mut transaction, &ben).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(town.likes(&post).await, 0);
        assert_eq!(town.told(&ada).await, []);
    }
}
