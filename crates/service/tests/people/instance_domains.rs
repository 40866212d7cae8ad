use vouchwell_domain::audit::Act;
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::identifier::{AccountId, StatusId};
use vouchwell_domain::instance_domain::Severity;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::page::Page;
use vouchwell_service::Error;
use vouchwell_service::administration::{Administrator, audit, domain};
use vouchwell_service::error::Refusal;
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::status::{Concern, receive_note};
use vouchwell_service::timeline::{self, Source};
use vouchwell_storage::follow;

use crate::in_a_town;
use crate::town::{Town, away, newcomer, noon, note};

async fn admin(town: &Town) -> Member {
    let new = NewMember {
        role: Role::Admin,
        ..newcomer("rita")
    };
    member::create(&town.context, new).await.unwrap()
}

async fn let_follow(town: &Town, follower: AccountId, followed: AccountId) {
    let made = Follow {
        follower,
        followed,
        uri: away(&format!("follows/{follower}-{followed}")),
        state: FollowState::Accepted,
    };
    let mut transaction = town.begin().await;
    follow::insert(&mut transaction, &made, noon()).await.unwrap();
    transaction.commit().await.unwrap();
}

/// The statuses on the public timeline and at home.
async fn seen(town: &Town, reader: &Member) -> (Vec<StatusId>, Vec<StatusId>) {
    let page = Page::newest(10);
    let public = timeline::public(&town.context, Some(reader), Source::Everywhere, page)
        .await
        .unwrap();
    let home = timeline::home(&town.context, reader, page).await.unwrap();
    let ids = |views: Vec<timeline::StatusView>| views.into_iter().map(|view| view.status.id).collect();
    (ids(public), ids(home))
}

in_a_town! {
    async fn a_limited_server_is_left_out_of_what_everybody_sees_and_a_blocked_one_of_everything(town) {
        let (root, ada) = (admin(&town).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let ben = town.meet("ben").await;
        let_follow(&town, ada.account.id, ben.id).await;
        let_follow(&town, ben.id, ada.account.id).await;
        let mut transaction = town.begin().await;
        receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[]), Concern::Wanted).await.unwrap();
        transaction.commit().await.unwrap();
        let host = "away.example".parse().unwrap();
        let decide = async |severity| {
            domain::decide(&town.context, administrator, &host, severity, "They sell stars").await.unwrap();
            seen(&town, &ada).await
        };
        let (public, home) = seen(&town, &ada).await;
        assert_eq!((public.len(), home.len()), (1, 1));
        let (public, home) = decide(Some(Severity::Limit)).await;
        assert_eq!((public.len(), home.len()), (0, 1), "who follows him reads him");
        let shown = domain::one(&town.context, administrator, &host).await.unwrap();
        assert_eq!((shown.ties.people, shown.ties.followed, shown.ties.followers), (1, 1, 1));
        let (public, home) = decide(Some(Severity::Block)).await;
        assert_eq!((public.len(), home.len()), (0, 0));
        let shown = domain::one(&town.context, administrator, &host).await.unwrap();
        assert_eq!((shown.ties.followed, shown.ties.followers), (0, 0), "follows end, both ways");
        let listed = domain::list(&town.context).await.unwrap();
        assert_eq!((listed[0].severity, listed[0].comment.as_str()), (Severity::Block, "They sell stars"));
        let (public, _) = decide(None).await;
        assert_eq!(public.len(), 1);
        assert!(town.sent().await.is_empty(), "nobody is told");
        let log = audit::list(&town.context, administrator, Page::newest(10)).await.unwrap();
        let acts: Vec<Act> = log.into_iter().map(|entry| entry.act).collect();
        assert_eq!(acts, [Act::FreeDomain, Act::BlockDomain, Act::LimitDomain]);
    }

    async fn nobody_shuts_out_the_own_server(town) {
        let root = admin(&town).await;
        let administrator = Administrator::of(&root).unwrap();
        let own = town.context.address.host();
        let refused = domain::decide(&town.context, administrator, own, Some(Severity::Block), "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::OwnServer))));
    }
}
