//! Lists of values within a statement, where both databases agree on nothing but `IN (…)`.

use sqlx::{Database, Encode, QueryBuilder, Type};

/// Rows in one statement; the databases take only so many parameters.
pub(crate) const ROWS: usize = 1_000;

/// A statement that ends with a list of numbers, which must not be empty, in parentheses.
pub(crate) fn numbers<DB>(statement: &str, numbers: impl IntoIterator<Item = i64>) -> QueryBuilder<DB>
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let mut builder = QueryBuilder::new(statement);
    push_list(&mut builder, numbers);
    builder
}

/// A statement that ends with a list of texts, which must not be empty, in parentheses.
pub(crate) fn texts<DB>(statement: &str, texts: impl IntoIterator<Item = String>) -> QueryBuilder<DB>
where
    DB: Database,
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    let mut builder = QueryBuilder::new(statement);
    push_list(&mut builder, texts);
    builder
}

/// Pairs of rows that are asked about together, as the table `pair (one, other)` before a statement, which may add
/// tables of its own, recursive ones too; they must not be none.
pub(crate) fn pairs<DB>(pairs: impl IntoIterator<Item = (i64, i64)>, statement: &str) -> QueryBuilder<DB>
where
    DB: Database,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let mut builder = QueryBuilder::new("WITH RECURSIVE pair (one, other) AS (");
    builder.push_values(pairs, |mut row, (one, other)| {
        row.push_bind(one).push_bind(other);
    });
    builder.push(") ");
    builder.push(statement);
    builder
}

/// Adds a list of values in parentheses.
pub(crate) fn push_list<DB, T>(builder: &mut QueryBuilder<DB>, values: impl IntoIterator<Item = T>)
where
    DB: Database,
    for<'q> T: Encode<'q, DB> + Type<DB> + 'q,
{
    builder.push("(");
    let mut list = builder.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    builder.push(")");
}

/// A text in which `%` and `_` stand for themselves after `LIKE … ESCAPE '\'`.
pub(crate) fn escape_pattern(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
