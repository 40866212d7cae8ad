//! What apps read, on an instance on which there is something of everything.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::Value;
use vouchwell_domain::identifier::ListId;
use vouchwell_domain::preview_card::{Line, PreviewCard};
use vouchwell_domain::status::Visibility;
use vouchwell_service::list::ListChange;
use vouchwell_service::{bookmark, favourite, featured_account, list, preview_card, reblog, token};

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
    list: ListId,
}

impl Busy {
    /// An app of the reader, and a list of hers.
    pub(crate) async fn app(&self) -> App {
        let context = &self.instance.context;
        let (name, scopes) = ("reader".parse().unwrap(), "read".parse().unwrap());
        App {
            token: token::issue(context, &name, &scopes).await.unwrap(),
            list: self.make_list("Friends").await,
        }
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
    pub(crate) async fn enliven_app(&self, app: &App, round: &Round) {
        let (context, reader, friend) = (&self.instance.context, &self.reader, &round.friend);
        let said = format!("Look {TEA} #payroll");
        let said = self.instance.post(friend, &said, Visibility::Public, None).await;
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
        self.make_list(&friend.account.name).await;
        featured_account::feature(context, reader, friend.account.id)
            .await
            .unwrap();
    }

    /// Everything that an app lists. Of each there is more with each round.
    pub(crate) async fn calls(&self, app: &App) -> Vec<(&'static str, String)> {
        let (root, reader, list) = (self.root(), self.reader.account.id, app.list);
        let collections = format!("/api/v1/accounts/{reader}/collections");
        let collections_of_reader: Value = serde_json::from_str(&self.call(app, &collections).await).unwrap();
        let collection = collections_of_reader["collections"][0]["id"].as_str().unwrap();
        let v1 = |rest: &str| format!("/api/v1/{rest}");
        vec![
            ("home timeline", v1("timelines/home?limit=40")),
            ("public timeline", v1("timelines/public?limit=40")),
            ("tag timeline", v1("timelines/tag/payroll?limit=40")),
            ("list timeline", v1(&format!("timelines/list/{list}?limit=40"))),
            (
                "statuses of an account",
                v1(&format!("accounts/{reader}/statuses")),
            ),
            ("thread", v1(&format!("statuses/{root}/context"))),
            ("who likes", v1(&format!("statuses/{root}/favourited_by"))),
            ("who boosts", v1(&format!("statuses/{root}/reblogged_by"))),
            ("bookmarks", v1("bookmarks")),
            ("favourites", v1("favourites")),
            ("conversations", v1("conversations")),
            ("notifications", v1("notifications?limit=80")),
            (
                "grouped notifications",
                "/api/v2/notifications?limit=80".to_owned(),
            ),
            ("lists", v1("lists")),
            ("people on a list", v1(&format!("lists/{list}/accounts"))),
            (
                "followers of an account",
                v1(&format!("accounts/{reader}/followers")),
            ),
            ("followed accounts", v1(&format!("accounts/{reader}/following"))),
            ("people who want to follow", v1("follow_requests")),
            ("muted people", v1("mutes")),
            ("blocked people", v1("blocks")),
            ("endorsements", v1("endorsements")),
            ("featured hashtags", v1("featured_tags")),
            (
                "collections with an account",
                v1(&format!("accounts/{reader}/in_collections")),
            ),
            ("collection", v1(&format!("collections/{collection}"))),
            ("search", "/api/v2/search?q=friend".to_owned()),
            ("acquaintances of an account", v1("vouchwell/acquaintances")),
            ("requests of an account", v1("vouchwell/requests")),
            ("recommendations of an account", v1("vouchwell/recommendations")),
            (
                "public recommendations",
                v1(&format!("vouchwell/accounts/{reader}/recommendations")),
            ),
        ]
    }

    /// What a call is answered.
    pub(crate) async fn call(&self, app: &App, path: &str) -> String {
        let request = Request::get(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", app.token))
            .body(Body::empty())
            .unwrap();
        let (status, answer) = self.instance.call(request).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }
}
