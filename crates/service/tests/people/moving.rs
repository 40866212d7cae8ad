use vouchwell_domain::account::Account;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::NotificationKind::Mention;
use vouchwell_domain::page::Page;
use vouchwell_service::error::Refusal;
use vouchwell_service::moving::{self, ALIASES};
use vouchwell_service::remote_account::RemoteActor;
use vouchwell_service::{Error, account, block, follow, notification, remote_account};
use vouchwell_storage::follow as stored;

use crate::in_a_town;
use crate::town::{Town, actor, away};

impl Town {
    /// Somebody elsewhere whose account names another one as hers.
    async fn meet_alias(&self, name: &str, of: &Account) -> Account {
        let mut named = actor(name);
        named.profile.also_known_as = vec![of.uri.clone()];
        self.meet_as(named).await
    }

    async fn meet_as(&self, actor: RemoteActor) -> Account {
        let mut transaction = self.begin().await;
        let account = remote_account::save(&self.context, &mut transaction, actor)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        account
    }

    /// A member follows somebody, and is let.
    async fn befriend(&self, member: &Member, followed: &Account) {
        follow::follow(&self.context, member, followed.id).await.unwrap();
        let mut transaction = self.begin().await;
        let asked = stored::find(&mut transaction, member.account.id, followed.id)
            .await
            .unwrap()
            .unwrap();
        stored::accept(&mut transaction, asked.follower, asked.followed)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    /// Whether a member follows somebody, and whether she has asked to.
    async fn follows(&self, member: &Member, other: &Account) -> (bool, bool) {
        let mut transaction = self.begin().await;
        let found = stored::relationship(&mut transaction, member.id, other.id)
            .await
            .unwrap();
        (found.following, found.requested)
    }

    /// Where an account is shown to have moved.
    async fn moved(&self, account: &Account) -> Option<String> {
        let view = account::by_id(&self.context, account.id).await.unwrap();
        view.moved.map(|moved| moved.account.name)
    }
}

in_a_town! {
    async fn followers_go_with_somebody_who_moves_to_an_account_that_names_hers(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        town.befriend(&ada, &ben).await;
        let new = town.meet_alias("ben_the_new", &ben).await;
        town.sent().await;

        town.hear(&ben, "moves/1", Message::Move { target: new.uri.clone() }).await;
        assert_eq!(town.follows(&ada, &ben).await, (false, false));
        assert_eq!(town.follows(&ada, &new).await, (false, true));
        assert_eq!(town.moved(&ben).await.as_deref(), Some("ben_the_new"));
        let sent = town.sent().await;
        assert_eq!(sent[0], Message::Follow { target: new.uri.clone() });
        assert!(matches!(&sent[1], Message::UndoFollow { target, .. } if *target == ben.uri), "{sent:?}");
        assert_eq!(sent.len(), 2);
        let told = town.told(&ada).await;
        assert_eq!(told.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [Mention], "her instance tells her");

        town.hear(&ben, "moves/1", Message::Move { target: new.uri.clone() }).await;
        assert_eq!(town.sent().await, [], "once");
        let error = follow::follow(&town.context, &ada, ben.id).await.unwrap_err();
        assert!(matches!(error, Error::Refused(Refusal::Moved)), "{error}");
    }

    async fn nobody_is_led_to_an_account_that_does_not_name_the_old_one(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        town.befriend(&ada, &ben).await;
        let claims = town.meet_alias("claims", &eve).await;
        town.sent().await;
        for target in [&eve.uri, &claims.uri, &ben.uri, &"https://away.example/users/nobody".parse().unwrap()] {
            town.hear(&ben, &format!("moves/{}", target.as_str().len()), Message::Move { target: target.clone() }).await;
        }
        assert_eq!(town.follows(&ada, &ben).await, (true, false));
        assert_eq!(town.sent().await, []);
        assert_eq!(town.told(&ada).await, []);
        assert_eq!(town.moved(&ben).await, None);
    }

    async fn who_blocks_the_new_account_does_not_go_along(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        town.befriend(&ada, &ben).await;
        let new = town.meet_alias("ben_the_new", &ben).await;
        block::block(&town.context, &ada, new.id).await.unwrap();
        town.sent().await;
        town.hear(&ben, "moves/1", Message::Move { target: new.uri.clone() }).await;
        assert_eq!((town.follows(&ada, &ben).await, town.follows(&ada, &new).await), ((true, false), (false, false)));
        assert_eq!(town.sent().await, []);
    }

    async fn where_somebody_moved_is_shown_as_her_own_server_says(town) {
        let ben = town.meet("ben").await;
        let new = town.meet_alias("ben_the_new", &ben).await;
        let moved = RemoteActor { moved_to: Some(new.uri.clone()), ..actor("ben") };
        town.meet_as(moved).await;
        assert_eq!(town.moved(&ben).await.as_deref(), Some("ben_the_new"));
        town.meet_as(RemoteActor { moved_to: Some(away("users/eve").as_str().parse().unwrap()), ..actor("ben") }).await;
        assert_eq!(town.moved(&ben).await, None, "that one is not known, and names nobody");
        town.meet("ben").await;
        assert_eq!(town.moved(&ben).await, None);
    }

    async fn a_member_moves_away_and_her_followers_are_told(town) {
        let (ada, bea, cleo) = (town.join("ada").await, town.join("bea").await, town.join("cleo").await);
        follow::follow(&town.context, &bea, ada.account.id).await.unwrap();
        let stranger = town.meet("stranger").await;
        let error = moving::leave(&town.context, &ada, stranger.id).await.unwrap_err();
        assert!(matches!(error, Error::Refused(Refusal::NotNamedThere)), "{error}");
        assert!(moving::leave(&town.context, &ada, ada.account.id).await.is_err());

        let new = town.meet_alias("ada", &ada.account).await;
        moving::leave(&town.context, &ada, new.id).await.unwrap();
        let target = new.uri.clone();
        let sent = town.sent().await;
        assert_eq!(sent[..2], [Message::Move { target: target.clone() }, Message::UpdateAccount]);
        assert_eq!(sent[2..], [Message::Follow { target }], "a follower of this instance goes along");
        assert_eq!(town.follows(&bea, &ada.account).await, (false, false));
        assert_eq!(town.moved(&ada.account).await.as_deref(), Some("ada"));

        let error = follow::follow(&town.context, &cleo, ada.account.id).await.unwrap_err();
        assert!(matches!(error, Error::Refused(Refusal::Moved)), "{error}");
        town.hear(&stranger, "follows/1", Message::Follow { target: ada.account.uri.clone() }).await;
        let refused = Message::RejectFollow { follow: away("follows/1"), follower: stranger.uri.clone() };
        assert_eq!(town.sent().await, [refused]);

        moving::come_back(&town.context, &ada).await.unwrap();
        assert_eq!(town.sent().await, [Message::UpdateAccount]);
        town.hear(&stranger, "follows/2", Message::Follow { target: ada.account.uri.clone() }).await;
        let taken = Message::AcceptFollow { follow: away("follows/2"), follower: stranger.uri.clone() };
        assert_eq!(town.sent().await, [taken]);
    }

    async fn a_member_names_other_accounts_and_takes_their_followers(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        assert!(moving::add_alias(&town.context, &ada, ada.account.id).await.is_err());
        for _ in 0..2 {
            moving::add_alias(&town.context, &ada, ben.id).await.unwrap();
        }
        assert_eq!(town.sent().await, [Message::UpdateAccount], "once");
        let others = moving::other_accounts(&town.context, &ada).await.unwrap();
        assert_eq!(others.aliases[0].account.as_ref(), Some(&ben));

        let bea = town.join("bea").await;
        town.befriend(&bea, &ben).await;
        town.hear(&ben, "moves/1", Message::Move { target: ada.account.uri.clone() }).await;
        assert_eq!(town.follows(&bea, &ada.account).await, (true, false));
        let told = notification::list(&town.context, &ada, &notification::Selection::default(), Page::newest(9)).await.unwrap();
        assert_eq!(told[0].from.account.name, "bea");

        moving::remove_alias(&town.context, &ada, &ben.uri).await.unwrap();
        assert_eq!(moving::other_accounts(&town.context, &ada).await.unwrap().aliases, []);
        for number in 0..ALIASES {
            let other = town.meet(&format!("other{number}")).await;
            moving::add_alias(&town.context, &ada, other.id).await.unwrap();
        }
        let error = moving::add_alias(&town.context, &ada, ben.id).await.unwrap_err();
        assert!(matches!(error, Error::Refused(Refusal::TooManyAliases)), "{error}");
    }
}
