//! How many statements lists cost: as many for a long one as for a short one; and posting, whoever follows.

use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::post::Post;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::account::AccountSearch;
use vouchwell_service::notification::Selection as Notifications;
use vouchwell_service::timeline::{Selection, Source, StatusSearch};
use vouchwell_service::{account, conversation, favourite, follow, notification, reblog, status, timeline};
use vouchwell_storage::member;
use vouchwell_tests::{Engine, Statements};

use crate::posts::content;
use crate::town::Town;

#[derive(Debug, Clone, Copy)]
enum List {
    Home,
    Public,
    Profile,
    Notifications,
    Conversations,
    Statuses,
    Accounts,
}

const LISTS: [List; 7] = [
    List::Home,
    List::Public,
    List::Profile,
    List::Notifications,
    List::Conversations,
    List::Statuses,
    List::Accounts,
];

const PART: Page = Page::newest(40);

impl Town {
    /// Somebody new writes everything that a list can show, to a reader who follows her.
    async fn enliven(&self, reader: &Member, others: &[Member], number: usize) -> Member {
        let context = &self.context;
        let author = self.join(&format!("author{number}")).await;
        follow::follow(context, reader, author.account.id).await.unwrap();
        let poll = NewPoll::new(&["yes".to_owned(), "no".to_owned()], false, false, 600).unwrap();
        let post = |text: &str, visibility, poll| Post {
            content: content(text),
            visibility,
            in_reply_to: None,
            media: Vec::new(),
            poll,
            quote_policy: QuotePolicy::Nobody,
        };
        let asked = post("Tea, @reader? #tea", Visibility::Public, Some(poll));
        let asked = status::write(context, &author, &asked, None).await.unwrap();
        let letter = post("@reader Just for you: tea", Visibility::Direct, None);
        status::write(context, &author, &letter, None).await.unwrap();
        for other in others {
            favourite::favourite(context, other, asked.status.id)
                .await
                .unwrap();
        }
        reblog::reblog(context, &author, asked.status.id, None)
            .await
            .unwrap();
        author
    }

    async fn read(&self, reader: &Member, author: &Member, list: List) -> usize {
        let context = &self.context;
        match list {
            List::Home => timeline::home(context, reader, PART).await.unwrap().len(),
            List::Public => timeline::public(context, Some(reader), Source::Everywhere, PART)
                .await
                .unwrap()
                .len(),
            List::Profile => {
                let (all, id) = (Selection::default(), author.account.id);
                timeline::of_account(context, Some(reader), id, &all, PART)
                    .await
                    .unwrap()
                    .len()
            }
            List::Notifications => {
                let all = Notifications::default();
                notification::list(context, reader, &all, PART)
                    .await
                    .unwrap()
                    .len()
            }
            List::Conversations => conversation::list(context, reader, PART).await.unwrap().len(),
            List::Statuses => {
                let wanted = StatusSearch {
                    text: "tea",
                    author: None,
                    page: PART,
                    offset: 0,
                };
                timeline::search(context, reader, wanted).await.unwrap().len()
            }
            List::Accounts => {
                let wanted = AccountSearch::of("author", 40);
                account::search(context, Some(reader), wanted)
                    .await
                    .unwrap()
                    .len()
            }
        }
    }

    /// How long a list is, and how many statements it costs.
    async fn cost(&self, reader: &Member, author: &Member, list: List) -> (usize, usize) {
        // What a new connection asks first does not count.
        self.read(reader, author, list).await;
        let before = Statements::asked();
        let length = self.read(reader, author, list).await;
        (length, Statements::asked() - before)
    }

    async fn say(&self, author: &Member, text: &str) {
        let post = Post {
            content: content(text),
            visibility: Visibility::Public,
            in_reply_to: None,
            media: Vec::new(),
            poll: None,
            quote_policy: QuotePolicy::Nobody,
        };
        status::write(&self.context, author, &post, None).await.unwrap();
    }

    /// How many statements somebody waits for who posts.
    async fn cost_of_posting(&self, author: &Member) -> usize {
        self.effort_of_posting(author).await.0
    }

