//! People and recommendations to look at.

use vouchwell_domain::meeting::MeetingLink;
use vouchwell_domain::plain_text;
use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::recommendation::Identity;
use vouchwell_domain::status::Visibility;
use vouchwell_domain::version::{VersionError, Words};
use vouchwell_evidence::{Disclosure, EvidenceKind, Relationship, SecretKey, Timestamp, Topic, Topics};
use vouchwell_server::web::acquaintance::{Acquaintance, Side};
use vouchwell_server::web::authorization::{ConsentView, Destination, OutcomeView};
use vouchwell_server::web::carried::Carried;
use vouchwell_server::web::compose::{self, Preview, Sketch};
use vouchwell_server::web::difference::Changes;
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::hashtag::HashtagView;
use vouchwell_server::web::link::Link;
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::passage::passages;
use vouchwell_server::web::person::Person;
use vouchwell_server::web::post::{Picture, Poll, PollOption, Post, PostView, Shown};
use vouchwell_server::web::profile::{Field, Listing, ProfileView};
use vouchwell_server::web::recommendation::{
    Check, History, RecommendationView, Signer, Version, Withdrawals,
};
use vouchwell_server::web::session::SignInView;
use vouchwell_server::web::session::go_on::{GoOnView, Occasion};
use vouchwell_server::web::settings::{ApplicationView, SessionView, SettingsView};
use vouchwell_server::web::site::Site;
use vouchwell_server::web::statement::{Affirmation, Statement};
use vouchwell_server::web::waiting::{Asked, Attested, Offered, Older, WaitingView};
use vouchwell_service::context::Registration;
use vouchwell_service::error::Refusal;

const FIRST_TEXT: &str = "Carla kept our books for two years. She found the error before the auditor did.\n\n\
    I would trust her with our payroll again.";
const TEXT: &str = "Carla kept our books for three years, through a move and a merger. She found the error before \
    the auditor did, and told me the truth about it when it was not pleasant to hear.\n\n\
    What I saw myself: month ends that closed on the second day, questions asked before they became problems, and \
    explanations my partners understood. I would trust her with our payroll again tomorrow.";
const PERMALINK: &str = "/recommendations/4be7a13fd2f0c5b86a91e2d07c3f58ab";

pub(crate) fn site() -> Site {
    Site {
        url: "https://vouch.example".parse().unwrap(),
        registration: Registration::Invite,
        version: "0.1.0",
        source: "https://vouch.example/source".parse().unwrap(),
        contact: "rita@vouch.example".parse().ok(),
        rules: vec!["Be kind.".into(), "No <b>advertising</b>.".into()],
        push_key: String::new(),
    }
}

