//! Somebody about whom there is something to be shown on every page.

use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::{RecommendationId, ReportId, StatusId};
use vouchwell_domain::instance_domain::{COMMENT_LENGTH as COMMENT, Severity};
use vouchwell_domain::limit::MESSAGE_LENGTH as MESSAGE;
use vouchwell_domain::media::{DESCRIPTION, Description};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::post::LONGEST as POST;
use vouchwell_domain::profile::{FIELD_LENGTH, NAME_LENGTH, NOTE_LENGTH, SourceField};
use vouchwell_domain::status::Visibility;
use vouchwell_domain::version::Words;
use vouchwell_evidence::Disclosure;
use vouchwell_service::administration::{Administrator, domain};
use vouchwell_service::application::NewApplication;
use vouchwell_service::context::Registration;
use vouchwell_service::media::NewPortraits;
use vouchwell_service::profile::ProfileChange;
use vouchwell_service::recommendation::{self, TextAnswer};
use vouchwell_service::report::{NewReport, report};
use vouchwell_service::{
    acquaintance, application, authorization, block, featured_tag, follow, invitation, moving, mute, profile,
    request,
};
use vouchwell_tests::Engine;

use crate::instance::{Instance, TEXT};
use crate::sample;
use crate::stranger::Stranger;

/// The longest text of a recommendation, in characters.
const RECOMMENDATION: usize = 5_000;
/// The longest text of a report.
const REPORT: usize = 3_000;

/// How people are called, and what they write besides what is needed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// What they are called; nothing for their names in handles.
    pub(crate) name: String,
    /// What they write, again and again, as far as there is room; nothing for no more than is needed.
    pub(crate) words: String,
}

impl Manner {
    /// What is needed, and more of it.
    pub(crate) fn write(&self, needed: &str, most: usize) -> String {
        let more = self
            .words
            .chars()
            .cycle()
            .take(if self.words.is_empty() { 0 } else { most });
        let all: String = needed.chars().chain(" ".chars().chain(more)).take(most).collect();
        all.trim_end().to_owned()
    }

    /// A recommendation.
    pub(crate) fn words(&self, text: &str) -> Words {
        let limitations = self.write("I cannot speak to tax law.", RECOMMENDATION);
        let text = self.write(text, RECOMMENDATION);
        sample::words(&text, &limitations, &[Disclosure::PaysSubject])
    }

    async fn dress(&self, instance: &Instance, member: &Member) {
        if self.name.is_empty() {
            return;
        }
        let change = ProfileChange {
            display_name: Some(self.write(&self.name, NAME_LENGTH)),
            note: Some(self.write("About me", NOTE_LENGTH)),
            fields: Some(vec![SourceField {
                name: self.write("Line", FIELD_LENGTH),
                value: self.write("Value", FIELD_LENGTH),
            }]),
            ..ProfileChange::default()
        };
        profile::change(&instance.context, member, change).await.unwrap();
    }

    /// Gives her pictures, which take a processor for seconds.
    async fn portray(&self, instance: &Instance, member: &Member) {
        if self.name.is_empty() {
            return;
        }
        let picture = include_bytes!("../../assets/images/touch-icon.png").to_vec();
        let change = ProfileChange {
            avatar_description: Some(Description::cut(&self.write("Me", DESCRIPTION))),
            header_description: Some(Description::cut(&self.write("Trees", DESCRIPTION))),
            portraits: NewPortraits {
                avatar: Some(Some(picture.clone())),
                header: Some(Some(picture)),
            },
            ..ProfileChange::default()
        };
        profile::change(&instance.context, member, change).await.unwrap();
    }
}

/// Somebody who runs an instance, and about whom there is something to be shown on every page.
pub(crate) struct Busy {
    pub(crate) instance: Instance,
    pub(crate) reader: Member,
    pub(crate) cookie: String,
    root: StatusId,
    manner: Manner,
}

/// What one page shows more of with each round.
pub(crate) struct Round {
    pub(crate) friend: Member,
    received: RecommendationId,
    given: RecommendationId,
    report: ReportId,
    /// Where an application asks to be let in.
    application: String,
}

