//! E-mails in words: plain text, in the language of whoever reads it.

use vouchwell_service::mail::{Content, Mail};

use crate::web::email_link;
use crate::web::joining;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::new_password;
use crate::web::person::Person;
use crate::web::phrase::Phrase;
use crate::web::site::Site;

/// An e-mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// What it is about, in one line.
    pub(super) subject: String,
    /// What it says.
    pub(super) text: String,
}

impl Letter {
    pub(super) fn write(mail: &Mail, site: &Site) -> Self {
        let language = mail.language.as_ref();
        let language = language.and_then(|language| Language::from_tag(language.as_str()));
        let locale = Locale::accepted(language.unwrap_or(Language::English));
        let say = |id: &str| locale.say(id).text("site", site.host());
        let link = |path: &str, secret: &str| site.absolute(&format!("{path}/{secret}"));
        let handle = |name: &str| format!("@{name}@{}", site.host());
        let (subject, parts): (Phrase, Vec<String>) = match &mail.content {
            Content::ConfirmAddress { name, secret } => (
                say("mail-confirm-subject"),
                vec![
                    say("mail-confirm").text("handle", handle(name)).plain(),
                    link(email_link::PATH, secret),
                    say("mail-confirm-otherwise").plain(),
                ],
            ),
            Content::AddressChanged { name } => (
                say("mail-changed-subject"),
                vec![
                    say("mail-changed").text("handle", handle(name)).plain(),
                    say("mail-changed-otherwise")
                        .text("address", site.absolute("/about"))
                        .plain(),
                ],
            ),
            Content::NewPassword { name, secret } => (
                say("mail-password-subject"),
                vec![
                    say("mail-password").text("handle", handle(name)).plain(),
                    link(new_password::PATH, secret),
                    say("mail-password-otherwise").plain(),
                ],
            ),
            Content::Invitation { inviter, secret } => {
                let inviter = Person::of(inviter, site);
                let handle = inviter.handle.clone().unwrap_or_default();
                let invites = say("mail-invitation").name("name", &inviter.name);
                (
                    say("mail-invitation-subject"),
                    vec![
                        invites.text("handle", handle).plain(),
                        link(joining::PATH, secret),
                        say("mail-invitation-otherwise").plain(),
                        say("mail-invitation-about")
                            .text("address", site.absolute("/about"))
                            .plain(),
                    ],
                )
            }
        };
        let greeting = say("mail-greeting").plain();
        let parts: Vec<String> = [greeting].into_iter().chain(parts).collect();
        Self {
            subject: subject.plain(),
            text: format!("{}\n", parts.join("\n\n")),
        }
    }
}
