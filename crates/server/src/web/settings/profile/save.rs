//! Takes what a member says of herself.

use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::media::{DESCRIPTION, Description};
use vouchwell_domain::member::Member;
use vouchwell_domain::place::Place;
use vouchwell_domain::profile::{FIELD_LENGTH, FIELDS, NAME_LENGTH, NOTE_LENGTH, SourceField};
use vouchwell_service::error::Refusal;
use vouchwell_service::media::NewPortraits;
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::{Error, featured_tag, followed_tag};

use super::own_line::OwnLine;
use super::{Entered, LeadsBack, Line, PATH, ProfileEditView, answer, load};
use crate::api::ApiError;
use crate::api::body::{Files, Upload};
use crate::web::browser::{Browser, comes_from_here};
use crate::web::carried;
use crate::web::failure::{self, Failure};
use crate::web::form::Complaints;
use crate::web::locale::Locale;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::session::go_on;

/// What she has typed. Boxes that are not ticked are not sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "they are boxes to tick")]
pub(in crate::web) struct Typed {
    stamp: String,
    name: String,
    pronouns: String,
    place: String,
    topics: String,
    note: String,
    recommending: String,
    avatar_description: String,
    header_description: String,
    label: Vec<String>,
    value: Vec<String>,
    locked: bool,
    discoverable: bool,
    indexable: bool,
    hides_collections: bool,
    remove_avatar: bool,
    remove_header: bool,
}