/// A code that somebody shows.
pub(crate) fn meeting_link() -> MeetingLink {
    let token = "012345678901234567890123456789".parse().unwrap();
    MeetingLink::beside(&site().url, token)
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn person(name: &str, handle: &str) -> Person {
    let (local, host) = handle.trim_start_matches('@').split_once('@').unwrap();
    let link = match host {
        "vouch.example" => Link::here(format!("/@{local}")),
        _ => Link::elsewhere(&format!("https://{host}/@{local}")).unwrap(),
    };
    Person {
        name: name.into(),
        handle: Some(handle.into()),
        link: Some(link),
        picture_description: format!("{name}, laughing"),
    }
}

pub(crate) fn bob() -> Person {
    person("Bob Okafor", "@bob@trades.example")
}

pub(crate) fn carla() -> Person {
    person("Carla Janssens", "@carla@vouch.example")
}

pub(crate) fn topics(tags: &[&str]) -> Topics {
    tags.iter()
        .map(|tag| tag.parse().unwrap())
        .collect::<Vec<Topic>>()
        .try_into()
        .unwrap()
}

pub(crate) fn words(text: &str, limitations: &str, disclosures: &[Disclosure]) -> Words {
    Words {
        text: text.parse().unwrap(),
        language: "en".parse().unwrap(),
        topics: topics(&["bookkeeping", "payroll"]),
        limitations: limitations.parse().unwrap(),
        disclosures: disclosures.to_vec(),
    }
}

pub(crate) fn statement() -> Statement {
    Statement {
        author: bob(),
        subject: carla(),
        words: words(
            TEXT,
            "I cannot speak to tax law, nor to companies larger than ours.",
            &[Disclosure::PaysSubject, Disclosure::WasAsked],
        ),
        relationship: Relationship::EmployerOf,
        known_since: "2021-03".parse().unwrap(),
        evidence: EvidenceKind::CodesExchanged,
        published: time("2024-03-04T12:00:00Z"),
        updated: time("2026-03-05T08:30:00Z"),
        reciprocity: Reciprocity::None,
        affirmation: Affirmation::Current,
        permalink: Link::here(PERMALINK),
    }
}

pub(crate) fn acquaintance() -> Acquaintance {
    Acquaintance {
        author: Side {
            relationship: Relationship::EmployerOf,
            known_since: "2021-03".parse().unwrap(),
            signed: time("2024-02-27T09:12:00Z"),
        },
        subject: Side {
            relationship: Relationship::WorksWith,
            known_since: "2021".parse().unwrap(),
            signed: time("2024-02-28T18:40:00Z"),
        },
        evidence: EvidenceKind::CodesExchanged,
    }
}

pub(crate) fn recommendation() -> RecommendationView {
    let signer = |seed, identity| Signer {
        key: SecretKey::from_seed([seed; 32]).did_key(),
        identity,
    };
    let first = words(
        FIRST_TEXT,
        "I cannot speak to tax law.",
        &[Disclosure::PaysSubject],
    );
    RecommendationView {
        statement: statement(),
        bundle: format!("{PERMALINK}/bundle"),
        picture: Some(format!("{PERMALINK}/preview.png?text=zQm")),
        report: Some("/people/1/report?status=1".into()),
        acquaintance: acquaintance(),
        signed: time("2026-03-03T12:00:00Z"),
        accepted: time("2026-03-04T08:30:00Z"),
        history: History {
            path: PERMALINK.to_owned(),
            versions: vec![
                Version {
                    position: 2,
                    words: statement().words,
                    published: time("2026-03-05T08:30:00Z"),
                },
                Version {
                    position: 1,
                    words: first,
                    published: time("2024-03-04T12:00:00Z"),
                },
            ],
            begins_with_newest: true,
        },
        check: Check {
            author: signer(7, Identity::Remembered),
            subject: signer(8, Identity::Confirmed),
            withdrawals: Withdrawals::Asked(time("2026-04-30T14:05:00Z")),
        },
    }
}

/// An old one, written by somebody whose name runs from right to left, returned within a month.
pub(crate) fn old_statement() -> Statement {
    let mut words = words(
        "كارلا تعرف دفاترها كما تعرف مدينتها. عملنا معًا سنتين وكانت دائمًا دقيقة وصادقة.",
        "",
        &[],
    );
    words.language = "ar".parse().unwrap();
    words.topics = topics(&["bookkeeping", "محاسبة"]);
    Statement {
        author: person("ليلى حداد", "@layla@souk.example"),
        words,
        evidence: EvidenceKind::Declared,
        published: time("2024-06-10T12:00:00Z"),
        reciprocity: Reciprocity::Exchanged,
        affirmation: Affirmation::NotSince(time("2024-06-09T12:00:00Z")),
        permalink: Link::elsewhere("https://souk.example/recommendations/9c2f").unwrap(),
        ..statement()
    }
}

pub(crate) fn old_recommendation() -> RecommendationView {
    RecommendationView {
        statement: old_statement(),
        acquaintance: Acquaintance {
            evidence: EvidenceKind::Declared,
            ..acquaintance()
        },
        signed: time("2024-06-09T12:00:00Z"),
        accepted: time("2024-06-09T18:00:00Z"),
        history: History {
            versions: Vec::new(),
            ..recommendation().history
        },
        ..recommendation()
    }
}

pub(crate) fn profile() -> ProfileView {
    let given = Statement {
        author: carla(),
        subject: person("Wiebke Kühn-Østergård", "@wiebke@hafen.example"),
        words: words(
            "Wiebke restored our office floor on a weekend so that we could work on Monday.",
            "I have seen one piece of her work.",
            &[Disclosure::PaysSubject],
        ),
        ..statement()
    };
    ProfileView {
        person: carla(),
        path: "/@carla".into(),
        activity: "https://vouch.example/users/carla".into(),
        handle: "@carla@vouch.example".into(),
        moved: Some(bob()),
        place: Some("Ghent, Belgium".into()),
        avatar: Some("/media/1.png".into()),
        header: Some("/media/2.jpg".into()),
        header_description: "The canals of Ghent".into(),
        works_on: vec!["payroll_taxes".into()],
        note: "Self-employed bookkeeper in Ghent. I keep small companies calm.".into(),
        fields: vec![
            Field {
                name: "Website".into(),
                value: "janssens.example".into(),
                link: Link::elsewhere("https://janssens.example/"),
                is_verified: true,
            },
            Field {
                name: "Languages".into(),
                value: "Nederlands, English, Deutsch".into(),
                link: None,
                is_verified: false,
            },
        ],
        is_discoverable: true,
        topics: ["bookkeeping", "payroll"]
            .map(|tag| tag.parse().unwrap())
            .to_vec(),
        received: Listing {
            statements: vec![statement(), old_statement()],
            older: Some("/@carla?received=2".into()),
        },
        given: Listing {
            statements: vec![given],
            older: None,
        },
        posts: vec![post().post],
        older_posts: Some("/@carla?posts=2".into()),
    }
}

/// A member of whom nothing is public yet.
pub(crate) fn newcomer() -> ProfileView {
    ProfileView {
        person: person("Ana", "@ana@vouch.example"),
        path: "/@ana".into(),
        activity: "https://vouch.example/users/ana".into(),
        handle: "@ana@vouch.example".into(),
        moved: None,
        place: None,
        avatar: None,
        header: None,
        header_description: String::new(),
        works_on: Vec::new(),
        note: String::new(),
        fields: Vec::new(),
        is_discoverable: true,
        topics: Vec::new(),
        received: Listing::default(),
        given: Listing::default(),
        posts: Vec::new(),
        older_posts: None,
    }
}

fn written(author: Person, html: &str, published: &str) -> Post {
    Post {
        link: author.link.clone(),
        author,
        recommends: None,
        spoiler: String::new(),
        passages: passages(html),
        is_whole: true,
        plain: plain_text::of(html),
        language: Some("en".into()),
        published: time(published),
        edited: None,
        pictures: Vec::new(),
        more_pictures: 0,
        hides_pictures: false,
        attachments: Vec::new(),
        poll: None,
        leads_to: None,
        audience: Visibility::Public,
        is_discoverable: true,
    }
}

/// A post of which a part is hidden at first, in a thread.
pub(crate) fn post() -> PostView {
    let question = written(
        bob(),
        "<p>Who closes the books of a <a href=\"https://trades.example/tags/bakery\">#bakery</a> with three shops?</p>\
         <p>The last one left us in <b>December</b>.<br>We need somebody before the year ends.</p>",
        "2026-03-01T09:00:00Z",
    );
    let question = Post {
        pictures: vec![Picture {
            description: "A till beside bread".into(),
            link: Link::here("/media/0123456789abcdef0123456789abcdef.jpg"),
            small: "/media/0123456789abcdef0123456789abcdef-thumbnail.jpg".into(),
            size: (400, 300),
        }],
        poll: Some(Poll {
            options: [("In January", 3), ("<b>Now</b>", 1)]
                .map(|(title, votes)| PollOption {
                    title: title.into(),
                    votes: Some(votes),
                })
                .into(),
            is_over: false,
            ends: Some(time("2026-03-08T09:00:00Z")),
        }),
        ..question
    };
    let answer = Post {
        leads_to: Some(Shown {
            author: bob(),
            subject: carla(),
            disclosures: vec![Disclosure::PaysSubject],
            reciprocity: Reciprocity::Mutual,
            affirmation: Affirmation::Current,
            text: "She closes on the second day.".into(),
            link: Link::here("/recommendations/0123456789abcdef0123456789abcdef"),
        }),
        spoiler: "Numbers, and an opinion about them".into(),
        edited: Some(time("2026-03-01T12:10:00Z")),
        ..written(
            carla(),
            "<p><a href=\"https://trades.example/@bob\">@<span>bob</span></a> I do. Three shops are one ledger with \
             three columns &amp; no magic.</p>",
            "2026-03-01T12:00:00Z",
        )
    };
    let thanks = written(
        person("ليلى حداد", "@layla@souk.example"),
        "<p>كارلا محاسبة ممتازة</p>",
        "2026-03-02T08:00:00Z",
    );
    PostView {
        post: answer,
        path: "/@carla/1".into(),
        report: Some("/people/1/report?status=1".into()),
        activity: "https://vouch.example/users/carla/statuses/1".into(),
        above: vec![question],
        below: vec![thanks],
        more: Some("/@carla/1?answers=30".into()),
    }
}

/// A recommendation and a post with one hashtag.
pub(crate) fn hashtag() -> HashtagView {
    let recommendation = Post {
        recommends: Some(carla()),
        ..written(
            bob(),
            "<p><em>Disclosed: pays her</em></p><p>She closes on the second day.</p>",
            "2026-03-04T08:00:00Z",
        )
    };
    HashtagView {
        name: "bookkeeping".into(),
        posts: vec![recommendation, post().post, post().above.remove(0)],
        older: Some("/tags/bookkeeping?before=2".into()),
    }
}

/// Somebody was sent here by an application.
pub(crate) fn sign_in() -> SignInView {
    SignInView {
        to: "/oauth/authorize?client_id=1".into(),
        query: "client_id=1".into(),
        stamp: "stamp".into(),
        application: Some("Phanpy".into()),
        knows_passkeys: true,
        ..SignInView::default()
    }
}

pub(crate) fn go_on() -> GoOnView {
    GoOnView {
        action: "/waiting/requests".into(),
        carried: Carried::from_iter([("message".to_owned(), "Two words".to_owned())]),
        occasion: Occasion::SignedIn,
        stamp: "stamp".into(),
    }
}

/// A sentence of its own, one with something set in, and one of a part.
pub(crate) fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::NotAcquainted,
        Refusal::Invalid("a topic has at most 60 characters".into()),
        Refusal::Version(VersionError::Lapsed),
    ]
}

