use chrono::TimeDelta;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::{Announce, Envelope, Message};
use vouchwell_domain::notification::NotificationKind::{Favourite, Reblog, Update};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{InReplyTo, Involvement, Status, Visibility};
use vouchwell_service::error::Refusal;
use vouchwell_service::status::{
    Concern, Reach, RemoteNote, delete, delete_note, edit, history, receive_note, update_note,
};
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{Error, block, bookmark, favourite, follow, inbox, reblog, remote_account};

use crate::in_a_town;
use crate::posts::{content, words_alone};
use crate::town::{Town, away, noon, note};

impl Town {
    /// Something that somebody of another server wrote.
    async fn foreign_post(&self, author: &Account, path: &str) -> Status {
        let mut transaction = self.begin().await;
        let kept = receive_note(
            &self.context,
            &mut transaction,
            author,
            note(path, &[]),
            Concern::Wanted(Reach::NOTHING),
        )
        .await
        .unwrap()
        .unwrap();
        transaction.commit().await.unwrap();
        kept
    }

    async fn boosts(&self, status: &Status) -> i64 {
        let view = timeline::status(&self.context, None, status.id).await.unwrap();
        view.counts.reblogs
    }
}

fn announce(status: &Status, by: &Account, visibility: Visibility) -> Announce {
    Announce {
        object: status.uri.clone(),
        author: by.uri.clone(),
        visibility,
        published: None,
    }
}

fn public(status: &Status, by: &Account) -> Message {
    Message::Announce(announce(status, by, Visibility::Public))
}

fn undo(activity: &str, status: &Status, by: &Account) -> Message {
    Message::UndoAnnounce {
        id: away(activity),
        announce: announce(status, by, Visibility::Public),
    }
}

