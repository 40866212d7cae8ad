//! Ten servers beside one instance, with faults, and what became of everything that was acknowledged.

mod recommendation;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use recommendation::{Recommendations, recommend};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{Chance, Instance, Member, Party, Peer, PeerActor, SignedPost, World};

const SERVERS: u32 = 10;
/// Between two mentions by one server, and between two posts of the member.
const PACE: Duration = Duration::from_millis(150);
/// Before something that the instance did not answer is sent again.
const AGAIN: Duration = Duration::from_millis(20);
/// How much of the whole is its last part, in which nothing breaks and nothing new is begun: one of so many parts.
const LAST: u32 = 10;
/// How long what is still on its way in the last part may take, however short that is, before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(180);

/// How long it goes on, and how often something breaks.
#[derive(Debug, Clone, Copy)]
pub struct Soak {
    /// How long the whole is. Its last part ends sooner when nothing is left to be done.
    pub length: Duration,
    /// Between two faults, on the average.
    pub calm: Duration,
    /// What chance begins with, so that a run can be had again.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct SoakReport {
    /// Mentions that the instance acknowledged.
    pub acknowledged: usize,
    /// Of these, those that the member was never told of.
    pub lost: usize,
    /// Mentions that she was told of more than once.
    pub doubled: usize,
    /// Posts whose making was acknowledged; each goes to every server.
    pub posts: usize,
    /// Deliveries of them that a server took.
    pub delivered: usize,
    /// Deliveries that never came.
    pub undelivered: usize,
    /// Posts that came as two different activities, or stand twice on the profile.
    pub remade: usize,
    /// How often the same activity was brought to a server again, which has to be known by its id.
    pub repeated: usize,
    /// What came of the recommendations.
    pub recommendations: Recommendations,
    /// What was still to be done or sent after the last part.
    pub outstanding: i64,
    /// How long the last part took.
    pub last: Duration,
    /// How often the process was killed.
    pub kills: u32,
    /// How often a server was away.
    pub outages: u32,
    /// Megabytes of the process, before each fault.
    pub memory: Vec<f64>,
    seed: u64,
}

#[derive(Clone)]
struct Server {
    peer: Arc<Peer>,
    writer: Arc<PeerActor>,
    /// What the writer and the member signed of each other.
    attestations: [Value; 2],
}

impl Soak {
    /// Lets it happen.
    pub async fn run(self, world: &World) -> SoakReport {
        let mut instance = world.instance("a").await;
        let alice = instance.member("alice");
        let servers = servers(world, &alice).await;
        let stop = Arc::new(AtomicBool::new(false));
        let writing: Vec<_> = servers
            .iter()
            .map(|server| {
                let (world, writer, alice) = (world.clone(), Arc::clone(&server.writer), alice.clone());
                tokio::spawn(mention(world, writer, alice, Arc::clone(&stop)))
            })
            .collect();
        let posting = tokio::spawn(post(alice.clone(), Arc::clone(&stop)));
        let party = Party::of(&alice).await;
        let recommending: Vec<_> = (0..)
            .zip(&servers)
            .map(|(turn, server)| {
                let member = (alice.clone(), party.clone());
                let stop = Arc::clone(&stop);
                tokio::spawn(recommend(world.clone(), server.clone(), member, turn, stop))
            })
            .collect();
        let mut report = SoakReport {
            seed: self.seed,
            ..SoakReport::default()
        };
        self.break_things(&mut instance, &servers, &mut report).await;
        stop.store(true, Ordering::Relaxed);
        let last = Instant::now();
        let mut acknowledged = BTreeSet::new();
        for one in writing {
            acknowledged.extend(one.await.expect("a server goes on writing"));
        }
        let posts = posting.await.expect("the member goes on writing");
        let mut recommended = Vec::new();
        for one in recommending {
            recommended.extend(one.await.expect("recommending goes on"));
        }
        report.memory.push(instance.resident_megabytes());
        report.outstanding = settle(&instance, PATIENCE.max(self.length / LAST)).await;
        report.last = last.elapsed();
        report.count_mentions(&alice, &acknowledged).await;
        report.count_posts(&alice, &servers, &posts).await;
        report.recommendations = Recommendations::count(&alice, &servers, &recommended).await;
        report
    }

