use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Answer, Draft, Instance, Member, World, on_both_databases};

/// Lists that are not walked here: a group that goes on in the next part stands in both, which has tests of its own;
/// of what was searched for there are several lists; and what quotes comes from other servers (`interaction::quoted`).
const NOT_WALKED: [&str; 3] = [
    "/api/v2/notifications",
    "/api/v2/search",
    "/api/v1/statuses/{id}/quotes",
];

fn id(entity: &Value) -> String {
    entity["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id: {entity}"))
        .to_owned()
}

/// Whose lists are read, and what everybody who comes has to do with.
struct Scene {
    instance: Instance,
    ada: Member,
    /// Lets nobody follow unasked, and hears nobody whom she does not follow.
    bea: Member,
    /// Wants to hear of nobody.
    carl: Member,
    /// A post of Ada's that everybody likes.
    liked: String,
    /// A list of Ada's with everybody.
    list: String,
}

impl Scene {
    async fn set(world: &World) -> Self {
        let instance = world.instance("a").await;
        let (ada, bea, carl) = (
            instance.member("ada"),
            instance.member("bea"),
            instance.member("carl"),
        );
        let locked = json!({"locked": true});
        bea.call(Method::PATCH, "/api/v1/accounts/update_credentials", &locked)
            .await
            .ok();
        let quiet = json!({"for_not_following": "filter"});
        bea.call(Method::PATCH, "/api/v2/notifications/policy", &quiet)
            .await
            .ok();
        let liked = id(&ada.write_post("Like me", "public").await);
        let list = id(&ada.post("/api/v1/lists", &json!({"title": "All"})).await.ok());
        Self {
            instance,
            ada,
            bea,
            carl,
            liked,
            list,
        }
    }

    /// Somebody comes and adds one thing to each list.
    async fn come(&self, name: &str) {
        let (ada, carl) = (&self.ada, &self.carl);
        let new = self.instance.member(name);
        let new_id = ada.resolve(name).await;
        new.follow("ada").await;
        new.follow("bea").await;
        ada.act(&new_id, "follow").await.ok();
        ada.act(&new_id, "endorse").await.ok();
        let accounts = json!({"account_ids": [new_id]});
        ada.post(&format!("/api/v1/lists/{}/accounts", self.list), &accounts)
            .await
            .ok();
        let post = id(&new.write_post("@ada #tea", "public").await);
        new.write_post("@bea hello", "public").await;
        new.write_post("@ada psst", "direct").await;
        for act in ["favourite", "reblog"] {
            new.do_with_status(&self.liked, act, &json!({})).await.ok();
        }
        for act in ["favourite", "bookmark"] {
            ada.do_with_status(&post, act, &json!({})).await.ok();
        }
        ada.post(
            "/api/v1/statuses",
            &json!({"status": "Later", "scheduled_at": "2036-01-01T00:00:00Z"}),
        )
        .await
        .ok();
        ada.post(&format!("/api/v1/tags/{name}/follow"), &json!({}))
            .await
            .ok();
        ada.get_to_know(&new).await;
        new.ask("ada").await.ok();
        let draft = Draft {
            topics: vec![format!("of_{name}"), "tea".to_owned()],
            ..Draft::new(&format!("About {name}"))
        };
        let (_, offered) = ada.write_and_offer(&new, &draft).await;
        new.accept(&offered).await.ok();
        carl.act(&new_id, "mute").await.ok();
        carl.act(&new_id, "block").await.ok();
        carl.post(
            "/api/v1/domain_blocks",
            &json!({"domain": format!("{name}.example")}),
        )
        .await
        .ok();
    }

    /// Waits until what is said of somebody is public.
    async fn publish(&self, name: &str) {
        let text = format!("About {name}");
        self.ada.wait_for_recommendation("author", &text, "public").await;
    }

