//! The pages on which members meet, ask and write, with people to look at.

use vouchwell_domain::recommendation::{Party, ShownRecommendationState as Shown};
use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_domain::version::Words;
use vouchwell_evidence::Disclosure;
use vouchwell_server::web::affirmation::{self, AffirmationView, OldText};
use vouchwell_server::web::compose::{self, ComposeView, Preview, Standing, TypedWords};
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::meet::{self, Code, ConfirmView, MeetView};
use vouchwell_server::web::recommendations::{self, Entry, Listing, RecommendationsView};
use vouchwell_server::web::requests::{self, Asked, Received, Reminder, RequestsView};
use vouchwell_server::web::terms::TypedTerms;
use vouchwell_server::web::texts::end::Kind;
use vouchwell_server::web::texts::{self, Progress, TextView};

use crate::pages::html;
use crate::sample::{bob, carla, meeting_link, person, site, time, topics, words};

/// Each of them, with a name for messages.
pub(crate) fn all(locale: &Locale) -> Vec<(String, String)> {
    let site = site();
    let mut pages = vec![
        (
            "requests".to_owned(),
            html(requests::render(&requests(), &site, locale)),
        ),
        (
            "no requests".to_owned(),
            html(requests::render(&no_requests(), &site, locale)),
        ),
    ];
    for view in texts() {
        let states = (view.party, view.progress.as_ref().map(|progress| progress.state));
        let name = format!("text {states:?} {}", view.public.is_some());
        pages.push((name, html(texts::render(&view, &site, locale))));
    }
    for kind in [Kind::Withdraw, Kind::Hide, Kind::Delete] {
        let view = texts::end::EndView {
            id: "4be7".into(),
            kind,
            other: bob(),
            stamp: "stamp".into(),
        };
        pages.push((
            format!("{kind:?}"),
            html(texts::end::render(&view, &site, locale)),
        ));
    }
    for view in [
        recommendations(),
        RecommendationsView {
            written: Listing::default(),
            received: Listing::default(),
            is_asked: false,
        },
    ] {
        let name = format!("recommendations {}", view.written.entries.len());
        pages.push((name, html(recommendations::render(&view, &site, locale))));
    }
    let old = OldText {
        id: "4be7".into(),
        subject: bob(),
        beginning: "He keeps our roofs dry.".into(),
        language: "en".into(),
        published: Some(time("2025-03-01T09:00:00Z")),
    };
    for texts in [vec![old], Vec::new()] {
        let view = AffirmationView {
            texts,
            stamp: "stamp".into(),
        };
        let name = format!("still so {}", view.texts.len());
        pages.push((name, html(affirmation::render(&view, &site, locale))));
    }
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
        code: "01234".into(),
        terms: TypedTerms::default(),
        made: time("2026-04-30T12:00:00Z"),
        complaints: complaints(locale, &["code", "year"]),
        stamp: "stamp".into(),
    };
    pages.push(("met".to_owned(), html(meet::render_confirm(&view, &site, locale))));
    for view in to_ask(locale) {
        let name = format!("ask {:?}", view.stranger);
        pages.push((name, html(requests::new::render(&view, &site, locale))));
    }
    pages
}

