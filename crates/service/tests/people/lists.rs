use vouchwell_domain::list::ListReplies;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::list::{self, ListChange};
use vouchwell_service::{Error, follow, mute, timeline};

use crate::in_a_town;

fn titled(title: &str) -> ListChange {
    ListChange {
        title: Some(title.to_owned()),
        ..ListChange::default()
    }
}

in_a_town! {
    async fn a_list_is_known_to_its_member_alone(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let made = list::create(&town.context, &ada, titled(" Cooks ")).await.unwrap();
        assert_eq!((made.title.as_str(), made.replies, made.exclusive), ("Cooks", ListReplies::List, false));
        let quiet = ListChange { replies: Some(ListReplies::None), ..ListChange::default() };
        let changed = list::change(&town.context, &ada, made.id, quiet).await.unwrap();
        assert_eq!((changed.title.as_str(), changed.replies), ("Cooks", ListReplies::None));
        assert_eq!(list::show(&town.context, &ada, made.id).await.unwrap(), changed);

        follow::follow(&town.context, &bea, ada.account.id).await.unwrap();
        let page = Page::newest(10);
        assert!(matches!(list::show(&town.context, &bea, made.id).await, Err(Error::NotFound)));
        assert!(matches!(list::change(&town.context, &bea, made.id, titled("x")).await, Err(Error::NotFound)));
        assert!(matches!(list::remove(&town.context, &bea, made.id).await, Err(Error::NotFound)));
        assert!(matches!(list::accounts(&town.context, &bea, made.id, page).await, Err(Error::NotFound)));
        assert!(matches!(timeline::list(&town.context, &bea, made.id, page).await, Err(Error::NotFound)));
        let added = list::add_accounts(&town.context, &bea, made.id, &[ada.account.id]).await;
        assert!(matches!(added, Err(Error::NotFound)));
        let removed = list::remove_accounts(&town.context, &bea, made.id, &[ada.account.id]).await;
        assert!(matches!(removed, Err(Error::NotFound)));
        list::remove(&town.context, &ada, made.id).await.unwrap();
        assert_eq!(list::all(&town.context, &ada, None).await.unwrap(), []);
    }

    async fn a_list_takes_all_or_none(town) {
        let (ada, bea, cem) = (town.join("ada").await, town.join("bea").await, town.join("cem").await);
        let made = list::create(&town.context, &ada, titled("Friends")).await.unwrap();
        follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        let both = [bea.account.id, cem.account.id, bea.account.id];
        let added = list::add_accounts(&town.context, &ada, made.id, &both).await;
        assert!(matches!(added, Err(Error::Refused(Refusal::Invalid(_)))), "{added:?}");
        let page = Page::newest(10);
        assert_eq!(list::accounts(&town.context, &ada, made.id, page).await.unwrap(), []);
        list::add_accounts(&town.context, &ada, made.id, &both[..1]).await.unwrap();
        let written = town.post(&bea, Visibility::Public).await;
        let shown = timeline::list(&town.context, &ada, made.id, page).await.unwrap();
        assert_eq!(shown[0].status.id, written.id);
        mute::mute(&town.context, &ada, bea.account.id, true, None).await.unwrap();
        assert_eq!(timeline::list(&town.context, &ada, made.id, page).await.unwrap(), [], "who is muted is not heard");
    }

    async fn a_list_has_a_title_and_there_are_not_too_many(town) {
        let ada = town.join("ada").await;
        for unfit in ["", " ", &"x".repeat(101)] {
            let refused = list::create(&town.context, &ada, titled(unfit)).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::Invalid(_)))), "{refused:?}");
        }
        for number in 0..50 {
            list::create(&town.context, &ada, titled(&number.to_string())).await.unwrap();
        }
        let refused = list::create(&town.context, &ada, titled("one more")).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Invalid(_)))), "{refused:?}");
    }
}
