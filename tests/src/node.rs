use std::net::{Ipv4Addr, TcpStream};
use std::ops::Deref;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::instance::faketime;
use crate::port::free_port;
use crate::{Directory, Instance, Member, SOON, Visitor, eventually};

/// Another process of an instance, beside the first on the same database, by a clock of its own.
#[derive(Debug)]
pub struct Node {
    visitor: Visitor,
    process: Child,
    clock: Directory,
}

/// The file that says by how much the clock of a node is ahead, and its place while it is written: the node may read it at
/// any moment.
const AHEAD: &str = "ahead";
const NEXT: &str = "next";

impl Instance {
    /// Starts another process with the same settings on another port, and waits until it is ready.
    pub async fn another_node(&self) -> Node {
        let (port, clock) = (free_port(), Directory::new("clock"));
        let ahead = clock.write(AHEAD, b"+0");
        let mut command = self.command(["serve"]);
        command
            .env("VOUCHWELL_BIND", format!("127.0.0.1:{port}"))
            .env("LD_PRELOAD", faketime())
            .env_remove("FAKETIME")
            .env("FAKETIME_TIMESTAMP_FILE", ahead)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let name = self.host().split(':').next().unwrap_or_default().to_owned();
        let node = Node {
            visitor: self.at(format!("https://{name}:{port}")),
            process: command.spawn().expect("the program starts"),
            clock,
        };
        eventually(SOON, "the other node is ready", async || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
            node.get("/readyz").await.status.is_success().then_some(())
        })
        .await;
        node
    }
}

impl Node {
    /// From now on the clock of the running process is so much ahead.
    pub fn set_clock_ahead(&self, time: Duration) {
        let next = self.clock.write(NEXT, format!("+{}", time.as_secs()).as_bytes());
        std::fs::rename(next, self.clock.path().join(AHEAD)).expect("the temporary directory is writable");
    }

    /// A member who uses this node.
    pub fn used_by(&self, member: &Member) -> Visitor {
        self.with_token(member.token().expect("a member has a token"))
    }
}

impl Deref for Node {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.process.kill().expect("the process can be killed");
        self.process.wait().expect("a killed process ends");
    }
}
