//! How many statements the database is asked, and how many rows they are about. They are counted on PostgreSQL, whose driver reports them on the thread
//! that asks; SQLite is asked the same ones.

use std::cell::Cell;
use std::fmt::Debug;
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    static STATEMENTS: Cell<usize> = const { Cell::new(0) };
    static ROWS: Cell<u64> = const { Cell::new(0) };
}

/// Counts the statements that the driver reports, on each thread those of its own. It is there for all threads: what a
/// thread without a subscriber asks first would else be taken for something that nobody listens to
/// ([`tracing::callsite`]).
#[derive(Debug)]
pub struct Statements(());

impl Statements {
    /// Counts from now on. No other subscriber may be set in the same process.
    pub fn listen() {
        static LISTENING: Once = Once::new();
        LISTENING.call_once(|| {
            tracing::subscriber::set_global_default(Self(())).expect("nothing else in this process sets one");
        });
    }

    /// How many were asked on this thread so far.
    pub fn asked() -> usize {
        STATEMENTS.get()
    }

    /// How many rows they read or wrote.
    pub fn rows() -> u64 {
        ROWS.get()
    }
}

impl Subscriber for Statements {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut reported = Reported::default();
        event.record(&mut reported);
        if !reported.is_about_types {
            STATEMENTS.set(STATEMENTS.get() + 1);
            ROWS.set(ROWS.get() + reported.rows);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What the driver reports of one statement.
#[derive(Default)]
struct Reported {
    /// How many rows it was about. Those that it returned are said twice.
    rows: u64,
    /// The driver asks it for itself, on each connection once for each type; when connections are opened is chance.
    is_about_types: bool,
}

impl Visit for Reported {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if matches!(field.name(), "rows_affected" | "rows_returned") {
            self.rows = self.rows.max(value);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if matches!(field.name(), "summary" | "db.statement") {
            self.is_about_types |= value.contains("pg_catalog.");
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