fn complaints(locale: &Locale, fields: &[&'static str]) -> Complaints {
    let mut complaints = Complaints::default();
    for field in fields {
        complaints.add(field, locale.say("topics-wrong"));
    }
    complaints
}

fn code() -> Code {
    let link = meeting_link();
    Code {
        link: link.url().to_string(),
        digits: link.token().groups(),
        until: time("2026-04-30T12:05:00Z"),
    }
}

fn own_words() -> Words {
    words(
        "She keeps our books, and found the error before the auditor did.",
        "I cannot speak to tax law.",
        &[Disclosure::PaysSubject],
    )
}

pub(crate) fn text() -> TextView {
    TextView {
        id: "4be7".into(),
        party: Party::Author,
        author: bob(),
        subject: carla(),
        public: None,
        is_withdrawn: false,
        progress: Some(progress(Shown::Draft)),
        stamp: "stamp".into(),
    }
}

fn progress(state: Shown) -> Progress {
    Progress {
        state,
        words: own_words(),
        until: (state != Shown::Draft).then(|| time("2026-05-20T09:00:00Z")),
        may_pull: state == Shown::Accepted,
        waits_for_author: false,
        publish_at: (state == Shown::Accepted).then(|| time("2026-05-01T09:00:00Z")),
        correction: (state == Shown::Draft).then(|| "It was three years.".into()),
    }
}

/// Every state for each of the two, alone and beside a public text.
fn texts() -> Vec<TextView> {
    let mut texts = Vec::new();
    for party in [Party::Author, Party::Subject] {
        for state in [Shown::Draft, Shown::Offered, Shown::Accepted, Shown::Lapsed] {
            for public in [None, Some(words("She keeps our books.", "", &[]))] {
                texts.push(TextView {
                    party,
                    public,
                    progress: Some(progress(state)),
                    ..text()
                });
            }
        }
        texts.push(TextView {
            party,
            progress: Some(Progress {
                may_pull: party == Party::Author,
                waits_for_author: true,
                ..progress(Shown::Accepted)
            }),
            ..text()
        });
        let is_over = TextView {
            party,
            progress: None,
            is_withdrawn: true,
            ..text()
        };
        texts.push(TextView {
            public: Some(own_words()),
            is_withdrawn: false,
            ..is_over.clone()
        });
        texts.push(is_over);
    }
    texts
}

fn recommendations() -> RecommendationsView {
    let entry = |state| Entry {
        path: "/texts/4be7".into(),
        other: bob(),
        state,
        revision: (state == Shown::Public).then_some(Shown::Offered),
        publish_at: (state == Shown::Accepted).then(|| time("2026-05-01T09:00:00Z")),
        topics: (state != Shown::Withdrawn).then(|| topics(&["bookkeeping"])),
    };
    let states = [
        Shown::Draft,
        Shown::Offered,
        Shown::Accepted,
        Shown::Public,
        Shown::Lapsed,
        Shown::Withdrawn,
    ];
    let listing = Listing {
        entries: states.map(entry).to_vec(),
        older: Some("/recommendations?written=2".into()),
    };
    RecommendationsView {
        received: listing.clone(),
        written: listing,
        is_asked: true,
    }
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
            text: "She keeps our books.".into(),
            limitations: "Tax law.".into(),
            topics: "bookkeeping".into(),
            language: "en".into(),
            disclosures: vec!["pays-subject".into()],
            discloses_nothing: false,
        },
        preview: Some(Preview {
            words: own_words(),
            post: Some(compose::Post::of(
                "<p>She keeps our books.</p><p><a href=\"https://vouch.example/\">x</a></p>",
            )),
        }),
        complaints: Complaints::default(),
        stamp: "stamp".into(),
    }
}

fn to_write(locale: &Locale) -> Vec<ComposeView> {
    let fields = ["all", "text", "limitations", "topics", "language", "disclosures"];
    vec![
        compose(),
        ComposeView {
            is_acquainted: false,
            preview: None,
            complaints: complaints(locale, &fields),
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
        person: bob(),
        topics: topics(&["bookkeeping"]),
        state,
        answer,
        asked: time("2026-04-02T10:00:00Z"),
    };
    let later = time("2026-04-16T10:00:00Z");
    RequestsView {
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
        open: 3,
        asked: Vec::new(),
        received: Vec::new(),
        stamp: "stamp".into(),
    }
}

fn to_ask(locale: &Locale) -> Vec<requests::new::NewView> {
    let mut complaints = Complaints::default();
    let first = requests::new::NewView {
        people: vec![bob()],
        acct: "@bob@trades.example".into(),
        stranger: None,
        open: 2,
        topics: "bookkeeping".into(),
        message: "It would help me a lot.".into(),
        made: time("2026-04-30T12:00:00Z"),
        complaints: complaints.clone(),
        stamp: "stamp".into(),
    };
    for field in ["acct", "all", "topics", "message"] {
        complaints.add(field, locale.say("topics-wrong"));
    }
    vec![
        requests::new::NewView {
            complaints,
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
