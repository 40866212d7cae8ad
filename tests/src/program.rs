use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The built program `vouchwell`.
#[derive(Clone, Copy, Debug)]
pub struct Program;

impl Program {
    /// A command that runs the program with none of the caller's own settings.
    pub fn command<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(path());
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("VOUCHWELL_") {
                command.env_remove(variable);
            }
        }
        command.args(arguments);
        command
    }

    /// Runs a command to its end with `input` on stdin.
    pub fn run(mut command: Command, input: &[u8]) -> Output {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        let input = input.to_vec();
        // A program that does not read its input closes the pipe.
        let writer = std::thread::spawn(move || stdin.write_all(&input).is_ok());
        let output = child.wait_with_output().expect("the program ends");
        let _ = writer.join();
        output
    }
}

/// The path of the program: what `VOUCHWELL_TEST_PROGRAM` names, or else what is built once in the profile of the running test.
fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        if let Some(built) = std::env::var_os("VOUCHWELL_TEST_PROGRAM") {
            return built.into();
        }
        let test = std::env::current_exe().expect("the test knows its own path");
        let directory = test
            .ancestors()
            .nth(2)
            .expect("the test lies in target/PROFILE/deps");
        let profile = match directory.file_name().and_then(OsStr::to_str) {
            Some("debug") | None => "dev",
            Some(other) => other,
        };
        // All members, so that shared dependencies keep the features they were built with for the test.
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--locked",
                "--workspace",
                "--bin",
                "vouchwell",
                "--profile",
                profile,
            ])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .expect("cargo starts");
        assert!(built.success(), "the program does not build");
        directory.join("vouchwell")
    })
}
