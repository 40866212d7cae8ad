//! The pages of a member's daily life, with people to look at.

use vouchwell_domain::boundary::{Boundaries, OffersFrom};
use vouchwell_domain::follow::Relationship;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::severance::Severance;
use vouchwell_domain::status::Visibility;
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::frame::Rendered;
use vouchwell_server::web::home::{Entry, HomeView, Writing};
use vouchwell_server::web::language::Language;
use vouchwell_server::web::link::Link;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::notifications::{NotificationsView, Told};
use vouchwell_server::web::passage::passages;
use vouchwell_server::web::people::account::AccountView;
use vouchwell_server::web::people::report::ReportView;
use vouchwell_server::web::people::{Circle, Listed, PeopleView};
use vouchwell_server::web::post::{Attachment, Post};
use vouchwell_server::web::profile::feed::FeedView;
use vouchwell_server::web::profile::follow::FollowView;
use vouchwell_server::web::settings::boundaries::BoundariesView;
use vouchwell_server::web::settings::deletion::DeletionView;
use vouchwell_server::web::settings::moving::{MovingView, OtherAccount};
use vouchwell_server::web::settings::overview::OverviewView;
use vouchwell_server::web::settings::password::PasswordView;
use vouchwell_server::web::settings::preferences::PreferencesView;
use vouchwell_server::web::settings::profile::{Entered, LeadsBack, Line, ProfileEditView};
use vouchwell_server::web::{home, notifications, people, profile, settings};
use vouchwell_service::deletion::Consequences;
use vouchwell_service::error::Refusal;

use crate::hostile::{SCRIPT, assert_same_shape, attacker};
use crate::pages::html;
use crate::sample;

fn writing(complaints: Complaints) -> Writing {
    Writing {
        text: "Three shops".into(),
        visibility: Visibility::Unlisted,
        language: "nl".into(),
        once: "once".into(),
        complaints,
    }
}

fn home_view() -> HomeView {
    let mut posts = sample::hashtag().posts.into_iter();
    let boosted = Entry {
        post: posts.next().unwrap(),
        boosted_by: Some(sample::carla()),
    };
    let own = posts.map(|post| Entry {
        post: Post {
            audience: Visibility::Private,
            attachments: vec![Attachment {
                description: "A ledger, open".into(),
                link: Link::here("/media/1.png"),
            }],
            ..post
        },
        boosted_by: None,
    });
    HomeView {
        writing: Some(writing(Complaints::default())),
        stamp: "stamp".into(),
        somebody_waits: true,
        entries: std::iter::once(boosted).chain(own).collect(),
        older: Some("/home?before=2".into()),
    }
}

fn listed() -> Vec<Listed> {
    [sample::bob(), sample::person("ليلى حداد", "@layla@souk.example")]
        .into_iter()
        .map(|person| Listed {
            path: "/people/1".into(),
            person,
        })
        .collect()
}

fn people_view(circle: Circle) -> PeopleView {
    PeopleView {
        circle,
        people: listed(),
        older: Some("/people?before=2".into()),
        acct: "Bob".into(),
        query: "acct=Bob".into(),
        found: listed(),
        complaints: Complaints::default(),
        stamp: "stamp".into(),
    }
}

fn account_view() -> AccountView {
    AccountView {
        path: "/people/1".into(),
        report: "/people/1/report".into(),
        person: sample::bob(),
        place: Some("Lagos".into()),
        note: passages(
            "<p>Builds <a href=\"https://trades.example/tags/bakery\">#bakery</a> floors.</p><p>Since 1999</p>",
        ),
        fields: sample::profile().fields,
        is_oneself: false,
        is_locked: true,
        moved: Some(sample::carla()),
        relationship: Relationship::default(),
        posts: sample::hashtag().posts,
        stamp: "stamp".into(),
    }
}

