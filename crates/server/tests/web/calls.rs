//! What apps read, on an instance on which there is something of everything.

use serde_json::Value;

use crate::app::App;
use crate::busy::Busy;

impl Busy {
    /// Everything that an app lists. Of each there is more with each round.
    pub(crate) async fn calls(&self, app: &App) -> Vec<(&'static str, String)> {
        let (root, reader, list) = (self.root(), self.reader.account.id, app.list);
        let collections = format!("/api/v1/accounts/{reader}/collections");
        let collections_of_reader: Value = serde_json::from_str(&self.call(app, &collections).await).unwrap();
        // The oldest is for the topic of all.
        let oldest = collections_of_reader["collections"]
            .as_array()
            .unwrap()
            .last()
            .unwrap();
        let collection = oldest["id"].as_str().unwrap();
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
}
