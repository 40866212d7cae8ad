//! The database is away, locked or without room: reads go on or say when to come again, writes are refused, and when
//! the trouble is over everything goes on by itself, with nothing lost and nothing doubled.

mod backup;
mod database_away;
mod database_locked;
mod disk_full;
mod nodes;
mod scene;
