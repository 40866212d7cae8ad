//! What apps read, on an instance on which there is something of everything.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::app::App;
use crate::busy::{Busy, Round};

/// Calls that answer a list of which there is no more here however much happens: it is set up, or there is none yet.
const STEADY: [&str; 10] = [
    "/api/v1/announcements",
    "/api/v1/custom_emojis",
    "/api/v1/instance/activity",
    "/api/v1/instance/languages",
    "/api/v1/instance/peers",
    "/api/v1/instance/rules",
    "/api/v1/trends",
    "/api/v1/trends/links",
    "/api/v1/trends/statuses",
    "/api/v1/trends/tags",
];

fn ids<T: ToString>(all: &[T]) -> String {
    let named = all.iter().map(|id| format!("&id[]={}", id.to_string()));
    format!("?{}", named.collect::<String>())
}

impl Busy {
    /// Every call of the router that answers a list, by its pattern, and others that show several things. Of each there
    /// is more with each round.
    pub(crate) async fn calls(&self, app: &App, first: &Round) -> Vec<(&'static str, String)> {
        let (root, reader, list) = (
            &*self.root().to_string(),
            &*self.reader.account.id.to_string(),
            &*app.list.to_string(),
        );
        let (friend, text) = (&*app.friends[0].to_string(), &*first.received().to_string());
        let read = async |path: String| serde_json::from_str::<Value>(&self.call(app, &path).await).unwrap();
        let collections = read(format!("/api/v1/accounts/{reader}/collections")).await;
        // The oldest is for the topic of all.
        let oldest = collections["collections"].as_array().unwrap().last().unwrap();
        let collection = oldest["id"].as_str().unwrap();
        let told = read("/api/v2/notifications?types[]=favourite".to_owned()).await;
        let group = told["notification_groups"][0]["group_key"].as_str().unwrap();
        let (friends, posts) = (&*ids(&app.friends), &*ids(&app.posts));
        let (filter, edited) = (&*app.filter, &*app.edited);
        [
            ("/api/v1/accounts", "", friends),
            ("/api/v1/accounts/familiar_followers", "", friends),
            ("/api/v1/accounts/relationships", "", friends),
            ("/api/v1/accounts/search", "", "?q=friend"),
            ("/api/v1/accounts/{id}/collections", reader, ""),
            ("/api/v1/accounts/{id}/endorsements", reader, ""),
            ("/api/v1/accounts/{id}/featured_tags", reader, ""),
            ("/api/v1/accounts/{id}/followers", reader, ""),
            ("/api/v1/accounts/{id}/following", reader, ""),
            ("/api/v1/accounts/{id}/in_collections", reader, ""),
            ("/api/v1/accounts/{id}/lists", friend, ""),
            ("/api/v1/accounts/{id}/statuses", reader, ""),
            ("/api/v1/blocks", "", ""),
            ("/api/v1/bookmarks", "", ""),
            ("/api/v1/collections/{id}", collection, ""),
            ("/api/v1/conversations", "", ""),
            ("/api/v1/directory", "", ""),
            ("/api/v1/domain_blocks", "", ""),
            ("/api/v1/endorsements", "", ""),
            ("/api/v1/favourites", "", ""),
            ("/api/v1/featured_tags", "", ""),
            ("/api/v1/featured_tags/suggestions", "", ""),
            ("/api/v1/filters", "", ""),
            ("/api/v1/follow_requests", "", ""),
            ("/api/v1/followed_tags", "", ""),
            ("/api/v1/instance/domain_blocks", "", ""),
            ("/api/v1/lists", "", ""),
            ("/api/v1/lists/{id}/accounts", list, ""),
            ("/api/v1/mutes", "", ""),
            ("/api/v1/notifications", "", "?limit=80"),
            ("/api/v1/notifications/requests", "", ""),
            ("/api/v1/scheduled_statuses", "", ""),
            ("/api/v1/statuses", "", posts),
            ("/api/v1/statuses/{id}/context", root, ""),
            ("/api/v1/statuses/{id}/favourited_by", root, ""),
            ("/api/v1/statuses/{id}/history", edited, ""),
            ("/api/v1/statuses/{id}/quotes", root, ""),
            ("/api/v1/statuses/{id}/reblogged_by", root, ""),
            ("/api/v1/suggestions", "", ""),
            ("/api/v1/timelines/home", "", "?limit=40"),
            ("/api/v1/timelines/list/{id}", list, "?limit=40"),
            ("/api/v1/timelines/public", "", "?limit=40"),
            ("/api/v1/timelines/tag/{id}", "payroll", "?limit=40"),
            ("/api/v1/vouchwell/accounts/{id}/recommendations", reader, ""),
            ("/api/v1/vouchwell/acquaintances", "", ""),
            ("/api/v1/vouchwell/recommendations", "", ""),
            ("/api/v1/vouchwell/recommendations/{id}/versions", text, ""),
            ("/api/v1/vouchwell/requests", "", ""),
            ("/api/v1/vouchwell/search", "", "?q=bookkeeping"),
            ("/api/v2/filters", "", ""),
            ("/api/v2/filters/{id}/keywords", filter, ""),
            ("/api/v2/filters/{id}/statuses", filter, ""),
            ("/api/v2/notifications", "", "?limit=80"),
            ("/api/v2/notifications/{id}/accounts", group, ""),
            ("/api/v2/search", "", "?q=friend"),
            ("/api/v2/suggestions", "", ""),
        ]
        .map(|(pattern, named, query)| (pattern, format!("{}{query}", pattern.replace("{id}", named))))
        .into()
    }

    /// The calls of the router that answer a list and are not counted.
    pub(crate) async fn not_counted(&self, app: &App, calls: &[(&str, String)]) -> BTreeSet<String> {
        let document: Value = serde_json::from_str(&self.call(app, "/api/openapi.json").await).unwrap();
        let is_list = |item: &Value| {
            let answer = &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            let parameters = item["get"]["parameters"].as_array();
            answer["type"] == "array"
                || parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "max_id"))
        };
        let paths = document["paths"].as_object().unwrap().iter();
        let lists = paths.filter(|(_, item)| is_list(item)).map(|(path, _)| path);
        let is_counted = |path: &str| calls.iter().any(|(pattern, _)| *pattern == path);
        lists
            .filter(|path| !is_counted(path) && !STEADY.contains(&path.as_str()))
            .cloned()
            .collect()
    }
}
