//! What a member sees of those whom she follows.

/// The condition under which the member `$1` follows an account.
macro_rules! follows {
    ($account:expr) => {
        concat!(
            "EXISTS (SELECT 1 FROM follow WHERE follow.follower_id = $1 AND follow.followed_id = ",
            $account,
            " AND follow.state = 'accepted')"
        )
    };
}

/// The condition under which a row of somebody whom the member `$1` follows is among what she wishes to see of her:
/// boosts or none, and the languages that she reads.
macro_rules! follow_shows {
    ($row:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM follow_option WHERE follow_option.follower_id = $1
                 AND follow_option.followed_id = ",
            $row,
            ".account_id AND ((",
            $row,
            ".reblog_of_id IS NOT NULL AND NOT follow_option.reblogs)
                 OR (follow_option.languages <> '[]' AND CAST(follow_option.languages AS TEXT)
                     NOT LIKE '%\"' || ",
            $row,
            ".language || '\"%')))"
        )
    };
}

/// The condition under which a row of somebody whom the member `$1` follows is shown to her: she wishes to see it, a
/// direct one is for her, and an answer is to its own author, to her, or to somebody to whom answers are shown.
macro_rules! is_for_follower {
    ($row:literal, $answers_somebody_shown:expr) => {
        concat!(
            "(",
            follow_shows!($row),
            " AND (",
            $row,
            ".visibility <> 'direct' OR EXISTS (SELECT 1 FROM mention WHERE mention.status_id = ",
            $row,
            ".id AND mention.account_id = $1)) AND (",
            $row,
            ".in_reply_to IS NULL OR ",
            $row,
            ".in_reply_to_account_id IN (",
            $row,
            ".account_id, $1) OR ",
            $answers_somebody_shown,
            "))"
        )
    };
}

/// A part of what some authors wrote, as far as it is shown. It comes from no more of them than it has places: those
/// whose next status comes first. Of each of them no more is read than would fill it.
macro_rules! by_author {
    ($authors:expr, $shown:expr, $order:literal, $last:literal, $within:literal) => {
        concat!(
            "WITH author (id) AS (",
            $authors,
            "),
             next (author, id) AS MATERIALIZED (SELECT author.id, (SELECT id FROM status
                 WHERE status.account_id = author.id AND status.id < $2 AND status.id > $3 AND ",
            $shown,
            " ORDER BY status.id ",
            $order,
            " LIMIT 1) FROM author),
             chosen (author) AS MATERIALIZED (
                 SELECT author FROM next WHERE id IS NOT NULL ORDER BY id ",
            $order,
            " LIMIT $4),
             reach (author, last) AS MATERIALIZED (SELECT author, (SELECT ",
            $last,
            "(id) FROM (SELECT id FROM status
                 WHERE status.account_id = chosen.author AND status.id < $2 AND status.id > $3 AND ",
            $shown,
            " ORDER BY status.id ",
            $order,
            " LIMIT $4) AS own) FROM chosen)
             SELECT status.* FROM reach CROSS JOIN status
             WHERE status.account_id = reach.author AND status.id ",
            $within,
            " reach.last AND status.id < $2 AND status.id > $3 AND ",
            $shown,
            " ORDER BY status.id ",
            $order,
            " LIMIT $4"
        )
    };
}
