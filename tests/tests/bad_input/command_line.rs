//! The command line.

use vouchwell_tests::{Program, on_both_databases};

on_both_databases! {
    /// The command line.
    async fn the_command_line_ends_with_two_and_says_why(world: World) {
        let a = world.instance("a").await;
        a.create_account("alice");
        let two = |arguments: &[&str]| {
            let mut command = a.command([]);
            command.args(arguments);
            let output = Program::run(command, b"");
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
            assert!(error.trim().contains(' '), "{arguments:?}: no sentence: {error:?}");
            assert!(!error.contains("panicked") && !error.contains("RUST_BACKTRACE"), "{arguments:?}: {error}");
            assert!(output.stdout.is_empty(), "{arguments:?}: something on stdout");
        };
        two(&["fly"]);
        two(&["serve", "--fast"]);
        two(&["account"]);
        two(&["account", "create"]);
        let create = |name, email, more: &[&str]| {
            let password = "correct horse battery staple";
            let first = ["account", "create", name, "--email", email, "--password", password];
            two(&[first.as_slice(), more].concat());
        };
        create("alice", "alice@mail.test", &[]);
        create("Not A Name", "a@mail.test", &[]);
        create("carl", "no address", &[]);
        create("carl", "c@mail.test", &["--role", "king"]);
        two(&["account", "token", "nobody", "--scopes", "read"]);
        two(&["account", "token", "alice", "--scopes", "everything"]);
        two(&["verify"]);
        two(&["verify", "/no/such/file"]);
        two(&["verify", "-", "--at", "yesterday"]);
        two(&["--config", "/no/such/file.toml", "serve"]);
        assert_eq!(a.verify("{}"), (Some(1), "malformed".to_owned()));
        assert_eq!(a.verify("nothing"), (Some(1), "malformed".to_owned()));
        assert_eq!(a.verify(&"[".repeat(300_000)), (Some(1), "malformed".to_owned()));
        for command in ["serve", "demo", "account", "migrate", "verify", "doctor", "backup", "restore"] {
            assert!(a.run([command, "--help"], b"").status.success(), "{command} has no --help");
        }
    }
}
