use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::Clock;
use vouchwell_domain::identifier::{NotificationId, RecommendationId};
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::notification::{Notification, NotificationKind};
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState};
use vouchwell_domain::withdrawal::WithdrawalQuestion;
use vouchwell_service::recommendation::{of_account, show_public};
use vouchwell_service::withdrawal::question;
use vouchwell_service::{Context, favourite, notification, reblog, status, timeline};
use vouchwell_storage::job::{self, Lease};

use crate::abroad::{Person, bundle, receive};
use crate::in_a_town;
use crate::town::{Town, noon};

struct Later(TimeDelta);

impl Clock for Later {
    fn now(&self) -> DateTime<Utc> {
        noon() + self.0
    }
}

/// The town some hours later, as one of its nodes sees it.
fn after(town: &Town, hours: i64) -> Context {
    Context {
        clock: Arc::new(Later(TimeDelta::hours(hours))),
        ..town.context.clone()
    }
}

/// Takes all questions that wait, in the order of their hosts.
async fn questions(context: &Context) -> Vec<WithdrawalQuestion> {
    let mut transaction = context.store.begin().await.unwrap();
    let wanted = Lease {
        queue: Queue::Delivery,
        limit: 100,
        per_host: 100,
        skipped_hosts: &[],
        now: context.now(),
        duration: TimeDelta::days(365),
    };
    let jobs = job::lease(&mut transaction, wanted).await.unwrap();
    transaction.commit().await.unwrap();
    let mut asked: Vec<WithdrawalQuestion> = jobs
        .into_iter()
        .map(|leased| match leased.job {
            Job::AskForWithdrawals(question) => question,
            other => panic!("{other:?} is no question"),
        })
        .collect();
    asked.sort_by_key(|question| question.host.to_string());
    asked
}

fn hosts(questions: &[WithdrawalQuestion]) -> Vec<&str> {
    questions.iter().map(|question| question.host.as_str()).collect()
}

async fn checked_at(context: &Context, id: &RecommendationId) -> Option<DateTime<Utc>> {
    show_public(context, id)
        .await
        .unwrap()
        .recommendation
        .withdrawals_checked_at
}

