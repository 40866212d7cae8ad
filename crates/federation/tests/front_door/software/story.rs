//! A story and its documents, as the files have them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;
use serde_json::{Map, Value};

pub(super) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");

/// What happens between one software and a member called Carla.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    /// The headers that it signs, in its order.
    signs: Vec<String>,
    /// The documents that it serves, by their paths.
    serves: BTreeMap<String, String>,
    /// The actors whom Carla asks to follow before anything else.
    #[serde(default)]
    follows: Vec<String>,
    steps: Vec<Step>,
}

/// A document that comes, and what is to be seen then.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// What it serves from now on, by path.
    #[serde(default)]
    pub(super) serves: BTreeMap<String, String>,
    pub(super) sends: String,
    /// Headers that it adds.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    pub(super) then: Map<String, Value>,
}

/// A story with the text of its documents.
pub(super) struct Story {
    pub(super) software: String,
    pub(super) signs: Vec<String>,
    pub(super) serves: BTreeMap<String, String>,
    pub(super) follows: Vec<String>,
    pub(super) steps: Vec<Step>,
    documents: BTreeMap<String, String>,
}

impl Story {
    pub(super) fn read(software: &str) -> Self {
        let read = |name: &str| fs::read_to_string(format!("{FIXTURES}/{software}/{name}"));
        let script: Script = serde_json::from_str(&read("story.json").unwrap())
            .unwrap_or_else(|error| panic!("the story of {software}: {error}"));
        let steps = script.steps.iter();
        let used: BTreeSet<&String> = steps
            .flat_map(|step| step.serves.values().chain([&step.sends]))
            .chain(script.serves.values())
            .collect();
        let documents = used.into_iter().map(|name| {
            let text = read(name).unwrap_or_else(|error| panic!("{software}/{name}: {error}"));
            (name.clone(), text)
        });
        let documents: BTreeMap<String, String> = documents.collect();
        let files = fs::read_dir(format!("{FIXTURES}/{software}")).unwrap();
        for file in files.map(|file| file.unwrap().file_name().into_string().unwrap()) {
            let is_of_use =
                documents.contains_key(&file) || ["story.json", "SOURCE.md"].contains(&file.as_str());
            assert!(is_of_use, "{software}/{file} stands in no story");
        }
        Self {
            software: software.to_owned(),
            signs: script.signs,
            serves: script.serves,
            follows: script.follows,
            steps: script.steps,
            documents,
        }
    }

    pub(super) fn document(&self, name: &str) -> &str {
        &self.documents[name]
    }
}
