//! How people come in, as the pages show it.

use vouchwell_server::web::email_link::{self, EmailLinkView};
use vouchwell_server::web::forgotten_password::{self, ForgottenPasswordView};
use vouchwell_server::web::form::Complaints;
use vouchwell_server::web::invitation::{self, Fate, InvitationsView, OneInvitation};
use vouchwell_server::web::joining::{self, JoiningView};
use vouchwell_server::web::locale::Locale;
use vouchwell_server::web::new_account::NewAccountView;
use vouchwell_server::web::new_password::{self, NewPasswordView};
use vouchwell_server::web::passkey::{self, OnePasskey, PasskeysView};
use vouchwell_server::web::qr_code::Drawing;
use vouchwell_server::web::second_factor::{self, SecondFactorView, Step};
use vouchwell_server::web::session::code::{self, CodeView};
use vouchwell_server::web::session::{self, SignInView};
use vouchwell_server::web::settings::email::{self, EmailView};
use vouchwell_server::web::setup::{self, SetupView};
use vouchwell_server::web::site::Site;
use vouchwell_server::web::welcome::{self, WelcomeView};

use crate::pages::html;
use crate::sample::{bob, carla, sign_in, time};

fn wrong(locale: &Locale) -> NewAccountView {
    let mut complaints = Complaints::default();
    for (field, sentence) in [
        ("name", "new-account-name-wrong"),
        ("email", "new-account-email-wrong"),
        ("password", "new-account-password-wrong"),
    ] {
        complaints.add(field, locale.say(sentence));
    }
    NewAccountView {
        name: "a b".into(),
        email: "nowhere".into(),
        complaints,
        refusal: Some(locale.say("refusal-taken")),
    }
}

fn invitations() -> InvitationsView {
    let one = |fate| OneInvitation {
        id: "0123456789abcdef0123456789abcdef".into(),
        made: time("2026-04-01T10:00:00Z"),
        until: time("2026-04-15T10:00:00Z"),
        fate,
    };
    InvitationsView {
        may_invite: true,
        limit: Some(5),
        sends_mail: true,
        email: "dana@mail.example".into(),
        follows: true,
        complaints: Complaints::default(),
        next: "0123456789abcdef0123456789abcde0".into(),
        made: vec![
            one(Fate::Open(
                "https://vouch.example/join/V0AbnmQyZ3Jb4RBqLTLo1CkzjH8n0Y5M5qk6n0fWm3k".into(),
            )),
            one(Fate::Used(bob())),
            one(Fate::TakenBack),
            one(Fate::Over),
        ],
        stamp: "stamp".into(),
    }
}

