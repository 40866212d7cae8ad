//! What the outside tests stand on: real processes, a certificate authority, names, databases, members who use
//! the client API, and a scripted peer that speaks ActivityPub by a second implementation of the signatures.

mod answer;
mod browser;
mod certificate_authority;
mod chance;
mod client_application;
mod database;
mod directory;
mod document;
mod entity;
mod event_stream;
mod eventually;
pub mod https;
mod instance;
mod mailbox;
mod member;
mod names;
mod node;
mod on_both_databases;
mod one_time_code;
mod peer;
mod port;
mod postgres_server;
mod program;
#[cfg(test)]
mod reliability;
mod soak;
mod socket;
mod statements;
mod visitor;
mod world;

pub use answer::Answer;
pub use browser::Browser;
pub use certificate_authority::{Certificate, CertificateAuthority};
pub use chance::Chance;
pub use client_application::ClientApplication;
pub use database::{DatabaseLock, Engine, TestDatabase};
pub use directory::Directory;
pub use document::{DocumentKey, digest, sign};
pub use entity::expect_entity;
pub use event_stream::EventStream;
pub use eventually::{SOON, eventually};
pub use instance::{Instance, InstanceBuilder, PASSWORD};
pub use mailbox::{Letter, Mailbox};
pub use member::{Draft, Member};
pub use names::Names;
pub use node::Node;
pub use one_time_code::one_time_code;
pub use peer::{Bundle, Party, Peer, PeerActor, Received, Sealed, SignedPost};
pub use postgres_server::PostgresServer;
pub use program::Program;
pub use soak::{Soak, SoakReport};
pub use socket::Socket;
pub use statements::Statements;
pub use visitor::Visitor;
pub use world::World;
