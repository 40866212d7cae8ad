//! Somebody reads a list in parts, from one end to the other, while it changes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::app::App;
use crate::busy::Busy;

/// How the parts of a list are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// By the ids of what it shows, and by the links.
    Ids,
    /// By the links alone.
    Places,
    /// By the links alone, of which the one to what is newer leads to the newest.
    People,
}

/// A list of the router.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub(crate) pattern: &'static str,
    pub(crate) path: String,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    OlderLink,
    NewerLink,
    MaxId,
    MinId,
}

/// A part of a list, newest first, and what the header `Link` says.
pub(crate) struct Part {
    pub(crate) items: Vec<String>,
    /// How many things or groups of them there are.
    count: usize,
    links: BTreeMap<String, String>,
}

impl Part {
    /// The address of the parts beside it.
    fn link(&self, relation: &str) -> Option<String> {
        self.links.get(relation).cloned()
    }

    /// The position that stands in such an address.
    pub(crate) fn position(&self, relation: &str) -> Option<(String, String)> {
        let (_, query) = self.links.get(relation)?.split_once('?').unwrap();
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (name, position) = pairs.find(|(name, _)| name.ends_with("_id")).unwrap();
        Some((name.to_owned(), position.to_owned()))
    }
}

fn id(item: &Value) -> String {
    let id = item.as_str().or_else(|| item["id"].as_str());
    id.unwrap_or_else(|| panic!("no id: {item}")).to_owned()
}

impl Busy {
    pub(crate) async fn part(&self, app: &App, address: &str) -> Part {
        let (header, body) = self.read_part(app, address).await;
        let links = header.iter().flat_map(|header| header.split(", ")).map(|link| {
            let (address, relation) = link.split_once(">; rel=").unwrap();
            let path = address.strip_prefix("<https://vouch.example").unwrap();
            (relation.trim_matches('"').to_owned(), path.to_owned())
        });
        let items = match body["notification_groups"].as_array() {
            Some(groups) => self.notifications_of(app, groups).await,
            None => {
                let items = body.as_array().or_else(|| body["collections"].as_array());
                items.unwrap().iter().map(id).collect()
            }
        };
        Part {
            count: body["notification_groups"]
                .as_array()
                .map_or(items.len(), Vec::len),
            items,
            links: links.collect(),
        }
    }

    /// The notifications that groups say they show here.
    async fn notifications_of(&self, app: &App, groups: &[Value]) -> Vec<String> {
        let keys: BTreeSet<&str> = groups
            .iter()
            .filter_map(|group| group["group_key"].as_str())
            .collect();
        assert_eq!(keys.len(), groups.len(), "a group stands twice: {groups:?}");
        let (mut all, mut next) = (Vec::new(), Some("/api/v1/notifications?limit=80".to_owned()));
        while let Some(address) = next {
            let (header, body) = self.read_part(app, &address).await;
            all.extend(body.as_array().unwrap().iter().cloned());
            next =
                header.map(|link| link["<https://vouch.example".len()..link.find('>').unwrap()].to_owned());
        }
        let number = |id: &Value| id.as_str().unwrap().parse::<i64>().unwrap();
        all.retain(|told| {
            groups.iter().any(|group| {
                let shown = number(&group["page_min_id"])..=number(&group["page_max_id"]);
                group["group_key"] == told["group_key"] && shown.contains(&number(&told["id"]))
            })
        });
        all.iter().map(id).collect()
    }

    /// All that a list shows now, newest first.
    pub(crate) async fn whole(&self, app: &App, list: &List) -> Vec<String> {
        let mut walk = Walk::begin(list, Way::OlderLink, 80);
        while !walk.is_over {
            walk.go_on(self, app, true).await;
        }
        walk.seen
    }
}

/// One way through a list.
#[derive(Debug)]
pub(crate) struct Walk {
    list: List,
    way: Way,
    limit: usize,
    next: String,
    /// Newest first where it goes back, and oldest first where it goes forth.
    seen: Vec<String>,
    pub(crate) is_over: bool,
}

