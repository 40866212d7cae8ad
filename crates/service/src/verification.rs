//! What this server says of the file of a recommendation that somebody hands in.

use vouchwell_domain::evidence::{self, Verdict, VerifiedBundle};
use vouchwell_storage::document;

use crate::{Context, Result};

/// Verifies a file, and counts the withdrawals that are known here like those that came in it. Nothing of it is
/// kept, and nobody is asked.
///
/// # Errors
/// The database is away. What is wrong with the file is the inner result.
pub async fn verify(context: &Context, file: &[u8]) -> Result<Result<VerifiedBundle, Verdict>> {
    let now = context.timestamp();
    let verified = match evidence::verify(file, now) {
        Ok(verified) => verified,
        Err(verdict) => return Ok(Err(verdict)),
    };
    let mut snapshot = context.store.snapshot().await?;
    let known = document::withdrawals_of_bundle(&mut snapshot, &verified).await?;
    if known.is_empty() {
        return Ok(Ok(verified));
    }
    let mut bundle = verified.into_inner();
    bundle.withdrawals.extend(known);
    Ok(bundle.verify(now))
}
