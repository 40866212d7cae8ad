use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sqlx::{Connection, SqliteConnection};

use crate::Directory;

/// Tells a test where its disk is.
const VARIABLE: &str = "VOUCHWELL_TEST_SMALL_DISK";
/// How large it is: more than PostgreSQL takes for itself.
const SIZE: &str = "size=64m";
/// How many bytes are written to it at once, until not one more has room.
const CHUNK: usize = 64 * 1024;

/// A small file system in memory, seen by one test and the processes that it starts, and gone with them.
#[derive(Debug)]
pub struct SmallDisk {
    place: PathBuf,
}

/// What becomes of a test that asks for a small disk.
#[derive(Debug)]
pub enum OnSmallDisk {
    /// It goes on here, and has one.
    Here(SmallDisk),
    /// It ran to its end with one, in a process of its own.
    Elsewhere,
    /// Nobody may mount one here, which was said.
    Nowhere,
}

impl SmallDisk {
    /// Gives the test of this name, which asks, a disk of its own: its program is run once more for it alone, in a
    /// namespace of mounts.
    ///
    /// # Panics
    /// The test fails there, or there is none of this name; or nobody may mount a disk in CI, as root.
    pub fn of_test(name: &str) -> OnSmallDisk {
        if let Some(place) = std::env::var_os(VARIABLE) {
            let place = PathBuf::from(place);
            return OnSmallDisk::Here(Self { place });
        }
        let directory = Directory::new("disk");
        let Some(mounting) = mounting(directory.path()) else {
            // Shown also where what a test prints is not, and once more at the end of scripts/test.
            let why = "nobody may mount a small disk here (unshare --mount, as root or with --user)";
            writeln!(std::io::stderr(), "NOT TRIED on a small disk, {name}: {why}")
                .expect("there is somewhere to say it");
            assert!(
                !should_mount(directory.path()),
                "root has to be able to mount one in CI"
            );
            return OnSmallDisk::Nowhere;
        };
        let program = std::env::current_exe().expect("a test is a program");
        let ran = run(
            &mounting,
            directory.path(),
            &program,
            &["--exact", name, "--nocapture"],
        );
        let (output, errors) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        let has_run = ran.status.success() && output.contains("test result: ok. 1 passed");
        assert!(has_run, "{name} on a small disk:\n{output}\n{errors}");
        OnSmallDisk::Elsewhere
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.place
    }

    /// What `VOUCHWELL_DATABASE_URL` is set to for a file on it.
    pub fn database(&self) -> String {
        format!("sqlite://{}", self.path().join("vouchwell.db").display())
    }

    /// Leaves no room for a byte more.
    pub async fn fill(&self) {
        if self.path().join("vouchwell.db").exists() {
            // Room that the database has taken already would be enough for a while.
            let connecting = SqliteConnection::connect(&self.database()).await;
            let mut connection = connecting.expect("the file can be opened");
            let emptied = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection);
            let is_busy: i64 = emptied.await.expect("the file can be read");
            assert_eq!(is_busy, 0, "somebody reads or writes for long");
            connection.close().await.expect("the file can be closed");
        }
        let mut filler = File::create(self.filler()).expect("there is room for a name");
        while filler.write(&[0; CHUNK]).is_ok_and(|written| written > 0) {}
    }

    /// Makes room again.
    pub fn empty(&self) {
        std::fs::remove_file(self.filler()).expect("the disk was filled");
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

/// A shell's words that mount a disk and run what follows: as root, or as anybody else where the machine lets people be
/// root among their own processes, and as herself again afterwards, because PostgreSQL refuses to run as root.
fn mounting(place: &Path) -> Option<String> {
    let of_user = std::fs::metadata(place).expect("the directory is there");
    let again = format!(
        "--user --map-user={} --map-group={}",
        of_user.uid(),
        of_user.gid()
    );
    let mount = format!("mount -t tmpfs -o {SIZE} tmpfs \"${VARIABLE}\"");
    let ways = [
        format!("exec unshare --mount sh -c '{mount} && exec \"$@\"' sh \"$@\""),
        format!(
            "exec unshare --user --map-root-user --mount sh -c '{mount} && exec unshare {again} \"$@\"' sh \"$@\""
        ),
    ];
    let may_mount = |way: &String| run(way, place, Path::new("true"), &[]).status.success();
    ways.into_iter().find(may_mount)
}

/// Where everything is tried, nothing may be left out that root could have had.
fn should_mount(place: &Path) -> bool {
    let of_user = std::fs::metadata(place).expect("the directory is there");
    std::env::var("CI").is_ok_and(|ci| ci == "true") && of_user.uid() == 0
}

fn run(mounting: &str, place: &Path, program: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new("sh");
    command.args(["-c", mounting, "sh"]).arg(program).args(arguments);
    command.env(VARIABLE, place).output().expect("there is a shell")
}
