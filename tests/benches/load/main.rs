//! What a server bears: activities into its inbox, deliveries out of it, and what it takes at rest. Every figure
//! stands beside a bound that is measured in the same run on the same cores; `docs/performance.md` explains them.
//!
//!     cargo bench --bench load -- inbox
//!     cargo bench --bench load -- delivery
//!     cargo bench --bench load -- api
//!     scripts/with-postgres cargo bench --bench load -- inbox postgresql

mod api;
mod bound;
mod delivery;
mod figures;
mod inbox;
mod rest;
mod wire;

use std::process::ExitCode;

use mimalloc::MiMalloc;
use vouchwell_tests::Engine;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const USAGE: &str = "say what to measure: inbox, delivery, rest, or api with how many statuses; postgresql beside it if \
                     not SQLite";
/// The statuses for which there are aims.
const STATUSES: u32 = 1_000_000;

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
    let (measured, statuses) = match arguments {
        [measured] => (*measured, STATUSES),
        ["api", statuses] => match statuses.parse() {
            Ok(statuses) => ("api", statuses),
            Err(_) => ("", 0),
        },
        _ => ("", 0),
    };
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    match measured {
        "inbox" => runtime.block_on(inbox::run(engine)),
        "delivery" => runtime.block_on(delivery::run(engine)),
        "api" => runtime.block_on(api::run(engine, statuses)),
        "rest" => runtime.block_on(rest::run(engine)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