    /// In turn the process dies, and a server refuses everything or does not answer; until the last part, before which all is
    /// well again.
    async fn break_things(self, instance: &mut Instance, servers: &[Server], report: &mut SoakReport) {
        let mut chance = Chance(self.seed);
        let calm = u64::try_from(self.calm.as_millis()).expect("not so long").max(1);
        let start = Instant::now();
        let end = self.length - self.length / LAST;
        for kind in (0..3).cycle() {
            tokio::time::sleep(Duration::from_millis(chance.draw() % (2 * calm))).await;
            if start.elapsed() > end {
                return;
            }
            report.memory.push(instance.resident_megabytes());
            if kind == 0 {
                instance.restart().await;
                report.kills += 1;
                continue;
            }
            let at = usize::try_from(chance.draw()).unwrap_or_default() % servers.len();
            let peer = &servers[at].peer;
            if kind == 1 {
                peer.answer_inboxes_with(503);
            } else {
                peer.fall_silent();
            }
            tokio::time::sleep(Duration::from_millis(chance.draw() % (2 * calm))).await;
            peer.answer_inboxes_with(202);
            peer.speak();
            report.outages += 1;
        }
    }
}

/// All of them follow the member and know her.
async fn servers(world: &World, alice: &Member) -> Vec<Server> {
    let mut servers: Vec<Server> = Vec::new();
    for number in 0..SERVERS {
        let peer = Arc::new(world.peer(&format!("server{number}")).await);
        let writer = match servers.first() {
            Some(first) => peer.one_of_a_crowd(&first.writer, "writer"),
            None => peer.actor("writer"),
        };
        let inbox = format!("{}/inbox", alice.actor());
        let follow = writer.activity("Follow", &alice.actor(), &alice.actor().into());
        let answer = peer.post(&writer, &inbox, &follow).await;
        assert_eq!(answer.status, 202, "{answer}");
        peer.wait_for_type("Accept").await;
        let attestations = peer.confirms(&writer, alice).await;
        servers.push(Server {
            peer,
            writer: Arc::new(writer),
            attestations,
        });
    }
    servers
}

/// Brings an activity to the member, until it is acknowledged.
async fn bring(world: &World, writer: &PeerActor, alice: &Member, activity: &Value) {
    let (inbox, start) = (format!("{}/inbox", alice.actor()), Instant::now());
    loop {
        let sealed = SignedPost::new(writer, &inbox, activity).seal();
        let request = world.client().post(&sealed.url).headers(sealed.headers);
        match request.body(sealed.body).send().await {
            Ok(answer) if answer.status() == 202 => return,
            Ok(answer) => assert!(answer.status().is_server_error(), "refused: {}", answer.status()),
            Err(_) => {}
        }
        again(start).await;
    }
}

/// Asks until there is an answer. Nothing if it is refused, as is what was done already when an earlier answer was lost.
async fn insist(request: RequestBuilder) -> Option<Value> {
    let (request, start) = (request.header("content-type", "application/json"), Instant::now());
    loop {
        let one = request.try_clone().expect("its body can be sent again");
        match one.send().await {
            Ok(answer) if answer.status() == 422 => return None,
            Ok(answer) if answer.status().is_success() => {
                if let Ok(body) = answer.bytes().await {
                    return serde_json::from_slice(&body).ok();
                }
            }
            Ok(answer) => assert!(answer.status().is_server_error(), "refused: {}", answer.status()),
            Err(_) => {}
        }
        again(start).await;
    }
}

/// Waits before something is sent again that was first sent at `start`: the instance is away for seconds, and not for good.
async fn again(start: Instant) {
    assert!(
        start.elapsed() < PATIENCE,
        "the instance does not answer any more"
    );
    tokio::time::sleep(AGAIN).await;
}

/// Mentions the member until `stop`, and now and then twice. Answers the ids of the Notes, all acknowledged.
async fn mention(
    world: World,
    writer: Arc<PeerActor>,
    alice: Member,
    stop: Arc<AtomicBool>,
) -> BTreeSet<String> {
    let mut acknowledged = BTreeSet::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let note = json!({
            "id": writer.address("notes"), "type": "Note", "attributedTo": writer.id(),
            "content": format!("<p>Mention number {number}</p>"), "published": writer.time(),
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [alice.actor()],
            "tag": [{"type": "Mention", "href": alice.actor(), "name": format!("@{}", alice.handle())}],
        });
        let create = writer.public_activity("Create", &note);
        let times = if number % 10 == 0 { 2 } else { 1 };
        for _ in 0..times {
            bring(&world, &writer, &alice, &create).await;
        }
        acknowledged.insert(note["id"].as_str().expect("an id").to_owned());
        tokio::time::sleep(PACE).await;
    }
    acknowledged
}

