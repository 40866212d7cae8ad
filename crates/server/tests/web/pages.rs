//! Every page, in both languages: complete, well built, and light.

use std::collections::HashSet;

use vouchwell_evidence::{Timestamp, Verdict, verify};
use vouchwell_server::web::carried::Carried;
use vouchwell_server::web::failure::{self, Failure};
use vouchwell_server::web::frame::Rendered;
use vouchwell_server::web::hashtag::HashtagView;
use vouchwell_server::web::language::Language;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::session::go_on::{GoOnView, Occasion};
use vouchwell_server::web::session::{Refusal, SignInView};
use vouchwell_server::web::tombstone::TombstoneView;
use vouchwell_server::web::verification::{Finding, VerificationView};
use vouchwell_server::web::{
    about, asset, authorization, hashtag, landing, meeting, post, profile, recommendation, session, settings,
    tombstone, verification, waiting,
};

use crate::daily;
use crate::markup::tags;
use crate::{acquainted, administration, entry, sample};

const BUNDLE: &[u8] = include_bytes!("../../../evidence/vectors/valid.json");

pub(crate) fn finding() -> Finding {
    let now: Timestamp = "2026-04-30T12:00:00Z".parse().unwrap();
    Finding::of(&verify(BUNDLE, now).unwrap())
}

pub(crate) fn html(rendered: Rendered) -> String {
    rendered.unwrap().0
}

/// Each page there is, with a name for messages.
pub(crate) fn all(locale: &Locale) -> Vec<(String, String)> {
    let site = sample::site();
    let mut pages = vec![
        ("landing".to_owned(), html(landing::render(&site, locale))),
        ("about".to_owned(), html(about::render(&site, locale))),
        (
            "meeting".to_owned(),
            html(meeting::render(&sample::meeting_link(), &site, locale)),
        ),
        (
            "profile".to_owned(),
            html(profile::render(&sample::profile(), &site, locale)),
        ),
        (
            "newcomer".to_owned(),
            html(profile::render(&sample::newcomer(), &site, locale)),
        ),
        (
            "recommendation".to_owned(),
            html(recommendation::render(&sample::recommendation(), &site, locale)),
        ),
        (
            "old".to_owned(),
            html(recommendation::render(
                &sample::old_recommendation(),
                &site,
                locale,
            )),
        ),
    ];
    pages.push((
        "post".to_owned(),
        html(post::render(&sample::post(), &site, locale)),
    ));
    let empty = HashtagView {
        posts: Vec::new(),
        older: None,
        ..sample::hashtag()
    };
    for view in [sample::hashtag(), empty] {
        let name = format!("hashtag with {} posts", view.posts.len());
        pages.push((name, html(hashtag::render(&view, &site, locale))));
    }
    let grave = TombstoneView {
        withdrawn: sample::time("2026-05-02T09:00:00Z"),
        evidence: "/recommendations/4be7/bundle".into(),
    };
    pages.push((
        "tombstone".to_owned(),
        html(tombstone::render(&grave, &site, locale)),
    ));
    let mut answers = vec![
        VerificationView::Form,
        VerificationView::Nothing,
        VerificationView::TooLarge,
        VerificationView::Valid(Box::new(finding())),
    ];
    answers.extend(Verdict::ALL.into_iter().skip(1).map(VerificationView::Refused));
    for view in answers {
        pages.push((
            format!("verify {view:?}"),
            html(verification::render(&view, &site, locale)),
        ));
    }
    for refusal in [
        None,
        Some(Refusal::Wrong),
        Some(Refusal::Passkey),
        Some(Refusal::TooMany),
        Some(Refusal::OlderPage),
    ] {
        let view = SignInView {
            refusal,
            ..sample::sign_in()
        };
        pages.push((
            format!("sign in {refusal:?}"),
            html(session::render(&view, &site, locale)),
        ));
    }
    pages.push((
        "consent".to_owned(),
        html(authorization::render(&sample::consent(), &site, locale)),
    ));
    for outcome in [sample::code(), sample::refused()] {
        let page = authorization::render_outcome(&outcome, &site, locale);
        pages.push((format!("{outcome:?}"), html(page)));
    }
    pages.push((
        "settings".to_owned(),
        html(settings::render(&sample::settings(), &site, locale)),
    ));
    pages.push((
        "waiting".to_owned(),
        html(waiting::render(&sample::waiting(), &site, locale)),
    ));
    pages.extend(entry::pages(&site, locale));
    pages.extend(administration::pages(&site, locale));
    pages.extend(acquainted::all(locale));
    pages.extend(crate::requests::all(locale));
    pages.extend(crate::texts::all(locale));
    pages.extend(crate::compose::all(locale));
    pages.extend(crate::meeting::all(locale));
    pages.extend(daily::pages(locale));
    for failure in Failure::ALL {
        pages.push((
            format!("{failure:?}"),
            html(failure::render(failure, &site, locale)),
        ));
    }
    for refusal in sample::refusals() {
        pages.push((
            format!("{refusal:?}"),
            html(failure::render_refusal(&refusal, "/waiting", &site, locale)),
        ));
    }
    let over = SignInView {
        carried: "message=Hello".to_owned(),
        knows_passkeys: false,
        ..sample::sign_in()
    };
    pages.push((
        "sign in again".to_owned(),
        html(session::render(&over, &site, locale)),
    ));
    pages.push((
        "go on".to_owned(),
        html(session::go_on::render(&sample::go_on(), &site, locale)),
    ));
    let older = GoOnView {
        carried: Carried::from_iter(
            ["message", "password", "pictures_left_out"].map(|name| (name.to_owned(), String::new())),
        ),
        occasion: Occasion::OlderPage(Some("carla".to_owned())),
        ..sample::go_on()
    };
    pages.push((
        "older page".to_owned(),
        html(session::go_on::render(&older, &site, locale)),
    ));
    pages
}

