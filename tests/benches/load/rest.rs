//! What a server takes when it has nothing to do, and how soon it answers after its start.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use vouchwell_tests::{Engine, Instance, World};

use crate::figures::{median, memory};
use crate::{inbox, wire};

/// Mentions that make the database one of a realistic size.
const MENTIONS: usize = 50_000;
/// How long a server is left alone before its memory counts.
const REST: Duration = Duration::from_secs(10);
const STARTS: usize = 21;
/// How often a server that starts is asked.
const LOOK: Duration = Duration::from_millis(1);

pub(crate) async fn run(engine: Engine) {
    let world = World::new(engine).await;
    let mut a = world.build_instance("a").behind_proxy().start().await;
    let alice = a.member("alice");
    print_memory("after its start", &a).await;

    let peer = world.peer("peer").await;
    let writers = inbox::writers(&peer);
    inbox::meet(&a, &alice, &writers).await;
    for _ in 0..MENTIONS / 10_000 {
        inbox::send(&a, &alice, inbox::mentions(&writers, &alice, 10_000)).await;
    }
    print_memory(&format!("after {MENTIONS} mentions"), &a).await;

    let mut times = Vec::new();
    for _ in 0..STARTS {
        a.kill();
        let (mut process, time) = start(&a);
        times.push(time);
        process.kill().expect("the process can be killed");
        process.wait().expect("a killed process ends");
    }
    println!(
        "start to first answer with {MENTIONS} mentions in the database: {:.0} ms (median of {STARTS}), {:.0} ms at most",
        median(times.iter().copied()),
        times.iter().copied().fold(0.0, f64::max),
    );
    a.start().await;
    print_memory("after a start with that database", &a).await;
}

async fn print_memory(when: &str, a: &Instance) {
    tokio::time::sleep(REST).await;
    let (resident, share) = memory(a.process_id());
    println!("memory {when}: {resident:.1} MB resident, {share:.1} MB of them its own share");
}

/// Starts the process and waits for its first answer, which needs the database; how many milliseconds that took.
fn start(a: &Instance) -> (Child, f64) {
    let mut command = a.command(["serve"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (server, host) = (a.address(), a.host());
    let start = Instant::now();
    let process = command.spawn().expect("the program starts");
    while !wire::answers(server, &host, "/api/v2/instance") {
        std::thread::sleep(LOOK);
    }
    (process, start.elapsed().as_secs_f64() * 1_000.0)
}
