//! The pages on which members ask for recommendations.

use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::requests::{self, Asked, Received, Reminder, RequestsView};

use crate::pages::html;
use crate::sample::{bob, complaints, person, site, time, topics};

/// Each of them, with a name for messages.
pub(crate) fn all(locale: &Locale) -> Vec<(String, String)> {
    let site = site();
    let mut pages = Vec::new();
    for view in [requests(), no_requests()] {
        let name = format!("requests {}", view.asked.len());
        pages.push((name, html(requests::render(&view, &site, locale))));
    }
    for view in to_ask(locale) {
        let name = format!("ask {:?}", view.stranger);
        pages.push((name, html(requests::new::render(&view, &site, locale))));
    }
    pages
}

pub(crate) fn requests() -> RequestsView {
    let asked = |state, reminder, reply: Option<&str>| Asked {
        id: "1".into(),
        person: bob(),
        topics: topics(&["bookkeeping"]),
        message: Some("It would help me a lot.".into()),
        state,
        reply: reply.map(Into::into),
        asked: time("2026-04-02T10:00:00Z"),
        closes: time("2026-04-23T10:00:00Z"),
        reminder,
    };
    let received = |state, answer| Received {
        id: "5".into(),
        person: bob(),
        topics: topics(&["bookkeeping"]),
        state,
        answer,
        asked: time("2026-04-02T10:00:00Z"),
    };
    let later = time("2026-04-16T10:00:00Z");
    RequestsView {
        older: Some("/requests?before=1".into()),
        query: String::new(),
        open: 2,
        asked: vec![
            asked(ShownRequestState::Open, Reminder::From(later), None),
            asked(ShownRequestState::Open, Reminder::Now, None),
            asked(ShownRequestState::Open, Reminder::Done, None),
            asked(
                ShownRequestState::Answered,
                Reminder::Done,
                Some("Shall we meet?"),
            ),
            asked(ShownRequestState::Closed, Reminder::Done, None),
        ],
        received: vec![
            received(ShownRequestState::Open, None),
            received(ShownRequestState::Answered, Some(RequestAnswer::NotThisWork)),
            received(ShownRequestState::Closed, None),
        ],
        stamp: "stamp".into(),
    }
}

fn no_requests() -> RequestsView {
    RequestsView {
        older: None,
        query: String::new(),
        open: 3,
        asked: Vec::new(),
        received: Vec::new(),
        stamp: "stamp".into(),
    }
}

fn to_ask(locale: &Locale) -> Vec<requests::new::NewView> {
    let first = requests::new::NewView {
        people: vec![bob()],
        acct: "@bob@trades.example".into(),
        stranger: None,
        open: 2,
        topics: "bookkeeping".into(),
        message: "It would help me a lot.".into(),
        made: time("2026-04-30T12:00:00Z"),
        complaints: Complaints::default(),
        stamp: "stamp".into(),
    };
    vec![
        requests::new::NewView {
            complaints: complaints(locale, &["acct", "all", "topics", "message"]),
            ..first.clone()
        },
        requests::new::NewView {
            stranger: Some(person("Ana", "@ana@social.example")),
            ..first.clone()
        },
        requests::new::NewView {
            people: Vec::new(),
            acct: String::new(),
            ..first
        },
    ]
}
