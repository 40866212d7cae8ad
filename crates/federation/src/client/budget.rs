//! How many fetches one incoming activity may cause.

use std::sync::atomic::{AtomicU32, Ordering};

use super::FetchError;

/// Fetches left for one incoming activity, redirects included. Shared by everything done for it, so
/// that an activity that names thousands of things causes no thousands of requests.
#[derive(Debug)]
pub struct FetchBudget(AtomicU32);

impl FetchBudget {
    /// Fetches granted to one incoming activity.
    pub const PER_ACTIVITY: u32 = 20;

    /// A budget of `fetches`, where fewer than the usual ones are due.
    #[must_use]
    pub fn of(fetches: u32) -> Self {
        Self(AtomicU32::new(fetches))
    }

    /// For what may be done without asking anybody.
    #[must_use]
    pub fn nothing() -> Self {
        Self::of(0)
    }

    pub(super) fn spend(&self) -> Result<(), FetchError> {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .map(|_| ())
            .map_err(|_| FetchError::BudgetSpent)
    }
}

impl Default for FetchBudget {
    fn default() -> Self {
        Self::of(Self::PER_ACTIVITY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twenty_first_fetch_is_refused() {
        let budget = FetchBudget::default();
        for _ in 0..20 {
            budget.spend().unwrap();
        }
        assert!(matches!(budget.spend(), Err(FetchError::BudgetSpent)));
        assert!(matches!(budget.spend(), Err(FetchError::BudgetSpent)));
    }
}