/// Posts until `stop`. Answers the words, all acknowledged.
async fn post(alice: Member, stop: Arc<AtomicBool>) -> BTreeSet<String> {
    let mut acknowledged = BTreeSet::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let words = format!("Post number {number}.");
        let request = alice.request(Method::POST, "/api/v1/statuses");
        let body = json!({"status": words, "visibility": "public"}).to_string();
        let posted = insist(request.header("idempotency-key", &words).body(body)).await;
        assert!(posted.is_some(), "a post is refused");
        acknowledged.insert(words);
        tokio::time::sleep(PACE).await;
    }
    acknowledged
}

/// The ids of the activities that brought each post to a server.
fn brought(server: &Server) -> BTreeMap<String, Vec<String>> {
    let mut brought: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for activity in server.peer.taken() {
        if activity["type"] == "Create"
            && activity["object"]["recommendation"].is_null()
            && let (Some(content), Some(id)) =
                (activity["object"]["content"].as_str(), activity["id"].as_str())
        {
            brought.entry(words_of(content)).or_default().push(id.to_owned());
        }
    }
    brought
}

/// The words of a post, without what stands around them.
fn words_of(content: &str) -> String {
    content.replace("<p>", "").replace("</p>", "")
}

/// Until nothing is left to be done or sent, or nobody has patience any more. Answers how much is left.
async fn settle(instance: &Instance, patience: Duration) -> i64 {
    let start = Instant::now();
    loop {
        let left = instance
            .count("SELECT count(*) FROM job WHERE queue <> 'timer'")
            .await;
        if left == 0 || start.elapsed() > patience {
            return left;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

impl SoakReport {
    /// Whether nothing was lost and nothing happened twice, and nothing is still on its way.
    pub const fn is_good(&self) -> bool {
        let mentions = self.lost == 0 && self.doubled == 0;
        let posts = self.undelivered == 0 && self.remade == 0;
        mentions && posts && self.recommendations.are_good() && self.outstanding == 0
    }

    async fn count_mentions(&mut self, alice: &Member, acknowledged: &BTreeSet<String>) {
        let told = alice
            .pages("/api/v1/notifications?limit=80&types[]=mention")
            .await;
        let told: Vec<&str> = told
            .iter()
            .filter_map(|one| one["status"]["uri"].as_str())
            .collect();
        let once: BTreeSet<&str> = told.iter().copied().collect();
        self.acknowledged = acknowledged.len();
        self.doubled = told.len() - once.len();
        self.lost = acknowledged
            .iter()
            .filter(|id| !once.contains(id.as_str()))
            .count();
    }

    async fn count_posts(&mut self, alice: &Member, servers: &[Server], posts: &BTreeSet<String>) {
        let account = alice.account().await["id"].as_str().expect("an id").to_owned();
        let shown: Vec<Value> = alice
            .pages(&format!("/api/v1/accounts/{account}/statuses?limit=40"))
            .await;
        let shown: Vec<String> = shown
            .iter()
            .filter_map(|status| status["content"].as_str().map(words_of))
            .collect();
        let once: BTreeSet<&String> = shown.iter().collect();
        self.posts = posts.len();
        self.remade = shown.len() - once.len();
        self.undelivered = posts.iter().filter(|words| !once.contains(words)).count() * servers.len();
        for server in servers {
            let brought = brought(server);
            self.undelivered += posts.iter().filter(|words| !brought.contains_key(*words)).count();
            for ids in brought.values() {
                let distinct: BTreeSet<&String> = ids.iter().collect();
                self.delivered += 1;
                self.remade += distinct.len() - 1;
                self.repeated += ids.len() - distinct.len();
            }
        }
    }
}

impl fmt::Display for SoakReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{SERVERS} servers, {} times killed, {} times a server away; seed {}",
            self.kills, self.outages, self.seed
        )?;
        writeln!(
            formatter,
            "mentions: {} acknowledged, {} lost, {} doubled",
            self.acknowledged, self.lost, self.doubled
        )?;
        writeln!(
            formatter,
            "posts: {} acknowledged, {} deliveries, {} undelivered, {} made twice, {} brought again",
            self.posts, self.delivered, self.undelivered, self.remade, self.repeated
        )?;
        writeln!(formatter, "recommendations: {}", self.recommendations)?;
        writeln!(
            formatter,
            "the last part, without faults, took {:.0} s and left {} jobs",
            self.last.as_secs_f64(),
            self.outstanding
        )?;
        let tenths = self.memory.chunks(self.memory.len().div_ceil(10).max(1));
        let memory: Vec<String> = tenths
            .map(|tenth| format!("{:.0}", tenth.iter().copied().fold(0.0, f64::max)))
            .collect();
        write!(
            formatter,
            "memory, the most in each tenth of the time, in MB: {}",
            memory.join(" ")
        )
    }
}
