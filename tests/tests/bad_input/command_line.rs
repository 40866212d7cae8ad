//! The command line: wrong input ends with 2 and a sentence that says what to mend, and leaves nothing behind.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use vouchwell_tests::{Directory, Instance, Program, on_both_databases};

/// Longer than any command needs that refuses what it is given.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a command that has to end with 2, and answers its sentence.
#[track_caller]
fn refuses(mut command: Command, what: &str) -> String {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let start = Instant::now();
    while child.try_wait().expect("a child can be waited for").is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().expect("a child can be ended");
            panic!("{what}: it is taken, and the command runs");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().expect("the program has ended");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{what}: {error}");
    assert!(error.trim().contains(' '), "{what}: no sentence: {error:?}");
    assert!(
        !error.contains("panicked") && !error.contains("RUST_BACKTRACE"),
        "{what}: {error}"
    );
    assert!(output.stdout.is_empty(), "{what}: something on stdout");
    error
}

/// The same with the settings of an instance.
#[track_caller]
fn two(instance: &Instance, arguments: &[&str]) -> String {
    let mut command = instance.command([]);
    command.args(arguments);
    refuses(command, &arguments.join(" "))
}

/// A new place for data, without the instance's own.
fn elsewhere(instance: &Instance, directory: &Path, arguments: &[&str]) -> Command {
    let mut command = instance.command([]);
    let database = format!("sqlite://{}", directory.join("new.db").display());
    command
        .args(arguments)
        .env("VOUCHWELL_DATA_DIR", directory.join("data"))
        .env("VOUCHWELL_DATABASE_URL", database);
    command
}

on_both_databases! {
    /// Commands and arguments that there are not, or that do not fit.
    async fn wrong_arguments_end_with_two(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let two = |arguments: &[&str]| two(&a, arguments);
        for unknown in [
            ["fly"].as_slice(), &["serve", "--fast"], &["serve", "now"], &["doctor", "--quick"], &["migrate", "up"],
            &["backup"], &["restore"], &["backup", "one", "two"], &["demo", "--speed", "9"], &["demo", "now"],
            &["account"], &["account", "create"], &["account", "set"], &["account", "set", "alice"],
            &["account", "token", "alice"], &["account", "sign-out"], &["account", "delete"], &["verify"],
            &["--config", "/no/such/file.toml", "serve"], &["--config"],
        ] {
            two(unknown);
        }
        let create = |name, email, more: &[&str]| {
            let password = "correct horse battery staple";
            let first = ["account", "create", name, "--email", email, "--password", password];
            two(&[first.as_slice(), more].concat())
        };
        create("alice", "alice@mail.test", &[]);
        create("Not A Name", "a@mail.test", &[]);
        create("carl", "no address", &[]);
        create("carl", "c@mail.test", &["--role", "king"]);
        create("admin", "c@mail.test", &[]);
        two(&["account", "create", "carl", "--email", "c@mail.test", "--password", "short"]);
        two(&["account", "create", "carl", "--email", "c@mail.test"]);
        let nobody = |arguments: &[&str]| {
            let sentence = two(arguments);
            assert!(sentence.contains("there is no member nobody"), "{sentence}");
        };
        nobody(&["account", "token", "nobody", "--scopes", "read"]);
        nobody(&["account", "set", "nobody", "--place", "Ghent"]);
        nobody(&["account", "sign-out", "nobody"]);
        nobody(&["account", "delete", "nobody", "--yes"]);
        two(&["account", "token", "alice", "--scopes", "everything"]);
        two(&["account", "token", "alice", "--scopes", ""]);
        two(&["account", "set", "alice", "--place", &"x".repeat(1000)]);
        two(&["account", "set", "alice", "--place", "one\ntwo"]);
        let sentence = two(&["account", "delete", "alice"]);
        assert!(sentence.contains("nothing was deleted"), "{sentence}");
        two(&["verify", "/no/such/file"]);
        two(&["verify", "/"]);
        two(&["verify", "-", "--at", "yesterday"]);
        assert_eq!(a.verify("{}"), (Some(1), "malformed".to_owned()));
        assert_eq!(a.verify("nothing"), (Some(1), "malformed".to_owned()));
        assert_eq!(a.verify(&"[".repeat(300_000)), (Some(1), "malformed".to_owned()));
        assert_eq!(a.count("SELECT count(*) FROM member").await, 1, "nothing was half-written");
    }

    /// Backups that cannot be written or brought back.
    async fn a_backup_in_a_wrong_place_ends_with_two(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let directory = Directory::new("backups");
        let path = |name: &str| directory.path().join(name).display().to_string();
        let left = || {
            let names = std::fs::read_dir(directory.path()).expect("the directory is there");
            let mut names: Vec<_> = names.map(|entry| entry.expect("a name").file_name()).collect();
            names.sort();
            names
        };
        two(&a, &["backup", "/nope/x.tar"]);
        two(&a, &["backup", directory.path().to_str().expect("UTF-8")]);
        directory.write("old.tar", b"precious");
        two(&a, &["backup", &path("old.tar")]);
        two(&a, &["backup", &path("old.tar/new.tar")]);
        assert_eq!(left(), ["old.tar"], "nothing is left of what was not made");
        assert_eq!(std::fs::read(path("old.tar")).expect("a file"), b"precious");

        let saved = path("good.tar");
        assert!(a.run(["backup", &saved], b"").status.success());
        two(&a, &["restore", &saved]);
        let cut = std::fs::read(&saved).expect("a file");
        directory.write("cut.tar", &cut[..cut.len() / 2]);
        for (file, why) in [("none.tar", "none"), ("old.tar", "no backup"), ("cut.tar", "half")] {
            let place = Directory::new("restored");
            refuses(elsewhere(&a, place.path(), &["restore", &path(file)]), why);
            let new = place.path().join("new.db");
            assert!(!new.exists() && !place.path().join("data/vault.key").exists(), "{why}: something is left");
        }
        if world.engine() == vouchwell_tests::Engine::Postgresql {
            let place = Directory::new("restored");
            let sentence = refuses(elsewhere(&a, place.path(), &["restore", &saved]), "another database");
            assert!(sentence.contains("VOUCHWELL_DATABASE_URL"), "{sentence}");
        }
    }
}

