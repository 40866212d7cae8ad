//! The pages of those who run the instance, with what strangers may have written on them.

use vouchwell_domain::audit::{Act, AuditEntry, Doer};
use vouchwell_domain::identifier::{AuditEntryId, JobId};
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_domain::job::{GivenUp, Queue};
use vouchwell_domain::member::Role;
use vouchwell_server::web::administration::audit::{self, AuditView};
use vouchwell_server::web::administration::domain::{self, DomainView, DomainsView};
use vouchwell_server::web::administration::import::{self, ImportView};
use vouchwell_server::web::administration::note::Note;
use vouchwell_server::web::administration::person::{self, Listed, PeopleView, PersonView};
use vouchwell_server::web::administration::queue::{self, QueueView};
use vouchwell_server::web::administration::report::{self, ReportView, Reported, ReportsView};
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::link::Link;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::passage::passages;
use vouchwell_server::web::site::Site;
use vouchwell_service::administration::domain::{DomainView as Domain, Imported, Plan};
use vouchwell_service::administration::person::Quarantine;
use vouchwell_service::administration::queue::QueueView as Kept;
use vouchwell_storage::instance_domain::Ties;
use vouchwell_storage::job::{FailedJob, QueueCounts};

use crate::pages::html;
use crate::sample::{bob, carla, complaints, time};

fn member(suspended: bool, quarantine: Quarantine, role: Role) -> Listed {
    Listed {
        person: carla(),
        page: "/admin/people/carla".into(),
        role,
        joined: time("2026-03-02T10:00:00Z"),
        suspended: suspended.then(|| time("2026-04-02T10:00:00Z")),
        quarantine,
        email: "carla@mail.example".into(),
    }
}

fn reported(resolved: bool) -> report::Listed {
    let resolved = resolved.then(|| ("mia".into(), time("2026-04-03T10:00:00Z"), "Asked him".into()));
    report::Listed {
        page: "/admin/reports/1".into(),
        about: vec![bob()],
        content: "This is not true".into(),
        came: time("2026-04-02T10:00:00Z"),
        resolved,
    }
}

fn log() -> AuditView {
    let entries = Act::ALL.into_iter().map(|act| AuditEntry {
        id: AuditEntryId::from_number(1),
        done_by: Doer::Member("rita".into()),
        act,
        subject: "carla".into(),
        note: "Sells stars".into(),
        created_at: time("2026-04-02T10:00:00Z").datetime(),
    });
    let by_command = entries.clone().map(|entry| AuditEntry {
        done_by: Doer::CommandLine,
        ..entry
    });
    AuditView {
        entries: entries.chain(by_command).collect(),
        older: Some("/admin/log?before=1".into()),
    }
}

fn given_up(failed: Vec<FailedJob>) -> QueueView {
    let counts = QueueCounts {
        ready: 0,
        waiting: 3,
        failed: 2,
    };
    QueueView {
        queue: Kept {
            counts,
            goes_on: failed.last().map(|last| GivenUp {
                at: last.failed_at,
                job: last.id,
            }),
            failed,
        },
        stamp: "stamp".into(),
    }
}

/// One that is too long.
fn note(locale: &Locale, field: &'static str) -> Note {
    Note {
        text: "Sells stars".into(),
        complaints: complaints(locale, &[field]),
    }
}