in_a_town! {
    async fn a_member_boosts_what_another_wrote_and_takes_it_back(town) {
        let (ada, bea, cleo) = (town.join("ada").await, town.join("bea").await, town.join("cleo").await);
        follow::follow(&town.context, &cleo, bea.account.id).await.unwrap();
        let post = town.post(&ada, Visibility::Public).await;
        let first = reblog::reblog(&town.context, &bea, post.id, Some(Visibility::Unlisted)).await.unwrap();
        let again = reblog::reblog(&town.context, &bea, first.status.id, None).await.unwrap();
        assert_eq!(first, again, "the same boost, whichever way it is named");
        let boosted = first.reblog.unwrap();
        assert_eq!((&boosted.status, first.status.visibility), (&post, Visibility::Unlisted));
        assert_eq!((boosted.counts.reblogs, first.counts), (1, boosted.counts));
        let reblogged = Some(Involvement { reblogged: true, ..Involvement::default() });
        assert_eq!((boosted.involvement, first.involvement), (reblogged, reblogged));
        assert_eq!(town.told(&ada).await, [(Reblog, "bea".to_owned())]);
        let by = reblog::accounts(&town.context, None, first.status.id, Page::newest(10)).await.unwrap();
        assert_eq!(by[0].item.account, bea.account);

        let home = timeline::home(&town.context, &cleo, Page::newest(10)).await.unwrap();
        assert_eq!(home[0].reblog.as_ref().unwrap().status, post);
        let everywhere = timeline::public(&town.context, None, Source::Here, Page::newest(10)).await.unwrap();
        assert_eq!(everywhere.len(), 1, "a boost stands in no public timeline");

        for _ in 0..2 {
            let view = reblog::unreblog(&town.context, &bea, post.id).await.unwrap();
            assert_eq!((view.status.id, view.counts.reblogs), (post.id, 0));
            assert_eq!(view.involvement, Some(Involvement::default()));
        }
        assert_eq!(town.told(&ada).await, []);
        assert_eq!(timeline::home(&town.context, &cleo, Page::newest(10)).await.unwrap(), []);
        assert!(timeline::status(&town.context, Some(&bea), first.status.id).await.is_err());
    }

    async fn what_is_done_with_a_boost_is_done_with_what_it_boosts(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let post = town.post(&ada, Visibility::Public).await;
        let boost = reblog::reblog(&town.context, &bea, post.id, None).await.unwrap().status;
        let said = history(&town.context, Some(&bea), boost.id).await;
        assert!(matches!(said, Err(Error::NotFound)), "a boost says nothing itself");
        let liked = favourite::favourite(&town.context, &bea, boost.id).await.unwrap();
        assert_eq!((liked.status.id, liked.counts.favourites), (post.id, 1));
        assert_eq!(bookmark::bookmark(&town.context, &bea, boost.id).await.unwrap().status.id, post.id);
        let like = Message::Like { object: boost.uri.clone(), to: bea.account.uri.clone() };
        town.hear(&ben, "likes/1", like).await;
        let of_boost = Announce { object: boost.uri.clone(), ..announce(&post, &ada.account, Visibility::Public) };
        town.hear(&ben, "announces/1", Message::Announce(of_boost)).await;
        let seen = timeline::status(&town.context, None, post.id).await.unwrap();
        assert_eq!((seen.counts.favourites, seen.counts.reblogs), (2, 2));
        let told: Vec<_> = town.told(&ada).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(told, [Reblog, Favourite, Favourite, Reblog]);
        assert_eq!(town.told(&bea).await, []);
        let by = favourite::accounts(&town.context, None, boost.id, Page::newest(10)).await.unwrap();
        assert_eq!(by.len(), 2);
        let undone = favourite::unfavourite(&town.context, &bea, boost.id).await.unwrap();
        assert_eq!((undone.status.id, undone.counts.favourites), (post.id, 1));
        let undone = reblog::unreblog(&town.context, &bea, boost.id).await.unwrap();
        assert_eq!((undone.status.id, undone.counts.reblogs), (post.id, 1));
    }

    async fn an_answer_to_a_boost_answers_what_it_boosts_and_to_delete_it_takes_it_back(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let post = town.post(&ada, Visibility::Public).await;
        let boost = reblog::reblog(&town.context, &bea, post.id, None).await.unwrap().status;
        let answer = town.answer(&bea, "Yes", boost.id).await.unwrap();
        assert_eq!(answer.in_reply_to, Some(InReplyTo::of(&post)));
        let foreign = delete(&town.context, &ada, boost.id).await;
        assert!(matches!(foreign, Err(Error::NotFound)));
        town.sent().await;
        let deleted = delete(&town.context, &bea, boost.id).await.unwrap();
        assert_eq!((deleted.view.status, deleted.text.as_str()), (boost.clone(), ""));
        assert_eq!(town.boosts(&post).await, 0);
        let sent = town.sent().await;
        assert!(matches!(&sent[..], [Message::UndoAnnounce { id, .. }] if *id == boost.uri), "{sent:?}");
    }

    async fn only_what_is_for_everybody_is_boosted_but_by_its_author(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        follow::follow(&town.context, &bea, ada.account.id).await.unwrap();
        let private = town.post(&ada, Visibility::Private).await;
        let direct = town.post(&ada, Visibility::Direct).await;
        let public = town.post(&ada, Visibility::Public).await;
        let refused = reblog::reblog(&town.context, &bea, private.id, None).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "she may read it, no more");
        assert!(matches!(reblog::reblog(&town.context, &bea, direct.id, None).await, Err(Error::NotFound)));
        assert!(matches!(reblog::reblog(&town.context, &ada, direct.id, None).await, Err(Error::Forbidden)));
        let direct_boost = reblog::reblog(&town.context, &bea, public.id, Some(Visibility::Direct)).await;
        assert!(matches!(direct_boost, Err(Error::Refused(Refusal::DirectBoost))));
        block::block(&town.context, &bea, ada.account.id).await.unwrap();
        assert!(matches!(reblog::reblog(&town.context, &bea, public.id, None).await, Err(Error::Forbidden)));

        let own = reblog::reblog(&town.context, &ada, private.id, Some(Visibility::Public)).await.unwrap();
        assert_eq!(own.status.visibility, Visibility::Private, "it stays among her followers");
        assert!(timeline::status(&town.context, Some(&bea), own.status.id).await.is_err());
        assert_eq!(town.told(&ada).await, []);
    }

    async fn followers_and_an_author_elsewhere_are_told_of_a_boost_and_of_its_end(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let theirs = town.foreign_post(&ben, "notes/1").await;
        let boost = reblog::reblog(&town.context, &ada, theirs.id, None).await.unwrap().status;
        reblog::unreblog(&town.context, &ada, theirs.id).await.unwrap();
        let sent = town.sent().await;
        let [Message::Announce(told), Message::UndoAnnounce { id, announce: undone }] = &sent[..] else {
            panic!("{sent:?}")
        };
        assert_eq!((&told.object, &told.author), (&theirs.uri, &ben.uri));
        assert_eq!((id, undone), (&boost.uri, told));
    }

    async fn an_announce_from_elsewhere_counts_once(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "announces/1", public(&post, &ada.account)).await;
        town.hear(&ben, "announces/1", public(&post, &ada.account)).await;
        town.hear(&ben, "announces/2", public(&post, &ada.account)).await;
        assert_eq!(town.boosts(&post).await, 1);
        assert_eq!(town.told(&ada).await, [(Reblog, "ben".to_owned())]);
        town.hear(&ben, "undos/2", undo("announces/2", &post, &ada.account)).await;
        assert_eq!(town.boosts(&post).await, 1, "the first one still stands");
        let bare = Message::Undo { object: away("announces/1"), to: ada.account.uri.clone() };
        town.hear(&ben, "undos/1", bare).await;
        assert_eq!(town.boosts(&post).await, 0);
        assert_eq!(town.told(&ada).await, []);
        town.hear(&ben, "announces/1", public(&post, &ada.account)).await;
        assert_eq!(town.boosts(&post).await, 0, "what was taken back does not come back");
        town.hear(&ben, "undos/4", undo("announces/4", &post, &ada.account)).await;
        town.hear(&ben, "announces/4", public(&post, &ada.account)).await;
        assert_eq!(town.boosts(&post).await, 0, "nor what its end overtook");
        town.hear(&ben, "announces/5", public(&post, &ada.account)).await;
        assert_eq!(town.boosts(&post).await, 1, "a new one counts");
        town.hear(&ben, "undos/5", undo("announces/made-up", &post, &ada.account)).await;
        assert_eq!(town.boosts(&post).await, 0);
    }

    async fn nobody_undoes_the_announce_of_another(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "announces/1", public(&post, &ada.account)).await;
        town.hear(&eve, "undos/1", undo("announces/1", &post, &ada.account)).await;
        let bare = Message::Undo { object: away("announces/1"), to: ada.account.uri.clone() };
        town.hear(&eve, "undos/2", bare).await;
        assert_eq!(town.boosts(&post).await, 1);
    }

    async fn an_announce_has_no_effect_of_what_is_not_for_it_or_under_the_id_of_another(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let private = town.post(&ada, Visibility::Private).await;
        let post = town.post(&ada, Visibility::Public).await;
        town.hear(&ben, "announces/1", public(&private, &ada.account)).await;
        let direct = Message::Announce(announce(&post, &ada.account, Visibility::Direct));
        town.hear(&ben, "announces/2", direct).await;
        for id in ["https://third.example/announces/1", "https://town.example/activities/1"] {
            let foreign = Envelope {
                id: id.parse::<ObjectUri>().unwrap(),
                from: ben.uri.clone(),
                message: public(&post, &ada.account),
            };
            let mut transaction = town.begin().await;
            inbox::take(&town.context, &mut transaction, &foreign).await.unwrap();
            transaction.commit().await.unwrap();
        }
        let of_ben = town.foreign_post(&ben, "notes/1").await;
        town.hear(&ben, "notes/1", public(&post, &ada.account)).await;
        block::block(&town.context, &ada, ben.id).await.unwrap();
        town.hear(&ben, "announces/3", public(&post, &ada.account)).await;
        assert_eq!(town.boosts(&post).await, 0);
        assert_eq!(town.boosts(&of_ben).await, 0);
        let seen = timeline::status(&town.context, Some(&ada), private.id).await.unwrap();
        assert_eq!(seen.counts.reblogs, 0);
        assert_eq!(town.told(&ada).await, []);
    }

    async fn who_boosts_is_told_when_it_is_written_anew_of_the_last_time_alone(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let own = town.post(&ada, Visibility::Public).await;
        let foreign = town.foreign_post(&ben, "notes/1").await;
        for (member, status) in [(&ada, &own), (&bea, &own), (&bea, &foreign)] {
            reblog::reblog(&town.context, member, status.id, None).await.unwrap();
        }
        for words in ["Anew", "Anew", "And again"] {
            edit(&town.context, &ada, own.id, &words_alone(content(words))).await.unwrap();
        }
        assert_eq!(town.told(&bea).await, [(Update, "ada".to_owned())]);
        assert_eq!(town.told(&ada).await, [(Reblog, "bea".to_owned())], "her own doing is no news");
        let edited = RemoteNote {
            content: "<p>Anew</p>".to_owned(),
            updated: Some(noon() + TimeDelta::minutes(1)),
            ..note("notes/1", &[])
        };
        for _ in 0..2 {
            let mut transaction = town.begin().await;
            update_note(&town.context, &mut transaction, &ben, edited.clone()).await.unwrap();
            transaction.commit().await.unwrap();
        }
        let told = town.told(&bea).await;
        assert_eq!(told, [(Update, "ben".to_owned()), (Update, "ada".to_owned())]);
        reblog::unreblog(&town.context, &bea, foreign.id).await.unwrap();
        assert_eq!(town.told(&bea).await, [(Update, "ada".to_owned())], "it is no matter of hers any more");
    }

    async fn boosts_go_with_a_deleted_note_and_their_readers_are_told(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let deleted = town.foreign_post(&ben, "notes/1").await;
        let forgotten = town.foreign_post(&ben, "notes/2").await;
        let mut boosts = Vec::new();
        for boosted in [&deleted, &forgotten] {
            boosts.push(reblog::reblog(&town.context, &ada, boosted.id, None).await.unwrap().status);
        }
        town.sent().await;
        let mut transaction = town.begin().await;
        delete_note(&town.context, &mut transaction, &ben, &deleted.uri).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(timeline::status(&town.context, Some(&ada), boosts[0].id).await.is_err());
        let told = |sent: Vec<Message>| {
            let undone = sent.into_iter().map(|message| match message {
                Message::UndoAnnounce { id, .. } => id,
                other => panic!("{other:?}"),
            });
            undone.collect::<Vec<_>>()
        };
        assert_eq!(told(town.sent().await), [boosts[0].uri.clone()]);

        let mut transaction = town.begin().await;
        remote_account::forget(&town.context, &mut transaction, &ben).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(timeline::status(&town.context, Some(&ada), boosts[1].id).await.is_err());
        assert_eq!(told(town.sent().await), [boosts[1].uri.clone()]);
        let own = timeline::of_account(&town.context, Some(&ada), ada.account.id, &timeline::Selection::default(), Page::newest(10)).await.unwrap();
        assert_eq!(own, []);
    }
}
