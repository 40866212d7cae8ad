//! Script in every string that comes from elsewhere must stay text.

use vouchwell_server::web::language::Language;
use vouchwell_server::web::link::Link;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::passage::passages;
use vouchwell_server::web::person::Person;
use vouchwell_server::web::profile::{self, Field};
use vouchwell_server::web::statement::Statement;
use vouchwell_server::web::verification::{self, VerificationView};
use vouchwell_server::web::waiting::Untaken;
use vouchwell_server::web::{
    acquaintances, authorization, compose, hashtag, post, recommendation, requests, session, settings, texts,
    waiting,
};

use crate::acquainted;
use crate::markup::{Tag, tags};
use crate::pages::{finding, html};
use crate::sample;

pub(crate) const SCRIPT: &str =
    "\"'></script></title><script>alert(1)</script><img src=x onerror=alert(1)><!-- {{7*7}} &";

pub(crate) fn attacker() -> Person {
    Person {
        name: SCRIPT.into(),
        handle: Some(format!("@{SCRIPT}@evil.example")),
        link: Link::elsewhere("https://evil.example/\"><script>alert(1)</script>?a='b'"),
        picture_description: SCRIPT.into(),
    }
}

fn statement() -> Statement {
    let mut statement = sample::statement();
    statement.author = attacker();
    statement.subject = attacker();
    statement.permalink = Link::elsewhere("https://evil.example/\" onclick=\"alert(1)").unwrap();
    statement.words.text = SCRIPT.parse().unwrap();
    statement.words.limitations = SCRIPT.parse().unwrap();
    statement
}

fn shape(html: &str) -> Vec<String> {
    let name = |tag: Tag| {
        let keys: Vec<String> = tag.attributes.into_iter().map(|(key, _)| key).collect();
        format!("{} {}", tag.name, keys.join(" "))
    };
    tags(html).into_iter().map(name).collect()
}

/// The page of hostile strings has exactly the elements and attributes that a page of plain ones has.
pub(crate) fn assert_same_shape(hostile: &str, plain: &str) {
    assert!(hostile.contains("alert(1)"), "the attack is on the page, as text");
    assert_eq!(shape(hostile), shape(plain));
    assert!(!hostile.contains("href=\"javascript:"));
}

#[test]
fn in_a_recommendation() {
    for language in Language::ALL {
        let locale = Locale::accepted(language);
        let mut plain = sample::recommendation();
        plain.statement.author.link = Link::elsewhere("https://evil.example/");
        plain.statement.subject.link = Link::elsewhere("https://evil.example/");
        plain.statement.permalink = Link::elsewhere("https://evil.example/").unwrap();
        plain.statement.words.text = "text".parse().unwrap();
        plain.statement.words.limitations = "limits".parse().unwrap();
        plain.history.versions.clear();
        let mut hostile = plain.clone();
        hostile.statement = statement();
        let render = |view| html(recommendation::render(view, &sample::site(), &locale));
        assert_same_shape(&render(&hostile), &render(&plain));
    }
}

