//! Ten servers beside one instance for so many minutes, with faults.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use vouchwell_tests::{Engine, Soak, World};

/// Between two faults, on the average.
const CALM: Duration = Duration::from_secs(5);

pub(crate) async fn run(engine: Engine, minutes: u32) -> ExitCode {
    let world = World::new(engine).await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    let soak = Soak {
        length: Duration::from_secs(60) * minutes,
        calm: CALM,
        seed: now.as_secs(),
    };
    let report = soak.run(&world).await;
    println!("{minutes} minutes on {engine:?}: {report}");
    if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