fn report_view() -> ReportView {
    ReportView {
        path: "/people/1".into(),
        report: "/people/1/report".into(),
        person: sample::bob(),
        host: Some("trades.example".into()),
        status: Some(StatusId::from_number(1)),
        reason: "spam".into(),
        words: "He sells followers.".into(),
        forward: true,
        complaints: Complaints::default(),
        is_sent: false,
        once: "once".into(),
        stamp: "stamp".into(),
    }
}

fn follow_view() -> FollowView {
    FollowView {
        person: sample::carla(),
        path: "/@carla".into(),
        handle: "@ana@garden.example".into(),
        complaints: Complaints::default(),
        destination: Some(
            "https://garden.example/authorize_interaction?uri=carla"
                .parse()
                .unwrap(),
        ),
    }
}

fn told(kind: Option<NotificationKind>) -> Told {
    let is_about_post = !matches!(
        kind,
        Some(
            NotificationKind::Follow
                | NotificationKind::FollowRequest
                | NotificationKind::SeveredRelationships
        )
    );
    let is_severed = kind == Some(NotificationKind::SeveredRelationships);
    Told {
        kind,
        person: sample::bob(),
        post: is_about_post.then(|| sample::post().post),
        severance: is_severed.then(|| Severance {
            host: "stars.example".parse().unwrap(),
            followers: 1,
            following: 12,
        }),
        at: sample::time("2026-04-30T14:05:00Z"),
        is_new: kind.is_none(),
    }
}

fn profile_edit_view(complaints: Complaints) -> ProfileEditView {
    let line = |label: &str, value: &str, leads_back| Line {
        label: label.into(),
        value: value.into(),
        leads_back,
    };
    ProfileEditView {
        entered: Entered {
            name: "Carla Janssens".into(),
            pronouns: "she/her".into(),
            place: "Ghent, Belgium".into(),
            topics: "bookkeeping, payroll".into(),
            note: "Self-employed bookkeeper in Ghent.".into(),
            recommending: "Only what I saw myself".into(),
            avatar_description: "Me at my desk".into(),
            lines: vec![
                line("Website", "https://janssens.example/", LeadsBack::Yes),
                line("Shop", "https://shop.example/", LeadsBack::NotYet),
                line("", "", LeadsBack::Nowhere),
            ],
            locked: true,
            ..Entered::default()
        },
        avatar: Some("/media/1.png".into()),
        header: Some("/media/2.png".into()),
        address: "https://vouch.example/@carla".into(),
        path: "/@carla".into(),
        is_saved: complaints.is_empty(),
        complaints,
        stamp: "stamp".into(),
    }
}