impl Round {
    /// What the friend has written about the reader.
    pub(crate) fn received(&self) -> &RecommendationId {
        &self.received
    }
}

impl Busy {
    pub(crate) async fn begin(engine: Engine, manner: Manner) -> Self {
        let instance = Instance::found_as(engine, Registration::Invite, true).await;
        let reader = instance.member_as("reader", Role::Admin).await;
        let locked = ProfileChange {
            locked: Some(true),
            ..ProfileChange::default()
        };
        profile::change(&instance.context, &reader, locked).await.unwrap();
        let root = instance
            .post(
                &reader,
                &manner.write("Who closes #payroll?", POST),
                Visibility::Public,
                None,
            )
            .await;
        manner.dress(&instance, &reader).await;
        manner.portray(&instance, &reader).await;
        Self {
            instance,
            reader,
            cookie: String::new(),
            root,
            manner,
        }
    }

    /// The post that others answer.
    pub(crate) fn root(&self) -> StatusId {
        self.root
    }

    /// One more of everything that a page can list.
    pub(crate) async fn enliven(&mut self, number: usize) -> Round {
        let (instance, reader, manner) = (&self.instance, &self.reader, &self.manner);
        let context = &instance.context;
        let mut people = Vec::new();
        for role in ["friend", "asker", "stranger", "loud", "foe"] {
            let member = instance.member(&format!("{role}{number}")).await;
            manner.dress(instance, &member).await;
            people.push(member);
        }
        let [friend, asker, stranger, loud, foe]: [Member; 5] = people.try_into().unwrap();
        let of_reader = reader.account.id;

        instance.acquaint(&friend, reader).await;
        let received = self.agree_on(&friend, reader, manner.words(TEXT)).await;
        instance.publish(&friend, &received).await;
        let given = Words {
            topics: sample::topics(&["bookkeeping", &format!("topic{number}")]),
            ..manner.words(TEXT)
        };
        let given = self.agree_on(reader, &friend, given).await;
        instance.publish(reader, &given).await;
        instance.acquaint(&asker, reader).await;
        let topics = sample::topics(&["bookkeeping"]);
        request::ask(
            context,
            &asker,
            of_reader,
            topics.clone(),
            Some(manner.write("Please", MESSAGE)),
        )
        .await
        .unwrap();
        // No more of hers may lie open.
        if number < 3 {
            let message = Some(manner.write("Please", MESSAGE));
            request::ask(context, reader, friend.account.id, topics, message)
                .await
                .unwrap();
        }
        instance.write_about(&asker, reader, manner.words(TEXT)).await;
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
            .post(
                &friend,
                &manner.write("Tea, @reader? #payroll", POST),
                Visibility::Public,
                None,
            )
            .await;
        instance
            .post(
                &friend,
                &manner.write("@reader I do", POST),
                Visibility::Public,
                Some(self.root),
            )
            .await;
        instance
            .post(
                reader,
                &manner.write("Nobody yet", POST),
                Visibility::Public,
                None,
            )
            .await;

        let mut statuses = Vec::new();
        for text in 0..=number {
            statuses.push(
                instance
                    .post(
                        &foe,
                        &manner.write(&format!("Bad {text}"), POST),
                        Visibility::Public,
                        None,
                    )
                    .await,
            );
        }
        let complaint = NewReport {
            account: foe.account.id,
            statuses,
            content: manner.write("Look", REPORT),
            forward: false,
            once: None,
        };
        let report = report(context, reader, complaint).await.unwrap().report.id;
        block::block(context, reader, foe.account.id).await.unwrap();

        let host: Host = format!("bad{number}.example").parse().unwrap();
        let administrator = Administrator::of(reader).unwrap();
        domain::decide(
            context,
            administrator,
            &host,
            Some(Severity::Limit),
            &manner.write("Bad", COMMENT),
        )
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
        let away = Stranger::known(instance, &format!("away{number}"), &self.manner).await;
        away.follow(instance, reader).await;
        away.attest(instance, reader).await;
        away.answer(instance, reader, self.root, &self.manner).await;
        let application = self.let_in(number).await;
        self.cookie = self.instance.sign_in("reader").await;
        Round {
            friend,
            received,
            given,
            report,
            application,
        }
    }

