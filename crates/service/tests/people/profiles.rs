use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::NotificationKind::{Follow, FollowRequest};
use vouchwell_domain::page::Page;
use vouchwell_domain::profile::SourceField;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::{Error, account, follow};

use crate::in_a_town;
use crate::town::{Town, away, noon};

fn line(name: &str, value: &str) -> SourceField {
    SourceField {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

async fn receive_follow(
    town: &Town,
    from: &vouchwell_domain::account::Account,
    id: &ObjectUri,
    to: &vouchwell_domain::member::Member,
) {
    let mut transaction = town.begin().await;
    let mut to = to.clone();
    to.account.profile.locked = true;
    follow::receive_follow(&town.context, &mut transaction, from, id, &to)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

in_a_town! {
    async fn what_a_member_types_is_shown_with_links_and_kept_as_she_typed_it(town) {
        let ada = town.join("ada").await;
        town.meet("ben").await;
        let change = ProfileChange {
            display_name: Some(" Ada ".to_owned()),
            note: Some("With @ben@away.example and @nobody, #Gardening\r\n<b>".to_owned()),
            fields: Some(vec![line(" Site ", " https://ada.example/ "), line("", " ")]),
            ..ProfileChange::default()
        };
        profile::change(&town.context, &ada, change).await.unwrap();
        let own = profile::own(&town.context, &ada).await.unwrap();
        let shown = &own.view.account.profile;
        assert_eq!(shown.display_name, "Ada");
        let linked = "<a href=\"https://away.example/users/ben\" class=\"u-url mention\">@<span>ben</span></a>";
        for part in [linked, "@nobody, ", "https://town.example/tags/gardening", "<br>&lt;b&gt;"] {
            assert!(shown.summary.contains(part), "{part} is missing in {}", shown.summary);
        }
        assert!(shown.fields[0].value.contains("rel=\"me nofollow noopener\""), "{:?}", shown.fields);
        assert_eq!(own.source.note, "With @ben@away.example and @nobody, #Gardening\n<b>");
        assert_eq!(own.source.fields, [line("Site", "https://ada.example/")]);
        assert_eq!(town.sent().await, [Message::UpdateAccount]);

        profile::change(&town.context, &ada, ProfileChange::default()).await.unwrap();
        assert_eq!(profile::own(&town.context, &ada).await.unwrap(), own, "nothing was changed");
        assert_eq!(town.sent().await, [], "and nobody is told");
    }

    async fn what_is_too_long_is_refused_and_changes_nothing(town) {
        let ada = town.join("ada").await;
        let before = profile::own(&town.context, &ada).await.unwrap();
        let long = |length: usize| Some("x".repeat(length));
        for change in [
            ProfileChange { display_name: long(61), ..ProfileChange::default() },
            ProfileChange { display_name: Some("a\nb".to_owned()), ..ProfileChange::default() },
            ProfileChange { note: long(1_001), ..ProfileChange::default() },
            ProfileChange { fields: Some(vec![line("a", "b"); 9]), ..ProfileChange::default() },
            ProfileChange { fields: Some(vec![line("", "b")]), ..ProfileChange::default() },
            ProfileChange { fields: Some(vec![line("a", &"x".repeat(256))]), ..ProfileChange::default() },
            ProfileChange { visibility: Some(Visibility::Direct), ..ProfileChange::default() },
        ] {
            let change = ProfileChange { locked: Some(true), ..change };
            let refused = profile::change(&town.context, &ada, change).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::Invalid(_)))), "{refused:?}");
        }
        assert_eq!(profile::own(&town.context, &ada).await.unwrap(), before);
        let longest = ProfileChange { note: long(1_000), display_name: long(60), ..ProfileChange::default() };
        profile::change(&town.context, &ada, longest).await.unwrap();
    }

    async fn preferences_are_kept_and_no_part_of_what_others_see(town) {
        let ada = town.join("ada").await;
        let change = ProfileChange {
            visibility: Some(Visibility::Private),
            sensitive: Some(true),
            language: Some(Some("de".parse().unwrap())),
            ..ProfileChange::default()
        };
        profile::change(&town.context, &ada, change).await.unwrap();
        let kept = profile::preferences(&town.context, &ada).await.unwrap();
        assert_eq!((kept.visibility, kept.sensitive), (Visibility::Private, true));
        assert_eq!(kept.language, Some("de".parse().unwrap()));
        assert_eq!(town.sent().await, []);
        let change = ProfileChange { language: Some(None), ..ProfileChange::default() };
        profile::change(&town.context, &ada, change).await.unwrap();
        let kept = profile::preferences(&town.context, &ada).await.unwrap();
        assert_eq!((kept.visibility, kept.language), (Visibility::Private, None));
    }

    async fn a_page_that_leads_back_is_marked_until_the_line_changes(town) {
        let ada = town.join("ada").await;
        let lines = |page: &str| ProfileChange {
            fields: Some(vec![line("Site", page), line("About", "see https://ada.example/")]),
            ..ProfileChange::default()
        };
        profile::change(&town.context, &ada, lines("https://ada.example/")).await.unwrap();
        let page: ObjectUri = "https://ada.example/".parse().unwrap();
        let (_, asked) = profile::unverified_links(&town.context, ada.account.id).await.unwrap().unwrap();
        assert_eq!(asked, std::slice::from_ref(&page), "a line with other words is no link");

        let other: ObjectUri = "https://eve.example/".parse().unwrap();
        profile::links_verified(&town.context, ada.account.id, &[other]).await.unwrap();
        let verified = async || {
            let own = profile::own(&town.context, &ada).await.unwrap();
            own.view.account.profile.fields.iter().map(|field| field.verified_at).collect::<Vec<_>>()
        };
        assert_eq!(verified().await, [None, None]);
        profile::links_verified(&town.context, ada.account.id, &[page]).await.unwrap();
        assert_eq!(verified().await, [Some(noon()), None]);
        let renamed = ProfileChange { display_name: Some("Ada".to_owned()), ..ProfileChange::default() };
        profile::change(&town.context, &ada, renamed).await.unwrap();
        assert_eq!(verified().await, [Some(noon()), None]);
        profile::change(&town.context, &ada, lines("https://ada.example/new")).await.unwrap();
        assert_eq!(verified().await, [None, None]);
    }

    async fn who_waits_for_an_answer_gets_it(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let (by_ben, by_eve) = (away("activities/1"), away("activities/2"));
        receive_follow(&town, &ben, &by_ben, &ada).await;
        receive_follow(&town, &eve, &by_eve, &ada).await;
        assert_eq!(profile::own(&town.context, &ada).await.unwrap().follow_requests, 2);
        let waiting = follow::requests(&town.context, &ada, Page::newest(10)).await.unwrap();
        let names: Vec<_> = waiting.iter().map(|view| view.account.name.as_str()).collect();
        assert_eq!(names, ["eve", "ben"]);

        let relationship = follow::authorize(&town.context, &ada, ben.id).await.unwrap();
        assert!(relationship.followed_by && !relationship.requested_by);
        let relationship = follow::reject(&town.context, &ada, eve.id).await.unwrap();
        assert!(!relationship.followed_by && !relationship.requested_by);
        let yes = Message::AcceptFollow { follow: by_ben, follower: ben.uri.clone() };
        let no = Message::RejectFollow { follow: by_eve, follower: eve.uri.clone() };
        assert_eq!(town.sent().await, [yes, no]);
        assert_eq!(town.told(&ada).await, [(Follow, "ben".to_owned())]);
        for again in [
            follow::authorize(&town.context, &ada, ben.id).await,
            follow::reject(&town.context, &ada, ben.id).await,
            follow::authorize(&town.context, &ada, eve.id).await,
        ] {
            assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
        }
    }

    async fn who_stops_answering_by_hand_lets_in_all_who_wait(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let lock = |locked| ProfileChange { locked: Some(locked), ..ProfileChange::default() };
        profile::change(&town.context, &ada, lock(true)).await.unwrap();
        let asked = away("activities/1");
        receive_follow(&town, &ben, &asked, &ada).await;
        assert_eq!(town.told(&ada).await, [(FollowRequest, "ben".to_owned())]);
        town.sent().await;
        profile::change(&town.context, &ada, lock(false)).await.unwrap();
        let yes = Message::AcceptFollow { follow: asked, follower: ben.uri.clone() };
        assert_eq!(town.sent().await, [yes, Message::UpdateAccount]);
        let followers = account::followers(&town.context, None, ada.account.id, Page::newest(10)).await.unwrap();
        assert_eq!(followers[0].account, ben);
    }
}
