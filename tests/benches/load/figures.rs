//! Medians, and what the kernel says about a process.

use std::fs;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How often a watch looks.
const LOOK: Duration = Duration::from_millis(50);

/// The middle one.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    share(values, 0.5)
}

/// The one below which this part of all lies.
pub(crate) fn share(values: impl IntoIterator<Item = f64>, part: f64) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_unstable_by(f64::total_cmp);
    let at = (values.len() as f64 * part) as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// A second by which something was done `count` times within `time`.
pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// Seconds of processor time that a process has used.
pub(crate) fn processor_seconds(process: u32) -> f64 {
    // Both in hundredths of a second on every Linux of today (proc(5), `stat`).
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("the process runs");
    let after_name = stat.rsplit_once(") ").expect("a line of stat").1;
    let mut fields = after_name.split(' ').skip(11);
    let mut next = || {
        fields
            .next()
            .and_then(|field| field.parse::<f64>().ok())
            .expect("a number")
    };
    (next() + next()) / 100.0
}

/// Memory of a process in MB: resident, and its proportional share of it.
pub(crate) fn memory(process: u32) -> (f64, f64) {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).expect("the process runs");
    let megabytes = |name: &str| {
        let line = rollup
            .lines()
            .find(|line| line.starts_with(name))
            .expect("a known line");
        let kilobytes = line
            .split_ascii_whitespace()
            .nth(1)
            .and_then(|number| number.parse::<f64>().ok());
        kilobytes.expect("a number") * 1024.0 / 1e6
    };
    (megabytes("Rss:"), megabytes("Pss:"))
}

/// Looks at the resident memory of a process again and again.
pub(crate) struct MemoryWatch {
    end: oneshot::Sender<()>,
    watching: JoinHandle<(f64, f64)>,
}

impl MemoryWatch {
    pub(crate) fn start(process: u32) -> Self {
        let (end, mut ended) = oneshot::channel();
        let watching = tokio::spawn(async move {
            let (first, _) = memory(process);
            let (mut least, mut most) = (first, first);
            while tokio::time::timeout(LOOK, &mut ended).await.is_err() {
                let (resident, _) = memory(process);
                (least, most) = (least.min(resident), most.max(resident));
            }
            (least, most)
        });
        Self { end, watching }
    }

    /// The least and the most that it had, in MB.
    pub(crate) async fn end(self) -> (f64, f64) {
        self.end.send(()).expect("the watch waits for it");
        self.watching.await.expect("the process runs")
    }
}
