//! Statuses: what members write, and ordinary posts that come from elsewhere. Recommendations are not written or
//! received this way.

mod delete;
mod edit;
mod history;
mod note;
mod receive;
mod thread;
mod write;

pub(crate) use note::note_of;
pub(crate) use write::{audience, taken_before, view, write_in};

pub use delete::{Deleted, delete};
pub(crate) use edit::tell_anew;
pub use edit::{Edit, edit};
pub use history::{StatusSource, StatusVersion, history, source};
pub use note::{PublicNote, note};
pub use receive::{
    Arrival, Concern, Reach, RemoteNote, delete_note, fetch_above, receive_note, receive_notes, update_note,
};
pub use thread::{Thread, thread};
pub use write::{IdempotencyKey, write};
