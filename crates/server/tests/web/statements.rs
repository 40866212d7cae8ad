//! How many statements pages cost: as many where they show a lot as where they show little.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{RecommendationId, ReportId, StatusId};
use vouchwell_domain::instance_domain::Severity;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::status::Visibility;
use vouchwell_evidence::Disclosure;
use vouchwell_service::administration::{Administrator, domain};
use vouchwell_service::application::NewApplication;
use vouchwell_service::profile::ProfileChange;
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::report::{NewReport, report};
use vouchwell_service::{
    application, authorization, block, featured_tag, follow, invitation, moving, mute, profile, request,
};
use vouchwell_tests::{Engine, Statements};

use crate::instance::Instance;
use crate::sample;

/// Somebody who runs an instance, and about whom there is something to be shown on every page.
struct Busy {
    instance: Instance,
    reader: Member,
    root: StatusId,
    cookie: String,
}

/// What one page shows more of with each round.
struct Round {
    received: RecommendationId,
    friend: Member,
    report: ReportId,
}

impl Busy {
    async fn begin() -> Self {
        let instance = Instance::found_on(Engine::Postgresql).await;
        let reader = instance.member_as("reader", Role::Admin).await;
        let locked = ProfileChange {
            locked: Some(true),
            ..ProfileChange::default()
        };
        profile::change(&instance.context, &reader, locked).await.unwrap();
        let root = instance
            .post(&reader, "Who closes #payroll?", Visibility::Public, None)
            .await;
        Self {
            instance,
            reader,
            root,
            cookie: String::new(),
        }
    }

    /// One more of everything that a page can list.
    async fn enliven(&mut self, number: usize) -> Round {
        let (instance, reader) = (&self.instance, &self.reader);
        let context = &instance.context;
        let mut people = Vec::new();
        for role in ["friend", "asker", "stranger", "loud", "foe"] {
            people.push(instance.member(&format!("{role}{number}")).await);
        }
        let [friend, asker, stranger, loud, foe]: [Member; 5] = people.try_into().unwrap();
        let of_reader = reader.account.id;

        let received = instance.accepted(&friend, reader).await;
        instance.publish(&friend, &received).await;
        let given = instance.agreed(reader, &friend).await;
        instance.publish(reader, &given).await;
        instance.acquaint(&asker, reader).await;
        let topics = sample::topics(&["bookkeeping"]);
        request::ask(context, &asker, of_reader, topics.clone(), None)
            .await
            .unwrap();
        request::ask(context, reader, friend.account.id, topics, None)
            .await
            .unwrap();
        instance.offered(&asker, reader).await;
        instance.attest(&stranger, reader).await;

        follow::follow(context, reader, friend.account.id).await.unwrap();
        follow::follow(context, &friend, of_reader).await.unwrap();
        follow::authorize(context, reader, friend.account.id)
            .await
            .unwrap();
        follow::follow(context, &stranger, of_reader).await.unwrap();
        mute::mute(context, reader, loud.account.id, true, None)
            .await
            .unwrap();
        instance
            .post(&friend, "Tea, @reader? #payroll", Visibility::Public, None)
            .await;
        instance
            .post(&friend, "@reader I do", Visibility::Public, Some(self.root))
            .await;
        instance
            .post(reader, "Nobody yet", Visibility::Public, None)
            .await;

        let mut statuses = Vec::new();
        for text in 0..=number {
            statuses.push(
                instance
                    .post(&foe, &format!("Bad {text}"), Visibility::Public, None)
                    .await,
            );
        }
        let complaint = NewReport {
            account: foe.account.id,
            statuses,
            content: "Look".to_owned(),
            forward: false,
            once: None,
        };
        let report = report(context, reader, complaint).await.unwrap().report.id;
        block::block(context, reader, foe.account.id).await.unwrap();

        let host: Host = format!("bad{number}.example").parse().unwrap();
        let administrator = Administrator::of(reader).unwrap();
        domain::decide(context, administrator, &host, Some(Severity::Limit), "")
            .await
            .unwrap();
        instance.give_up_a_job().await;
        let wish = invitation::Wish {
            id: invitation::new_id(context),
            offers_follow: false,
            to: None,
            language: None,
        };
        invitation::make(context, reader, wish).await.unwrap();
        moving::add_alias(context, reader, friend.account.id)
            .await
            .unwrap();
        featured_tag::feature(context, reader, &format!("topic{number}"))
            .await
            .unwrap();
        self.let_in(number).await;
        self.cookie = self.instance.sign_in("reader").await;
        Round {
            received,
            friend,
            report,
        }
    }

