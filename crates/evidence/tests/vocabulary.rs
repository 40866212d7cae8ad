//! The grammar of what people say in documents (protocol §§4 and 5).

mod grammar;

use grammar::check;
use vouchwell_evidence::*;

#[test]
fn relationships_have_a_code_and_an_iri() {
    check::<Relationship>(
        &["worksWith", "acquaintanceOf"],
        &["", "WorksWith", "ownerOf", "worksWith "],
    );
    assert_eq!(Relationship::ALL.len(), 17);
    for relationship in Relationship::ALL.iter().copied() {
        assert_eq!(Relationship::from_code(relationship.code()), Ok(relationship));
        assert_eq!(Relationship::from_iri(relationship.iri()), Ok(relationship));
        assert_eq!(
            relationship.iri(),
            format!("http://purl.org/vocab/relationship/{}", relationship.code())
        );
    }
    let advice = Invalid::Relationship.to_string();
    assert!(
        Relationship::ALL
            .iter()
            .all(|known| advice.contains(known.code())),
        "{advice}"
    );
    assert!(Relationship::from_iri("https://purl.org/vocab/relationship/worksWith").is_err());
}

#[test]
fn fixed_words() {
    check::<EvidenceKind>(
        &["declared", "codes-exchanged"],
        &["", "Declared", "codes_exchanged"],
    );
    check::<Disclosure>(
        &[
            "paid-by-subject",
            "pays-subject",
            "same-employer",
            "family-or-partner",
            "shared-business",
            "received-something",
            "was-asked",
            "subject-drafted",
            "text-drafted-with-help",
        ],
        &["", "none", "Was-Asked"],
    );
    assert_eq!(Disclosure::ALL.len(), 9);
    let advice = Invalid::Disclosure.to_string();
    assert!(
        Disclosure::ALL
            .iter()
            .all(|known| advice.contains(known.as_str())),
        "{advice}"
    );
}

#[test]
fn known_since_is_a_year_or_a_month() {
    check::<KnownSince>(
        &["2021", "2021-03", "1950-12", "2021-10"],
        &[
            "",
            "21",
            "2021-",
            "2021-0",
            "2021-00",
            "2021-13",
            "2021-3",
            "2021-03-01",
            "２０２１",
            "20a1",
            "-2021",
        ],
    );
    assert_eq!("2021-03".parse::<KnownSince>().unwrap().year(), "2021");
}

#[test]
fn languages_are_tags() {
    check::<Language>(
        &["en", "de-AT", "gsw", "zh-Hant-TW", "es-419"],
        &[
            "",
            "e",
            "engl",
            "en-",
            "en-x",
            "en_GB",
            "de-Ä1",
            "en-123456789",
            "-en",
            "1n",
        ],
    );
}

#[test]
fn topics_work_as_hashtags() {
    let longest = "ä".repeat(50);
    let too_long = "ä".repeat(51);
    check::<Topic>(
        &[
            "bookkeeping",
            "rust_2024",
            "ª",
            "ß",
            "簿記",
            "חשבונאות",
            "_",
            "3d",
            "½",
            &longest,
        ],
        &[
            "",
            "Books",
            "book keeping",
            "#books",
            "books!",
            "2024",
            "٣",
            "ǅ",
            "é\u{301}",
            "a-b",
            "\u{2160}A",
            "😀",
            &too_long,
        ],
    );
    let topic = |text: &str| text.parse::<Topic>().unwrap();
    let names = ["b", "a", "c", "d", "e", "f"];
    let topics =
        |count: usize| Topics::try_from(names[..count].iter().map(|name| topic(name)).collect::<Vec<_>>());
    assert_eq!(topics(0), Err(Invalid::Topics));
    assert_eq!(topics(6), Err(Invalid::Topics));
    assert_eq!(
        topics(5).unwrap().iter().map(Topic::as_str).collect::<Vec<_>>(),
        names[..5]
    );
    assert!(serde_json::from_str::<Topics>("[]").is_err());
    assert_eq!(
        serde_json::to_string(&topics(2).unwrap()).unwrap(),
        r#"["b","a"]"#
    );
}

#[test]
fn texts_are_plain() {
    let longest = "😀".repeat(5000);
    let too_long = "a".repeat(5001);
    check::<RecommendationText>(
        &["a", " ", "two\nlines\tand a tab", "e\u{301}", &longest],
        &[
            "",
            "bell\u{7}",
            "carriage\r\n",
            "nul\0",
            "delete\u{7f}",
            "next line\u{85}",
            &too_long,
        ],
    );
    check::<Limitations>(
        &["", "I cannot speak to tax law.", &too_long],
        &["bell\u{7}", "\r"],
    );
}