in_a_town! {
    async fn both_servers_are_asked_once_a_day_whoever_reads(town) {
        let author = Person::of(&town, "ada", "one.example", 1).await;
        let subject = Person::of(&town, "ben", "two.example", 2).await;
        let id = receive(&town, &author, &subject, bundle(&author, &subject)).await;

        let evening = after(&town, 23);
        show_public(&evening, &id).await.unwrap();
        assert_eq!(questions(&evening).await, [], "it was checked when it came");

        let (one, other) = (after(&town, 25), after(&town, 25));
        let (first, second) = tokio::join!(show_public(&one, &id), show_public(&other, &id));
        assert_eq!(first.unwrap().state, ShownRecommendationState::Public, "nobody answered, and it is shown");
        second.unwrap();
        let asked = questions(&one).await;
        assert_eq!(hosts(&asked), ["one.example", "two.example"]);
        let page = Page::newest(10);
        of_account(&one, author.account.id, Party::Author, page).await.unwrap();
        timeline::of_account(&one, None, author.account.id, &timeline::Selection::default(), page).await.unwrap();
        assert_eq!(questions(&one).await, [], "they were asked already");

        question::take_answer(&one, &asked[0], &[]).await.unwrap();
        assert_eq!(checked_at(&one, &id).await, None, "the other has not answered");
        question::take_answer(&other, &asked[1], &[]).await.unwrap();
        assert_eq!(checked_at(&one, &id).await, Some(one.now()));

        let next_day = after(&town, 50);
        timeline::of_account(&next_day, None, author.account.id, &timeline::Selection::default(), page).await.unwrap();
        let again = questions(&next_day).await;
        assert_eq!(hosts(&again), ["one.example", "two.example"], "a status asks as well");
        question::take_answer(&next_day, &again[0], &[]).await.unwrap();
        assert_eq!(checked_at(&next_day, &id).await, Some(one.now()), "the earlier of both counts");
    }

    async fn a_boost_or_a_favourite_of_it_asks_as_well(town) {
        let author = Person::of(&town, "ada", "one.example", 1).await;
        let subject = Person::of(&town, "ben", "one.example", 2).await;
        receive(&town, &author, &subject, bundle(&author, &subject)).await;
        let (cleo, page) = (town.join("cleo").await, Page::newest(10));
        let shown = timeline::of_account(&town.context, None, author.account.id, &timeline::Selection::default(), page).await.unwrap();
        let status = shown[0].status.id;
        reblog::reblog(&town.context, &cleo, status, None).await.unwrap();
        favourite::favourite(&town.context, &cleo, status).await.unwrap();

        let later = after(&town, 25);
        timeline::of_account(&later, None, cleo.account.id, &timeline::Selection::default(), page).await.unwrap();
        let asked = questions(&later).await;
        assert_eq!(hosts(&asked), ["one.example"]);
        question::take_answer(&later, &asked[0], &[]).await.unwrap();
        let next_day = after(&town, 50);
        favourite::list(&next_day, &cleo, page).await.unwrap();
        assert_eq!(hosts(&questions(&next_day).await), ["one.example"]);
    }

    async fn whatever_shows_it_asks_first(town) {
        let author = Person::of(&town, "ada", "one.example", 1).await;
        let subject = Person::of(&town, "ben", "one.example", 2).await;
        receive(&town, &author, &subject, bundle(&author, &subject)).await;
        let (cleo, page) = (town.join("cleo").await, Page::newest(10));
        let shown = timeline::of_account(&town.context, None, author.account.id, &timeline::Selection::default(), page).await.unwrap();
        let status = shown[0].status.id;
        let told = Notification {
            id: NotificationId::next(noon(), &*town.context.entropy),
            kind: NotificationKind::Mention,
            from: author.account.id,
            status: Some(status),
            created_at: noon(),
            filtered: false,
        };
        let mut transaction = town.begin().await;
        vouchwell_storage::notification::insert(&mut transaction, vec![(cleo.id, told.clone())]).await.unwrap();
        transaction.commit().await.unwrap();

        let day = |days: i64| after(&town, 25 * days);
        notification::list(&day(1), &cleo, &notification::Selection::default(), page).await.unwrap();
        assert_eq!(hosts(&questions(&day(1)).await), ["one.example"]);
        notification::one(&day(2), &cleo, told.id).await.unwrap();
        assert_eq!(hosts(&questions(&day(2)).await), ["one.example"]);
        notification::groups(&day(3), &cleo, &notification::Selection::default(), &[], page).await.unwrap();
        assert_eq!(hosts(&questions(&day(3)).await), ["one.example"]);
        timeline::statuses(&day(4), Some(&cleo), &[status]).await.unwrap();
        assert_eq!(hosts(&questions(&day(4)).await), ["one.example"]);
        status::thread(&day(5), Some(&cleo), status).await.unwrap();
        assert_eq!(hosts(&questions(&day(5)).await), ["one.example"]);
        status::history(&day(6), Some(&cleo), status).await.unwrap();
        assert_eq!(hosts(&questions(&day(6)).await), ["one.example"]);
    }

    async fn an_answer_takes_effect_like_any_withdrawal(town) {
        let author = Person::of(&town, "ada", "one.example", 1).await;
        let subject = Person::of(&town, "ben", "one.example", 2).await;
        let evidence = bundle(&author, &subject);
        let (endorsement, acceptance) = (evidence.endorsement.reference(), evidence.acceptance.reference());
        let id = receive(&town, &author, &subject, evidence).await;
        let later = after(&town, 25);
        show_public(&later, &id).await.unwrap();
        let asked = questions(&later).await;
        assert_eq!(hosts(&asked), ["one.example"], "one server, one question");
        assert!(question::documents(&later, &asked[0]).await.unwrap().contains(&acceptance.digest));

        let foreign = subject.withdraw(endorsement);
        question::take_answer(&later, &asked[0], &[foreign]).await.unwrap();
        assert_eq!(show_public(&later, &id).await.unwrap().state, ShownRecommendationState::Public);

        let next_day = after(&town, 50);
        show_public(&next_day, &id).await.unwrap();
        let asked = questions(&next_day).await;
        question::take_answer(&next_day, &asked[0], &[subject.withdraw(acceptance)]).await.unwrap();
        let shown = show_public(&next_day, &id).await.unwrap();
        assert_eq!((shown.state, shown.words), (ShownRecommendationState::Withdrawn, None));
        let statuses = timeline::of_account(&next_day, None, author.account.id, &timeline::Selection::default(), Page::newest(10)).await.unwrap();
        assert_eq!(statuses, []);

        show_public(&after(&town, 80), &id).await.unwrap();
        assert_eq!(questions(&after(&town, 80)).await, [], "what is gone is not asked about");
    }

    async fn a_question_without_an_answer_ends_with_its_day(town) {
        let author = Person::of(&town, "ada", "one.example", 1).await;
        let subject = Person::of(&town, "ben", "one.example", 2).await;
        let id = receive(&town, &author, &subject, bundle(&author, &subject)).await;
        let later = after(&town, 25);
        show_public(&later, &id).await.unwrap();
        let asked = questions(&later).await;
        assert_eq!(question::documents(&after(&town, 48), &asked[0]).await.unwrap().len(), 4);
        assert_eq!(question::documents(&after(&town, 49), &asked[0]).await.unwrap(), []);

        let next_day = after(&town, 50);
        show_public(&next_day, &id).await.unwrap();
        question::take_answer(&next_day, &asked[0], &[]).await.unwrap();
        assert_eq!(checked_at(&next_day, &id).await, None, "an answer to yesterday's question");
    }
}
