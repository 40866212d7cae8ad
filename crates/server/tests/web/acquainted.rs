//! The pages about people whom a member knows, with people to look at.

use vouchwell_domain::acquaintance::{AcquaintanceVisibility, ShownState};
use vouchwell_evidence::{EvidenceKind, Relationship};
use vouchwell_server::web::acquaintances::end::{EndView, Resting};
use vouchwell_server::web::acquaintances::new::{NewView, Other};
use vouchwell_server::web::acquaintances::one::AcquaintanceView;
use vouchwell_server::web::acquaintances::{self, AcquaintancesView, Known};
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::terms::TypedTerms;
use vouchwell_service::acquaintance::{RenewalView, SaidView};

use crate::pages::html;
use crate::sample::{bob, carla, person, site, time};

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
    pages
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
