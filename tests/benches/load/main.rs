//! What a server bears: activities into its inbox, deliveries out of it, and what it takes at rest. Every figure
//! stands beside a bound that is measured in the same run on the same cores; `docs/performance.md` explains them.
//!
//!     cargo bench --bench load -- inbox
//!     cargo bench --bench load -- delivery
//!     scripts/with-postgres cargo bench --bench load -- inbox postgresql

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

const USAGE: &str = "say what to measure: inbox, delivery or rest; postgresql beside it if not SQLite";

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (measured, engine) = match arguments.as_slice() {
        [measured] => (*measured, Engine::Sqlite),
        [measured, "postgresql"] => (*measured, Engine::Postgresql),
        _ => ("", Engine::Sqlite),
    };
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    match measured {
        "inbox" => runtime.block_on(inbox::run(engine)),
        "delivery" => runtime.block_on(delivery::run(engine)),
        "rest" => runtime.block_on(rest::run(engine)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
