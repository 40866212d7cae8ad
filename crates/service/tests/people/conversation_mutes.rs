use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::NotificationKind::{Favourite, Mention};
use vouchwell_domain::status::Visibility;
use vouchwell_service::status::{Concern, RemoteNote, receive_note};
use vouchwell_service::{Error, conversation_mute, timeline};

use crate::in_a_town;
use crate::town::{Town, note};

impl Town {
    /// Somebody of another server answers a Note and names a member.
    async fn hear_answer(&self, path: &str, to: &ObjectUri, names: &vouchwell_domain::member::Member) {
        let author = self.meet("ben").await;
        let mut transaction = self.begin().await;
        let answer = RemoteNote {
            in_reply_to: Some(to.clone()),
            ..note(path, &[names])
        };
        receive_note(&self.context, &mut transaction, &author, answer, Concern::Unknown)
            .await
            .unwrap()
            .unwrap();
        transaction.commit().await.unwrap();
    }
}

in_a_town! {
    async fn a_member_is_told_nothing_of_a_conversation_that_she_mutes(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.post(&ada, Visibility::Public).await;
        town.hear_answer("notes/1", &post.uri, &ada).await;
        assert_eq!(town.told(&ada).await, [(Mention, "ben".to_owned())]);

        let view = conversation_mute::mute(&town.context, &ada, post.id).await.unwrap();
        assert!(view.involvement.unwrap().muted);
        town.hear_answer("notes/2", &crate::town::away("notes/1"), &ada).await;
        let like = Message::Like { object: post.uri.clone(), to: ada.account.uri.clone() };
        town.hear(&ben, "likes/1", like).await;
        assert_eq!(town.told(&ada).await.len(), 1);
        let seen = timeline::status(&town.context, Some(&ada), post.id).await.unwrap();
        assert_eq!(seen.counts.favourites, 1, "it counts, though she is not told");

        let apart = town.post(&ada, Visibility::Public).await;
        let like = Message::Like { object: apart.uri.clone(), to: ada.account.uri.clone() };
        town.hear(&ben, "likes/2", like).await;
        assert_eq!(town.told(&ada).await[0], (Favourite, "ben".to_owned()));

        let view = conversation_mute::unmute(&town.context, &ada, post.id).await.unwrap();
        assert!(!view.involvement.unwrap().muted);
        town.hear_answer("notes/3", &post.uri, &ada).await;
        assert_eq!(town.told(&ada).await.len(), 3);
    }

    async fn a_mute_is_for_one_member_and_what_she_may_see(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let private = town.post(&ada, Visibility::Private).await;
        assert!(matches!(conversation_mute::mute(&town.context, &bea, private.id).await, Err(Error::NotFound)));
        let public = town.post(&ada, Visibility::Public).await;
        conversation_mute::mute(&town.context, &bea, public.id).await.unwrap();
        let seen = timeline::status(&town.context, Some(&ada), public.id).await.unwrap();
        assert!(!seen.involvement.unwrap().muted);
    }
}
