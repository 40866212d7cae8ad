//! Statuses: what members write, and ordinary posts that come from elsewhere. Recommendations are not written or
//! received this way.

mod delete;
mod note;
mod receive;
mod write;

pub use delete::{Deleted, delete};
pub use note::{PublicNote, note};
pub use receive::{Concern, RemoteNote, delete_note, receive_note, update_note};
pub use write::{IdempotencyKey, write};
