use std::time::Duration;

use chrono::TimeDelta;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use vouchwell_domain::account::Account;
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_domain::page::Page;
use vouchwell_service::administration::{Administrator, domain};
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::remote_account::{self, RemoteActor, needs_refresh};
use vouchwell_service::status::RemoteNote;
use vouchwell_service::{Context, Error, inbox, report, status};
use vouchwell_storage::{
    Transaction, account, follow as stored_follow, instance_domain, status as stored_status,
};

use crate::in_a_town;
use crate::town::{actor, away, newcomer, noon, note};

/// Longer than anything takes that does not wait.
const A_WHILE: Duration = Duration::from_millis(500);

/// Somebody mentions a member; whether it was taken.
async fn mention(
    context: &Context,
    transaction: &mut Transaction,
    author: &Account,
    said: RemoteNote,
) -> bool {
    let taken = status::receive_note(context, transaction, author, said, status::Concern::Wanted).await;
    taken.unwrap().is_some()
}

/// What an author says to a member.
fn words(author: &Account, member: &Member) -> RemoteNote {
    let origin = author.uri.url().origin().ascii_serialization();
    RemoteNote {
        uri: format!("{origin}/notes/{}", author.id).parse().unwrap(),
        ..note("notes/1", &[member])
    }
}

/// Takes it in a transaction of its own, beside what else goes on.
fn take(context: &Context, author: &Account, said: RemoteNote) -> JoinHandle<bool> {
    let (context, author) = (context.clone(), author.clone());
    tokio::spawn(async move {
        let mut transaction = context.store.begin().await.unwrap();
        let taken = mention(&context, &mut transaction, &author, said).await;
        transaction.commit().await.unwrap();
        taken
    })
}

