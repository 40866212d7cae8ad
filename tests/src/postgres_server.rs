use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::SmallDisk;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/with-postgres");

/// A PostgreSQL server for one test alone, to be stopped and started again.
#[derive(Debug)]
pub struct PostgresServer {
    process: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    url: String,
}

impl PostgresServer {
    /// Starts one, with an empty database.
    pub fn start() -> Self {
        Self::start_by(Command::new(SCRIPT).arg("--obey"))
    }

    /// The same, with its tables on a small disk, and without what makes them outlive the end of the machine.
    pub fn start_on(disk: &SmallDisk) -> Self {
        let mut command = Command::new(SCRIPT);
        command.env("VOUCHWELL_TEST_FSYNC", "off");
        Self::start_by(command.arg("--obey").arg(disk.path()))
    }

    fn start_by(command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the script starts");
        let answers = process.stdout.take().expect("stdout is a pipe");
        let mut server = Self {
            orders: process.stdin.take(),
            answers: BufReader::new(answers),
            process,
            url: String::new(),
        };
        server.url = server.answer();
        server
    }

    /// What `VOUCHWELL_DATABASE_URL` is set to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops it: who is connected is cut off, and nobody can connect.
    pub fn stop(&mut self) {
        self.obey("stop");
    }

    /// Starts it again, on the same data and port.
    pub fn start_again(&mut self) {
        self.obey("start");
    }

    fn obey(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("the script listens");
        writeln!(orders, "{order}").expect("the script listens");
        assert_eq!(self.answer(), order, "PostgreSQL does not {order}");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the script writes text");
        assert!(
            !line.is_empty(),
            "PostgreSQL is missing: scripts/install-test-packages installs it"
        );
        line.trim_end().to_owned()
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // It clears up at the end of its orders.
        drop(self.orders.take());
        let _ = self.process.wait();
    }
}