fn settings_pages(locale: &Locale, add: &mut impl FnMut(String, Rendered)) {
    let site = sample::site();
    let overview = OverviewView {
        person: sample::carla(),
        gets_mail: true,
        may_invite: true,
        administers: true,
        stamp: "stamp".into(),
    };
    add(
        "all settings".into(),
        settings::overview::render(&overview, &site, locale),
    );
    let mut wrong = Complaints::default();
    for field in [
        "name",
        "pronouns",
        "place",
        "topics",
        "note",
        "recommending",
        "lines",
        "avatar",
        "avatar_description",
        "header",
        "header_description",
    ] {
        wrong.add(field, locale.say("profile-edit-one-line"));
    }
    for complaints in [Complaints::default(), wrong] {
        let view = profile_edit_view(complaints);
        add(
            format!("profile edit {}", view.is_saved),
            settings::profile::render(&view, &site, locale),
        );
    }
    let mut wrong = Complaints::default();
    for field in ["visibility", "language"] {
        wrong.add(field, locale.say("preferences-language-wrong"));
    }
    let preferences = PreferencesView {
        reading: Some(Language::German),
        visibility: Visibility::Private,
        language: "nl".into(),
        complaints: wrong,
        stamp: "stamp".into(),
    };
    add(
        "preferences".into(),
        settings::preferences::render(&preferences, &site, locale),
    );
    let mut wrong = Complaints::default();
    for field in ["old", "new", "again"] {
        wrong.add(field, locale.say("password-differs"));
    }
    for is_changed in [false, true] {
        let view = PasswordView {
            complaints: wrong.clone(),
            is_changed,
            passkeys: vec!["my phone".into(), "<b>key ring</b>".into()],
            stamp: "stamp".into(),
        };
        add(
            format!("password {is_changed}"),
            settings::password::render(&view, &site, locale),
        );
    }
    let boundaries = BoundariesView {
        chosen: Boundaries {
            offers_from: OffersFrom::Followed,
            takes_requests: false,
            ..Boundaries::default()
        },
        stamp: "stamp".into(),
    };
    add(
        "boundaries".into(),
        settings::boundaries::render(&boundaries, &site, locale),
    );
    let mut wrong = complaint("alias", locale, "named-not-found");
    wrong.add("target", locale.say("refusal-not-named-there"));
    wrong.add("password", locale.refusal(&Refusal::WrongPassword));
    let other = |person| OtherAccount {
        uri: "https://trades.example/users/bob".into(),
        person,
    };
    let moving = MovingView {
        handle: "@carla@vouch.example".into(),
        aliases: vec![other(sample::bob())],
        moved_to: None,
        alias: "bob@".into(),
        target: "bob@trades.example".into(),
        complaints: wrong,
        stamp: "stamp".into(),
    };
    let moved = MovingView {
        moved_to: Some(other(sample::bob())),
        ..moving.clone()
    };
    for view in [moving, moved] {
        let name = format!("moving {}", view.moved_to.is_some());
        add(name, settings::moving::render(&view, &site, locale));
    }
    let consequences = Consequences {
        written: 1,
        received: 1,
        acquaintances: 1,
        told: 1,
    };
    let mut wrong = Complaints::default();
    for field in ["handle", "password"] {
        wrong.add(field, locale.refusal(&Refusal::WrongPassword));
    }
    for consequences in [Some(consequences), None] {
        let view = DeletionView {
            handle: "@carla@vouch.example".into(),
            consequences,
            typed: "@carl".into(),
            complaints: wrong.clone(),
            stamp: "stamp".into(),
        };
        let name = format!("deletion {}", consequences.is_none());
        add(name, settings::deletion::render(&view, &site, locale));
    }
}

fn complaint(field: &'static str, locale: &Locale, sentence: &str) -> Complaints {
    let mut complaints = Complaints::default();
    complaints.add(field, locale.say(sentence));
    complaints
}