pub(crate) fn pages(site: &Site, locale: &Locale) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let until = Quarantine::Until(time("2026-03-16T10:00:00Z").datetime());
    let people = PeopleView {
        words: "carla".into(),
        role: Some(Role::User),
        people: vec![
            member(false, until, Role::User),
            member(true, Quarantine::Over, Role::Moderator),
            member(false, Quarantine::Exempt, Role::Admin),
        ],
        complaints: complaints(locale, &["q"]),
        older: Some("/admin/people?q=&before=1".into()),
    };
    for listed in people.people.clone() {
        let name = format!("administration of {:?}", listed.role);
        let view = PersonView {
            listed,
            sessions: 1,
            tokens: 2,
            invitations: 3,
            note: note(locale, "note"),
            password_link: (name.len() % 2 == 0).then(|| "https://vouch.example/password/carla.1.a".into()),
            stamp: "stamp".into(),
        };
        pages.push((name, html(person::render(&view, site, locale))));
    }
    let nobody = PeopleView {
        people: Vec::new(),
        complaints: Complaints::default(),
        ..people.clone()
    };
    for view in [people, nobody] {
        let name = format!("administration, {} people", view.people.len());
        pages.push((name, html(person::render_list(&view, site, locale))));
    }
    for reports in [vec![reported(false), reported(true)], Vec::new()] {
        let name = format!("administration, {} reports", reports.len());
        let view = ReportsView {
            administers: !reports.is_empty(),
            reports,
            older: None,
        };
        pages.push((name, html(report::render_list(&view, site, locale))));
    }
    for resolved in [false, true] {
        let unknown = report::Listed {
            about: Vec::new(),
            content: String::new(),
            ..reported(resolved)
        };
        let view = ReportView {
            administers: resolved,
            listed: if resolved { unknown } else { reported(resolved) },
            reporter: Some(carla()),
            statuses: vec![Reported {
                language: Some("en".into()),
                passages: passages("<p>Five stars for ten euros</p>"),
                written: time("2026-04-01T10:00:00Z"),
                link: Link::elsewhere("https://vouch.example/@bob/1"),
            }],
            unknown: vec!["https://away.example/notes/1".into()],
            note: note(locale, "note"),
            stamp: "stamp".into(),
        };
        let name = format!("administration, report resolved {resolved}");
        pages.push((name, html(report::render(&view, site, locale))));
    }
    let job = |host: Option<&str>, queue| FailedJob {
        id: JobId::from_number(1),
        queue,
        host: host.map(str::to_owned),
        attempts: 12,
        last_error: "nobody answers".into(),
        failed_at: time("2026-04-02T10:00:00Z").datetime(),
    };
    let mut given_up_here = vec![job(Some("away.example"), Queue::Delivery)];
    given_up_here.extend(Queue::ALL.map(|queue| job(None, queue)));
    for failed in [given_up_here, Vec::new()] {
        let name = format!("administration, {} given up", failed.len());
        pages.push((name, html(queue::render(&given_up(failed), site, locale))));
    }
    let decided = |severity| InstanceDomain {
        host: "away.example".parse().unwrap(),
        severity,
        comment: "They sell stars".into(),
        created_at: time("2026-04-02T10:00:00Z").datetime(),
    };
    let both = [Severity::Limit, Severity::Block].map(decided);
    let mut wrong = Complaints::default();
    wrong.add("host", locale.say("administration-domain-wrong"));
    wrong.add("list", locale.say("administration-import-missing"));
    let listed = DomainsView {
        decided: both.to_vec(),
        without_media: vec!["away.example".parse().unwrap()],
        imported: Some(Imported {
            decided: 2,
            known: 1,
            left_out: vec!["b*d.example".into()],
        }),
        host: "so cial".into(),
        list: "b*d.example".into(),
        complaints: wrong,
        stamp: "stamp".into(),
    };
    for view in [listed, DomainsView::default()] {
        let name = format!("administration, {} servers", view.decided.len());
        pages.push((name, html(domain::render_list(&view, site, locale))));
    }
    let ties = Ties {
        people: 1_234,
        followed: 2,
        followers: 1,
        recommendations: 5,
        acquaintances: 6,
    };
    let away = "away.example".parse().unwrap();
    for cut in [vec![(away, ties); 201], Vec::new()] {
        let name = format!("administration, a list that cuts {}", cut.len());
        let plan = Plan {
            limited: 1,
            blocked: cut.len() + 1,
            without_media: 3,
            cut,
            known: 4,
            left_out: vec!["b*d.example".into()],
        };
        let view = ImportView {
            plan,
            list: "away.example".into(),
            stamp: "stamp".into(),
        };
        pages.push((name, html(import::render(&view, site, locale))));
    }
    for decided in [Some(both[0].clone()), None] {
        let name = format!("administration, a server: {decided:?}");
        let ties = Ties {
            people: 3,
            followed: 2,
            followers: 1,
            recommendations: 5,
            acquaintances: 6,
        };
        let view = DomainView {
            domain: Domain {
                host: "away.example".parse().unwrap(),
                is_without_media: decided.is_none(),
                decided,
                ties,
            },
            comment: note(locale, "comment"),
            stamp: "stamp".into(),
        };
        pages.push((name, html(domain::render(&view, site, locale))));
    }
    let empty = AuditView {
        entries: Vec::new(),
        older: None,
    };
    for view in [log(), empty] {
        let name = format!("administration, {} acts", view.entries.len());
        pages.push((name, html(audit::render(&view, site, locale))));
    }
    pages
}
