use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::port::free_port;
use crate::{DatabaseLock, Directory, Member, Program, SOON, TestDatabase, Visitor, World, eventually};

/// The password of every account that the tests make.
pub const PASSWORD: &str = "correct horse battery staple";

/// How an instance is set up before it starts.
#[derive(Debug)]
pub struct InstanceBuilder {
    world: World,
    name: String,
    variables: BTreeMap<String, String>,
    behind_proxy: bool,
    outlives_full_disk: bool,
}

/// A real `vouchwell serve` process. As a [`Visitor`] it is read anonymously.
#[derive(Debug)]
pub struct Instance {
    world: World,
    name: String,
    port: u16,
    variables: BTreeMap<String, String>,
    outlives_full_disk: bool,
    visitor: Visitor,
    process: Option<Child>,
    log: PathBuf,
    // Dropped after the process has ended.
    database: TestDatabase,
    directory: Directory,
}

impl InstanceBuilder {
    pub(crate) fn new(world: World, name: &str) -> Self {
        let variables = [
            ("VOUCHWELL_ALLOW_NETWORKS", "127.0.0.0/8"),
            ("VOUCHWELL_HOLD", "1s"),
            ("VOUCHWELL_LIMITS", "off"),
            ("VOUCHWELL_QUARANTINE", "14d"),
            ("VOUCHWELL_RETRY_SCALE", "0.001"),
        ];
        let variables = variables
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        Self {
            world,
            name: name.to_owned(),
            variables,
            behind_proxy: false,
            outlives_full_disk: false,
        }
    }

    /// Leaves TLS to a proxy: the process speaks plain HTTP, and its public address is https all the same.
    pub fn behind_proxy(mut self) -> Self {
        self.behind_proxy = true;
        self
    }

    /// Lets the process be told by an error that it may write no more, and not be ended by a signal.
    pub fn outliving_a_full_disk(mut self) -> Self {
        self.outlives_full_disk = true;
        self
    }

    /// Sets a variable of the configuration, such as `VOUCHWELL_HOLD`.
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.insert(variable.to_owned(), value.to_owned());
        self
    }

    /// Starts the process and waits until it is ready.
    pub async fn start(mut self) -> Instance {
        let host = format!("{}.test", self.name);
        let port = free_port();
        let directory = Directory::new(&self.name);
        let database = TestDatabase::create_with_tables(self.world.engine()).await;
        let path = |path: PathBuf| path.display().to_string();
        let authority = self.world.authority().certificate();
        let mut settings = vec![
            ("VOUCHWELL_BIND", format!("127.0.0.1:{port}")),
            ("VOUCHWELL_DATABASE_URL", database.url().to_owned()),
            ("VOUCHWELL_DATA_DIR", path(directory.path().join("data"))),
            ("VOUCHWELL_DNS", self.world.names().address().to_string()),
            (
                "VOUCHWELL_EXTRA_CA",
                path(directory.write("authority.pem", authority.as_bytes())),
            ),
            ("VOUCHWELL_PUBLIC_URL", format!("https://{host}:{port}")),
        ];
        let origin = if self.behind_proxy {
            format!("http://127.0.0.1:{port}")
        } else {
            let certificate = self.world.authority().certify(&host);
            settings.extend([
                (
                    "VOUCHWELL_TLS_CERT",
                    path(directory.write("tls.pem", certificate.certificate.as_bytes())),
                ),
                (
                    "VOUCHWELL_TLS_KEY",
                    path(directory.write("tls.key", certificate.key.as_bytes())),
                ),
            ]);
            format!("https://{host}:{port}")
        };
        for (variable, value) in settings {
            self.variables.entry(variable.to_owned()).or_insert(value);
        }
        let visitor = Visitor::new(self.world.client().clone(), origin);
        let mut instance = Instance {
            world: self.world,
            name: self.name,
            port,
            variables: self.variables,
            outlives_full_disk: self.outlives_full_disk,
            visitor,
            process: None,
            log: directory.path().join("log"),
            database,
            directory,
        };
        instance.start().await;
        instance
    }
}

