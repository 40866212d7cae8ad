//! What holds for every list that is read in parts, whatever comes and goes while somebody reads on.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use vouchwell_service::block;
use vouchwell_tests::Engine;

use crate::app::App;
use crate::busy::{Busy, Manner, Round};
use crate::walk::{Kind, List, Walk};
use Kind::{Ids, People, Places};

const STORIES: usize = 2;

/// Lists that are not walked here: of what was searched for there are several.
const NOT_WALKED: [&str; 1] = ["/api/v2/search"];

/// Each list by the pattern of the router, and what its pattern names.
fn lists(busy: &Busy, app: &App, group: &str) -> Vec<List> {
    let (reader, post) = (busy.reader.account.id.to_string(), busy.root().to_string());
    let list = app.list.to_string();
    let all = [
        ("/api/v1/accounts/{id}/collections", &*reader, Places),
        ("/api/v1/accounts/{id}/endorsements", &reader, People),
        ("/api/v1/accounts/{id}/followers", &reader, People),
        ("/api/v1/accounts/{id}/following", &reader, People),
        ("/api/v1/accounts/{id}/in_collections", &reader, Places),
        ("/api/v1/accounts/{id}/statuses", &reader, Ids),
        ("/api/v1/blocks", "", People),
        ("/api/v1/bookmarks", "", Places),
        ("/api/v1/conversations", "", Places),
        ("/api/v1/domain_blocks", "", People),
        ("/api/v1/endorsements", "", People),
        ("/api/v1/favourites", "", Places),
        ("/api/v1/follow_requests", "", People),
        ("/api/v1/followed_tags", "", People),
        ("/api/v1/lists/{id}/accounts", &list, People),
        ("/api/v1/mutes", "", People),
        ("/api/v1/notifications", "", Ids),
        ("/api/v1/notifications/requests", "", Places),
        ("/api/v1/scheduled_statuses", "", Ids),
        ("/api/v1/statuses/{id}/favourited_by", &post, People),
        ("/api/v1/statuses/{id}/quotes", &post, Ids),
        ("/api/v1/statuses/{id}/reblogged_by", &post, People),
        ("/api/v1/timelines/home", "", Ids),
        ("/api/v1/timelines/list/{id}", &list, Ids),
        ("/api/v1/timelines/public", "", Ids),
        ("/api/v1/timelines/tag/{id}", "payroll", Ids),
        ("/api/v1/vouchwell/accounts/{id}/recommendations", &reader, Places),
        ("/api/v1/vouchwell/acquaintances", "", Places),
        ("/api/v1/vouchwell/recommendations", "", Places),
        ("/api/v1/vouchwell/requests", "", Places),
        ("/api/v2/notifications", "", Ids),
        ("/api/v2/notifications/{id}/accounts", group, People),
    ];
    let list = |(pattern, named, kind): (&'static str, &str, Kind)| List {
        pattern,
        path: pattern.replace("{id}", named),
        kind,
    };
    all.map(list).into()
}

/// What happens while somebody reads.
#[derive(Debug, Clone)]
enum Change {
    /// Somebody comes and adds one thing to each list, and things that are for none.
    Come,
    /// One of those who came is blocked, with whom things go from most lists.
    Go(prop::sample::Index),
}

/// How much of each list is read at once, and what happens after each part.
#[derive(Debug, Clone)]
struct Story {
    limits: Vec<usize>,
    meanwhile: Vec<Vec<Change>>,
}

fn stories(lists: usize) -> impl Strategy<Value = Story> {
    let change = prop_oneof![
        2 => Just(Change::Come),
        1 => any::<prop::sample::Index>().prop_map(Change::Go),
    ];
    let meanwhile = prop::collection::vec(prop::collection::vec(change, 0..=2), 1..=2);
    (
        prop::collection::vec(prop::sample::select(vec![1_usize, 2, 5]), lists),
        meanwhile,
    )
        .prop_map(|(limits, meanwhile)| Story { limits, meanwhile })
}

struct Scene {
    busy: Busy,
    app: App,
    lists: Vec<List>,
    /// Those who came and are not blocked.
    present: Vec<Round>,
    came: usize,
}

impl Scene {
    async fn set(engine: Engine) -> Self {
        let mut busy = Busy::begin(engine, Manner::default()).await;
        // What comes within half a day is told as one.
        busy.instance.context.terms.hold = TimeDelta::minutes(1);
        let mut app = busy.app().await;
        let first = busy.enliven(0).await;
        busy.enliven_app(&mut app, &first).await;
        let told = busy.call(&app, "/api/v2/notifications?types[]=favourite").await;
        let told: Value = serde_json::from_str(&told).unwrap();
        let group = told["notification_groups"][0]["group_key"].as_str().unwrap();
        Self {
            lists: lists(&busy, &app, group),
            busy,
            app,
            present: vec![first],
            came: 1,
        }
    }

