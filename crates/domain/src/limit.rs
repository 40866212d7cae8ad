//! The integrity limits. No configuration turns them off.

use chrono::TimeDelta;

/// Requests for a recommendation that one member may have open at once.
pub const OPEN_REQUESTS: i64 = 3;
/// Time in which a pair has at most one request from the same asker.
pub const REQUEST_INTERVAL: TimeDelta = TimeDelta::days(180);
/// Time after which an unanswered offer, request or text closes, unless another is given.
pub const DEADLINE: TimeDelta = TimeDelta::days(21);
/// The longest time for which an offer, request or text may stay open.
pub const LONGEST_DEADLINE: TimeDelta = TimeDelta::days(60);
/// How long after its deadline an answer that was signed in time is still taken.
pub const LATE_ARRIVAL: TimeDelta = TimeDelta::days(8);
/// Members who answered "I don't know this person" before an asker is no longer shown.
pub const DOUBTS: i64 = 5;
/// Time over which those answers count.
pub const DOUBT_PERIOD: TimeDelta = TimeDelta::days(90);
/// How long an attestation lasts.
pub const ATTESTATION_LIFE: TimeDelta = TimeDelta::days(5 * 365);
/// How long an endorsement lasts at the most; never longer than its attestations.
pub const ENDORSEMENT_LIFE: TimeDelta = TimeDelta::days(3 * 365);
/// Two recommendations of each other within this time are shown as exchanged.
pub const EXCHANGE_PERIOD: TimeDelta = TimeDelta::days(30);
/// Characters in what an author cannot speak to, so that a bundle stays within what is read (protocol §3).
pub const LIMITATIONS_LENGTH: usize = 5_000;
/// How long a text is kept from its subject at the most while she writes one about its author.
pub const KEPT_BACK: TimeDelta = TimeDelta::days(7);
/// Letters in a message that goes with an answer or request.
pub const MESSAGE_LENGTH: usize = 1_000;
/// Time after which an asker may remind, once.
pub const REMINDER_AFTER: TimeDelta = TimeDelta::days(14);
/// How long a code that is shown in person is good.
pub const MEETING_LIFE: TimeDelta = TimeDelta::minutes(5);
/// Codes that a member may try in [`MEETING_TRY_PERIOD`].
pub const MEETING_TRIES: i64 = 5;
/// Wrong codes that another server may try in [`MEETING_TRY_PERIOD`]; it may have many members.
pub const MEETING_MISSES: i64 = 60;
/// The time over which tries count.
pub const MEETING_TRY_PERIOD: TimeDelta = TimeDelta::minutes(1);
/// Withdrawals that one activity may bring.
pub const WITHDRAWALS_AT_ONCE: usize = 500;
/// Unanswered offers by people under one registrable domain that a member is shown. What is more is kept and not shown.
pub const OFFERS_OF_SERVER: i64 = 50;
/// Leaves to quote that one account elsewhere is given in [`QUOTE_PERIOD`]; each has this server keep the post that quotes.
pub const QUOTES_OF_ACCOUNT: i64 = 50;
/// Leaves to quote that all accounts under one registrable domain are given in [`QUOTE_PERIOD`].
pub const QUOTES_OF_SERVER: i64 = 200;
/// The time over which leaves to quote count.
pub const QUOTE_PERIOD: TimeDelta = TimeDelta::days(1);
/// Reports from under one registrable domain that are kept in [`REPORT_PERIOD`].
pub const REPORTS_OF_SERVER: i64 = 100;
/// The time over which reports count.
pub const REPORT_PERIOD: TimeDelta = TimeDelta::days(1);