pub(crate) fn consent() -> ConsentView {
    ConsentView {
        application: "Phanpy".into(),
        website: Link::elsewhere("https://phanpy.social/"),
        scopes: "read read:lists write follow push".parse().unwrap(),
        destination: Destination::Site("phanpy.social".into()),
        person: carla(),
        asked: vec![("client_id".into(), "1".into()), ("state".into(), "a&b".into())],
        other_account: "/oauth/authorize?client_id=1&force_login=true".into(),
        stamp: "stamp".into(),
    }
}

pub(crate) fn code() -> OutcomeView {
    OutcomeView {
        application: "toot".into(),
        code: Some("V0AbnmQyZ3Jb4RBqLTLo1CkzjH8n0Y5M5qk6n0fWm3k".into()),
        asked: consent().asked,
    }
}

pub(crate) fn refused() -> OutcomeView {
    OutcomeView { code: None, ..code() }
}

pub(crate) fn settings() -> SettingsView {
    SettingsView {
        person: carla(),
        administers: true,
        applications: vec![
            ApplicationView {
                id: "1".into(),
                name: Some("Phanpy".into()),
                website: Link::elsewhere("https://phanpy.social/"),
                scopes: "read write follow push".parse().unwrap(),
                since: time("2026-04-02T10:00:00Z"),
                last_used: Some(time("2026-04-30T00:00:00Z")),
            },
            ApplicationView {
                id: String::new(),
                name: None,
                website: None,
                scopes: "read:accounts".parse().unwrap(),
                since: time("2026-03-02T10:00:00Z"),
                last_used: None,
            },
        ],
        sessions: vec![
            SessionView {
                id: "aa".into(),
                browser: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
                since: time("2026-04-30T08:00:00Z"),
                last_used: time("2026-04-30T00:00:00Z"),
                is_this: true,
            },
            SessionView {
                id: "bb".into(),
                browser: "curl/8".into(),
                since: time("2026-04-20T08:00:00Z"),
                last_used: time("2026-04-21T00:00:00Z"),
                is_this: false,
            },
        ],
        stamp: "stamp".into(),
    }
}