    /// The lists by the patterns of the router, and who reads them at which address.
    async fn lists(&self) -> Vec<(&'static str, &Member, String)> {
        let (ada, bea, carl) = (&self.ada, &self.bea, &self.carl);
        let ada_id = id(&ada.account().await);
        let first = ada.resolve("p0").await;
        let notifications = ada.get("/api/v2/notifications?types[]=favourite").await.ok();
        let group = notifications["notification_groups"][0]["group_key"]
            .as_str()
            .expect("a key")
            .to_owned();
        let all = [
            ("/api/v1/accounts/{id}/collections", ada, &ada_id),
            ("/api/v1/accounts/{id}/endorsements", ada, &ada_id),
            ("/api/v1/accounts/{id}/followers", ada, &ada_id),
            ("/api/v1/accounts/{id}/following", ada, &ada_id),
            ("/api/v1/accounts/{id}/in_collections", ada, &first),
            ("/api/v1/accounts/{id}/statuses", ada, &ada_id),
            ("/api/v1/blocks", carl, &ada_id),
            ("/api/v1/bookmarks", ada, &ada_id),
            ("/api/v1/conversations", ada, &ada_id),
            ("/api/v1/domain_blocks", carl, &ada_id),
            ("/api/v1/endorsements", ada, &ada_id),
            ("/api/v1/favourites", ada, &ada_id),
            ("/api/v1/follow_requests", bea, &ada_id),
            ("/api/v1/followed_tags", ada, &ada_id),
            ("/api/v1/lists/{id}/accounts", ada, &self.list),
            ("/api/v1/mutes", carl, &ada_id),
            ("/api/v1/notifications", ada, &ada_id),
            ("/api/v1/notifications/requests", bea, &ada_id),
            ("/api/v1/scheduled_statuses", ada, &ada_id),
            ("/api/v1/statuses/{id}/favourited_by", ada, &self.liked),
            ("/api/v1/statuses/{id}/reblogged_by", ada, &self.liked),
            ("/api/v1/timelines/home", ada, &ada_id),
            ("/api/v1/timelines/list/{id}", ada, &self.list),
            ("/api/v1/timelines/public", ada, &ada_id),
            ("/api/v1/timelines/tag/{id}", ada, &"tea".to_owned()),
            ("/api/v1/vouchwell/accounts/{id}/recommendations", ada, &ada_id),
            ("/api/v1/vouchwell/acquaintances", ada, &ada_id),
            ("/api/v1/vouchwell/recommendations", ada, &ada_id),
            ("/api/v1/vouchwell/requests", ada, &ada_id),
            ("/api/v2/notifications/{id}/accounts", ada, &group),
        ];
        let address = |pattern: &str, named: &str| {
            // Of what is recommended, what she says herself.
            let role = if pattern.ends_with("/recommendations") {
                "?role=author"
            } else {
                "?"
            };
            format!("{}{role}", pattern.replace("{id}", named))
        };
        all.map(|(pattern, reader, named)| (pattern, reader, address(pattern, named)))
            .into()
    }
}

/// A part of a list, newest first, and where the parts beside it begin.
struct Part {
    items: Vec<String>,
    next: Option<String>,
    /// The position of the newest of it.
    newest: Option<String>,
}

impl Part {
    fn of(answer: Answer) -> Self {
        let link = answer
            .headers
            .get("link")
            .map(|link| link.to_str().expect("ASCII").to_owned());
        let relation = |name: &str| {
            let mut links = link.as_deref().unwrap_or_default().split(", ");
            let link = links.find(|link| link.ends_with(&format!("rel=\"{name}\"")))?;
            Some(link[1..link.find('>')?].to_owned())
        };
        let (next, previous) = (relation("next"), relation("prev"));
        let body = answer.ok();
        let items = body
            .as_array()
            .or_else(|| body["collections"].as_array())
            .expect("a list");
        let key = |item: &Value| match item {
            Value::String(text) => text.clone(),
            item => item["id"]
                .as_str()
                .unwrap_or_else(|| panic!("no id: {item}"))
                .to_owned(),
        };
        let newest = previous.map(|address| {
            let (_, query) = address.split_once('?').expect("a query");
            let position = query.split('&').find_map(|pair| {
                pair.strip_prefix("min_id=")
                    .or_else(|| pair.strip_prefix("since_id="))
            });
            position
                .unwrap_or_else(|| panic!("no position: {address}"))
                .to_owned()
        });
        Self {
            items: items.iter().map(key).collect(),
            next,
            newest,
        }
    }
}

