//! What a server bears: activities into its inbox, deliveries out of it, apps and browsers that read, and what it takes
//! at rest. Every figure stands beside a bound that is measured in the same run on the same cores; `docs/performance.md`
//! explains them.
//!
//!     cargo bench --bench load -- inbox
//!     cargo bench --bench load -- delivery
//!     cargo bench --bench load -- delivery 500 20
//!     cargo bench --bench load -- recommendation 500 20
//!     cargo bench --bench load -- flood
//!     cargo bench --bench load -- api
//!     cargo bench --bench load -- page
//!     cargo bench --bench load -- soak 60
//!     scripts/with-postgres cargo bench --bench load -- inbox postgresql

mod api;
mod bound;
mod crowd;
mod delivery;
mod figures;
mod flood;
mod hosts;
mod inbox;
mod latency;
mod page;
mod recommendation;
mod rest;
mod soak;
mod wire;

use std::process::ExitCode;

use hosts::Audience;
use mimalloc::MiMalloc;
use vouchwell_tests::Engine;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const USAGE: &str = "say what to measure: inbox, flood, rest, delivery or recommendation to how many hosts with how many followers each, api \
                     with how many statuses, page with how many recommendations, or soak for how many minutes; postgresql beside it if not SQLite";
/// The statuses for which there are aims.
const STATUSES: u32 = 1_000_000;
/// The recommendations for which there is an aim.
const RECOMMENDATIONS: u32 = 100_000;
/// The audience for which there is an aim without more numbers.
const AUDIENCE: Audience = Audience {
    hosts: 200,
    followers_per_host: 5,
};

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (arguments, engine) = match arguments.as_slice() {
        [arguments @ .., "postgresql"] => (arguments, Engine::Postgresql),
        arguments => (arguments, Engine::Sqlite),
    };
    let Some((measured, numbers)) = arguments.split_first() else {
        return usage();
    };
    let numbers: Result<Vec<u32>, _> = numbers.iter().map(|number| number.parse()).collect();
    let Ok(numbers) = numbers else { return usage() };
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    match (*measured, numbers.as_slice()) {
        ("inbox", []) => runtime.block_on(inbox::run(engine)),
        ("flood", []) => runtime.block_on(flood::run(engine)),
        ("delivery", []) => runtime.block_on(delivery::run(engine, AUDIENCE)),
        ("recommendation", []) => runtime.block_on(recommendation::run(engine, AUDIENCE)),
        ("delivery", [hosts, followers]) => {
            runtime.block_on(delivery::run(engine, audience(*hosts, *followers)));
        }
        ("recommendation", [hosts, followers]) => {
            runtime.block_on(recommendation::run(engine, audience(*hosts, *followers)));
        }
        ("api", []) => runtime.block_on(api::run(engine, STATUSES)),
        ("api", [statuses]) => runtime.block_on(api::run(engine, *statuses)),
        ("page", []) => runtime.block_on(page::run(engine, RECOMMENDATIONS)),
        ("page", [recommendations]) => runtime.block_on(page::run(engine, *recommendations)),
        ("rest", []) => runtime.block_on(rest::run(engine)),
        ("soak", [minutes]) => return runtime.block_on(soak::run(engine, *minutes)),
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn audience(hosts: u32, followers_per_host: u32) -> Audience {
    Audience {
        hosts: hosts as usize,
        followers_per_host: followers_per_host as usize,
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
