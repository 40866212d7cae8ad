//! What `docs/reliability.md` says is tested: every test that it names is there.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// The names of functions and modules in the sources under a folder.
fn names_in(folder: &Path, names: &mut HashSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("it can be read").path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.is_dir() {
            if name != "target" {
                names.insert(name.to_owned());
                names_in(&path, names);
            }
            continue;
        }
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        names.insert(name.to_owned());
        let source = fs::read_to_string(&path).expect("a source is text");
        let functions = source
            .split("fn ")
            .skip(1)
            .filter_map(|rest| rest.split(['(', '<']).next());
        names.extend(functions.map(str::to_owned));
    }
}

/// What stands between backticks in the column of tests.
fn named(table: &str) -> Vec<&str> {
    let rows = table.lines().filter(|line| line.starts_with('|'));
    rows.flat_map(|row| {
        let tests = row
            .trim_matches('|')
            .split_once('|')
            .map_or("", |(_, tests)| tests);
        tests.split('`').skip(1).step_by(2)
    })
    .collect()
}

#[test]
fn every_test_that_is_named_is_there() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut names = HashSet::new();
    for folder in ["crates", "tests"] {
        names_in(&project.join(folder), &mut names);
    }
    let document = fs::read_to_string(project.join("docs/reliability.md")).expect("the document is there");
    let (named_tests, _) = document
        .split_once("## What was not tried")
        .expect("the part with tables");
    let named_tests = named(named_tests);
    assert!(
        named_tests.len() > 100,
        "the tables are read: {}",
        named_tests.len()
    );
    let last = |name: &str| {
        name.rsplit("::")
            .next()
            .and_then(|last| last.split(' ').next_back().map(str::to_owned))
    };
    let missing: Vec<&&str> = named_tests
        .iter()
        .filter(|name| !last(name).is_some_and(|last| names.contains(&last)))
        .collect();
    assert!(missing.is_empty(), "named and not there: {missing:?}");
}