    /// The member lets an application in; where it asks for that.
    async fn let_in(&self, number: usize) -> String {
        let context = &self.instance.context;
        let redirect = "https://app.example/".parse().unwrap();
        let new = NewApplication {
            name: self.manner.write(&format!("App {number}"), 60).parse().unwrap(),
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
        format!(
            "/oauth/authorize?response_type=code&client_id={}&redirect_uri=https://app.example/&scope=read",
            registered.id
        )
    }

    /// The first recommendation says something else.
    pub(crate) async fn revise(&self, first: &Round, text: &str) {
        let context = &self.instance.context;
        recommendation::edit(context, &first.friend, &first.received, self.manner.words(text))
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

    /// Every page that shows something of it, with a name for messages. Of some there is more with each round.
    pub(crate) fn pages(&self, first: &Round, newest: &Round) -> Vec<(&'static str, String)> {
        vec![
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
        ]
    }

    /// Those that show the same number of things, however much there is.
    pub(crate) fn steady_pages(&self, first: &Round) -> Vec<(&'static str, String)> {
        vec![
            ("a member", "/admin/people/friend0".to_owned()),
            ("the reader as a member", "/admin/people/reader".to_owned()),
            ("a server", "/admin/domains/abroad.example".to_owned()),
            ("a text by the reader", format!("/texts/{}", first.given)),
            ("a text about the reader", format!("/texts/{}", first.received)),
            ("a text to be changed", format!("/compose/{}", first.given)),
            ("what ends a text", format!("/texts/{}/end", first.given)),
            (
                "a report to be made",
                format!("/people/{}/report", first.friend.account.id),
            ),
            ("how to follow", "/@reader/follow".to_owned()),
            ("settings", "/settings".to_owned()),
            ("preferences", "/settings/preferences".to_owned()),
            ("an e-mail address", "/settings/email".to_owned()),
            ("a password", "/settings/password".to_owned()),
            ("the first page of a member", "/welcome".to_owned()),
            ("an application to be let in", first.application.clone()),
            ("boundaries", "/settings/asking".to_owned()),
            ("leaving", "/settings/delete".to_owned()),
            ("passkeys", "/settings/passkeys".to_owned()),
            ("second factor", "/settings/second-factor".to_owned()),
            (
                "an acquaintance to be named",
                "/acquaintances/new?acct=@friend0@vouch.example".to_owned(),
            ),
            (
                "a text to be begun",
                "/compose?acct=@friend0@vouch.example".to_owned(),
            ),
            ("meeting", "/meet".to_owned()),
        ]
    }

    /// The acquaintance of the first friend, as the reader sees it and ends it.
    pub(crate) async fn pages_of_acquaintance(&self, first: &Round) -> [(&'static str, String); 2] {
        let known = acquaintance::with(&self.instance.context, &self.reader, first.friend.account.id).await;
        let page = format!("/acquaintances/{}", known.unwrap().unwrap().acquaintance.id);
        let end = format!("{page}/end");
        [("an acquaintance", page), ("the end of an acquaintance", end)]
    }

    /// Many answers, so that a thread is shown in parts; the page of the second part.
    pub(crate) async fn lengthen_thread(&self, by: &Round, answers: usize) -> String {
        for number in 0..answers {
            let text = format!("@reader {number}");
            self.instance
                .post(&by.friend, &text, Visibility::Public, Some(self.root))
                .await;
        }
        format!("/@reader/{}?answers=30", self.root)
    }

    async fn agree_on(&self, author: &Member, subject: &Member, words: Words) -> RecommendationId {
        let id = self.instance.write_about(author, subject, words).await;
        recommendation::answer(&self.instance.context, subject, &id, TextAnswer::Accept)
            .await
            .unwrap();
        id
    }
}
