//! The published cases of the protocol, each with its verdict.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use vouchwell_evidence::{Timestamp, Verdict, bundle, json, verify};

#[derive(Deserialize)]
struct Index {
    at: Timestamp,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    file: String,
    what: String,
    verdict: String,
}

#[test]
fn every_case_gets_its_verdict() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let index: Index = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let files = fs::read_dir(folder.join("invalid")).unwrap().count() + 4;
    assert_eq!(index.cases.len(), files, "the index names every file");

    for case in index.cases {
        let bytes = fs::read(folder.join(&case.file)).unwrap();
        let verdict = verify(&bytes, index.at).map_or_else(|verdict| verdict, |_| Verdict::Valid);
        assert_eq!(verdict.as_str(), case.verdict, "{}: {}", case.file, case.what);

        let embedded = bundle::verify_embedded(&json::read(&bytes).unwrap(), index.at);
        let verdict = embedded.map_or_else(|verdict| verdict, |_| Verdict::Valid);
        assert_eq!(
            verdict.as_str(),
            case.verdict,
            "embedded, {}: {}",
            case.file,
            case.what
        );
    }
}