impl Walk {
    /// All ways through a list.
    pub(crate) fn all(list: &List, limit: usize) -> Vec<Self> {
        let ways: &[Way] = match list.kind {
            Kind::Ids => &[Way::OlderLink, Way::NewerLink, Way::MaxId, Way::MinId],
            Kind::Places => &[Way::OlderLink, Way::NewerLink, Way::MinId],
            Kind::People => &[Way::OlderLink, Way::MinId],
        };
        ways.iter().map(|way| Self::begin(list, *way, limit)).collect()
    }

    fn begin(list: &List, way: Way, limit: usize) -> Self {
        let from_oldest = if way.goes_back() { "" } else { "&min_id=0" };
        Self {
            next: format!("{}?limit={limit}{from_oldest}", list.path),
            list: list.clone(),
            way,
            limit,
            seen: Vec::new(),
            is_over: false,
        }
    }

    /// Reads the next part. Where it goes forth and something can still come, its end is not the end.
    pub(crate) async fn go_on(&mut self, busy: &Busy, app: &App, nothing_comes: bool) {
        let mut part = busy.part(app, &self.next).await;
        assert!(
            part.count <= self.limit,
            "{} are more than was asked for: {self:?}",
            part.count
        );
        let (Some(newest), Some(oldest)) = (part.items.first(), part.items.last()) else {
            assert!(part.links.is_empty(), "{self:?} leads on from nothing");
            self.is_over = self.way.goes_back() || nothing_comes;
            return;
        };
        let newer = if self.list.kind == Kind::People {
            "since_id"
        } else {
            "min_id"
        };
        let (name, first) = part.position("prev").unwrap();
        assert_eq!(name, newer, "{self:?}");
        if self.list.kind == Kind::Ids {
            let links = (part.position("next").unwrap().1, &first);
            assert_eq!(links, (oldest.clone(), newest), "{self:?}");
        }
        let by_hand = |name, id: &str| format!("{}?limit={}&{name}={id}", self.list.path, self.limit);
        self.next = match self.way {
            Way::OlderLink => part.link("next").unwrap(),
            Way::NewerLink => part.link("prev").unwrap(),
            Way::MaxId => by_hand("max_id", oldest),
            Way::MinId => by_hand("min_id", &first),
        };
        if !self.way.goes_back() {
            part.items.reverse();
        }
        self.seen.append(&mut part.items);
    }

    /// Each thing was seen once and in order, and so was all that was there from the beginning to the end; going forth,
    /// also all that came after everything else.
    pub(crate) fn check(mut self, before: &[String], after: &[String]) {
        if !self.way.goes_back() {
            self.seen.reverse();
        }
        let said = format!("{self:?}\nbefore: {before:?}\nafter: {after:?}");
        let set = |ids: &[String]| ids.iter().cloned().collect::<BTreeSet<String>>();
        let (seen, was, is) = (set(&self.seen), set(before), set(after));
        assert_eq!(seen.len(), self.seen.len(), "something is seen twice: {said}");
        let in_order = |ids: &[String]| ids.iter().filter(|id| seen.contains(*id)).cloned().collect();
        let known =
            |ids: &BTreeSet<String>| self.seen.iter().filter(|id| ids.contains(*id)).cloned().collect();
        let orders: [(Vec<String>, Vec<String>); 2] =
            [(known(&was), in_order(before)), (known(&is), in_order(after))];
        for (seen, expected) in orders {
            assert_eq!(seen, expected, "not in order: {said}");
        }
        let lasting = after.iter().filter(|id| was.contains(*id));
        let came = after.iter().take_while(|id| !was.contains(*id));
        let came = came.filter(|_| !self.way.goes_back());
        for id in lasting.chain(came) {
            assert!(seen.contains(id), "{id} is not seen: {said}");
        }
    }
}

impl Way {
    fn goes_back(self) -> bool {
        matches!(self, Self::OlderLink | Self::MaxId)
    }
}
