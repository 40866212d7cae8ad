//! Recommendations between the member and somebody of each server, in both directions; of three, one is withdrawn by its
//! author and one by its subject.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{PATIENCE, SERVERS, Server, bring, insist};
use crate::{Bundle, Draft, Member, Party, World};

const PATH: &str = "/api/v1/vouchwell/recommendations";
/// Between two rounds, each with another server.
const PACE: Duration = Duration::from_secs(2);
/// Between two looks at how it stands.
const LOOK: Duration = Duration::from_millis(200);

/// One that was published.
#[derive(Debug)]
pub(super) struct Recommended {
    uri: String,
    is_given: bool,
    is_withdrawn: bool,
}

/// What came of all of them.
#[derive(Debug, Clone, Default)]
pub struct Recommendations {
    /// Those whose offer and acceptance were acknowledged, in both directions.
    pub acknowledged: usize,
    /// Of these, those that were withdrawn again.
    pub withdrawn: usize,
    /// Those not withdrawn that are not public at the instance, or did not come to a server.
    pub lost: usize,
    /// Those withdrawn that are public all the same at the instance, or at a server.
    pub kept: usize,
    /// Those that stand twice in the list of the member, or were told to a server, or taken back there, by two activities.
    pub doubled: usize,
}

/// Who withdraws one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Withdrawing {
    Author,
    Subject,
    Nobody,
}

impl Withdrawing {
    const fn in_turn(turn: u32) -> Self {
        match turn % 3 {
            0 => Self::Author,
            1 => Self::Subject,
            _ => Self::Nobody,
        }
    }
}

/// The member and somebody of a server, who know each other.
struct Pair {
    world: World,
    server: Server,
    alice: Member,
    alice_as_party: Party,
}

/// Until `stop`, each recommends the other, and the last ones are brought to their end. Answers all of them.
pub(super) async fn recommend(
    world: World,
    server: Server,
    (alice, alice_as_party): (Member, Party),
    first_turn: u32,
    stop: Arc<AtomicBool>,
) -> Vec<Recommended> {
    let pair = Pair {
        world,
        server,
        alice,
        alice_as_party,
    };
    let mut recommended = Vec::new();
    pause(PACE * first_turn, &stop).await;
    for turn in first_turn.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        recommended.push(pair.give(turn).await);
        recommended.push(pair.receive(turn).await);
        pause(PACE * SERVERS, &stop).await;
    }
    recommended
}

async fn pause(time: Duration, stop: &AtomicBool) {
    let start = Instant::now();
    while start.elapsed() < time && !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(LOOK).await;
    }
}

impl Pair {
    /// The member is the author.
    async fn give(&self, turn: u32) -> Recommended {
        let (alice, writer) = (&self.alice, &self.server.writer);
        let before = self.server.peer.delivered();
        let words = format!("Number {turn} about {}.", writer.handle());
        let draft = Draft::new(&words).json(&writer.handle());
        let draft = insist(self.request(Method::POST, "").body(draft.to_string())).await;
        let draft = draft.expect("a draft is taken");
        let (id, uri) = (text(&draft["id"]), text(&draft["uri"]));
        insist(self.request(Method::POST, &format!("/{id}/offer"))).await;
        let is_offer = |activity: &Value| activity["type"] == "Offer" && activity["object"]["id"] == uri;
        let offer = self.is_sent(before, "an Offer", is_offer).await;
        let acceptance = writer.sign(writer.acceptance(&offer["object"]["recommendation"]["endorsement"]));
        let mut accept = writer.activity("Accept", &alice.actor(), &offer["id"]);
        accept["result"] = acceptance.clone();
        self.bring(&accept).await;
        let is_create = |activity: &Value| activity["type"] == "Create" && activity["object"]["id"] == uri;
        self.is_sent(before, "a Create", is_create).await;
        let withdrawing = Withdrawing::in_turn(turn);
        match withdrawing {
            Withdrawing::Author => self.withdraw(&id).await,
            Withdrawing::Subject => self.take_back(&acceptance["id"], &acceptance).await,
            Withdrawing::Nobody => {}
        }
        Recommended {
            uri,
            is_given: true,
            is_withdrawn: withdrawing != Withdrawing::Nobody,
        }
    }

    /// The member is the subject.
    async fn receive(&self, turn: u32) -> Recommended {
        let (writer, attestations) = (&self.server.writer, self.server.attestations.clone());
        let before = self.server.peer.delivered();
        let words = format!("Number {turn} by {}.", writer.handle());
        let [first, second] = &attestations;
        let endorsement = writer.sign(writer.endorsement(&self.alice_as_party, &words, [first, second]));
        let mut bundle = Bundle {
            endorsement,
            attestations,
            acceptance: None,
        };
        let mut note = writer.note(&self.alice_as_party, &bundle);
        let offer = writer.offer(&note, &self.alice_as_party);
        self.bring(&offer).await;
        let uri = text(&note["id"]);
        let offered = |listed: &Value| {
            let mut listed = listed.as_array()?.iter();
            let found = listed.find(|one| one["uri"] == uri && one["state"] == "offered")?;
            Some(text(&found["id"]))
        };
        let id = self.sees("?limit=40", "an offered text", offered).await;
        let accept = json!({"answer": "accept"}).to_string();
        insist(self.request(Method::POST, &format!("/{id}/answer")).body(accept)).await;
        let is_accept = |activity: &Value| activity["type"] == "Accept" && activity["object"] == offer["id"];
        let accept = self.is_sent(before, "an Accept", is_accept).await;
        bundle.acceptance = Some(accept["result"].clone());
        note["recommendation"] = bundle.json();
        self.bring(&writer.public_activity("Create", &note)).await;
        let public = |one: &Value| (one["state"] == "public").then_some(());
        self.sees(&format!("/{id}"), "it as public", public).await;
        let withdrawing = Withdrawing::in_turn(turn);
        match withdrawing {
            Withdrawing::Author => self.take_back(&note["id"], &bundle.endorsement).await,
            Withdrawing::Subject => self.withdraw(&id).await,
            Withdrawing::Nobody => {}
        }
        Recommended {
            uri,
            is_given: false,
            is_withdrawn: withdrawing != Withdrawing::Nobody,
        }
    }

