//! The places of a member: what stands at the head of each of her pages.

/// A place that a member finds from each of her pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// What those publish whom she follows.
    Home,
    /// Whom she knows.
    Acquaintances,
    /// What she wrote, and what was written about her.
    Recommendations,
    /// What waits for her answer.
    Waiting,
    /// What she was told.
    Notifications,
    /// Whom she follows, and who follows her.
    People,
    /// What she decides about her account.
    Settings,
}

impl Area {
    /// All of them, in the order in which they stand.
    pub const ALL: [Area; 7] = [
        Area::Home,
        Area::Waiting,
        Area::Notifications,
        Area::Acquaintances,
        Area::Recommendations,
        Area::People,
        Area::Settings,
    ];

    /// Its first page.
    pub fn path(self) -> &'static str {
        match self {
            Area::Home => super::home::PATH,
            Area::Waiting => super::waiting::PATH,
            Area::Acquaintances => super::acquaintances::PATH,
            Area::Recommendations => super::recommendations::PATH,
            Area::Notifications => super::notifications::PATH,
            Area::People => super::people::PATH,
            Area::Settings => super::settings::overview::PATH,
        }
    }

    /// The name of the sentence that names it.
    pub fn sentence(self) -> &'static str {
        match self {
            Area::Home => "area-home",
            Area::Waiting => "area-waiting",
            Area::Acquaintances => "area-acquaintances",
            Area::Recommendations => "area-recommendations",
            Area::Notifications => "area-notifications",
            Area::People => "area-people",
            Area::Settings => "area-settings",
        }
    }
}