#[test]
fn in_what_an_application_says_of_itself() {
    let locale = Locale::accepted(Language::English);
    let plain = sample::consent();
    let mut hostile = plain.clone();
    hostile.application = SCRIPT.into();
    hostile.website = Link::elsewhere("https://evil.example/\"><script>alert(1)</script>");
    hostile.asked = vec![
        ("client_id".into(), SCRIPT.into()),
        ("state".into(), SCRIPT.into()),
    ];
    let render = |view| html(authorization::render(view, &sample::site(), &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
    let mut plain = sample::settings();
    plain.applications.truncate(1);
    let mut hostile = plain.clone();
    hostile.applications[0].name = Some(SCRIPT.into());
    hostile.sessions[1].browser = SCRIPT.into();
    let render = |view| html(settings::render(view, &sample::site(), &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
    let mut plain = sample::waiting();
    plain.untaken = Some(Untaken {
        id: plain.attested[0].id.clone(),
        ..Untaken::default()
    });
    let mut hostile = plain.clone();
    if let Some(untaken) = &mut hostile.untaken {
        untaken.known_since = SCRIPT.into();
        untaken.message = SCRIPT.into();
    }
    hostile.attested[0].person.name = SCRIPT.into();
    hostile.asked[0].message = Some(SCRIPT.into());
    hostile.offered[0].author.name = SCRIPT.into();
    let render = |view| html(waiting::render(view, &sample::site(), &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
    let plain = sample::sign_in();
    let mut hostile = plain.clone();
    hostile.application = Some(SCRIPT.into());
    hostile.login = SCRIPT.into();
    hostile.to = SCRIPT.into();
    let render = |view| html(session::render(view, &sample::site(), &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
}

#[test]
fn in_what_members_say_to_each_other() {
    let (locale, site) = (Locale::accepted(Language::English), sample::site());
    let plain = acquainted::acquaintances();
    let mut hostile = plain.clone();
    hostile.person.name = SCRIPT.into();
    hostile.known[0].person.name = SCRIPT.into();
    let render = |view| html(acquaintances::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
    let plain = crate::requests::requests();
    let mut hostile = plain.clone();
    hostile.asked[0].message = Some(SCRIPT.into());
    hostile.asked[3].reply = Some(SCRIPT.into());
    hostile.received[0].person.name = SCRIPT.into();
    let render = |view| html(requests::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
    let plain = crate::compose::compose();
    let mut hostile = plain.clone();
    hostile.subject.name = SCRIPT.into();
    hostile.typed.text = SCRIPT.into();
    hostile.typed.topics = SCRIPT.into();
    if let Some(preview) = &mut hostile.preview {
        preview.words.text = SCRIPT.parse().unwrap();
    }
    let render = |view| html(compose::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
    let plain = crate::texts::text();
    let mut hostile = plain.clone();
    hostile.subject.name = SCRIPT.into();
    if let Some(progress) = &mut hostile.progress {
        progress.words.text = SCRIPT.parse().unwrap();
        progress.correction = Some(SCRIPT.into());
    }
    let render = |view| html(texts::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
}

#[test]
fn in_the_versions_of_a_recommendation() {
    let locale = Locale::accepted(Language::English);
    let mut view = sample::recommendation();
    view.history.versions[1].words.text = SCRIPT.parse().unwrap();
    view.statement = statement();
    let page = html(recommendation::render(&view, &sample::site(), &locale));
    let tags = tags(&page);
    assert_eq!(
        tags.iter()
            .filter(|tag| tag.name == "script" && tag.attribute("src").is_none())
            .count(),
        1,
        "the block of data"
    );
    assert!(
        tags.iter()
            .all(|tag| tag.name != "img" && tag.attribute("onerror").is_none())
    );
}

#[test]
fn on_a_profile() {
    let locale = Locale::accepted(Language::German);
    let mut plain = sample::profile();
    plain.received.statements = vec![sample::statement()];
    plain.given.statements.clear();
    plain.fields.truncate(1);
    let mut hostile = plain.clone();
    hostile.person = attacker();
    hostile.handle = SCRIPT.into();
    hostile.place = Some(SCRIPT.into());
    hostile.note = SCRIPT.into();
    hostile.path = format!("/@{SCRIPT}");
    hostile.activity = format!("https://vouch.example/users/{SCRIPT}");
    hostile.fields = vec![Field {
        name: SCRIPT.into(),
        value: SCRIPT.into(),
        link: plain.fields[0].link.clone(),
        is_verified: true,
    }];
    hostile.received.statements = vec![statement()];
    hostile.received.older = Some(format!("/@carla?received={SCRIPT}"));
    let render = |view| html(profile::render(view, &sample::site(), &locale));
    assert_same_shape(&render(&hostile), &render(&plain));
}

#[test]
fn in_a_post() {
    for language in Language::ALL {
        let locale = Locale::accepted(language);
        let mut plain = sample::post();
        plain.above.clear();
        plain.post.author.link = Link::elsewhere("https://evil.example/");
        plain.post.recommends = Some(plain.post.author.clone());
        plain.post.passages = passages("<p>text <a href=\"https://evil.example/\">there</a></p>");
        let mut hostile = plain.clone();
        hostile.post.author = attacker();
        hostile.post.recommends = Some(attacker());
        hostile.post.spoiler = SCRIPT.into();
        hostile.post.plain = SCRIPT.into();
        hostile.post.language = Some(SCRIPT.into());
        hostile.path = format!("/@carla/{SCRIPT}");
        hostile.activity = format!("https://vouch.example/{SCRIPT}");
        for piece in &mut hostile.post.passages[0].pieces {
            piece.text = SCRIPT.into();
        }
        let render = |view| html(post::render(view, &sample::site(), &locale));
        assert_same_shape(&render(&hostile), &render(&plain));
        let found = passages(&format!("<p>{SCRIPT}<a href=\"{SCRIPT}\">{SCRIPT}</a></p>"));
        assert!(
            found
                .iter()
                .flat_map(|passage| &passage.pieces)
                .all(|piece| piece.link.is_none())
        );
        let mut plain = sample::hashtag();
        plain.posts = vec![sample::post().post];
        let mut hostile = plain.clone();
        hostile.name = SCRIPT.into();
        hostile.older = Some(format!("/tags/{SCRIPT}?before=1"));
        let render = |view| html(hashtag::render(view, &sample::site(), &locale));
        assert_same_shape(&render(&hostile), &render(&plain));
    }
}

#[test]
fn in_a_file_that_is_checked() {
    let locale = Locale::accepted(Language::English);
    let mut hostile = finding();
    hostile.author = attacker();
    hostile.subject = attacker();
    hostile.words = statement().words;
    let mut plain = finding();
    plain.words = sample::statement().words;
    plain.words.text = "text".parse().unwrap();
    let render = |finding| {
        html(verification::render(
            &VerificationView::Valid(Box::new(finding)),
            &sample::site(),
            &locale,
        ))
    };
    assert_same_shape(&render(hostile), &render(plain));
}

#[test]
fn an_address_that_is_no_web_page_is_no_link() {
    for address in [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//evil.example",
        "file:///etc",
    ] {
        assert_eq!(Link::elsewhere(address), None, "{address}");
    }
}

#[test]
fn a_name_cannot_turn_the_title_around() {
    let locale = Locale::accepted(Language::English);
    let title = |author| {
        let title = locale.say("recommendation-title").name("author", author);
        title.name("subject", "Carla").plain()
    };
    assert_eq!(title("\u{202E}evil\u{2069}"), "evil recommends Carla");
    assert_eq!(title("ليلى"), "\u{2068}ليلى\u{2069} recommends Carla");
}