    /// The same, with how many rows they are about.
    async fn effort_of_posting(&self, author: &Member) -> (usize, u64) {
        self.say(author, "Before").await;
        let before = (Statements::asked(), Statements::rows());
        self.say(author, "To all who follow").await;
        (Statements::asked() - before.0, Statements::rows() - before.1)
    }

    /// Ten thousand more members like one, who follow whom she follows; the last of them.
    async fn multiply(&self, one: &Member) -> Member {
        const MORE: i64 = 10_000;
        let (id, numbers) = (
            one.account.id.number(),
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1",
        );
        let numbers = format!("{numbers} FROM number WHERE n < {MORE}) SELECT");
        for statement in [
            format!(
                "INSERT INTO account (id, uri, name, kind, display_name, summary, url, fields, also_known_as, locked,
                     inbox, followers, understands_recommendations, created_at, first_seen_at, fetched_at, discoverable)
                 {numbers} n, uri || n, name || n, kind, display_name, summary, url || n, fields, also_known_as, locked,
                     inbox || n, followers || n, understands_recommendations, created_at, first_seen_at, fetched_at,
                     discoverable FROM account, number WHERE id = {id}"
            ),
            format!(
                "INSERT INTO member (account_id, email, role, quarantine_exempt, created_at)
                 {numbers} n, n || email, role, quarantine_exempt, created_at FROM member, number WHERE account_id = {id}"
            ),
            format!(
                "INSERT INTO follow (follower_id, followed_id, uri, state, created_at)
                 {numbers} n, followed_id, uri || n, state, created_at FROM follow, number WHERE follower_id = {id}"
            ),
        ] {
            self.database.execute(statement.leak()).await;
        }
        let mut transaction = self.begin().await;
        let last = AccountId::from_number(MORE);
        member::by_account(&mut transaction, last).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn a_long_list_costs_as_many_statements_as_a_short_one_and_posting_as_many_for_all_followers() {
    Statements::listen();
    let town = Town::found(Engine::Postgresql).await;
    let reader = town.join("reader").await;
    let first = town.enliven(&reader, &[], 0).await;
    let for_one = town.cost_of_posting(&first).await;
    let mut short = Vec::new();
    for list in LISTS {
        short.push(town.cost(&reader, &first, list).await);
    }
    let mut others = vec![first.clone()];
    for number in 1..8 {
        let author = town.enliven(&reader, &others, number).await;
        others.push(author);
    }
    for text in ["one", "two", "three"] {
        town.say(&first, &format!("{text} @reader #tea")).await;
    }
    for (list, (few, statements)) in LISTS.into_iter().zip(short) {
        let (many, now) = town.cost(&reader, &first, list).await;
        assert!(few > 0 && many > few, "{list:?} has {few}, then {many}");
        assert!((1..40).contains(&statements), "{list:?} costs {statements}");
        assert_eq!(now, statements, "{list:?} of {many} instead of {few}");
    }
    for follower in &others[1..] {
        follow::follow(&town.context, follower, first.account.id)
            .await
            .unwrap();
    }
    assert_eq!(town.cost_of_posting(&first).await, for_one, "for all who follow");
    assert!((1..40).contains(&for_one), "posting costs {for_one}");
}

#[tokio::test]
async fn nothing_of_a_post_is_brought_to_ten_thousand_followers_for_its_author_to_wait_for() {
    Statements::listen();
    let town = Town::found(Engine::Postgresql).await;
    let (ada, ben) = (town.join("ada").await, town.join("ben").await);
    follow::follow(&town.context, &ben, ada.account.id).await.unwrap();
    let for_one = town.effort_of_posting(&ada).await;
    let last = town.multiply(&ben).await;
    let shown = account::by_id(&town.context, ada.account.id).await.unwrap();
    assert_eq!(shown.counts.followers, 10_001);
    assert_eq!(town.effort_of_posting(&ada).await, for_one, "statements and rows");
    assert!((1..100).contains(&for_one.1), "{for_one:?}");
    let home = timeline::home(&town.context, &last, Page::newest(1))
        .await
        .unwrap();
    assert!(
        home[0].status.content.contains("To all who follow"),
        "nothing has run since: {home:?}"
    );
}
