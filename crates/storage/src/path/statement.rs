//! The statements of the search, put together from what they share.

use chrono::{DateTime, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::DidKey;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::path::{Hops, OrderOfTheDay};

use super::{CONSIDERED, Search};
use crate::value_list::push_list;

/// Above every word that begins with what stands before it.
const LAST: char = '\u{10ffff}';

/// A statement on its way.
pub(super) struct Statement<'a, DB: Database> {
    builder: QueryBuilder<DB>,
    search: &'a Search<'a>,
}

impl<'a, DB> Statement<'a, DB>
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> Option<String>: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    /// `CROSS JOIN` keeps SQLite to the order in which the tables stand.
    pub(super) fn people(search: &'a Search<'a>, limit: u32, offset: u32) -> QueryBuilder<DB> {
        let mut statement = Self::hidden(search);
        statement.push(
            ", known (id, evidence_key) AS (SELECT person.id, person.evidence_key
                 FROM tie AS own CROSS JOIN account AS person
                 WHERE person.id = own.to_id AND person.evidence_key = own.to_key AND person.gone_at IS NULL
                     AND person.id NOT IN (SELECT id FROM hidden) AND ",
        );
        statement
            .is_own()
            .push("), fitting (id) AS (SELECT DISTINCT subject_id FROM topic_word WHERE ");
        statement.begins("word", search.topic.longest());
        for word in search.topic.others() {
            statement.push(
                " AND EXISTS (SELECT 1 FROM topic_word AS further
                     WHERE further.recommendation_id = topic_word.recommendation_id AND ",
            );
            statement.begins("further.word", word).push(")");
        }
        statement.push(" AND expires_at > ").now();
        statement.push(" AND subject_id <> ").reader();
        statement.push(
            " AND subject_id NOT IN (SELECT id FROM hidden) AND author_id NOT IN (SELECT id FROM hidden)),
             considered (id, evidence_key, is_known, turn) AS (
                 SELECT account.id, account.evidence_key,
                     CASE WHEN account.id IN (SELECT id FROM known) THEN 1 ELSE 0 END AS is_known, ",
        );
        statement.turn_of("account.id").push(
            " AS turn FROM fitting CROSS JOIN account WHERE account.id = fitting.id AND account.gone_at IS NULL
                 AND account.discoverable",
        );
        for word in search.near.iter().flat_map(|near| near.iter()) {
            statement.push(" AND account.place_words LIKE ");
            statement.bind(format!("% {word} %"));
        }
        statement
            .push(" ORDER BY is_known DESC, turn LIMIT ")
            .bind(CONSIDERED);
        statement.push("), near (id, distance, turn) AS (SELECT id, CASE WHEN is_known = 1 THEN 1 ");
        if search.hops == Hops::Two {
            statement.push(
                "WHEN EXISTS (SELECT 1 FROM tie AS theirs
                     WHERE theirs.from_id = considered.id AND theirs.from_key = considered.evidence_key
                         AND (theirs.to_id, theirs.to_key) IN (SELECT id, evidence_key FROM known)
                         AND theirs.ends_at > ",
            );
            statement
                .now()
                .push(" AND ")
                .is_unblocked("theirs.to_id", "considered.id")
                .push(") THEN 2 ");
        }
        statement.push(
            "ELSE 3 END AS distance, turn FROM considered)
             SELECT id, distance FROM near ORDER BY distance, turn, id LIMIT ",
        );
        statement
            .bind(i64::from(limit))
            .push(" OFFSET ")
            .bind(i64::from(offset));
        statement.builder
    }

    pub(super) fn direct(search: &'a Search<'a>, people: &[AccountId]) -> QueryBuilder<DB> {
        let mut statement = Self::new(
            search,
            "SELECT own.to_id, own.said, own.met FROM tie AS own CROSS JOIN account AS person
             WHERE person.id = own.to_id AND person.gone_at IS NULL AND person.evidence_key = own.to_key AND ",
        );
        statement.is_own().push(" AND own.to_id IN ").list(people);
        statement.builder
    }

    pub(super) fn ways(search: &'a Search<'a>, people: &[AccountId], most: usize) -> QueryBuilder<DB> {
        let mut statement = Self::hidden(search);
        statement.push(
            ", way AS (SELECT person.id AS person, middle.id AS middle, own.said AS first_said,
                 own.met AS first_met, theirs.heard AS second_said, theirs.met AS second_met,
                 CASE WHEN own.met AND theirs.met THEN 0 WHEN own.met OR theirs.met THEN 1 ELSE 2 END AS unmet,
                 CASE WHEN own.known_since > theirs.known_since THEN own.known_since
                     ELSE theirs.known_since END AS known_since,
                 CASE WHEN EXISTS (SELECT 1 FROM recommendation WHERE recommendation.author_id = middle.id
                     AND recommendation.subject_id = person.id AND ",
        );
        statement.fits().push(") THEN 1 ELSE 0 END AS is_recommended, ");
        statement.turn_of("middle.id").push(
            " AS turn FROM account AS person CROSS JOIN tie AS theirs CROSS JOIN tie AS own
                 CROSS JOIN account AS middle
             WHERE theirs.from_id = person.id AND theirs.from_key = person.evidence_key AND ",
        );
        statement.is_own().push(
            " AND own.to_id = theirs.to_id AND own.to_key = theirs.to_key
                 AND middle.id = theirs.to_id AND middle.evidence_key = theirs.to_key AND middle.gone_at IS NULL
                 AND middle.id NOT IN (SELECT id FROM hidden) AND theirs.ends_at > ",
        );
        statement
            .now()
            .push(" AND ")
            .is_unblocked("middle.id", "person.id");
        statement.push(" AND person.id IN ").list(people);
        statement.push(
            "), ranked AS (SELECT way.*, row_number() OVER (PARTITION BY person
                 ORDER BY is_recommended DESC, unmet, known_since, turn, middle) AS place FROM way)
             SELECT person, middle, first_said, first_met, second_said, second_met, is_recommended FROM ranked
             WHERE place <= ",
        );
        statement
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .push(" ORDER BY person, place");
        statement.builder
    }

    pub(super) fn recommendations(
        search: &'a Search<'a>,
        people: &[AccountId],
        most: u32,
    ) -> QueryBuilder<DB> {
        let mut statement = Self::hidden(search);
        statement.push(
            ", fitting AS (SELECT id, subject_id, sequence,
                 CASE WHEN EXISTS (SELECT 1 FROM tie AS own WHERE own.to_id = recommendation.author_id AND ",
        );
        statement.is_own().push(
            ") THEN 0 ELSE 1 END AS is_stranger FROM recommendation
             WHERE author_id NOT IN (SELECT id FROM hidden) AND ",
        );
        statement.fits().push(" AND subject_id IN ").list(people);
        statement.push(
            "), ranked AS (SELECT id, is_stranger, sequence, row_number() OVER (PARTITION BY subject_id
                 ORDER BY is_stranger, sequence DESC) AS place FROM fitting)
             SELECT id FROM ranked WHERE place <= ",
        );
        statement
            .bind(i64::from(most))
            .push(" ORDER BY is_stranger, sequence DESC");
        statement.builder
    }

    fn new(search: &'a Search<'a>, begin: &str) -> Self {
        Self {
            builder: QueryBuilder::new(begin),
            search,
        }
    }

    /// Those whom the reader blocks or who block her.
    fn hidden(search: &'a Search<'a>) -> Self {
        let mut statement = Self::new(
            search,
            "WITH hidden (id) AS (SELECT blocked_id FROM block WHERE blocker_id = ",
        );
        statement
            .reader()
            .push(" UNION SELECT blocker_id FROM block WHERE blocked_id = ");
        statement.reader().push(")");
        statement
    }

    fn push(&mut self, text: &str) -> &mut Self {
        self.builder.push(text);
        self
    }

    fn bind<T>(&mut self, value: T) -> &mut Self
    where
        for<'q> T: Encode<'q, DB> + Type<DB> + 'q,
    {
        self.builder.push_bind(value);
        self
    }

    fn list(&mut self, people: &[AccountId]) -> &mut Self {
        push_list(&mut self.builder, people.iter().map(|person| person.number()));
        self
    }

    fn reader(&mut self) -> &mut Self {
        let Account { id, .. } = self.search.reader;
        self.bind(id.number())
    }

    fn now(&mut self) -> &mut Self {
        self.bind(self.search.now)
    }

    fn begins(&mut self, word: &str, beginning: &str) -> &mut Self {
        self.push(word).push(" >= ").bind(beginning.to_owned());
        self.push(" AND ").push(word).push(" < ");
        self.bind(format!("{beginning}{LAST}"))
    }

    /// The place of somebody in the order of the day.
    fn turn_of(&mut self, id: &str) -> &mut Self {
        let (order, prime) = (self.search.order, OrderOfTheDay::PRIME.to_string());
        self.push("(")
            .push(id)
            .push(" % ")
            .push(&prime)
            .push(" * ")
            .bind(order.factor);
        self.push(" + ").bind(order.shift).push(") % ").push(&prime)
    }

    /// `own` is a tie of the reader that stands.
    fn is_own(&mut self) -> &mut Self {
        let key = self.search.reader.evidence_key.as_ref().map(DidKey::to_string);
        self.push("own.from_id = ")
            .reader()
            .push(" AND own.from_key = ")
            .bind(key);
        self.push(" AND own.ends_at > ").now()
    }

    /// Neither of two people blocks the other: who is blocked on the way leads nobody on.
    fn is_unblocked(&mut self, one: &str, other: &str) -> &mut Self {
        self.push("NOT EXISTS (SELECT 1 FROM block WHERE (block.blocker_id = ")
            .push(one);
        self.push(" AND block.blocked_id = ").push(other);
        self.push(") OR (block.blocked_id = ").push(one);
        self.push(" AND block.blocker_id = ").push(other).push("))")
    }

    /// `recommendation` is public and fits.
    fn fits(&mut self) -> &mut Self {
        self.push("recommendation.standing = 'public' AND recommendation.expires_at > ")
            .now();
        let words = self.search.topic;
        for word in words.iter() {
            self.push(
                " AND EXISTS (SELECT 1 FROM topic_word
                     WHERE topic_word.recommendation_id = recommendation.id AND ",
            );
            self.begins("topic_word.word", word).push(")");
        }
        self
    }
}
