//! An app of somebody about whom there is something to be shown everywhere.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use vouchwell_domain::identifier::{AccountId, ListId, StatusId};
use vouchwell_domain::preview_card::{Line, PreviewCard};
use vouchwell_domain::quote::{NamedQuote, Quote, QuoteState};
use vouchwell_domain::status::Visibility;
use vouchwell_service::list::ListChange;
use vouchwell_service::profile::ProfileChange;
use vouchwell_service::{bookmark, favourite, featured_account, list, preview_card, profile, reblog, token};
use vouchwell_storage::{quote, status};
use vouchwell_tests::Answer;

use crate::busy::{Busy, Round};

/// A page to which posts lead.
const TEA: &str = "https://tea.example/";

fn tea() -> PreviewCard {
    PreviewCard {
        page: TEA.parse().unwrap(),
        title: Line::of("Tea", 10),
        description: Line::default(),
        author: Line::default(),
        language: None,
        published_at: None,
    }
}

/// What an app reads with, and what it knows.
pub(crate) struct App {
    token: String,
    pub(crate) list: ListId,
    /// A filter of hers, which looks for more and more.
    pub(crate) filter: String,
    /// A post of hers, which says something else again and again.
    pub(crate) edited: String,
    pub(crate) friends: Vec<AccountId>,
    /// What the friends have posted.
    pub(crate) posts: Vec<StatusId>,
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

impl Busy {
    /// An app of the reader, and a list of hers. From now on she is not told of those whom she does not follow.
    pub(crate) async fn app(&self) -> App {
        let context = &self.instance.context;
        let (name, scopes) = ("reader".parse().unwrap(), "read write".parse().unwrap());
        let mut app = App {
            token: token::issue(context, &name, &scopes).await.unwrap(),
            list: self.make_list("Friends").await,
            filter: String::new(),
            edited: String::new(),
            friends: Vec::new(),
            posts: Vec::new(),
        };
        let held_back = json!({"for_not_following": "filter"});
        self.tell(&app, Method::PATCH, "/api/v2/notifications/policy", &held_back)
            .await;
        let filter = json!({"title": "Rain", "context": ["home"]});
        app.filter = id(&self.tell(&app, Method::POST, "/api/v2/filters", &filter).await);
        let post = json!({"status": "It will change"});
        app.edited = id(&self.tell(&app, Method::POST, "/api/v1/statuses", &post).await);
        app
    }

    async fn make_list(&self, title: &str) -> ListId {
        let wanted = ListChange {
            title: Some(title.to_owned()),
            ..ListChange::default()
        };
        list::create(&self.instance.context, &self.reader, wanted)
            .await
            .unwrap()
            .id
    }

    /// One more of what apps list and pages do not.
    pub(crate) async fn enliven_app(&self, app: &mut App, round: &Round) {
        let (context, reader, friend) = (&self.instance.context, &self.reader, &round.friend);
        let said = format!("Look {TEA} #payroll");
        let said = self.instance.post(friend, &said, Visibility::Public, None).await;
        self.quote(said).await;
        let letter = "@reader For you";
        self.instance.post(friend, letter, Visibility::Direct, None).await;
        let poet = self
            .instance
            .member(&format!("poet_of_{}", friend.account.name))
            .await;
        let poem = self
            .instance
            .post(&poet, "Of tea", Visibility::Public, None)
            .await;
        self.instance.post(&poet, letter, Visibility::Direct, None).await;
        // A boost of what stands at home already is shown there only if it comes before it.
        self.instance.wait_a_second();
        for (member, id) in [(friend, self.root()), (reader, said), (friend, poem)] {
            favourite::favourite(context, member, id).await.unwrap();
            reblog::reblog(context, member, id, None).await.unwrap();
        }
        let (page, says) = (TEA.parse().unwrap(), tea());
        preview_card::keep(context, &page, Some(&says)).await.unwrap();
        bookmark::bookmark(context, reader, said).await.unwrap();
        list::add_accounts(context, reader, app.list, &[friend.account.id])
            .await
            .unwrap();
        app.friends.push(friend.account.id);
        app.posts.push(said);
        let more = self.make_list(&friend.account.name).await;
        list::add_accounts(context, reader, more, &app.friends)
            .await
            .unwrap();
        featured_account::feature(context, reader, friend.account.id)
            .await
            .unwrap();
        let is_found = ProfileChange {
            discoverable: Some(true),
            ..ProfileChange::default()
        };
        profile::change(context, friend, is_found).await.unwrap();
        let recommended = self.instance.accepted(friend, &poet).await;
        self.instance.publish(friend, &recommended).await;
        self.say_more(app, &friend.account.name, said).await;
    }

    /// Somebody's post quotes the one that others answer, with leave. Members do not; those elsewhere do.
    async fn quote(&self, quoting: StatusId) {
        let mut transaction = self.instance.context.store.begin().await.unwrap();
        let root = status::by_id(&mut transaction, self.root())
            .await
            .unwrap()
            .unwrap();
        let said = Quote {
            status: quoting,
            named: NamedQuote {
                uri: root.uri,
                approval: None,
            },
            quoted: Some(root.id),
            state: QuoteState::Accepted,
        };
        quote::save(&mut transaction, &said).await.unwrap();
        transaction.commit().await.unwrap();
    }

    async fn say_more(&self, app: &App, name: &str, post: StatusId) {
        let (filter, edited) = (&app.filter, &app.edited);
        let later = json!({"status": "Later", "scheduled_at": "2036-01-01T00:00:00Z"});
        let domain = json!({"domain": format!("{name}.example")});
        let wind = json!({"title": name, "context": ["home"], "keywords_attributes": [{"keyword": "wind"}]});
        for (path, said) in [
            ("/api/v1/statuses", later),
            ("/api/v1/statuses", json!({"status": format!("#of_{name}")})),
            ("/api/v1/domain_blocks", domain),
            (&format!("/api/v1/tags/{name}/follow"), json!({})),
            ("/api/v2/filters", wind),
            (
                &format!("/api/v2/filters/{filter}/keywords"),
                json!({"keyword": name}),
            ),
            (
                &format!("/api/v2/filters/{filter}/statuses"),
                json!({"status_id": post.to_string()}),
            ),
        ] {
            self.tell(app, Method::POST, path, &said).await;
        }
        let said = json!({"status": format!("It is of {name}")});
        self.tell(app, Method::PUT, &format!("/api/v1/statuses/{edited}"), &said)
            .await;
    }

    /// What a call is answered.
    pub(crate) async fn call(&self, app: &App, path: &str) -> String {
        self.ask(app, Method::GET, path, Body::empty()).await.body
    }

    /// The same, with the header that leads to other parts.
    pub(crate) async fn read_part(&self, app: &App, path: &str) -> (Option<String>, Value) {
        let answer = self.ask(app, Method::GET, path, Body::empty()).await;
        let link = answer.headers.get(header::LINK);
        let link = link.map(|link| link.to_str().unwrap().to_owned());
        (link, answer.json())
    }

    /// A call that changes something; its answer.
    pub(crate) async fn tell(&self, app: &App, method: Method, path: &str, said: &Value) -> Value {
        let answer = self.ask(app, method, path, Body::from(said.to_string())).await;
        answer.json()
    }

    async fn ask(&self, app: &App, method: Method, path: &str, body: Body) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request
            .header(header::AUTHORIZATION, format!("Bearer {}", app.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .unwrap();
        let answer = self.instance.answer_to_app(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer}");
        answer
    }
}