/// Every variable with a value that does not fit: the sentence names it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_variable_is_named() {
    let directory = Directory::new("settings");
    let file = directory.write("file", b"a file").display().to_string();
    let below_a_file = format!("{file}/data");
    let (nowhere, wrong) = ("/no/such/file.pem", "what is this");
    let listening = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let taken = listening.local_addr().expect("it has an address").to_string();
    for (variable, values) in [
        ("ALLOW_NETWORKS", [wrong, "127.0.0.1/99"].as_slice()),
        (
            "BIND",
            &[wrong, "127.0.0.1", "127.0.0.1:99999", &taken, "192.0.2.1:8080"],
        ),
        (
            "DATABASE_URL",
            &[
                wrong,
                "mysql://u@h/d",
                "sqlite:///no/such/directory/x.db",
                &format!("sqlite://{file}"),
            ],
        ),
        ("DATA_DIR", &[&below_a_file]),
        ("DNS", &[wrong, "192.0.2.1", "dns.example:53"]),
        ("EXTRA_CA", &[nowhere, &file]),
        ("HOLD", &[wrong, "-1s", "1", "1y"]),
        ("LIMITS", &[wrong, "yes"]),
        ("METRICS_BIND", &[wrong, "9090"]),
        (
            "PUBLIC_URL",
            &[
                wrong,
                "http://vouch.example",
                "https://vouch.example/path",
                "ftp://vouch.example",
            ],
        ),
        ("QUARANTINE", &[wrong, "-1d"]),
        ("REGISTRATION", &[wrong, "Open"]),
        ("RETRY_SCALE", &[wrong, "0", "-1", "NaN"]),
        ("SOURCE_URL", &[wrong, "ftp://code.example"]),
        ("TLS_CERT", &[nowhere]),
        ("TLS_KEY", &[nowhere]),
        ("TRUSTED_PROXIES", &[wrong, "localhost"]),
    ] {
        let name = format!("VOUCHWELL_{variable}");
        for value in values {
            let mut command = Program::command(["serve"]);
            command.env("VOUCHWELL_DATA_DIR", directory.path().join("data"));
            command.current_dir(directory.path()).env(&name, value);
            let sentence = refuses(command, &format!("{name}={value}"));
            assert!(
                sentence.contains(&name),
                "{name}={value} is not named: {sentence}"
            );
        }
        let mut command = Program::command(["doctor"]);
        command
            .current_dir(directory.path())
            .env(&name, OsString::from_vec(vec![0xff]));
        let sentence = refuses(command, &format!("{name}, not UTF-8"));
        assert!(sentence.contains(&name), "{name} is not named: {sentence}");
    }
    let both = [("VOUCHWELL_TLS_CERT", nowhere), ("VOUCHWELL_TLS_KEY", nowhere)];
    let mut command = Program::command(["serve"]);
    command.current_dir(directory.path()).envs(both);
    assert!(refuses(command, "no certificate").contains(nowhere));
    for (settings, why) in [
        ("bind = ", "no TOML"),
        ("colour = \"red\"", "no setting"),
        ("hold = \"soon\"", "no time"),
    ] {
        directory.write("vouchwell.toml", settings.as_bytes());
        for arguments in [
            ["serve"].as_slice(),
            &["doctor"],
            &["migrate"],
            &["backup", "file"],
        ] {
            let mut command = Program::command(arguments);
            command.current_dir(directory.path());
            refuses(command, why);
        }
    }
}

/// What the demonstration may not empty, and where it cannot be.
#[test]
fn the_demonstration_keeps_away_from_the_files_of_others() {
    let directory = Directory::new("mine");
    let file = directory.write("letter", b"dear");
    for place in [directory.path().to_path_buf(), file.clone(), file.join("below")] {
        let mut command = Program::command(["demo", "--directory"]);
        command.arg(&place).current_dir(directory.path());
        let sentence = refuses(command, &place.display().to_string());
        assert!(sentence.contains("--directory"), "{sentence}");
    }
    assert_eq!(std::fs::read(&file).expect("the file is there"), b"dear");
}

/// Every command that the help of another names has one itself.
#[test]
fn every_command_has_help() {
    let mut found = 0;
    let mut waiting: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(command) = waiting.pop() {
        let mut arguments = command.clone();
        arguments.push("--help".to_owned());
        let output = Program::run(Program::command(&arguments), b"");
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{arguments:?}: {output:?}"
        );
        assert!(help.contains("Usage: vouchwell"), "{arguments:?}: {help}");
        assert!(
            help.lines().next().is_some_and(|line| line.contains(' ')),
            "{arguments:?} says nothing: {help}"
        );
        let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let names = commands
            .take_while(|line| !line.is_empty())
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next());
        for name in names.filter(|name| *name != "help") {
            waiting.push([command.as_slice(), &[name.to_owned()]].concat());
        }
        found += 1;
    }
    assert!(found >= 14, "only {found} commands were found");
}
