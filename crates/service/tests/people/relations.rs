use chrono::TimeDelta;
use vouchwell_domain::identifier::{AccountId, JobId};
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::message::Message;
use vouchwell_domain::notification::NotificationKind::{Mention, Status};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::account::AccountSearch;
use vouchwell_service::error::Refusal;
use vouchwell_service::follow::FollowWishes;
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::status::{Concern, RemoteNote, receive_note};
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{
    Error, account, block, domain_block, featured_account, featured_tag, follow, followed_tag, mute,
    private_note, timer,
};
use vouchwell_storage::follow as stored;
use vouchwell_storage::job::{self, Lease};

use crate::in_a_town;
use crate::town::{Town, away, noon, note};

async fn mentioned_by(
    town: &Town,
    author: &vouchwell_domain::account::Account,
    path: &str,
    whom: &vouchwell_domain::member::Member,
) {
    let mut transaction = town.begin().await;
    receive_note(
        &town.context,
        &mut transaction,
        author,
        note(path, &[whom]),
        Concern::Unknown,
    )
    .await
    .unwrap();
    transaction.commit().await.unwrap();
}

fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(
        matches!(result, Err(Error::Refused(Refusal::Invalid(_)))),
        "{result:?}"
    );
}

in_a_town! {
    async fn a_muted_account_is_not_heard_and_does_not_know(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        mentioned_by(&town, &ben, "notes/1", &ada).await;
        let relationship = mute::mute(&town.context, &ada, ben.id, true, None).await.unwrap();
        assert_eq!(relationship.mute.unwrap().expires_at, None);
        assert_eq!(town.told(&ada).await, [], "what was told before goes too");
        mentioned_by(&town, &ben, "notes/2", &ada).await;
        assert_eq!(town.told(&ada).await, []);
        assert_eq!(timeline::public(&town.context, Some(&ada), Source::Everywhere, Page::newest(10)).await.unwrap().len(), 0);
        assert_eq!(town.sent().await, [], "nobody is told");

        mute::mute(&town.context, &ada, ben.id, false, None).await.unwrap();
        mentioned_by(&town, &ben, "notes/3", &ada).await;
        assert_eq!(town.told(&ada).await, [(Mention, "ben".to_owned())]);
        assert_eq!(timeline::public(&town.context, Some(&ada), Source::Everywhere, Page::newest(10)).await.unwrap().len(), 0);
        let relationship = mute::unmute(&town.context, &ada, ben.id).await.unwrap();
        assert_eq!(relationship.mute, None);
        assert_eq!(timeline::public(&town.context, Some(&ada), Source::Everywhere, Page::newest(10)).await.unwrap().len(), 3);
        let oneself = mute::mute(&town.context, &ada, ada.account.id, true, None).await;
        assert!(matches!(oneself, Err(Error::Refused(Refusal::Oneself))));
    }

    async fn a_mute_for_a_while_leaves_a_job_that_ends_it(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let relationship = mute::mute(&town.context, &ada, ben.id, true, Some(TimeDelta::hours(1))).await.unwrap();
        let end = noon() + TimeDelta::hours(1);
        assert_eq!(relationship.mute.unwrap().expires_at, Some(end));
        let early = Job::EndMute { muter: ada.id, muted: ben.id };
        timer::run(&town.context, &early).await.unwrap();
        assert_eq!(mute::list(&town.context, &ada, Page::newest(10)).await.unwrap().len(), 1, "not before its time");
        let mut transaction = town.begin().await;
        let lease = |now| Lease {
            queue: Queue::Timer, limit: 9, per_host: 9, skipped_hosts: &[], now, duration: TimeDelta::days(1),
        };
        assert_eq!(job::lease(&mut transaction, lease(noon())).await.unwrap(), []);
        let due: Vec<(JobId, Job)> = job::lease(&mut transaction, lease(end)).await.unwrap()
            .into_iter().map(|leased| (leased.id, leased.job)).collect();
        assert_eq!(due.iter().map(|(_, job)| job.clone()).collect::<Vec<_>>(), [early]);
        drop(transaction);
        let ages = TimeDelta::try_days(4_000_000_000).unwrap();
        let relationship = mute::mute(&town.context, &ada, ben.id, true, Some(ages)).await.unwrap();
        assert_eq!(relationship.mute.unwrap().expires_at, None, "longer than the calendar is for good");
    }

    async fn a_server_that_is_shut_out_is_told_of_the_ends_of_follows_alone(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        follow::follow(&town.context, &ada, ben.id).await.unwrap();
        let theirs = away("activities/1");
        let mut transaction = town.begin().await;
        let ours = stored::find(&mut transaction, ada.account.id, ben.id).await.unwrap().unwrap().uri;
        follow::receive_follow(&town.context, &mut transaction, &ben, &theirs, &ada).await.unwrap();
        transaction.commit().await.unwrap();
        mentioned_by(&town, &ben, "notes/1", &ada).await;
        town.sent().await;

        let host = "away.example".parse().unwrap();
        domain_block::block(&town.context, &ada, &host).await.unwrap();
        let undo = Message::UndoFollow { follow: ours, target: ben.uri.clone() };
        let reject = Message::RejectFollow { follow: theirs, follower: ben.uri.clone() };
        assert_eq!(town.sent().await, [undo, reject]);
        assert_eq!(town.told(&ada).await, []);
        domain_block::block(&town.context, &ada, &host).await.unwrap();
        mentioned_by(&town, &ben, "notes/2", &ada).await;
        let mut transaction = town.begin().await;
        follow::receive_follow(&town.context, &mut transaction, &ben, &away("activities/2"), &ada).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!((town.told(&ada).await, town.sent().await), (vec![], vec![]));
        let found = account::search(&town.context, Some(&ada), AccountSearch::of("ben", 10)).await.unwrap();
        assert_eq!(found, []);
        let handle = "ben@away.example".parse().unwrap();
        assert!(account::by_handle(&town.context, &handle).await.unwrap().is_some(), "an exact handle is found");

        domain_block::unblock(&town.context, &ada, &host).await.unwrap();
        mentioned_by(&town, &ben, "notes/3", &ada).await;
        assert_eq!(town.told(&ada).await, [(Mention, "ben".to_owned())]);
        is_refused(domain_block::block(&town.context, &ada, &"town.example".parse().unwrap()).await);
    }

    async fn a_follow_is_shown_as_its_member_wishes(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let quiet = FollowWishes { reblogs: Some(false), ..FollowWishes::default() };
        let told = FollowWishes { notify: Some(true), languages: Some(vec!["de".parse().unwrap()]), ..FollowWishes::default() };
        follow::follow_with(&town.context, &ada, bea.account.id, quiet).await.unwrap();
        let relationship = follow::follow_with(&town.context, &ada, bea.account.id, told).await.unwrap();
        let options = relationship.options.unwrap();
        assert_eq!((options.reblogs, options.notify, options.languages.len()), (false, true, 1));
        let relationship = follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        assert!(!relationship.options.unwrap().reblogs, "asking again changes nothing");
        follow::unfollow(&town.context, &ada, bea.account.id).await.unwrap();
        let relationship = follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        assert!(relationship.options.unwrap().reblogs, "a new follow is as usual");

        let relationship = follow::remove_follower(&town.context, &bea, ada.account.id).await.unwrap();
        assert!(!relationship.followed_by);
        assert!(!account::relationships(&town.context, &ada, &[bea.account.id]).await.unwrap()[0].1.following);
    }

    async fn who_wants_to_be_told_of_each_post_is(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let told = FollowWishes { notify: Some(true), ..FollowWishes::default() };
        follow::follow_with(&town.context, &ada, ben.id, told).await.unwrap();
        let mut transaction = town.begin().await;
        stored::accept(&mut transaction, ada.account.id, ben.id).await.unwrap();
        for note in [
            note("notes/1", &[]),
            RemoteNote { in_reply_to: Some(away("notes/of/eve")), ..note("notes/2", &[]) },
            RemoteNote { visibility: Visibility::Direct, ..note("notes/3", &[]) },
        ] {
            receive_note(&town.context, &mut transaction, &ben, note, Concern::Unknown).await.unwrap().unwrap();
        }
        receive_note(&town.context, &mut transaction, &ben, note("notes/4", &[&ada]), Concern::Unknown).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await, [(Mention, "ben".to_owned()), (Status, "ben".to_owned())]);
    }

    async fn who_keeps_her_followers_to_herself_shows_them_to_nobody_else(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        follow::follow(&town.context, &bea, ada.account.id).await.unwrap();
        let change = ProfileChange { hides_collections: Some(true), ..ProfileChange::default() };
        profile::change(&town.context, &ada, change).await.unwrap();
        let page = Page::newest(10);
        for (reader, count) in [(None, 0), (Some(&bea), 0), (Some(&ada), 1)] {
            let followers = account::followers(&town.context, reader, ada.account.id, page).await.unwrap();
            assert_eq!(followers.len(), count);
        }
        let nobody = account::following(&town.context, None, AccountId::from_number(5), page).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
    }

    async fn a_member_shows_whom_she_follows(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        is_refused(featured_account::feature(&town.context, &ada, bea.account.id).await);
        follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        assert!(featured_account::feature(&town.context, &ada, bea.account.id).await.unwrap().featured);
        let shown = featured_account::list(&town.context, ada.account.id, Page::newest(10)).await.unwrap();
        assert_eq!(shown[0].account, bea.account);
        assert!(!featured_account::unfeature(&town.context, &ada, bea.account.id).await.unwrap().featured);
        assert_eq!(featured_account::list(&town.context, ada.account.id, Page::newest(10)).await.unwrap(), []);
        featured_account::feature(&town.context, &ada, bea.account.id).await.unwrap();
        follow::unfollow(&town.context, &ada, bea.account.id).await.unwrap();
        let relationship = follow::follow(&town.context, &ada, bea.account.id).await.unwrap();
        assert!(!relationship.featured, "whom she follows no more she shows no more");
    }

    async fn notes_and_lists_of_blocks_are_for_the_member_alone(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let relationship = private_note::write(&town.context, &ada, ben.id, " met in May ").await.unwrap();
        assert_eq!(relationship.note, "met in May");
        is_refused(private_note::write(&town.context, &ada, ben.id, &"x".repeat(2_001)).await);
        let seen = account::relationships(&town.context, &bea, &[ben.id]).await.unwrap();
        assert_eq!(seen[0].1.note, "");
        block::block(&town.context, &ada, ben.id).await.unwrap();
        let blocked = block::list(&town.context, &ada, Page::newest(10)).await.unwrap();
        assert_eq!(blocked[0].account, ben);
        assert_eq!(block::list(&town.context, &bea, Page::newest(10)).await.unwrap(), []);
    }

    async fn hashtags_are_known_however_they_are_written(town) {
        let ada = town.join("ada").await;
        let view = followed_tag::set(&town.context, &ada, "#Büchersammlung", true).await.unwrap();
        assert_eq!((view.tag.as_str(), view.following), ("büchersammlung", true));
        assert!(followed_tag::show(&town.context, Some(&ada), "BÜCHERSAMMLUNG").await.unwrap().following);
        assert!(!followed_tag::show(&town.context, None, "büchersammlung").await.unwrap().following);
        for unfit in ["", "#", "1", "a b", "a#b", "https://a.example"] {
            is_refused(followed_tag::set(&town.context, &ada, unfit, true).await);
            is_refused(featured_tag::feature(&town.context, &ada, unfit).await);
        }
        for number in 0..10 {
            featured_tag::feature(&town.context, &ada, &format!("t{number}")).await.unwrap();
        }
        is_refused(featured_tag::feature(&town.context, &ada, "more").await);
        let shown = featured_tag::feature(&town.context, &ada, "T3").await.unwrap();
        assert_eq!((shown.tag.as_str(), shown.statuses), ("t3", 0));
        featured_tag::unfeature(&town.context, &ada, shown.id).await.unwrap();
        let again = featured_tag::unfeature(&town.context, &ada, shown.id).await;
        assert!(matches!(again, Err(Error::NotFound)));
        assert_eq!(featured_tag::list(&town.context, ada.account.id).await.unwrap().len(), 9);
    }
}
