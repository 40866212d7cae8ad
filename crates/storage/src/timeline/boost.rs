//! Boosts in timelines.

/// The condition under which a row of `status` is no boost, or one of something that the account `$1` may read and
/// hears, and that does not stand at home already. Given is when a row `earlier` stands at home.
///
/// Mastodon hides a boost of what is among the last forty of a feed that it writes. Here nothing is written, and
/// counting what lies between would cost a query for each row; a week is what forty are to those who follow few.
/// Since the first stays and later ones are hidden, what was shown once does not move while somebody reads on.
macro_rules! boost_is_shown {
    ($($earlier_at_home:tt)+) => {
        concat!(
            "(status.reblog_of_id IS NULL OR (EXISTS (SELECT 1 FROM status AS boosted
                 WHERE boosted.id = status.reblog_of_id AND ",
            readable!("boosted"),
            " AND ",
            hears_author!("boosted.account_id"),
            ") AND NOT EXISTS (SELECT 1 FROM status AS earlier
                 WHERE (earlier.id = status.reblog_of_id OR earlier.reblog_of_id = status.reblog_of_id)
                     AND earlier.id < status.id AND earlier.id > status.id - ",
            week!(),
            " AND ",
            $($earlier_at_home)+,
            ")))"
        )
    };
}

/// The ids of a week: they count milliseconds, shifted by 16 bits.
macro_rules! week {
    () => {
        "39636172800000"
    };
}
