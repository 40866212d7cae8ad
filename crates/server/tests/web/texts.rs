//! Texts that wait, hold, are public or over, as their two people see them.

use vouchwell_domain::recommendation::{Party, ShownRecommendationState as Shown};
use vouchwell_domain::version::Words;
use vouchwell_evidence::Disclosure;
use vouchwell_server::web::affirmation::{self, AffirmationView, OldText};
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::recommendations::{self, Entry, Listing, RecommendationsView};
use vouchwell_server::web::texts::end::Kind;
use vouchwell_server::web::texts::{self, Progress, TextView};

use crate::pages::html;
use crate::sample::{bob, carla, site, time, topics, words};

/// Each of them, with a name for messages.
pub(crate) fn all(locale: &Locale) -> Vec<(String, String)> {
    let site = site();
    let mut pages = Vec::new();
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
    pages
}

pub(crate) fn own_words() -> Words {
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