    async fn come(&mut self) {
        let round = self.busy.enliven(self.came).await;
        self.busy.enliven_app(&mut self.app, &round).await;
        self.present.push(round);
        self.came += 1;
    }

    async fn change(&mut self, change: &Change) {
        match change {
            Change::Come => self.come().await,
            Change::Go(which) if !self.present.is_empty() => {
                let gone = self.present.remove(which.index(self.present.len()));
                self.app
                    .friends
                    .retain(|friend| *friend != gone.friend.account.id);
                let context = &self.busy.instance.context;
                block::block(context, &self.busy.reader, gone.friend.account.id)
                    .await
                    .unwrap();
            }
            Change::Go(_) => {}
        }
    }

    async fn all(&self) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for list in &self.lists {
            all.push(self.busy.whole(&self.app, list).await);
        }
        all
    }

    async fn tell(&mut self, story: &Story) {
        let before = self.all().await;
        let mut walks: Vec<Vec<Walk>> = Vec::new();
        for (list, limit) in self.lists.iter().zip(&story.limits) {
            walks.push(Walk::all(list, *limit));
        }
        let mut meanwhile = story.meanwhile.iter();
        while walks.iter().flatten().any(|walk| !walk.is_over) {
            let nothing_comes = meanwhile.len() == 0;
            for walk in walks.iter_mut().flatten().filter(|walk| !walk.is_over) {
                walk.go_on(&self.busy, &self.app, nothing_comes).await;
            }
            for change in meanwhile.next().into_iter().flatten() {
                self.change(change).await;
            }
        }
        let after = self.all().await;
        for ((walks, before), after) in walks.into_iter().zip(&before).zip(&after) {
            walks.into_iter().for_each(|walk| walk.check(before, after));
        }
        for ((list, limit), all) in self.lists.iter().zip(&story.limits).zip(&after) {
            self.since(list, *limit, all).await;
        }
    }

    /// `since_id` begins with the newest, and `min_id` with what follows.
    async fn since(&self, list: &List, limit: usize, all: &[String]) {
        let read = async |parameters: String| {
            let address = format!("{}?{parameters}", list.path);
            self.busy.part(&self.app, &address).await
        };
        let first = read(format!("limit={limit}")).await;
        let Some((_, oldest)) = first.position("next") else {
            return;
        };
        let newer = &all[..first.items.len() - 1];
        let since = read(format!("limit=80&since_id={oldest}")).await;
        assert_eq!(since.items, newer, "{list:?} since {oldest}");
        let newest = read(format!("limit=1&since_id={oldest}")).await;
        let follows = read(format!("limit=1&min_id={oldest}")).await;
        let ends = (newest.items.first(), follows.items.last());
        assert_eq!(ends, (newer.first(), newer.last()), "{list:?} after {oldest}");
    }
}

/// The calls of the router that are read in parts.
async fn paged(scene: &Scene) -> BTreeSet<String> {
    let document = scene.busy.call(&scene.app, "/api/openapi.json").await;
    let document: Value = serde_json::from_str(&document).unwrap();
    let is_paged = |item: &Value| {
        let parameters = item["get"]["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "max_id"))
    };
    let calls = document["paths"].as_object().unwrap().iter();
    calls
        .filter(|(_, item)| is_paged(item))
        .map(|(path, _)| path.clone())
        .collect()
}

/// By max_id, by min_id and by the links each thing of each list of the router is found once and in order.
async fn each_thing_is_read_once_and_in_order(engine: Engine) {
    let mut scene = Scene::set(engine).await;
    let walked = scene
        .lists
        .iter()
        .map(|list| list.pattern)
        .chain(NOT_WALKED)
        .map(str::to_owned);
    assert_eq!(
        walked.collect::<BTreeSet<_>>(),
        paged(&scene).await,
        "say how each list is read"
    );
    let few = scene.all().await;
    scene.come().await;
    for ((list, few), more) in scene.lists.iter().zip(few).zip(scene.all().await) {
        assert!(
            !few.is_empty() && few.len() < more.len(),
            "{}: nothing came",
            list.pattern
        );
    }
    let (mut runner, stories) = (TestRunner::deterministic(), stories(scene.lists.len()));
    for _ in 0..STORIES {
        let story = stories.new_tree(&mut runner).unwrap().current();
        scene.tell(&story).await;
    }
}

#[tokio::test]
async fn each_thing_is_read_once_and_in_order_on_sqlite() {
    each_thing_is_read_once_and_in_order(Engine::Sqlite).await;
}

#[tokio::test]
async fn each_thing_is_read_once_and_in_order_on_postgresql() {
    each_thing_is_read_once_and_in_order(Engine::Postgresql).await;
}
