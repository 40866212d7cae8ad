use std::time::{Duration, Instant};

/// How long a test waits for what should happen within a second or two on an idle machine.
pub const SOON: Duration = Duration::from_secs(40);

/// Asks again until there is an answer; fails with `what` when there is none within `deadline`.
pub async fn eventually<T>(deadline: Duration, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            start.elapsed() < deadline,
            "not within {} s: {what}",
            deadline.as_secs()
        );
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