    /// A request of the member.
    fn request(&self, method: Method, rest: &str) -> RequestBuilder {
        self.alice.request(method, &format!("{PATH}{rest}"))
    }

    /// The member withdraws.
    async fn withdraw(&self, id: &str) {
        insist(self.request(Method::DELETE, &format!("/{id}"))).await;
    }

    async fn bring(&self, activity: &Value) {
        bring(&self.world, &self.server.writer, &self.alice, activity).await;
    }

    /// The other withdraws a document of hers, which is shown by what has this id.
    async fn take_back(&self, id: &Value, document: &Value) {
        let writer = &self.server.writer;
        let withdrawal = writer.sign(writer.withdrawal(document));
        self.bring(&writer.deletion(id, &withdrawal)).await;
    }

    /// What the server takes after the first so many activities.
    async fn is_sent(&self, before: usize, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let (peer, start) = (&self.server.peer, Instant::now());
        loop {
            if let Some(taken) = peer.taken_after(before).into_iter().find(&is_it) {
                return taken;
            }
            look_again(start, &format!("{} takes {what}", peer.host())).await;
        }
    }

    /// What the member sees at last.
    async fn sees<T>(&self, rest: &str, what: &str, pick: impl Fn(&Value) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            let answer = insist(self.request(Method::GET, rest)).await;
            if let Some(found) = answer.as_ref().and_then(&pick) {
                return found;
            }
            look_again(start, &format!("{} sees {what}", self.alice.handle())).await;
        }
    }
}

/// Until the next look, unless nobody has patience any more.
async fn look_again(start: Instant, what: &str) {
    let patience = PATIENCE.as_secs();
    assert!(start.elapsed() < PATIENCE, "not within {patience} s: {what}");
    tokio::time::sleep(LOOK).await;
}

impl Recommendations {
    pub(super) async fn count(alice: &Member, servers: &[Server], all: &[Recommended]) -> Self {
        let mut counted = Self {
            acknowledged: all.len(),
            withdrawn: all.iter().filter(|one| one.is_withdrawn).count(),
            ..Self::default()
        };
        let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in alice.pages(&format!("{PATH}?limit=40")).await {
            shown
                .entry(text(&one["uri"]))
                .or_default()
                .push(text(&one["state"]));
        }
        for one in all {
            let states = shown.get(&one.uri).map_or(&[][..], Vec::as_slice);
            let gone = states.iter().filter(|state| *state != "public").count();
            counted.note(one, states.len(), gone);
        }
        for server in servers {
            let [created, deleted] = brought(server);
            for one in all.iter().filter(|one| one.is_given) {
                let [created, deleted] =
                    [&created, &deleted].map(|ids| ids.get(&one.uri).map_or(0, BTreeSet::len));
                counted.note(one, created, deleted);
            }
        }
        counted
    }

    /// How often one came to somewhere, and how often it went.
    fn note(&mut self, one: &Recommended, came: usize, went: usize) {
        self.doubled += usize::from(came > 1 || went > 1);
        if one.is_withdrawn {
            self.kept += usize::from(went == 0);
        } else {
            self.lost += usize::from(came == 0 || went > 0);
        }
    }

    pub(super) const fn are_good(&self) -> bool {
        self.lost == 0 && self.kept == 0 && self.doubled == 0
    }
}

/// The ids of the activities that brought the Note of each recommendation to a server, and of those that took it back there.
fn brought(server: &Server) -> [BTreeMap<String, BTreeSet<String>>; 2] {
    let mut brought = [BTreeMap::<String, BTreeSet<String>>::new(), BTreeMap::new()];
    for activity in server.peer.taken() {
        let of_kind = match activity["type"].as_str() {
            Some("Create") => 0,
            Some("Delete") => 1,
            _ => continue,
        };
        let (Some(note), Some(id)) = (activity["object"]["id"].as_str(), activity["id"].as_str()) else {
            continue;
        };
        let ids = brought[of_kind].entry(note.to_owned()).or_default();
        ids.insert(id.to_owned());
    }
    brought
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

impl fmt::Display for Recommendations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} acknowledged, {} of them withdrawn; {} lost, {} kept though withdrawn, {} doubled",
            self.acknowledged, self.withdrawn, self.lost, self.kept, self.doubled
        )
    }
}