pub(crate) fn waiting() -> WaitingView {
    WaitingView {
        person: carla(),
        attested: vec![Attested {
            id: "1".into(),
            person: bob(),
            relationship: Relationship::EmployerOf,
            known_since: "2021-03".parse().unwrap(),
            until: Some(time("2026-05-20T09:00:00Z")),
            is_met: true,
            picture: None,
        }],
        asked: vec![Asked {
            id: "2".into(),
            person: bob(),
            topics: topics(&["bookkeeping"]),
            message: Some("It would help me a lot.".into()),
            until: time("2026-05-20T09:00:00Z"),
        }],
        offered: vec![Offered {
            id: "3".into(),
            author: bob(),
            changes: Some(Changes::between(
                &words("Carla kept our books.", "", &[Disclosure::PaysSubject]),
                &words(TEXT, "I cannot speak to tax law.", &[Disclosure::PaysSubject]),
            )),
            preview: Preview {
                words: Sketch::of(words(
                    TEXT,
                    "I cannot speak to tax law.",
                    &[Disclosure::PaysSubject],
                )),
                post: Some(compose::Post::of("<p>Bob recommends Carla.</p>")),
            },
            text: "sha-256".into(),
            until: time("2026-05-20T09:00:00Z"),
        }],
        older: Older {
            attested: Some("/waiting?attested=1".into()),
            asked: Some("/waiting?asked=1".into()),
            offered: Some("/waiting?offered=1".into()),
        },
        untaken: None,
        stamp: "stamp".into(),
    }
}

/// Something is wrong with each of these fields.
pub(crate) fn complaints(locale: &Locale, fields: &[&'static str]) -> Complaints {
    let mut complaints = Complaints::default();
    for field in fields {
        complaints.add(field, locale.say("topics-wrong"));
    }
    complaints
}
