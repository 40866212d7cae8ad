//! `vouchwell doctor` beside a running instance: all is well, and what it says of each thing that is not.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use vouchwell_tests::{CertificateAuthority, Instance, Program, World, on_both_databases};

/// What it says of each thing, and whether it is well.
struct Findings {
    by_name: BTreeMap<String, (bool, String)>,
    exit_code: Option<i32>,
}

impl Findings {
    #[track_caller]
    fn of(command: Command) -> Self {
        let output = Program::run(command, b"");
        let said = String::from_utf8(output.stdout).expect("the program writes UTF-8");
        let by_name = said.lines().map(|line| {
            let (is_well, rest) = match line.strip_prefix("ok ") {
                Some(rest) => (true, rest),
                None => (
                    false,
                    line.strip_prefix("trouble ")
                        .unwrap_or_else(|| panic!("no finding: {line}")),
                ),
            };
            let (name, sentence) = rest.trim_start().split_once(": ").expect("a name and a sentence");
            assert!(sentence.contains(' '), "no sentence: {line}");
            (name.to_owned(), (is_well, sentence.to_owned()))
        });
        let findings = Self {
            by_name: by_name.collect(),
            exit_code: output.status.code(),
        };
        assert!(
            !findings.by_name.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        findings
    }

    fn beside(instance: &Instance) -> Self {
        Self::of(instance.command(["doctor"]))
    }

    /// The names of what is not well.
    fn troubles(&self) -> Vec<&str> {
        let troubles = self.by_name.iter().filter(|(_, (is_well, _))| !is_well);
        troubles.map(|(name, _)| name.as_str()).collect()
    }

    /// The one thing that is not well, and what is said of it.
    #[track_caller]
    fn trouble(&self, name: &str) -> &str {
        assert_eq!(self.troubles(), [name], "{:#?}", self.by_name);
        assert_eq!(self.exit_code, Some(1));
        &self.by_name[name].1
    }
}

fn with(instance: &Instance, variable: &str, value: &str) -> Findings {
    let mut command = instance.command(["doctor"]);
    command.env(variable, value);
    Findings::of(command)
}

on_both_databases! {
    /// A public address with a certificate of an authority of one's own and a name of one's own name server.
    async fn a_healthy_instance_is_found_well(world: World) {
        let a = world.instance("a").await;
        let findings = Findings::beside(&a);
        assert_eq!((findings.troubles(), findings.exit_code), (Vec::new(), Some(0)), "{:#?}", findings.by_name);
        let names: Vec<&str> = findings.by_name.keys().map(String::as_str).collect();
        let all = [
            "certificate", "clock", "data directory", "database", "federation", "name", "public address", "server",
            "settings",
        ];
        assert_eq!(names, all);
        assert!(findings.by_name["name"].1.contains("a.test is at 127.0.0.1"), "its own name server is asked");
        let behind = world.build_instance("b").behind_proxy().start().await;
        let sentence = Findings::beside(&behind).by_name["public address"].1.clone();
        assert!(sentence.contains("b.test"), "{sentence}");
    }

    /// What is wrong is found, alone, and the sentence says what to do.
    async fn each_trouble_is_named_with_what_to_do(world: World) {
        let mut a = world.instance("a").await;
        let sentence = with(&a, "VOUCHWELL_HOLDD", "1s").trouble("settings").to_owned();
        assert!(sentence.contains("VOUCHWELL_HOLDD"), "{sentence}");
        let sentence = with(&a, "VOUCHWELL_DNS", "127.0.0.1:1").trouble("name").to_owned();
        assert!(sentence.contains("VOUCHWELL_DNS"), "{sentence}");
        let stranger = a.directory().join("stranger.pem");
        std::fs::write(&stranger, CertificateAuthority::new().certificate()).expect("the directory is writable");
        let findings = with(&a, "VOUCHWELL_EXTRA_CA", &stranger.display().to_string());
        let sentence = findings.trouble("public address");
        assert!(sentence.contains("VOUCHWELL_EXTRA_CA") && sentence.contains("certificate"), "{sentence}");

        let key = a.directory().join("data/vault.key");
        let away = a.directory().join("data/away");
        std::fs::rename(&key, &away).expect("a file of one's own");
        let sentence = Findings::beside(&a).trouble("database").to_owned();
        assert!(sentence.contains("vault.key is missing"), "{sentence}");
        assert!(!key.exists(), "nothing is changed");
        std::fs::rename(&away, &key).expect("a file of one's own");

        let file = a.directory().join("authority.pem").join("data").display().to_string();
        let findings = with(&a, "VOUCHWELL_DATA_DIR", &file);
        assert!(findings.troubles().contains(&"data directory"), "{:#?}", findings.by_name);
        assert!(findings.by_name["data directory"].1.contains("VOUCHWELL_DATA_DIR"));

        a.execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'of a later version', true, '', 0)",
        )
        .await;
        let sentence = Findings::beside(&a).trouble("database").to_owned();
        assert!(sentence.contains("newer version"), "{sentence}");
        a.execute("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
        assert_eq!(Findings::beside(&a).exit_code, Some(0));

        world.pass(Duration::from_secs(600));
        let sentence = Findings::beside(&a).trouble("clock").to_owned();
        assert!(sentence.contains("NTP"), "{sentence}");

        a.kill();
        let sentence = Findings::beside(&a).trouble("public address").to_owned();
        assert!(sentence.contains("start the server"), "{sentence}");
    }
}

/// Before the first start there is nothing to be found but that nobody answers, and nothing is made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_the_first_start_nothing_is_made() {
    let world = World::new(vouchwell_tests::Engine::Sqlite).await;
    let a = world.instance("a").await;
    let place = vouchwell_tests::Directory::new("unborn");
    let mut command = a.command(["doctor"]);
    command.env("VOUCHWELL_DATA_DIR", place.path().join("data")).env(
        "VOUCHWELL_DATABASE_URL",
        format!("sqlite://{}", place.path().join("data/v.db").display()),
    );
    let findings = Findings::of(command);
    assert_eq!(findings.troubles(), Vec::<&str>::new(), "{:#?}", findings.by_name);
    assert!(findings.by_name["database"].1.contains("there is none yet"));
    assert_eq!(
        std::fs::read_dir(place.path()).expect("the directory").count(),
        0,
        "something was made"
    );
}
