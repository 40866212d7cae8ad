//! The pages on which members deal with people they know and with what is written, with people to look at.

use vouchwell_domain::acquaintance::{AcquaintanceVisibility, ShownState};
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as Shown};
use vouchwell_domain::request::{RequestAnswer, ShownRequestState};
use vouchwell_domain::version::Words;
use vouchwell_evidence::{Disclosure, EvidenceKind, Relationship};
use vouchwell_server::web::acquaintances::end::{EndView, Resting};
use vouchwell_server::web::acquaintances::new::{NewView, Other};
use vouchwell_server::web::acquaintances::one::AcquaintanceView;
use vouchwell_server::web::acquaintances::{self, AcquaintancesView, Known};
use vouchwell_server::web::compose::{self, ComposeView, Preview, Standing, TypedWords};
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::meet::{self, Code, ConfirmView, MeetView};
use vouchwell_server::web::recommendations::{self, Entry, Listing, RecommendationsView};
use vouchwell_server::web::requests::{self, Asked, Received, Reminder, RequestsView};
use vouchwell_server::web::terms::TypedTerms;
use vouchwell_server::web::texts::end::Kind;
use vouchwell_server::web::texts::{self, Progress, TextView};
use vouchwell_service::acquaintance::{RenewalView, SaidView};

use crate::pages::html;
use crate::sample::{bob, carla, meeting_link, person, site, time, topics, words};

/// Each of them, with a name for messages.
pub(crate) fn all(locale: &Locale) -> Vec<(String, String)> {
    let site = site();
    let mut pages = vec![
        (
            "acquaintances".to_owned(),
            html(acquaintances::render(&acquaintances(), &site, locale)),
        ),
        (
            "no acquaintances".to_owned(),
            html(acquaintances::render(&no_acquaintances(), &site, locale)),
        ),
        (
            "end".to_owned(),
            html(acquaintances::end::render(&end(), &site, locale)),
        ),
        (
            "requests".to_owned(),
            html(requests::render(&requests(), &site, locale)),
        ),
        (
            "no requests".to_owned(),
            html(requests::render(&no_requests(), &site, locale)),
        ),
    ];
    for known in acquaintances().known {
        let name = format!("acquaintance {:?} {}", known.state, known.id);
        let view = AcquaintanceView {
            known,
            ..acquaintance()
        };
        pages.push((name, html(acquaintances::one::render(&view, &site, locale))));
    }
    for view in to_say(locale) {
        let name = format!("say {:?}", view.other);
        pages.push((name, html(acquaintances::new::render(&view, &site, locale))));
    }
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
        },
    ] {
        let name = format!("recommendations {}", view.written.entries.len());
        pages.push((name, html(recommendations::render(&view, &site, locale))));
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

fn said(relationship: Relationship) -> SaidView {
    SaidView {
        relationship,
        known_since: "2021-03".parse().unwrap(),
        evidence: EvidenceKind::CodesExchanged,
        at: time("2026-03-01T09:00:00Z"),
    }
}

fn known(id: &str, state: ShownState) -> Known {
    let mine = matches!(state, ShownState::Offered | ShownState::Mutual);
    let theirs = matches!(state, ShownState::Asked | ShownState::Mutual);
    let is_awaited = matches!(state, ShownState::Offered | ShownState::Asked);
    Known {
        id: id.into(),
        person: bob(),
        state,
        mine: mine.then(|| said(Relationship::WorksWith)),
        theirs: theirs.then(|| said(Relationship::EmployerOf)),
        message: (state == ShownState::Offered).then(|| "Shall we have a coffee first?".into()),
        until: is_awaited.then(|| time("2026-05-20T09:00:00Z")),
        renewal: None,
        visibility: AcquaintanceVisibility::Acquaintances,
    }
}

fn renewed(id: &str, state: ShownState) -> Known {
    let is_asked = state == ShownState::Asked;
    Known {
        renewal: Some(RenewalView {
            state,
            mine: (!is_asked).then(|| said(Relationship::FriendOf)),
            theirs: is_asked.then(|| said(Relationship::FriendOf)),
            message: Some("Which of us moved?".into()),
            accept_by: Some(time("2026-05-20T09:00:00Z")),
            code_scanned: false,
            key_changed: is_asked,
        }),
        ..known(id, ShownState::Mutual)
    }
}

pub(crate) fn acquaintances() -> AcquaintancesView {
    AcquaintancesView {
        person: carla(),
        known: vec![
            known("1", ShownState::Asked),
            known("2", ShownState::Offered),
            known("3", ShownState::Mutual),
            renewed("4", ShownState::Asked),
            renewed("5", ShownState::Offered),
            renewed("6", ShownState::Closed),
            known("7", ShownState::Closed),
            known("8", ShownState::Ended),
        ],
        older: Some("/acquaintances?before=2".into()),
    }
}

fn no_acquaintances() -> AcquaintancesView {
    AcquaintancesView {
        known: Vec::new(),
        older: None,
        ..acquaintances()
    }
}

pub(crate) fn acquaintance() -> AcquaintanceView {
    AcquaintanceView {
        person: carla(),
        known: known("3", ShownState::Mutual),
        stamp: "stamp".into(),
    }
}

fn end() -> EndView {
    EndView {
        id: "3".into(),
        person: bob(),
        resting: vec![Resting {
            author: bob(),
            subject: carla(),
            path: "/recommendations/4be7".into(),
        }],
        stamp: "stamp".into(),
    }
}

fn to_say(locale: &Locale) -> Vec<NewView> {
    let mut complaints = Complaints::default();
    let empty = NewView {
        person: carla(),
        acct: String::new(),
        other: None,
        terms: TypedTerms::default(),
        made: time("2026-04-30T12:00:00Z"),
        complaints: complaints.clone(),
        stamp: "stamp".into(),
    };
    for field in ["acct", "all", "relationship", "year"] {
        complaints.add(field, locale.say("terms-since-wrong"));
    }
    let unknown = NewView {
        acct: "nobody".into(),
        complaints: complaints.clone(),
        ..empty.clone()
    };
    let mut views = vec![empty.clone(), unknown];
    let states = [
        None,
        Some(ShownState::Offered),
        Some(ShownState::Asked),
        Some(ShownState::Mutual),
    ];
    for state in states {
        views.push(NewView {
            acct: "bob@trades.example".into(),
            other: Some(Other {
                person: bob(),
                takes_part: true,
                known: state.map(|state| (state, "/acquaintances/1".into())),
            }),
            terms: TypedTerms {
                relationship: "worksWith".into(),
                year: "2021".into(),
                month: "03".into(),
            },
            complaints: complaints.clone(),
            ..empty.clone()
        });
    }
    views.push(NewView {
        acct: "ana@social.example".into(),
        other: Some(Other {
            person: person("Ana", "@ana@social.example"),
            takes_part: false,
            known: None,
        }),
        ..empty
    });
    views
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
