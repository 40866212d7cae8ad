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
use vouchwell_storage::{follow, instance_domain};

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

    async fn what_is_decided_about_a_domain_holds_for_all_under_it_and_no_others(town) {
        let (root, ada) = (admin(&town).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let ben = town.meet("ben").await;
        let_follow(&town, ada.account.id, ben.id).await;
        let mut transaction = town.begin().await;
        receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[]), Concern::Wanted).await.unwrap();
        transaction.commit().await.unwrap();
        let decide = async |host: &str, severity| {
            let host = host.parse().unwrap();
            domain::decide(&town.context, administrator, &host, severity, "").await.unwrap();
            let (public, home) = seen(&town, &ada).await;
            (public.len(), home.len())
        };
        for other in ["ay.example", "w.away.example", "away.example.org"] {
            assert_eq!(decide(other, Some(Severity::Block)).await, (1, 1), "{other}");
        }
        assert_eq!(decide("example", Some(Severity::Limit)).await, (0, 1));
        assert_eq!(decide("example", Some(Severity::Block)).await, (0, 0));
        let host = "example".parse().unwrap();
        let shown = domain::one(&town.context, administrator, &host).await.unwrap();
        assert_eq!((shown.ties.people, shown.ties.followed), (1, 0), "follows end");
        let blocked = async |host: &str| {
            let mut transaction = town.begin().await;
            instance_domain::is_blocked(&mut transaction, &host.parse().unwrap()).await.unwrap()
        };
        for host in ["example", "away.example", "new.away.example", "away.example:8443"] {
            assert!(blocked(host).await, "{host}");
        }
        for host in ["town.test", "notexample", "example.org"] {
            assert!(!blocked(host).await, "{host}");
        }
        assert_eq!(decide("example", None).await, (1, 0));
    }

    async fn nobody_shuts_out_the_own_server(town) {
        let root = admin(&town).await;
        let administrator = Administrator::of(&root).unwrap();
        let own = town.context.address.host();
        let refused = domain::decide(&town.context, administrator, own, Some(Severity::Block), "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::OwnServer))));
    }
}