fn everywhere() -> impl Iterator<Item = (Language, String, String)> {
    Language::ALL.into_iter().flat_map(|language| {
        all(&Locale::accepted(language))
            .into_iter()
            .map(move |(name, html)| (language, name, html))
    })
}

#[test]
fn every_page_can_be_found_through_by_its_structure() {
    for (language, name, html) in everywhere() {
        let tags = tags(&html);
        let count = |wanted: &str| tags.iter().filter(|tag| tag.name == wanted).count();
        for landmark in ["h1", "main", "header", "footer", "title"] {
            let found = if landmark == "header" {
                count(landmark).min(1)
            } else {
                count(landmark)
            };
            assert_eq!(found, 1, "{name}: <{landmark}>");
        }
        let html_tag = tags.iter().find(|tag| tag.name == "html").unwrap();
        assert_eq!(html_tag.attribute("lang"), Some(language.tag()), "{name}");
        let first_link = tags.iter().find(|tag| tag.name == "a").unwrap();
        assert_eq!(
            first_link.attribute("href"),
            Some("#content"),
            "{name}: the skip link comes first"
        );

        let mut level = 0;
        for tag in tags
            .iter()
            .filter(|tag| tag.name.len() == 2 && tag.name.starts_with('h'))
        {
            let Ok(next) = tag.name[1..].parse::<u32>() else {
                continue;
            };
            assert!(next <= level + 1, "{name}: <h{next}> after <h{level}>");
            level = next;
        }
        let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.attribute("id")).collect();
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        for tag in &tags {
            for reference in ["for", "aria-labelledby", "aria-describedby"] {
                for id in tag.attribute(reference).unwrap_or_default().split_whitespace() {
                    assert!(unique.contains(id), "{name}: {reference}={id}");
                }
            }
        }
    }
}

#[test]
fn no_page_asks_anybody_else_for_anything_or_runs_anything_of_theirs() {
    for (_, name, html) in everywhere() {
        for tag in tags(&html) {
            assert!(tag.attribute("style").is_none(), "{name}: {tag:?}");
            match tag.name.as_str() {
                "script" => match tag.attribute("src") {
                    Some(file) => assert!(
                        file.starts_with("/assets/") && file != "/assets/",
                        "{name}: {file}"
                    ),
                    None => assert_eq!(tag.attribute("type"), Some("application/ld+json"), "{name}"),
                },
                "img" => {
                    let address = tag.attribute("src").unwrap();
                    assert!(
                        address.starts_with('/') && !address.starts_with("//"),
                        "{name}: {address}"
                    );
                    assert!(tag.attribute("alt").is_some(), "{name}: {address}");
                }
                "style" | "iframe" | "object" | "embed" | "base" => panic!("{name}: {tag:?}"),
                "link"
                    if matches!(
                        tag.attribute("rel"),
                        Some("stylesheet" | "icon" | "apple-touch-icon")
                    ) =>
                {
                    let address = tag.attribute("href").unwrap();
                    assert!(
                        address.starts_with("/assets/") && address != "/assets/",
                        "{name}: {address}"
                    );
                }
                _ => {}
            }
        }
    }
}

