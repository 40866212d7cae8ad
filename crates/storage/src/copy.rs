//! A copy of a SQLite database, consistent while others write.

use std::path::Path;

use sqlx::SqlitePool;

use crate::{Error, Result};

/// Writes everything that is committed now to a new file.
///
/// # Errors
/// The file exists, its name is not UTF-8, or there is no room for it.
pub async fn to_file(database: &SqlitePool, file: &Path) -> Result<()> {
    let name = file.to_str().ok_or(Error::UnknownDatabase)?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(database).await?;
    Ok(())
}
