//! Actor documents: those of this instance, and those of others.

mod local;
mod remote;
mod written;

pub(crate) use local::featured;
pub use local::{ActorKeys, document};
pub(crate) use remote::assertion_key;
pub use remote::{ActorDocumentError, parse};