in_a_town! {
    async fn nobody_elsewhere_can_claim_to_be_from_here(town) {
        let ada = town.join("ada").await.account;
        let mut transaction = town.begin().await;
        let own_id = RemoteActor { uri: ada.uri.clone(), ..actor("ada") };
        let own_host = RemoteActor { host: "town.example".parse().unwrap(), ..actor("ada") };
        for claim in [own_id, own_host] {
            let refused = remote_account::save(&town.context, &mut transaction, claim).await;
            assert!(matches!(refused, Err(Error::Forbidden)));
        }
        assert_eq!(account::by_uri(&mut transaction, &ada.uri).await.unwrap(), Some(ada));
    }

    async fn an_account_is_read_again_after_a_day_and_after_a_failure_an_hour_later(town) {
        let ben = town.meet("ben").await;
        assert!(!needs_refresh(&ben, noon() + TimeDelta::hours(23)));
        assert!(needs_refresh(&ben, noon() + TimeDelta::hours(24)));
        let ada = town.join("ada").await.account;
        assert!(!needs_refresh(&ada, noon() + TimeDelta::days(99)));

        let mut transaction = town.begin().await;
        remote_account::refresh_failed(&town.context, &mut transaction, &ben).await.unwrap();
        let mut failed = account::by_id(&mut transaction, ben.id).await.unwrap().unwrap();
        failed.fetched_at = noon() - TimeDelta::days(3);
        assert!(!needs_refresh(&failed, noon() + TimeDelta::minutes(59)));
        assert!(needs_refresh(&failed, noon() + TimeDelta::hours(1)));
    }

    async fn a_deleted_account_takes_its_posts_and_follows_with_it(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let mut transaction = town.begin().await;
        let context = &town.context;
        status::receive_note(context, &mut transaction, &ben, note("notes/1", &[&ada]), status::Concern::Unknown).await.unwrap().unwrap();
        let id = away("activities/1");
        vouchwell_service::follow::receive_follow(context, &mut transaction, &ben, &id, &ada).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await.len(), 2);

        let mut transaction = town.begin().await;
        remote_account::forget(context, &mut transaction, &ben).await.unwrap();
        let refused = remote_account::forget(context, &mut transaction, &ada.account).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        let found = stored_status::by_uri(&mut transaction, &away("notes/1")).await.unwrap();
        assert_eq!(found, None);
        assert_eq!(stored_follow::find(&mut transaction, ben.id, ada.account.id).await.unwrap(), None);
        let gone = account::by_id(&mut transaction, ben.id).await.unwrap().unwrap();
        assert_eq!(gone.gone_at, Some(noon()));
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await, []);
    }

    /// They were read from the database before other servers were asked about what they say; meanwhile came the end of
    /// the one, and of the server of the other.
    async fn what_somebody_said_has_no_effect_after_her_end_or_that_of_her_server(town) {
        let ada = town.join("ada").await;
        let (gone, shut_out) = (town.meet("ben").await, town.meet("eve@sub.bad.example").await);
        let context = &town.context;
        let mut transaction = town.begin().await;
        remote_account::forget(context, &mut transaction, &gone).await.unwrap();
        let decided = InstanceDomain {
            host: "bad.example".parse().unwrap(),
            severity: Severity::Block,
            comment: String::new(),
            created_at: noon(),
        };
        instance_domain::save(&mut transaction, &decided).await.unwrap();
        for author in [&gone, &shut_out] {
            let id = |path: &str| format!("{}/{path}", author.uri.url().origin().ascii_serialization());
            let said = RemoteNote {
                uri: id("notes/1").parse().unwrap(),
                ..note("notes/1", &[&ada])
            };
            let uri = said.uri.clone();
            status::receive_note(context, &mut transaction, author, said, status::Concern::Wanted).await.unwrap();
            let found = stored_status::by_uri(&mut transaction, &uri).await.unwrap();
            assert_eq!(found, None);
            let follow = Envelope {
                id: id("follows/1").parse().unwrap(),
                from: author.uri.clone(),
                message: Message::Follow { target: ada.account.uri.clone() },
            };
            inbox::take(context, &mut transaction, &follow).await.unwrap();
            let found = stored_follow::find(&mut transaction, author.id, ada.account.id).await.unwrap();
            assert_eq!(found, None);
            let named = [ada.account.uri.as_str().parse().unwrap()];
            let flag = id("flags/1").parse().unwrap();
            report::receive_flag(context, &mut transaction, author, &flag, &named, "").await.unwrap();
        }
        transaction.commit().await.unwrap();
        assert_eq!(town.told(&ada).await, []);
        assert_eq!(report::list(context, Page::newest(10)).await.unwrap(), []);
    }

    /// Whoever comes second waits, and finds what the first has left.
    async fn words_and_the_end_of_who_says_them_come_one_after_the_other(town) {
        let ada = town.join("ada").await;
        let (ben, cem) = (town.meet("ben").await, town.meet("cem").await);
        let context = &town.context;
        let end = |account: &Account| {
            let (context, account) = (context.clone(), account.clone());
            tokio::spawn(async move {
                let mut transaction = context.store.begin().await.unwrap();
                remote_account::forget(&context, &mut transaction, &account).await.unwrap();
                transaction.commit().await.unwrap();
            })
        };
        let mut first = town.begin().await;
        assert!(mention(context, &mut first, &ben, words(&ben, &ada)).await);
        let mut second = end(&ben);
        assert!(timeout(A_WHILE, &mut second).await.is_err(), "his end waits for his words");
        first.commit().await.unwrap();
        second.await.unwrap();
        let mut reading = town.begin().await;
        let found = stored_status::by_uri(&mut reading, &words(&ben, &ada).uri).await.unwrap();
        assert_eq!(found, None, "they go with him");
        drop(reading);

        let mut first = town.begin().await;
        remote_account::forget(context, &mut first, &cem).await.unwrap();
        let mut second = take(context, &cem, words(&cem, &ada));
        assert!(timeout(A_WHILE, &mut second).await.is_err(), "his words wait for his end");
        first.commit().await.unwrap();
        assert!(!second.await.unwrap(), "and come too late");
        assert_eq!(town.told(&ada).await, []);
    }

    async fn words_and_the_end_of_a_server_come_one_after_the_other(town) {
        let ada = town.join("ada").await;
        let root = member::create(&town.context, NewMember { role: Role::Admin, ..newcomer("rita") }).await.unwrap();
        let (eve, fay) = (town.meet("eve@bad.example").await, town.meet("fay@worse.example").await);
        let context = &town.context;
        let block = |host: &'static str| {
            let (context, root) = (context.clone(), root.clone());
            tokio::spawn(async move {
                let administrator = Administrator::of(&root).unwrap();
                let severity = Some(Severity::Block);
                domain::decide(&context, administrator, &host.parse().unwrap(), severity, "").await.unwrap();
            })
        };
        let mut first = town.begin().await;
        assert!(mention(context, &mut first, &eve, words(&eve, &ada)).await);
        let mut second = block("bad.example");
        assert!(timeout(A_WHILE, &mut second).await.is_err(), "the block waits for what is being said");
        first.commit().await.unwrap();
        second.await.unwrap();
        assert_eq!(town.told(&ada).await, [], "what she was told is taken back");

        block("worse.example").await.unwrap();
        assert!(!take(context, &fay, words(&fay, &ada)).await.unwrap());
        assert_eq!(town.told(&ada).await, []);
    }
}
