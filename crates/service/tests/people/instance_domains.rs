use vouchwell_domain::account::Account;
use vouchwell_domain::audit::Act;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::instance_domain::Severity;
use vouchwell_domain::media::{Attachment, Description, Focus, Reference};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::notification::NotificationKind::SeveredRelationships;
use vouchwell_domain::page::Page;
use vouchwell_domain::severance::Severance;
use vouchwell_service::administration::domain::{self, Plan};
use vouchwell_service::administration::{Administrator, audit};
use vouchwell_service::error::Refusal;
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::notification::Selection;
use vouchwell_service::status::{Concern, Reach, RemoteNote, receive_note};
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{Error, notification, remote_account};
use vouchwell_storage::account;
use vouchwell_storage::instance_domain::{self, Ties};

use crate::in_a_town;
use crate::town::{Town, actor, away, newcomer, noon, note};

async fn admin(town: &Town) -> Member {
    let new = NewMember {
        role: Role::Admin,
        ..newcomer("rita")
    };
    member::create(&town.context, new).await.unwrap()
}

/// What somebody shows.
fn picture() -> Attachment {
    Attachment {
        reference: Reference {
            url: away("1.png"),
            media_type: "image/png".to_owned(),
            blurhash: None,
            size: None,
        },
        description: Description::default(),
        focus: Focus::default(),
    }
}

impl Town {
    /// Somebody elsewhere, as her server describes her now, shows a picture of herself and one in a post.
    async fn comes_with_pictures(&self, name: &str) -> Account {
        let mut described = actor(name);
        described.profile.avatar = Some(away("avatar.png"));
        described.profile.avatar_description = Description::cut("Her at the sea");
        let mut transaction = self.begin().await;
        let author = remote_account::save(&self.context, &mut transaction, described)
            .await
            .unwrap();
        let origin = author.uri.url().origin().ascii_serialization();
        let number = StatusId::next(noon(), &*self.context.entropy);
        let note = RemoteNote {
            uri: format!("{origin}/notes/{number}").parse().unwrap(),
            attachments: vec![picture()],
            ..note("notes/1", &[])
        };
        receive_note(
            &self.context,
            &mut transaction,
            &author,
            note,
            Concern::Wanted(Reach::NOTHING),
        )
        .await
        .unwrap()
        .unwrap();
        transaction.commit().await.unwrap();
        author
    }

