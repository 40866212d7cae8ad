//! Blocks.

use crate::identifier::AccountId;

/// One account blocks another. Received and obeyed, never sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Who blocks.
    pub blocker: AccountId,
    /// Who is blocked.
    pub blocked: AccountId,
}