/// Answers `POST /settings/profile`.
pub(in crate::web) async fn save(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    request: Request,
) -> Response {
    let comes_from_here = comes_from_here(request.headers());
    // Only members take one of the few places for files.
    let upload = if browser.session.is_some() {
        Upload::<Typed>::from_request(request, &records).await
    } else {
        Upload::without_files(request, &records).await
    };
    let (typed, mut files) = match upload {
        Ok(Upload(typed, files)) => (typed, files),
        Err(ApiError::Unavailable) => return failure::answer(Failure::Unavailable, &records.pages, &reader),
        Err(ApiError::TooLarge | ApiError::Invalid(_)) => {
            return failure::answer(Failure::TooLarge, &records.pages, &reader);
        }
        Err(_) => return failure::answer(Failure::NotUnderstood, &records.pages, &reader),
    };
    let is_stamped = browser.gave(&records, &typed.stamp);
    if !is_stamped && !comes_from_here {
        return failure::answer(Failure::FormExpired, &records.pages, &reader);
    }
    let sent = typed.encoded(files.were_sent());
    let Some(session) = &browser.session else {
        return go_on::sign_in_first_and_go_on(PATH, sent.as_bytes(), &records, &reader, &browser);
    };
    if !is_stamped {
        return go_on::older_page(PATH, sent.as_bytes(), &records, &reader, &browser);
    }
    let (member, locale) = (&session.member, &reader.locale);
    let entered = typed.entered();
    let portraits = NewPortraits {
        avatar: picture(&mut files, "avatar", typed.remove_avatar),
        header: picture(&mut files, "header", typed.remove_header),
    };
    let has_both = matches!(
        (&portraits.avatar, &portraits.header),
        (Some(Some(_)), Some(Some(_)))
    );
    let with_picture = if matches!(portraits.avatar, Some(Some(_))) {
        "avatar"
    } else {
        "header"
    };
    let mut complaints = Complaints::default();
    let place = entered.check(locale, &mut complaints);
    if complaints.is_empty() {
        match keep(&records, member, &entered, place, portraits, locale).await {
            Ok(()) => return response::see_other(&locale.path(&format!("{PATH}?saved=1"))),
            Err(Error::Refused(Refusal::Picture(error))) => {
                let sentence = locale.refusal(&Refusal::Picture(error));
                if has_both {
                    complaints.add("header", sentence.clone());
                }
                complaints.add(with_picture, sentence);
            }
            Err(Error::Refused(refusal)) => complaints.add("lines", locale.refusal(&refusal)),
            Err(error) => return failure::answer(error.into(), &records.pages, &reader),
        }
    }
    match load(&records, member, &browser).await {
        Ok(view) => {
            let view = ProfileEditView {
                entered: entered.with_empty_lines(),
                complaints,
                ..view
            };
            answer(StatusCode::UNPROCESSABLE_ENTITY, &view, &records, &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// A picture that was chosen, or that one is to be taken away.
fn picture(files: &mut Files, name: &str, is_removed: bool) -> Option<Option<Vec<u8>>> {
    match files.take(name) {
        Some(file) => Some(Some(file)),
        None => is_removed.then_some(None),
    }
}

/// What a picture shows, if she says so now: words that stood in the field already are about the picture before.
fn description(typed: &str, before: &Description) -> Option<Description> {
    // The field has one line.
    let stood = before.as_str().replace(['\r', '\n'], "");
    (typed != stood).then(|| Description::cut(typed))
}

impl Typed {
    fn entered(&self) -> Entered {
        let lines = self.label.iter().zip(&self.value).map(|(label, value)| Line {
            label: label.trim().to_owned(),
            value: value.trim().to_owned(),
            leads_back: LeadsBack::Nowhere,
        });
        Entered {
            name: self.name.trim().to_owned(),
            pronouns: self.pronouns.trim().to_owned(),
            place: self.place.trim().to_owned(),
            topics: self.topics.trim().to_owned(),
            note: self.note.replace("\r\n", "\n").trim().to_owned(),
            recommending: self.recommending.trim().to_owned(),
            avatar_description: self.avatar_description.trim().to_owned(),
            header_description: self.header_description.trim().to_owned(),
            lines: lines.collect(),
            locked: self.locked,
            discoverable: self.discoverable,
            indexable: self.indexable,
            hides_collections: self.hides_collections,
        }
    }

    /// As a form without the pictures that there may have been, which goes on after she has signed in again.
    fn encoded(&self, had_pictures: bool) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, text) in [
            ("name", &self.name),
            ("pronouns", &self.pronouns),
            ("place", &self.place),
            ("topics", &self.topics),
            ("note", &self.note),
            ("recommending", &self.recommending),
            ("avatar_description", &self.avatar_description),
            ("header_description", &self.header_description),
        ] {
            form.append_pair(name, text);
        }
        for (label, value) in self.label.iter().zip(&self.value) {
            form.append_pair("label", label).append_pair("value", value);
        }
        for (name, is_ticked) in [
            ("locked", self.locked),
            ("discoverable", self.discoverable),
            ("indexable", self.indexable),
            ("hides_collections", self.hides_collections),
            ("remove_avatar", self.remove_avatar),
            ("remove_header", self.remove_header),
            (carried::PICTURES, had_pictures),
        ] {
            if is_ticked {
                form.append_pair(name, "1");
            }
        }
        form.finish()
    }
}

impl Entered {
    /// Says what is wrong, field by field. The place if there is one that is right.
    fn check(&self, locale: &Locale, complaints: &mut Complaints) -> Option<Place> {
        let at_most = |most: usize| {
            locale
                .say("profile-edit-too-long")
                .text("most", locale.number(most))
        };
        let is_longer = |text: &str, most| text.chars().count() > most;
        if is_longer(&self.name, NAME_LENGTH) {
            complaints.add("name", at_most(NAME_LENGTH));
        } else if self.name.chars().any(char::is_control) {
            complaints.add("name", locale.say("profile-edit-one-line"));
        }
        for (field, text) in [("pronouns", &self.pronouns), ("recommending", &self.recommending)] {
            if is_longer(text, FIELD_LENGTH) {
                complaints.add(field, at_most(FIELD_LENGTH));
            }
        }
        for (field, text) in [
            ("avatar_description", &self.avatar_description),
            ("header_description", &self.header_description),
        ] {
            if is_longer(text, DESCRIPTION) {
                complaints.add(field, at_most(DESCRIPTION));
            }
        }
        if is_longer(&self.note, NOTE_LENGTH) {
            complaints.add("note", at_most(NOTE_LENGTH));
        }
        let topics = self.tags();
        if topics.len() > featured_tag::MOST {
            let most = featured_tag::MOST.to_string();
            complaints.add(
                "topics",
                locale.say("profile-edit-topics-many").text("most", most),
            );
        } else if topics.iter().any(|topic| followed_tag::tag_name(topic).is_err()) {
            complaints.add("topics", locale.say("profile-edit-topics-wrong"));
        }
        let is_filled = |line: &&Line| !(line.label.is_empty() && line.value.is_empty());
        let filled: Vec<&Line> = self.lines.iter().filter(is_filled).collect();
        let is_long =
            |line: &&Line| is_longer(&line.label, FIELD_LENGTH) || is_longer(&line.value, FIELD_LENGTH);
        if filled.iter().any(|line| line.label.is_empty()) {
            complaints.add("lines", locale.say("profile-edit-label-missing"));
        } else if filled.iter().any(is_long) {
            complaints.add("lines", at_most(FIELD_LENGTH));
        } else if self.fields(locale).len() > FIELDS {
            let most = FIELDS.to_string();
            complaints.add("lines", locale.say("profile-edit-lines-many").text("most", most));
        }
        let place = (!self.place.is_empty()).then(|| self.place.parse::<Place>());
        match place.transpose() {
            Ok(place) => place,
            Err(_) => {
                complaints.add("place", locale.say("profile-edit-place-wrong"));
                None
            }
        }
    }

    /// The topics as hashtags.
    fn tags(&self) -> Vec<String> {
        let topics = self.topics.split([',', ';', '\n']).map(str::trim);
        topics
            .filter(|topic| !topic.is_empty())
            .map(|topic| topic.replace([' ', '-'], "_"))
            .collect()
    }

    /// All lines of the profile: those that have a field of their own come first.
    fn fields(&self, locale: &Locale) -> Vec<SourceField> {
        let own = [
            (OwnLine::Pronouns, &self.pronouns),
            (OwnLine::Recommending, &self.recommending),
        ];
        let own = own.into_iter().filter(|(_, value)| !value.is_empty());
        let own = own.map(|(line, value)| SourceField {
            name: line.label(locale).plain(),
            value: value.clone(),
        });
        let others = self.lines.iter().map(|line| SourceField {
            name: line.label.clone(),
            value: line.value.clone(),
        });
        own.chain(others)
            .filter(|field| !(field.name.is_empty() && field.value.is_empty()))
            .collect()
    }
}

async fn keep(
    records: &Records,
    member: &Member,
    entered: &Entered,
    place: Option<Place>,
    portraits: NewPortraits,
    locale: &Locale,
) -> vouchwell_service::Result<()> {
    let before = &member.account.profile;
    let change = ProfileChange {
        display_name: Some(entered.name.clone()),
        note: Some(entered.note.clone()),
        place: Some(place),
        fields: Some(entered.fields(locale)),
        locked: Some(entered.locked),
        discoverable: Some(entered.discoverable),
        indexable: Some(entered.indexable),
        hides_collections: Some(entered.hides_collections),
        avatar_description: description(&entered.avatar_description, &before.avatar_description),
        header_description: description(&entered.header_description, &before.header_description),
        portraits,
        ..ProfileChange::default()
    };
    profile::change(&records.context, member, change).await?;
    featured_tag::replace(&records.context, member, &entered.tags()).await
}
