use vouchwell_domain::job::Job;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::Page;
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::withdrawal::withdraw;
use vouchwell_service::{Error, favourite, follow, notification, reblog};

use crate::in_a_village;
use crate::recommendations::published;
use crate::village::Village;

/// How much of what a member is told is that somebody likes or boosts something of hers.
async fn interactions(village: &Village, member: &Member) -> usize {
    let selection = notification::Selection::default();
    let told = notification::list(&village.context, member, &selection, Page::newest(40))
        .await
        .unwrap();
    let is_interaction = |kind| matches!(kind, NotificationKind::Favourite | NotificationKind::Reblog);
    told.iter()
        .filter(|one| is_interaction(one.notification.kind))
        .count()
}

in_a_village! {
    async fn a_recommendation_is_boosted_as_any_post_and_its_boosts_end_with_it(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        let (carol, dave) = (village.elder("carol").await, village.elder("dave").await);
        follow::follow(&village.context, &dave, carol.account.id).await.unwrap();
        let id = published(&village, &alice, &bob).await;
        let page = Page::newest(5);
        let post = timeline::public(&village.context, None, Source::Here, page).await.unwrap().remove(0).status;
        favourite::favourite(&village.context, &carol, post.id).await.unwrap();
        let boost = reblog::reblog(&village.context, &carol, post.id, None).await.unwrap();
        assert_eq!((boost.counts.favourites, boost.counts.reblogs), (1, 1));
        let home = timeline::home(&village.context, &dave, page).await.unwrap();
        assert_eq!(home[0].reblog.as_ref().unwrap().status, post);
        assert_eq!(interactions(&village, &alice).await, 2, "the author is told of both");
        village.outgoing().await;

        withdraw(&village.context, &alice, &id).await.unwrap();
        assert_eq!(timeline::home(&village.context, &dave, page).await.unwrap(), []);
        let of_carol = timeline::of_account(&village.context, Some(&carol), carol.account.id, &timeline::Selection::default(), page).await.unwrap();
        assert_eq!(of_carol, []);
        assert_eq!(favourite::list(&village.context, &carol, page).await.unwrap(), []);
        assert_eq!(interactions(&village, &alice).await, 0);
        for gone in [boost.status.id, post.id] {
            let seen = timeline::status(&village.context, Some(&carol), gone).await;
            assert!(matches!(seen, Err(Error::NotFound)));
            let by = reblog::accounts(&village.context, Some(&alice), gone, page).await;
            assert!(matches!(by, Err(Error::NotFound)));
        }
        let ended = village.outgoing().await.into_iter().any(|job| match job {
            Job::Distribute(sent) => {
                matches!(&sent.envelope.message, Message::UndoAnnounce { id, .. } if *id == boost.status.uri)
            }
            _ => false,
        });
        assert!(ended, "those who were shown it by her are told");
    }
}