    /// How many pictures a member sees in somebody's posts, and whether she sees one of her, which is described.
    async fn pictures_of(&self, reader: &Member, author: &Account) -> (usize, bool) {
        let page = Page::newest(10);
        let views = timeline::public(&self.context, Some(reader), Source::Everywhere, page)
            .await
            .unwrap();
        let of_author = views.iter().filter(|view| view.status.account == author.id);
        let pictures = of_author.map(|view| view.media.len()).sum();
        let mut reading = self.begin().await;
        let known = account::by_id(&mut reading, author.id).await.unwrap().unwrap();
        let is_described = !known.profile.avatar_description.as_str().is_empty();
        assert_eq!(known.profile.avatar.is_some(), is_described);
        (pictures, is_described)
    }
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
        town.let_follow(ada.account.id, ben.id).await;
        town.let_follow(ben.id, ada.account.id).await;
        let mut transaction = town.begin().await;
        receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[]), Concern::Wanted(Reach::NOTHING)).await.unwrap();
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
        assert!(town.sent().await.is_empty(), "nobody there is told");
        let told = notification::list(&town.context, &ada, &Selection::default(), Page::newest(10)).await.unwrap();
        let [severed] = &told[..] else { panic!("{told:?}") };
        let expected = Severance { host: host.clone(), followers: 1, following: 1 };
        assert_eq!((severed.notification.kind, severed.severance.as_ref()), (SeveredRelationships, Some(&expected)));
        assert_eq!(severed.from.account.id, ada.account.id);
        let decided = [Some(Severity::Block), None];
        for severity in decided {
            decide(severity).await;
        }
        assert_eq!(town.told(&ada).await.len(), 1, "where nothing ended there is nothing to tell");
        town.let_follow(ada.account.id, ben.id).await;
        for severity in decided {
            decide(severity).await;
        }
        assert_eq!(town.told(&ada).await.len(), 2, "each time is told");
        let log = audit::list(&town.context, administrator, Page::newest(10)).await.unwrap();
        let acts: Vec<Act> = log.into_iter().map(|entry| entry.act).collect();
        assert_eq!(acts[4..], [Act::FreeDomain, Act::BlockDomain, Act::LimitDomain]);
    }

    async fn what_is_decided_about_a_domain_holds_for_all_under_it_and_no_others(town) {
        let (root, ada) = (admin(&town).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let ben = town.meet("ben").await;
        town.let_follow(ada.account.id, ben.id).await;
        let mut transaction = town.begin().await;
        receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[]), Concern::Wanted(Reach::NOTHING)).await.unwrap();
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

    async fn pictures_of_a_server_are_left_out_and_its_words_are_not(town) {
        let (root, ada) = (admin(&town).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let (ben, eve) = (town.comes_with_pictures("ben@sub.away.example").await, town.comes_with_pictures("eve@else.example").await);
        assert_eq!((town.pictures_of(&ada, &ben).await, town.pictures_of(&ada, &eve).await), ((1, true), (1, true)));
        let host = "away.example".parse().unwrap();
        let decide = async |is_shown| {
            domain::decide_about_media(&town.context, administrator, &host, is_shown).await.unwrap();
        };
        decide(false).await;
        decide(false).await;
        assert_eq!(town.pictures_of(&ada, &ben).await, (0, false), "what there was is forgotten");
        town.comes_with_pictures("ben@sub.away.example").await;
        assert_eq!(town.pictures_of(&ada, &ben).await, (0, false), "and nothing comes");
        town.comes_with_pictures("eve@else.example").await;
        assert_eq!(town.pictures_of(&ada, &eve).await, (2, true), "another server is not concerned");
        let (public, _) = seen(&town, &ada).await;
        assert_eq!(public.len(), 4, "the words are read");
        assert!(domain::one(&town.context, administrator, &host).await.unwrap().is_without_media);
        assert_eq!(domain::without_media(&town.context, administrator).await.unwrap(), std::slice::from_ref(&host));

        decide(true).await;
        town.comes_with_pictures("ben@sub.away.example").await;
        assert_eq!(town.pictures_of(&ada, &ben).await, (1, true), "what comes from now on is shown");
        let log = audit::list(&town.context, administrator, Page::newest(10)).await.unwrap();
        let acts: Vec<Act> = log.into_iter().map(|entry| entry.act).collect();
        assert_eq!(acts, [Act::ShowMedia, Act::LeaveOutMedia]);
    }

    async fn a_list_is_taken_over_and_makes_nothing_milder(town) {
        let (root, ada) = (admin(&town).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let ben = town.meet("ben").await;
        town.let_follow(ada.account.id, ben.id).await;
        let decide = async |host: &str, severity, comment| {
            domain::decide(&town.context, administrator, &host.parse().unwrap(), Some(severity), comment).await.unwrap();
        };
        decide("blocked.example", Severity::Block, "We saw it").await;
        decide("limited.example", Severity::Limit, "We saw that too").await;
        let list = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n\
            blocked.example,silence,false,false,They say,false\n\
            limited.example,suspend,false,false,They say,false\n\
            away.example,suspend,true,false,They sell stars,false\n\
            town.example,suspend,false,false,,false\n\
            pictures.example,noop,true,false,,false\n";
        let plan = domain::plan(&town.context, administrator, list).await.unwrap();
        let ties = Ties { people: 1, followed: 1, ..Ties::default() };
        let expected = Plan {
            limited: 0,
            blocked: 2,
            without_media: 2,
            cut: vec![("away.example".parse().unwrap(), ties)],
            known: 1,
            left_out: vec!["town.example".to_owned()],
        };
        assert_eq!(plan, expected);
        let followed = async || {
            let away = domain::one(&town.context, administrator, &"away.example".parse().unwrap()).await;
            away.unwrap().ties.followed
        };
        assert_eq!(followed().await, 1, "nothing is done before it is asked for");
        let imported = domain::import(&town.context, administrator, list).await.unwrap();
        assert_eq!((imported.decided, imported.known, imported.left_out), (3, 1, vec!["town.example".to_owned()]));
        let listed = domain::list(&town.context).await.unwrap();
        let listed: Vec<(&str, Severity, &str)> = listed
            .iter()
            .map(|one| (one.host.as_str(), one.severity, one.comment.as_str()))
            .collect();
        assert_eq!(
            listed,
            [
                ("away.example", Severity::Block, "They sell stars"),
                ("blocked.example", Severity::Block, "We saw it"),
                ("limited.example", Severity::Block, "We saw that too"),
            ]
        );
        let without_media = domain::without_media(&town.context, administrator).await.unwrap();
        assert_eq!(without_media, ["away.example".parse().unwrap(), "pictures.example".parse().unwrap()]);
        assert_eq!(followed().await, 0, "follows end");
        let again = domain::import(&town.context, administrator, list).await.unwrap();
        assert_eq!((again.decided, again.known), (0, 4));
        let plan = domain::plan(&town.context, administrator, list).await.unwrap();
        assert!(plan.is_empty() && plan.known == 4, "{plan:?}");
    }

    async fn nobody_shuts_out_the_own_server(town) {
        let root = admin(&town).await;
        let administrator = Administrator::of(&root).unwrap();
        let own = town.context.address.host();
        let refused = domain::decide(&town.context, administrator, own, Some(Severity::Block), "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::OwnServer))));
        let refused = domain::decide_about_media(&town.context, administrator, own, false).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::OwnServer))));
    }
}
