//! What the API shows, in Mastodon's shapes and in ours.

pub mod account;
pub mod acquaintance;
pub mod application;
pub mod credential_account;
pub mod instance;
pub mod instance_v1;
pub mod meeting;
pub mod notification;
pub mod path;
pub mod preferences;
pub mod recommendation;
pub mod relationship;
pub mod request;
pub mod search;
pub mod status;
pub mod status_history;
mod time;

pub use account::Account;
pub use acquaintance::Acquaintance;
pub use application::{Application, CredentialApplication};
pub use credential_account::CredentialAccount;
pub use meeting::Meeting;
pub use notification::Notification;
pub use path::Found;
pub use preferences::Preferences;
pub use recommendation::{Recommendation, Version};
pub use relationship::Relationship;
pub use request::Request;
pub use search::Search;
pub use status::{DeletedStatus, Status};
pub use status_history::{Context, StatusEdit, StatusSource};