async fn read(reader: &Member, address: &str) -> Part {
    Part::of(reader.get(address).await)
}

/// Everything, beginning with the oldest part, by `min_id`.
async fn forth(reader: &Member, address: &str, limit: usize) -> Vec<String> {
    let (mut seen, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let part = read(reader, &format!("{address}&limit={limit}&min_id={after}")).await;
        assert!(part.items.len() <= limit, "{address}");
        seen.extend(part.items.into_iter().rev());
        match part.newest {
            Some(newest) => after = newest,
            None => break,
        }
    }
    seen.reverse();
    seen
}

on_both_databases! {
    /// Every call of the router that is read in parts: by its links, by `min_id` and by `since_id` each thing is found
    /// once and in order, though more comes meanwhile.
    async fn every_list_is_walked_in_order_whatever_comes_meanwhile(world: World) {
        let scene = Scene::set(&world).await;
        let names = ["p0", "p1", "p2"];
        for name in names {
            scene.come(name).await;
        }
        for name in names {
            scene.publish(name).await;
        }
        let lists = scene.lists().await;
        let document = scene.instance.get("/api/openapi.json").await.ok();
        let is_paged = |item: &Value| {
            let parameters = item["get"]["parameters"].as_array();
            parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "max_id"))
        };
        let paged = document["paths"].as_object().expect("paths").iter();
        let paged: BTreeSet<&str> = paged.filter(|(_, item)| is_paged(item)).map(|(path, _)| path.as_str()).collect();
        let walked = lists.iter().map(|(pattern, ..)| *pattern).chain(NOT_WALKED);
        assert_eq!(walked.collect::<BTreeSet<&str>>(), paged, "say how each list of the router is read");

        let mut begun = Vec::new();
        for (pattern, reader, address) in &lists {
            let all = read(reader, &format!("{address}&limit=80")).await;
            assert!(all.items.len() >= if pattern.ends_with("in_collections") { 2 } else { 3 }, "{pattern}: {:?}", all.items);
            let first = read(reader, &format!("{address}&limit=1")).await;
            begun.push((all, first));
        }
        scene.come("late").await;
        scene.publish("late").await;
        for ((pattern, reader, address), (all, first)) in lists.iter().zip(begun) {
            let (mut seen, mut next) = (first.items, first.next);
            while let Some(address) = next {
                let part = read(reader, &address.replace("limit=1&", "limit=3&")).await;
                seen.extend(part.items);
                next = part.next;
            }
            assert_eq!(seen, all.items, "{pattern} by its links");

            let present = read(reader, &format!("{address}&limit=80")).await.items;
            for limit in [1, 2, 5] {
                assert_eq!(forth(reader, address, limit).await, present, "{pattern} by min_id, {limit} at once");
            }
            let newest = all.newest.expect("a position");
            let newer = present.len() - all.items.len();
            let since = read(reader, &format!("{address}&limit=80&since_id={newest}")).await.items;
            assert_eq!(since, present[..newer], "{pattern} since then");
            let last = read(reader, &format!("{address}&limit=1&since_id=0")).await.items;
            assert_eq!(last, present[..1], "{pattern}: since_id begins with the newest");
            assert!(newer > 0 || pattern.ends_with("collections"), "{pattern}: nothing came meanwhile");
        }
    }
}