    /// The member lets an application in.
    async fn let_in(&self, number: usize) {
        let context = &self.instance.context;
        let redirect = "https://app.example/".parse().unwrap();
        let new = NewApplication {
            name: format!("App {number}").parse().unwrap(),
            website: None,
            redirect_uris: vec![redirect],
            scopes: "read".parse().unwrap(),
        };
        let (registered, _) = application::register(context, new).await.unwrap();
        let wish = authorization::Wish {
            redirect_uri: registered.redirect_uris[0].clone(),
            scopes: "read".parse().unwrap(),
            challenge: None,
        };
        let code = authorization::allow(context, &self.reader, &registered, wish)
            .await
            .unwrap();
        let token = authorization::exchange(context, &registered, &code, "https://app.example/", None).await;
        assert!(token.unwrap().is_some());
    }

    /// The first recommendation says something else.
    async fn revise(&self, first: &Round, text: &str) {
        let context = &self.instance.context;
        let words = sample::words(text, "I cannot speak to tax law.", &[Disclosure::PaysSubject]);
        recommendation::edit(context, &first.friend, &first.received, words)
            .await
            .unwrap();
        recommendation::offer(context, &first.friend, &first.received)
            .await
            .unwrap();
        recommendation::answer(context, &self.reader, &first.received, TextAnswer::Accept)
            .await
            .unwrap();
        self.instance.publish(&first.friend, &first.received).await;
    }

    /// How long a page is, and how many statements it costs.
    async fn cost(&self, path: &str) -> (usize, usize) {
        // What is noted when she first comes, and what a new connection asks first, does not count.
        let mut length = self.read(path).await;
        let mut fewest = usize::MAX;
        for _ in 0..3 {
            let before = Statements::asked();
            length = self.read(path).await;
            fewest = fewest.min(Statements::asked() - before);
        }
        (length, fewest)
    }

    async fn read(&self, path: &str) -> usize {
        let request = Request::get(path)
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty())
            .unwrap();
        let (status, page) = self.instance.send(request).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page.len()
    }

    async fn costs(&self, first: &Round, newest: &Round) -> Vec<(&'static str, (usize, usize))> {
        let pages = [
            ("profile", "/@reader".to_owned()),
            ("feed of a profile", "/@reader/recommendations.atom".to_owned()),
            ("post", format!("/@reader/{}", self.root)),
            ("hashtag", "/tags/payroll".to_owned()),
            ("recommendation", format!("/recommendations/{}", first.received)),
            ("home", "/home".to_owned()),
            ("notifications", "/notifications".to_owned()),
            ("people she follows", "/people".to_owned()),
            ("people found", "/people?acct=friend".to_owned()),
            ("followers", "/people/followers".to_owned()),
            ("those who want to follow", "/people/requests".to_owned()),
            ("muted", "/people/muted".to_owned()),
            ("blocked", "/people/blocked".to_owned()),
            ("account", format!("/people/{}", first.friend.account.id)),
            ("waiting", "/waiting".to_owned()),
            ("acquaintances", "/acquaintances".to_owned()),
            ("requests", "/requests".to_owned()),
            ("whom to ask", "/requests/new".to_owned()),
            ("recommendations", "/recommendations".to_owned()),
            ("whom to write about", "/compose".to_owned()),
            ("invitations", "/invitations".to_owned()),
            ("sessions and applications", "/settings/applications".to_owned()),
            ("own profile", "/settings/profile".to_owned()),
            ("moving", "/settings/moving".to_owned()),
            ("members", "/admin/people".to_owned()),
            ("reports", "/admin/reports".to_owned()),
            ("report", format!("/admin/reports/{}", newest.report)),
            ("domains", "/admin/domains".to_owned()),
            ("queue", "/admin/queue".to_owned()),
            ("audit log", "/admin/log".to_owned()),
        ];
        let mut costs = Vec::new();
        for (name, path) in pages {
            costs.push((name, self.cost(&path).await));
        }
        costs
    }
}

#[tokio::test]
async fn a_page_costs_as_many_statements_however_much_it_shows() {
    Statements::listen();
    let mut busy = Busy::begin().await;
    let first = busy.enliven(0).await;
    busy.revise(&first, "Carla finds most errors.").await;
    let little = busy.costs(&first, &first).await;
    busy.enliven(1).await;
    let newest = busy.enliven(2).await;
    busy.instance
        .post(&first.friend, "More #payroll", Visibility::Public, None)
        .await;
    busy.revise(&first, "Carla finds all errors.").await;
    let much = busy.costs(&first, &newest).await;
    let mut wrong = Vec::new();
    for ((name, (short, few)), (_, (long, many))) in little.into_iter().zip(much) {
        if long <= short || few != many || !(1..60).contains(&few) {
            wrong.push(format!(
                "{name}: {few} statements for {short} bytes, {many} for {long}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Once the term of all is over, each is shown with the time at which it was last affirmed.
    let (_, current) = busy.cost("/@reader").await;
    busy.instance.wait_until("2031-03-01T12:00:00Z");
    assert_eq!(busy.cost("/@reader").await.1, current);
}
