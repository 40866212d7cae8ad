//! The page on which members write.

use vouchwell_server::web::compose::{self, ComposeView, Preview, Sketch, Standing, TypedWords};
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::locale::Locale;

use crate::pages::html;
use crate::sample::{bob, carla, complaints, site};
use crate::texts::own_words;

/// Each of them, with a name for messages.
pub(crate) fn all(locale: &Locale) -> Vec<(String, String)> {
    let site = site();
    let mut pages = Vec::new();
    for view in to_write(locale) {
        let name = format!("compose {:?}", view.standing);
        pages.push((name, html(compose::render(&view, &site, locale))));
    }
    for people in [vec![bob()], Vec::new()] {
        let view = compose::pick::PickView {
            people,
            complaints: complaints(locale, &["acct"]),
        };
        pages.push((
            "pick".to_owned(),
            html(compose::pick::render(&view, &site, locale)),
        ));
    }
    pages
}

pub(crate) fn compose() -> ComposeView {
    ComposeView {
        author: bob(),
        subject: carla(),
        id: "4be7".into(),
        standing: Standing::New,
        is_acquainted: true,
        correction: None,
        typed: TypedWords {
            seen: "She found an error.".into(),
            text: "She keeps our books.".into(),
            limitations: "Tax law.".into(),
            topics: "bookkeeping".into(),
            language: "en".into(),
            disclosures: vec!["pays-subject".into()],
            discloses_nothing: false,
        },
        preview: Some(Preview {
            words: Sketch::of(own_words()),
            post: Some(compose::Post::of(
                "<p>She keeps our books.</p><p><a href=\"https://vouch.example/\">x</a></p>",
            )),
        }),
        complaints: Complaints::default(),
        stamp: "stamp".into(),
    }
}

fn to_write(locale: &Locale) -> Vec<ComposeView> {
    let fields = [
        "all",
        "text",
        "seen",
        "limitations",
        "topics",
        "language",
        "disclosures",
    ];
    vec![
        compose(),
        ComposeView {
            is_acquainted: false,
            preview: None,
            complaints: complaints(locale, &fields),
            ..compose()
        },
        ComposeView {
            preview: Some(Preview {
                words: Sketch {
                    topics: None,
                    disclosures: None,
                    ..Sketch::of(own_words())
                },
                post: None,
            }),
            complaints: complaints(locale, &["topics", "disclosures"]),
            ..compose()
        },
        ComposeView {
            standing: Standing::Draft,
            correction: Some("It was three years.".into()),
            ..compose()
        },
        ComposeView {
            standing: Standing::Offered,
            ..compose()
        },
        ComposeView {
            standing: Standing::Public,
            ..compose()
        },
    ]
}