#[test]
fn nothing_is_scored_or_counted() {
    for (_, name, html) in everywhere() {
        for word in [
            "ratingValue",
            "aggregateRating",
            "reviewCount",
            "<meter",
            "<progress",
        ] {
            assert!(!html.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn disclosures_come_before_the_text_wherever_it_is_shown() {
    let locale = Locale::accepted(Language::English);
    let site = sample::site();
    for html in [
        html(recommendation::render(&sample::recommendation(), &site, &locale)),
        html(profile::render(&sample::profile(), &site, &locale)),
    ] {
        let mut shown = 0;
        for (place, _) in html.match_indices("Carla kept our books") {
            let before = &html[..place];
            let disclosed = before
                .rfind("pays or has paid")
                .expect("disclosed before the text");
            let text_before = before.rfind("Carla kept our books").unwrap_or(0);
            assert!(
                disclosed > text_before,
                "a text without its own disclosures at {place}"
            );
            shown += 1;
        }
        assert!(shown > 0);
    }
}

#[test]
fn a_permalink_says_where_it_and_its_evidence_are() {
    let view = sample::recommendation();
    let html = html(recommendation::render(
        &view,
        &sample::site(),
        &Locale::accepted(Language::English),
    ));
    let address = view.statement.permalink.absolute(&sample::site());
    let tags = tags(&html);
    let link = |rel: &str, kind: Option<&str>| {
        tags.iter()
            .find(|tag| {
                tag.name == "link" && tag.attribute("rel") == Some(rel) && tag.attribute("type") == kind
            })
            .and_then(|tag| tag.attribute("href"))
    };
    assert_eq!(link("canonical", None), Some(address.as_str()));
    assert_eq!(
        link("alternate", Some("application/activity+json")),
        Some(address.as_str())
    );
    assert!(
        tags.iter()
            .any(|tag| tag.attribute("href") == Some(&view.bundle) && tag.attribute("download").is_some())
    );
    assert!(html.contains("class=\"qr-code\"") && html.contains(&format!(">{address}</a>")));
    let text = tags.iter().find(|tag| tag.name == "blockquote").unwrap();
    assert_eq!(
        (text.attribute("lang"), text.attribute("dir")),
        (Some("en"), Some("auto"))
    );
}

/// A page that shows itself anew would drop what is being typed.
#[test]
fn nobody_types_on_a_page_that_counts_down() {
    let mut counting = HashSet::new();
    for (_, name, html) in everywhere() {
        if html.contains(asset::path("script/countdown.js")) {
            let fields = tags(&html).into_iter().filter(|tag| match tag.name.as_str() {
                "input" => tag.attribute("type") != Some("hidden"),
                name => matches!(name, "textarea" | "select"),
            });
            assert_eq!(fields.count(), 0, "{name}");
            counting.insert(name);
        }
    }
    assert!(counting.len() > 1, "only {counting:?}");
}

#[test]
fn a_tombstone_names_nobody_and_no_text() {
    for (_, name, html) in everywhere().filter(|(_, name, _)| name == "tombstone") {
        for word in ["Bob", "Carla", "bob@", "books"] {
            assert!(!html.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn the_longest_page_stays_under_200_kilobytes() {
    let mut view = sample::recommendation();
    let longest = "Bücher ".repeat(714);
    view.statement.words.text = longest.trim().parse().unwrap();
    view.history.versions[0].words = view.statement.words.clone();
    let html = html(recommendation::render(
        &view,
        &sample::site(),
        &Locale::accepted(Language::German),
    ));
    let files = ["style.css", "images/mark.svg"].map(|name| asset::size(name).unwrap());
    let fonts = ["source-serif-4", "atkinson-hyperlegible-next"].map(|name| {
        let parts =
            ["latin", "latin-ext"].map(|part| asset::size(&format!("fonts/{name}-{part}.woff2")).unwrap());
        parts.iter().sum::<usize>()
    });
    let all = html.len() + files.iter().sum::<usize>() + fonts.iter().sum::<usize>();
    assert!(all < 200_000, "{all} bytes");
}

#[test]
fn a_page_that_asks_somebody_to_decide_keeps_its_question_in_the_other_language() {
    let locale = Locale::chosen(Language::English);
    let html = html(authorization::render(
        &sample::consent(),
        &sample::site(),
        &locale,
    ));
    let other = tags(&html)
        .into_iter()
        .find(|tag| tag.attribute("hreflang") == Some("de"))
        .unwrap();
    assert_eq!(
        other.attribute("href"),
        Some("?client_id=1&#38;state=a%26b&#38;lang=de")
    );
}

/// The fields of a form that is put into the address replace what its action asks.
#[test]
fn a_form_that_leads_to_a_page_keeps_the_language_that_was_chosen() {
    let asks = |locale: Locale| {
        let mut asks = Vec::new();
        for (name, html) in all(&locale) {
            for form in html.split("<form").skip(1) {
                let (head, fields) = form.split_once('>').unwrap();
                let fields = tags(fields.split("</form>").next().unwrap());
                let language = fields.iter().find(|tag| tag.attribute("name") == Some("lang"));
                if head.contains("method=\"get\"") {
                    let language = language.and_then(|tag| tag.attribute("value")).map(str::to_owned);
                    asks.push((name.clone(), language));
                }
            }
        }
        asks
    };
    let chosen = asks(Locale::chosen(Language::German));
    let forms: HashSet<&String> = chosen.iter().map(|(name, _)| name).collect();
    assert!(forms.len() > 7, "{forms:?}");
    for (name, language) in &chosen {
        assert_eq!(language.as_deref(), Some("de"), "{name}");
    }
    for (name, language) in asks(Locale::accepted(Language::German)) {
        assert_eq!(language, None, "{name}");
    }
}

#[test]
fn a_whole_is_not_said_again_in_its_parts() {
    let html = html(authorization::render(
        &sample::consent(),
        &sample::site(),
        &Locale::accepted(Language::English),
    ));
    assert!(html.contains("read everything") && !html.contains("see your lists"));
}