pub(crate) fn pages(site: &Site, locale: &Locale) -> Vec<(String, String)> {
    let joining = |inviter, account| JoiningView {
        inviter,
        inviter_follows: true,
        wants_follow: true,
        account,
        action: "/join".into(),
        stamp: "stamp".into(),
    };
    let setup = SetupView {
        account: NewAccountView::default(),
        action: "/setup/secret".into(),
        stamp: "stamp".into(),
    };
    let closed = InvitationsView {
        may_invite: false,
        made: Vec::new(),
        ..invitations()
    };
    let welcome = WelcomeView {
        person: carla(),
        profile: "/@carla".into(),
        may_invite: true,
    };
    let code_wanted = CodeView {
        ticket: "carla 1775000000 stamp".into(),
        to: "/waiting".into(),
        carried: "a=b".into(),
        complaints: one_complaint(locale),
        stamp: "stamp".into(),
    };
    let address = "otpauth://totp/vouch.example:carla?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let begun = Step::Begun {
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".into(),
        address: address.into(),
        drawing: Drawing::of(address),
    };
    let codes = Step::Codes(vec!["GEZD-GNBV-GY3T-QOJQ".into()]);
    let password = NewPasswordView {
        person: carla(),
        action: "/password/secret".into(),
        complaints: wrong(locale).complaints,
        stamp: "stamp".into(),
    };
    let address = EmailView {
        current: "carla@mail.example".into(),
        has_second_factor: true,
        is_confirmed: true,
        wanted: Some("carla@work.example".into()),
        typed: "nowhere".into(),
        complaints: wrong(locale).complaints,
        stamp: "stamp".into(),
    };
    let unconfirmed = EmailView {
        has_second_factor: false,
        is_confirmed: false,
        wanted: None,
        complaints: Complaints::default(),
        ..address.clone()
    };
    let link = EmailLinkView {
        email: "carla@work.example".into(),
        action: "/email/secret".into(),
        stamp: "stamp".into(),
    };
    let forgotten = ForgottenPasswordView {
        email: "nowhere".into(),
        is_asked: false,
        complaints: wrong(locale).complaints,
        stamp: "stamp".into(),
    };
    let asked = ForgottenPasswordView {
        is_asked: true,
        ..forgotten.clone()
    };
    let with_mail = SignInView {
        gets_mail: true,
        ..sign_in()
    };
    let mut pages = vec![
        (
            "e-mail address".to_owned(),
            html(email::render(&address, site, locale)),
        ),
        (
            "e-mail address, not confirmed".to_owned(),
            html(email::render(&unconfirmed, site, locale)),
        ),
        (
            "link to an e-mail address".to_owned(),
            html(email_link::render(&link, site, locale)),
        ),
        (
            "forgotten password".to_owned(),
            html(forgotten_password::render(&forgotten, site, locale)),
        ),
        (
            "forgotten password, asked".to_owned(),
            html(forgotten_password::render(&asked, site, locale)),
        ),
        (
            "sign in with mail".to_owned(),
            html(session::render(&with_mail, site, locale)),
        ),
    ];
    pages.push((
        "new password".to_owned(),
        html(new_password::render(&password, site, locale)),
    ));
    pages.push(("code".to_owned(), html(code::render(&code_wanted, site, locale))));
    let on = |passkeys| Step::On { left: 9, passkeys };
    for step in [
        Step::Off,
        begun,
        codes,
        on(Vec::new()),
        on(vec!["my phone".into()]),
    ] {
        let name = format!("second factor {step:?}");
        let view = SecondFactorView {
            step,
            complaints: one_complaint(locale),
            stamp: "stamp".into(),
        };
        pages.push((name, html(second_factor::render(&view, site, locale))));
    }
    let no_passkeys = PasskeysView {
        are_here: true,
        ..PasskeysView::default()
    };
    for (name, view) in [
        ("passkeys", passkeys(locale)),
        ("no passkeys", no_passkeys),
        ("passkeys of a site without a name", PasskeysView::default()),
    ] {
        pages.push((name.to_owned(), html(passkey::render(&view, site, locale))));
    }
    pages.extend([
        ("setup".to_owned(), html(setup::render(&setup, site, locale))),
        (
            "invited".to_owned(),
            html(joining::render(
                &joining(Some(bob()), wrong(locale)),
                site,
                locale,
            )),
        ),
        (
            "joining".to_owned(),
            html(joining::render(
                &joining(None, NewAccountView::default()),
                site,
                locale,
            )),
        ),
        (
            "welcome".to_owned(),
            html(welcome::render(&welcome, site, locale)),
        ),
        (
            "invitations".to_owned(),
            html(invitation::render(&invitations(), site, locale)),
        ),
        (
            "no invitations".to_owned(),
            html(invitation::render(&closed, site, locale)),
        ),
    ]);
    pages
}

fn passkeys(locale: &Locale) -> PasskeysView {
    let one = |name: &str, last_used| OnePasskey {
        id: "0123456789abcdef".into(),
        name: name.into(),
        since: time("2026-04-01T10:00:00Z"),
        last_used,
    };
    let mut complaints = Complaints::default();
    for (field, sentence) in [
        ("name", locale.say("passkeys-name-wrong").text("most", "60")),
        ("credential", locale.say("refusal-passkey-not-good")),
    ] {
        complaints.add(field, sentence);
    }
    PasskeysView {
        passkeys: vec![
            one("my phone", Some(time("2026-04-20T00:00:00Z"))),
            one("<b>key ring</b>", None),
        ],
        are_here: true,
        has_second_factor: true,
        name: "another".into(),
        complaints,
        stamp: "stamp".into(),
    }
}

fn one_complaint(locale: &Locale) -> Complaints {
    let mut complaints = Complaints::default();
    complaints.add("code", locale.say("session-code-wrong"));
    complaints
}
