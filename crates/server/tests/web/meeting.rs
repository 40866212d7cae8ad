//! The pages on which members meet.

use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::meet::{self, Code, ConfirmView, MeetView};
use vouchwell_server::web::terms::TypedTerms;

use crate::pages::html;
use crate::sample::{bob, carla, complaints, meeting_link, site, time};

/// Each of them, with a name for messages.
pub(crate) fn all(locale: &Locale) -> Vec<(String, String)> {
    let site = site();
    let mut pages = Vec::new();
    for code in [None, Some(code())] {
        let view = MeetView {
            code,
            typed: "01234".into(),
            acct: "bob".into(),
            query: "code=1".into(),
            complaints: complaints(locale, &["code", "acct"]),
            handle: "@carla@vouch.example".into(),
            stamp: "stamp".into(),
        };
        pages.push((
            format!("meet {}", view.code.is_some()),
            html(meet::render(&view, &site, locale)),
        ));
    }
    let view = ConfirmView {
        person: carla(),
        other: bob(),
        picture: "0123456789abcdef0123456789abcdef-thumbnail.jpg".parse().ok(),
        code: "01234".into(),
        terms: TypedTerms::default(),
        made: time("2026-04-30T12:00:00Z"),
        complaints: complaints(locale, &["code", "year"]),
        stamp: "stamp".into(),
    };
    pages.push(("met".to_owned(), html(meet::render_confirm(&view, &site, locale))));
    pages
}

fn code() -> Code {
    let link = meeting_link();
    Code {
        link: link.url().to_string(),
        digits: link.token().groups(),
        until: time("2026-04-30T12:05:00Z"),
    }
}
