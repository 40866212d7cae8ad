//! What can go wrong with the database.

/// A query failed. The cause is for the log, never for a page or an answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or could not be reached.
    #[error("the database did not do what it was asked")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought to the version of this program.
    #[error("the tables of the database could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored value is not what this program writes.
    #[error("a stored {0} cannot be read: the database was changed by something else")]
    Unreadable(&'static str),
    /// The URL names no database that this program knows.
    #[error("the database must be given as sqlite://PATH or postgres://USER@HOST/NAME")]
    UnknownDatabase,
    /// The group of writes that this one was part of failed.
    #[error("the write did not reach the disk")]
    GroupFailed,
    /// More writes wait than the database can take.
    #[error("more writes are waiting than the database can take")]
    GroupFull,
}

/// What queries return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether it may work in a moment: the database is away, locked or full.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Database(
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Tls(_),
            )
            | Self::GroupFailed
            | Self::GroupFull => true,
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                // SQLite: busy, locked, I/O error, full. PostgreSQL: connection, deadlock, resources, shutdown.
                let primary = code.parse::<u32>().map(|number| number & 0xff);
                matches!(primary, Ok(5 | 6 | 10 | 13)) && code.len() <= 4
                    || ["08", "40", "53", "57", "58"]
                        .iter()
                        .any(|class| code.len() == 5 && code.starts_with(class))
            }),
            _ => false,
        }
    }

    /// Whether the address of the database cannot be right: it names none, or lets nobody in. Waiting does not help.
    pub fn is_wrong_address(&self) -> bool {
        match self {
            Self::UnknownDatabase | Self::Database(sqlx::Error::Configuration(_)) => true,
            // SQLite: the file cannot be opened, or is none. PostgreSQL: no such database, role or password.
            Self::Database(sqlx::Error::Database(error)) => error
                .code()
                .is_some_and(|code| matches!(&*code, "14" | "26" | "3D000" | "28000" | "28P01")),
            _ => false,
        }
    }

    /// Whether a row with this key was there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

/// Reads a stored text as the type it was written from.
pub(crate) fn parse<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::Unreadable(what))
}

/// Reads a stored text that may be absent.
pub(crate) fn parse_optional<T: std::str::FromStr>(
    text: Option<&String>,
    what: &'static str,
) -> Result<Option<T>> {
    text.map(|text| parse(text, what)).transpose()
}