impl Instance {
    /// Starts the process again, on the same data and port, and waits until it is ready.
    pub async fn start(&mut self) {
        assert!(self.process.is_none(), "{} runs already", self.name);
        let log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .expect("the log can be written");
        let mut command = self.command(["serve"]);
        if self.outlives_full_disk {
            command = without_size_signal(&command);
        }
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log);
        self.process = Some(command.spawn().expect("the program starts"));
        eventually(SOON, &format!("{} is ready", self.name), async || {
            let ended = self
                .process
                .as_mut()
                .is_some_and(|process| !matches!(process.try_wait(), Ok(None)));
            assert!(!ended, "{} ended at its start", self.name);
            TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
            self.visitor
                .get("/readyz")
                .await
                .status
                .is_success()
                .then_some(())
        })
        .await;
    }

    /// Ends the process without a warning, as `kill -9` does.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("the process can be killed");
            process.wait().expect("a killed process ends");
        }
    }

    /// Kills the process and starts it again, at the present date of the world.
    pub async fn restart(&mut self) {
        self.kill();
        self.start().await;
    }

    /// From now on the process can write to no file.
    pub fn fill_disk(&self) {
        self.limit_files("0:");
    }

    /// The process can write again.
    pub fn empty_disk(&self) {
        self.limit_files("unlimited:");
    }

    fn limit_files(&self, most: &str) {
        assert!(self.outlives_full_disk, "this process would be ended by a signal");
        let process = self.process_id().to_string();
        let limited = Command::new("prlimit")
            .args(["--pid", &process, &format!("--fsize={most}")])
            .status()
            .expect("prlimit of util-linux is installed");
        assert!(
            limited.success(),
            "the limit of a process of one's own can be set"
        );
    }

    /// Takes the write lock of the database, which is a file.
    pub async fn lock_database(&self) -> DatabaseLock {
        self.database.lock().await
    }

    /// Changes a variable for the next start.
    pub fn set(&mut self, variable: &str, value: &str) {
        self.variables.insert(variable.to_owned(), value.to_owned());
    }

    /// Where the process listens.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// The number of the running process.
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().expect("the process runs").id()
    }

    /// How much memory the process has, in MB.
    pub fn resident_megabytes(&self) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process_id())).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_ascii_whitespace().next()?.parse::<f64>().ok());
        kilobytes.expect("the kernel says how much") * 1024.0 / 1e6
    }

    /// Host with port, as in a handle.
    pub fn host(&self) -> String {
        format!("{}.test:{}", self.name, self.port)
    }

    /// A command of the program with the settings of this instance, at the date of the world.
    pub fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = Program::command(arguments);
        command.envs(&self.variables).current_dir(self.directory.path());
        if !self.world.ahead().is_zero() {
            command
                .env("LD_PRELOAD", faketime())
                .env("FAKETIME", format!("+{}", self.world.ahead().as_secs()))
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        command
    }

    /// Runs a command to its end with `input` on stdin.
    pub fn run<const N: usize>(&self, arguments: [&str; N], input: &[u8]) -> Output {
        Program::run(self.command(arguments), input)
    }

    /// Creates an account with the command line, and a token for it.
    pub fn member(&self, name: &str) -> Member {
        self.create_account(name);
        self.sign_in(name, "read write follow push")
    }

    /// Creates an account with the command line.
    pub fn create_account(&self, name: &str) {
        let email = format!("{name}@mail.test");
        let arguments = [
            "account",
            "create",
            name,
            "--email",
            &email,
            "--password",
            PASSWORD,
        ];
        succeed(self.run(arguments, b""));
    }

    /// Makes a token with these scopes for an account that exists.
    pub fn sign_in(&self, name: &str, scopes: &str) -> Member {
        let output = succeed(self.run(["account", "token", name, "--scopes", scopes], b""));
        let token = output.trim().to_owned();
        assert!(
            !token.is_empty() && !token.contains(char::is_whitespace),
            "stdout is not a token: {output:?}"
        );
        Member::new(self.visitor.with_token(token), name, &self.host())
    }

    /// The program's `verify` on a bundle: exit code and verdict.
    pub fn verify(&self, bundle: &str) -> (Option<i32>, String) {
        let output = self.run(["verify", "-", "--json"], bundle.as_bytes());
        let verdict: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (
            output.status.code(),
            verdict["verdict"].as_str().unwrap_or_default().to_owned(),
        )
    }

    /// Waits until no job is ready, running or failed.
    pub async fn idle(&self) {
        eventually(
            SOON,
            &format!("{} has nothing left to do", self.name),
            async || {
                let queue = self.visitor.get("/readyz").await.ok()["queue"].clone();
                assert!(
                    queue["ready"].is_u64() && queue["failed"].is_u64(),
                    "no queue in /readyz: {queue}"
                );
                (queue["ready"] == 0 && queue["failed"] == 0).then_some(())
            },
        )
        .await;
    }

    /// Runs one statement in the database, for what no call can bring about.
    pub async fn execute(&self, statement: &'static str) {
        self.database.execute(statement).await;
    }

    /// What one statement counts in the database, of what no call shows.
    pub async fn count(&self, statement: &'static str) -> i64 {
        self.database.count(statement).await
    }

    /// What one statement counts of several things in the database, each by its name.
    pub async fn counts(&self, statement: &'static str) -> BTreeMap<String, i64> {
        self.database.counts(statement).await
    }

    /// Everything the process wrote since its first start.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The directory in which the process and its commands run.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }
}

impl Deref for Instance {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let end = lines[lines.len().saturating_sub(100)..].join("\n");
            eprintln!("--- end of the log of {} ---\n{end}\n---", self.name);
        }
    }
}

fn succeed(output: Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the command failed with {}: {error}",
        output.status
    );
    String::from_utf8(output.stdout).expect("the program writes UTF-8")
}

/// The same command with SIGXFSZ ignored, which a program inherits.
fn without_size_signal(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(command.get_program())
        .args(command.get_args());
    for (variable, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(variable, value),
            None => shell.env_remove(variable),
        };
    }
    if let Some(directory) = command.get_current_dir() {
        shell.current_dir(directory);
    }
    shell
}

/// The library that shows a process another date.
pub(crate) fn faketime() -> PathBuf {
    let architecture = std::env::consts::ARCH;
    [
        format!("/usr/lib/{architecture}-linux-gnu/faketime/libfaketime.so.1"),
        "/usr/lib/faketime/libfaketime.so.1".to_owned(),
        "/usr/lib64/faketime/libfaketime.so.1".to_owned(),
    ]
    .into_iter()
    .map(PathBuf::from)
    .find(|path| path.exists())
    .expect("this test moves the date: install libfaketime with scripts/install-test-packages")
}