/// Each of them, with a name for messages.
pub(crate) fn pages(locale: &Locale) -> Vec<(String, String)> {
    let site = sample::site();
    let mut pages: Vec<(String, Rendered)> = Vec::new();
    let mut add = |name: String, page| pages.push((name, page));
    let nothing = HomeView {
        writing: Some(writing(complaint("text", locale, "write-blank"))),
        stamp: "stamp".into(),
        somebody_waits: false,
        entries: Vec::new(),
        older: None,
    };
    add("home".into(), home::render(&home_view(), &site, locale));
    add("first home".into(), home::render(&nothing, &site, locale));
    for circle in Circle::ALL {
        let view = people_view(circle);
        add(format!("{circle:?}"), people::render(&view, &site, locale));
        let nobody = PeopleView {
            people: Vec::new(),
            found: Vec::new(),
            older: None,
            complaints: complaint("acct", locale, "people-acct-nobody"),
            ..view
        };
        add(format!("no {circle:?}"), people::render(&nobody, &site, locale));
    }
    let all = Relationship {
        following: true,
        followed_by: true,
        mute: Some(vouchwell_domain::mute::Mute {
            notifications: true,
            expires_at: None,
        }),
        ..Relationship::default()
    };
    let blocking = Relationship {
        blocking: true,
        ..Relationship::default()
    };
    let asked = Relationship {
        requested: true,
        requested_by: true,
        ..Relationship::default()
    };
    for relationship in [Relationship::default(), all, blocking, asked] {
        let view = AccountView {
            relationship: relationship.clone(),
            ..account_view()
        };
        add(
            format!("{relationship:?}"),
            people::account::render(&view, &site, locale),
        );
    }
    let oneself = AccountView {
        person: sample::carla(),
        is_oneself: true,
        ..account_view()
    };
    add("oneself".into(), people::account::render(&oneself, &site, locale));
    let wrong = ReportView {
        complaints: complaint("reason", locale, "report-reason-missing"),
        ..report_view()
    };
    let sent = ReportView {
        is_sent: true,
        ..report_view()
    };
    for (name, view) in [
        ("report", report_view()),
        ("wrong report", wrong),
        ("sent report", sent),
    ] {
        add(name.into(), people::report::render(&view, &site, locale));
    }
    let unknown = FollowView {
        complaints: complaint("handle", locale, "follow-nobody"),
        destination: None,
        ..follow_view()
    };
    settings_pages(locale, &mut add);
    let kinds = NotificationKind::ALL.into_iter().map(Some);
    let told = NotificationsView {
        told: kinds.chain([None]).map(told).collect(),
        older: Some("/notifications?before=2".into()),
    };
    let untold = NotificationsView {
        told: Vec::new(),
        older: None,
    };
    add(
        "notifications".into(),
        notifications::render(&told, &site, locale),
    );
    add(
        "no notifications".into(),
        notifications::render(&untold, &site, locale),
    );
    add(
        "remote follow".into(),
        profile::follow::render(&follow_view(), &site, locale),
    );
    add(
        "failed remote follow".into(),
        profile::follow::render(&unknown, &site, locale),
    );
    pages.into_iter().map(|(name, page)| (name, html(page))).collect()
}

#[test]
fn script_in_what_others_say_of_themselves_stays_text() {
    let (site, locale) = (sample::site(), Locale::accepted(Language::English));
    let mut plain = account_view();
    plain.posts.clear();
    plain.person = sample::bob();
    plain.fields.truncate(1);
    let mut hostile = plain.clone();
    hostile.person = attacker();
    hostile.place = Some(SCRIPT.into());
    hostile.note[0].pieces[0].text = SCRIPT.into();
    hostile.fields[0].name = SCRIPT.into();
    let render = |view| html(people::account::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));

    let plain = people_view(Circle::Requests);
    let mut hostile = plain.clone();
    hostile.acct = SCRIPT.into();
    hostile.found[0].person = attacker();
    hostile.people[0].person = attacker();
    let render = |view| html(people::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));

    let plain = NotificationsView {
        told: vec![told(Some(NotificationKind::Follow))],
        older: None,
    };
    let mut hostile = plain.clone();
    hostile.told[0].person = attacker();
    let render = |view| html(notifications::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));

    let plain = profile_edit_view(Complaints::default());
    let mut hostile = plain.clone();
    hostile.entered.name = SCRIPT.into();
    hostile.entered.note = format!("</textarea>{SCRIPT}");
    hostile.entered.lines[0].value = SCRIPT.into();
    let render = |view| html(settings::profile::render(view, &site, &locale));
    assert_same_shape(&render(&hostile), &render(&plain));

    let mut view = FeedView {
        person: sample::carla(),
        path: "/@carla".into(),
        updated: sample::time("2026-04-30T14:05:00Z"),
        statements: sample::profile().received.statements,
    };
    let count = |feed: &str| feed.matches('<').count();
    let plain = profile::feed::render(&view, &site, &locale).unwrap();
    view.statements[0].author = attacker();
    view.statements[0].words.text = SCRIPT.parse().unwrap();
    let feed = profile::feed::render(&view, &site, &locale).unwrap();
    assert_eq!(count(&feed), count(&plain), "{feed}");
    assert!(
        plain.contains("pays or has paid"),
        "disclosures come with the text"
    );
}
