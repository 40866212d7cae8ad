//! Dates and codes in the reader's words.

use vouchwell_evidence::{Disclosure, Relationship};
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;

use crate::sample;

#[test]
fn dates_are_written_as_the_reader_writes_them() {
    let (english, german) = (
        Locale::accepted(Language::English),
        Locale::accepted(Language::German),
    );
    let day = sample::time("2026-03-03T14:05:00Z");
    assert_eq!(english.date(&day).plain(), "3 March 2026");
    assert_eq!(german.date(&day).plain(), "3. März 2026");
    assert_eq!(english.moment(&day).plain(), "3 March 2026 at 14:05 UTC");
    assert_eq!(german.moment(&day).plain(), "3. März 2026 um 14:05 Uhr UTC");
    assert_eq!(
        german.date(&day).to_string(),
        "<time datetime=\"2026-03-03T14:05:00Z\" data-exact=\"day\">3. März 2026</time>"
    );
    assert_eq!(
        english.known_since(&"2021-11".parse().unwrap()).plain(),
        "November 2021"
    );
    assert_eq!(german.known_since(&"2021".parse().unwrap()).plain(), "2021");
}

#[test]
fn counts_are_written_as_the_reader_writes_them() {
    let (english, german) = (
        Locale::accepted(Language::English),
        Locale::accepted(Language::German),
    );
    for (count, in_english, in_german) in [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_234, "1,234", "1.234"),
        (10_000, "10,000", "10.000"),
        (1_234_567, "1,234,567", "1.234.567"),
    ] {
        assert_eq!(english.number(count), in_english);
        assert_eq!(german.number(count), in_german);
    }
}

#[test]
fn a_script_knows_how_exactly_a_moment_is_shown() {
    let english = Locale::accepted(Language::English);
    let day = sample::time("2026-03-03T14:05:00Z");
    assert_eq!(
        english.moment(&day).to_string(),
        "<time datetime=\"2026-03-03T14:05:00Z\" data-exact=\"minute\">3 March 2026 at 14:05 UTC</time>"
    );
    assert_eq!(
        english.known_since(&"2021-11".parse().unwrap()).to_string(),
        "<time datetime=\"2021-11\">November 2021</time>",
        "a month is no moment"
    );
}

#[test]
fn every_month_has_its_name() {
    for language in Language::ALL {
        let locale = Locale::accepted(language);
        let months: std::collections::HashSet<String> = (1..=12)
            .map(|month| {
                locale
                    .date(&sample::time(&format!("2026-{month:02}-01T00:00:00Z")))
                    .plain()
            })
            .collect();
        assert_eq!(months.len(), 12, "{months:?}");
    }
}

#[test]
fn codes_become_sentences_with_names_set_apart() {
    let (english, german) = (
        Locale::accepted(Language::English),
        Locale::accepted(Language::German),
    );
    let (bob, carla) = (sample::bob(), sample::carla());
    assert_eq!(
        english
            .relationship(&Relationship::EmployedBy, &carla, &bob)
            .to_string(),
        "<bdi>Carla Janssens</bdi> is employed by <bdi>Bob Okafor</bdi>"
    );
    assert_eq!(
        german
            .relationship(&Relationship::EmployedBy, &carla, &bob)
            .to_string(),
        "<bdi>Carla Janssens</bdi> ist bei <bdi>Bob Okafor</bdi> angestellt"
    );
    assert_eq!(
        german.disclosure(&Disclosure::WasAsked, &bob, &carla).to_string(),
        "<bdi>Carla Janssens</bdi> hat <bdi>Bob Okafor</bdi> darum gebeten."
    );
}

#[test]
fn a_chosen_language_stays_on_the_way_through_the_pages() {
    let chosen = Locale::chosen(Language::German);
    assert_eq!(chosen.path("/about"), "/about?lang=de");
    assert_eq!(chosen.path("/about#proof"), "/about?lang=de#proof");
    assert_eq!(chosen.path("/@carla?received=2"), "/@carla?received=2&lang=de");
    assert_eq!(Locale::accepted(Language::German).path("/about"), "/about");
}
