//! The places of a member: what stands at the head of each of her pages.

/// A place that a member finds from each of her pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Whom she knows.
    Acquaintances,
    /// What she wrote, and what was written about her.
    Recommendations,
    /// What waits for her answer.
    Waiting,
    /// Who and what acts for her.
    Settings,
}

impl Area {
    /// All of them, in the order in which they stand.
    pub const ALL: [Area; 4] = [
        Area::Waiting,
        Area::Acquaintances,
        Area::Recommendations,
        Area::Settings,
    ];

    /// Its first page.
    pub fn path(self) -> &'static str {
        match self {
            Area::Waiting => super::waiting::PATH,
            Area::Acquaintances => super::acquaintances::PATH,
            Area::Recommendations => super::recommendations::PATH,
            Area::Settings => super::settings::PATH,
        }
    }

    /// The name of the sentence that names it.
    pub fn sentence(self) -> &'static str {
        match self {
            Area::Waiting => "area-waiting",
            Area::Acquaintances => "area-acquaintances",
            Area::Recommendations => "area-recommendations",
            Area::Settings => "area-settings",
        }
    }
}
