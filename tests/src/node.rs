use std::net::{Ipv4Addr, TcpStream};
use std::ops::Deref;
use std::process::{Child, Stdio};

use crate::port::free_port;
use crate::{Instance, Member, SOON, Visitor, eventually};

/// Another process of an instance, beside the first on the same database.
#[derive(Debug)]
pub struct Node {
    visitor: Visitor,
    process: Child,
}

impl Instance {
    /// Starts another process with the same settings on another port, and waits until it is ready.
    pub async fn another_node(&self) -> Node {
        let port = free_port();
        let mut command = self.command(["serve"]);
        command
            .env("VOUCHWELL_BIND", format!("127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let name = self.host().split(':').next().unwrap_or_default().to_owned();
        let node = Node {
            visitor: self.at(format!("https://{name}:{port}")),
            process: command.spawn().expect("the program starts"),
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
