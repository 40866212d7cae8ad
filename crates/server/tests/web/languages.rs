//! Both languages are complete, and say nothing that no page uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use vouchwell_domain::job::Queue;
use vouchwell_domain::recommendation::Identity;
use vouchwell_domain::request::RequestAnswer;
use vouchwell_domain::token::Scopes;
use vouchwell_evidence::{Disclosure, EvidenceKind, Relationship, Verdict};
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::phrase::Phrase;
use vouchwell_service::context::Registration;

use crate::{pages, sample};

/// *Software*, *Passkeys*, *Name* and *Code*, and two invented people.
const SAME: [&str; 6] = [
    "about-software",
    "landing-example-author",
    "landing-example-subject",
    "passkeys-title",
    "profile-edit-name",
    "session-code",
];

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "no .{extension} in {folder}");
    files
}

/// Every message of a language with the names of what is set into it.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&format!("locales/{}", language.tag()), "ftl") {
        let source = fs::read_to_string(&file).unwrap();
        if let Err((_, errors)) = FluentResource::try_new(source.clone()) {
            panic!("{}: {errors:?}", file.display());
        }
        let mut current = String::new();
        for line in source.lines() {
            if let Some((id, _)) = line.split_once(" = ").filter(|_| !line.starts_with(' ')) {
                current = id.to_owned();
                assert!(
                    messages.insert(current.clone(), BTreeSet::new()).is_none(),
                    "{id} is there twice"
                );
            }
            for variable in line.split('$').skip(1) {
                let name = variable
                    .split(|character: char| !character.is_alphanumeric())
                    .next()
                    .unwrap();
                messages.get_mut(&current).unwrap().insert(name.to_owned());
            }
        }
    }
    messages
}

fn sources() -> String {
    let paths = files("templates", "html")
        .into_iter()
        .chain(files("src/mail", "rs"))
        .chain(files("src/web", "rs"));
    paths.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The sentences whose names are made from codes.
fn sentences_of_codes(locale: &Locale) -> Vec<(String, Phrase)> {
    let (bob, carla) = (sample::bob(), sample::carla());
    let mut phrases = Vec::new();
    for code in Relationship::ALL {
        phrases.push((
            format!("relationship-{}", code.code()),
            locale.relationship(code, &bob, &carla),
        ));
    }
    for code in Disclosure::ALL {
        phrases.push((
            format!("disclosure-{}", code.as_str()),
            locale.disclosure(code, &bob, &carla),
        ));
    }
    for queue in Queue::ALL {
        let id = format!("administration-queue-{}", queue.as_str());
        phrases.push((id.clone(), locale.say(&id)));
    }
    for code in [EvidenceKind::Declared, EvidenceKind::CodesExchanged] {
        phrases.push((format!("evidence-{}", code.as_str()), locale.evidence(&code)));
    }
    for verdict in Verdict::ALL {
        phrases.push((
            format!("verdict-{}", verdict.as_str().replace('_', "-")),
            locale.verdict(&verdict),
        ));
    }
    for identity in [Identity::Confirmed, Identity::Remembered, Identity::Unconfirmed] {
        let code = format!("{identity:?}").to_lowercase();
        phrases.push((format!("identity-{code}"), locale.identity(&identity, &bob)));
    }
    for scope in Scopes::KNOWN {
        phrases.push((format!("scope-{}", scope.replace(':', "-")), locale.scope(scope)));
    }
    for answer in RequestAnswer::ALL {
        phrases.push((
            format!("waiting-answer-{}", answer.as_str().replace('_', "-")),
            locale.request_answer(&answer),
        ));
    }
    for registration in [Registration::Closed, Registration::Invite, Registration::Open] {
        let mut site = sample::site();
        site.registration = registration;
        phrases.push((
            format!("registration-{}", format!("{registration:?}").to_lowercase()),
            locale.registration(&site),
        ));
    }
    phrases
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_things_set_in() {
    let (english, german) = (messages(Language::English), messages(Language::German));
    assert!(english.len() > 150);
    assert_eq!(english, german);
}

/// The words of every message of a language, without what is set into it.
fn own_words(language: Language) -> BTreeMap<String, String> {
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for file in files(&format!("locales/{}", language.tag()), "ftl") {
        let mut current = String::new();
        let mut depth = 0_i32;
        let source = fs::read_to_string(file).unwrap();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let begun = line.split_once(" = ").filter(|_| !line.starts_with(' '));
            let text = begun.map_or(line, |(id, text)| {
                id.clone_into(&mut current);
                text
            });
            for character in text.chars() {
                depth += i32::from(character == '{') - i32::from(character == '}');
                if depth == 0 && character.is_alphabetic() {
                    words.entry(current.clone()).or_default().push(character);
                }
            }
        }
    }
    words
}

#[test]
fn what_reads_the_same_in_both_languages_is_a_name_or_one_word_of_both() {
    let german = own_words(Language::German);
    let same: Vec<String> = own_words(Language::English)
        .into_iter()
        .filter(|(id, words)| german.get(id) == Some(words))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(same, SAME);
}

#[test]
fn every_sentence_that_a_page_names_exists() {
    let known = messages(Language::English);
    let sources = sources();
    let mut found = 0;
    let said = sources.split("say(\"").skip(1);
    let named = sources.split("=> \"").skip(1);
    let named = named.filter(|after| after.starts_with("area-") || after.starts_with("refusal-"));
    for after in said.chain(named) {
        let id = after.split('"').next().unwrap();
        assert!(known.contains_key(id), "{id}");
        found += 1;
    }
    assert!(found > 100, "only {found}");
}

#[test]
fn every_sentence_is_used_by_a_page() {
    let sources = sources();
    let by_code: BTreeSet<String> = sentences_of_codes(&Locale::accepted(Language::English))
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    for id in messages(Language::English).into_keys() {
        let advice = id.trim_end_matches("-advice");
        let used = |id: &str| sources.contains(&format!("\"{id}\""));
        assert!(
            used(&id) || by_code.contains(&id) || (advice != id && used(advice)),
            "{id} is used nowhere"
        );
    }
}

#[test]
fn every_code_has_words_of_its_own_in_both_languages() {
    for language in Language::ALL {
        let known = messages(language);
        let mut seen = BTreeSet::new();
        for (id, phrase) in sentences_of_codes(&Locale::accepted(language)) {
            assert!(known.contains_key(&id), "{id}");
            assert_ne!(phrase.plain(), id);
            assert!(seen.insert(phrase.plain()), "{id} says the same as another");
        }
    }
}

#[test]
fn no_page_shows_the_name_of_a_sentence_instead_of_the_sentence() {
    for language in Language::ALL {
        let ids: Vec<String> = messages(language)
            .into_keys()
            .filter(|id| id.contains('-'))
            .collect();
        for (page, html) in pages::all(&Locale::accepted(language)) {
            for id in &ids {
                let shown = [format!(">{id}<"), format!("> {id}<"), format!("\"{id}\"")];
                assert!(shown.iter().all(|shown| !html.contains(shown)), "{page}: {id}");
            }
        }
    }
}
