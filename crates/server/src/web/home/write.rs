//! A member posts something short.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::evidence;
use vouchwell_domain::post::{LONGEST, MENTIONS, Post, PostContent, PostError};
use vouchwell_domain::preference::Preferences;
use vouchwell_domain::status::Visibility;
use vouchwell_service::status::{self, IdempotencyKey};
use vouchwell_service::{Context, Error, profile, session};

use super::{PATH, load, render};
use crate::web::failure::{self, Failure};
use crate::web::form::{Complaints, Given};
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::phrase::Phrase;
use crate::web::position::Position;
use crate::web::response;
use crate::web::router::Records;

/// What is typed into the form.
#[derive(Debug, Clone)]
pub struct Writing {
    /// What it says.
    pub text: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// The language it is in, as a tag; empty for none in particular.
    pub language: String,
    /// By which one post is known, however often it is sent.
    pub once: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
}

impl Writing {
    /// Nothing yet, as the member's posts are unless she says otherwise.
    pub(super) fn begin(context: &Context, preferences: &Preferences) -> Self {
        let language = preferences.language.as_ref();
        Self {
            text: String::new(),
            visibility: preferences.visibility,
            language: language.map(ToString::to_string).unwrap_or_default(),
            once: session::visitor(context),
            complaints: Complaints::default(),
        }
    }

    /// The languages that can be chosen: those of the pages, and her own if it is another. Each with its tag and name.
    pub(super) fn languages(&self) -> Vec<(&str, &str)> {
        let known = Language::ALL.map(|language| (language.tag(), language.own_name()));
        let is_another = !self.language.is_empty() && known.iter().all(|(tag, _)| *tag != self.language);
        let own = is_another.then_some((self.language.as_str(), self.language.as_str()));
        known.into_iter().chain(own).collect()
    }
}

/// A post as it comes from the form.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    text: String,
    #[serde(default)]
    visibility: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    once: String,
}

/// Answers `POST /home`. What is sent twice is posted once.
pub(in crate::web) async fn write(State(records): State<Records>, given: Given<Typed>) -> Response {
    let (typed, reader) = (&given.typed, &given.reader);
    let (Ok(visibility), Ok(once), Ok(language)) = (
        typed.visibility.parse::<Visibility>(),
        typed.once.parse::<IdempotencyKey>(),
        language(&typed.language),
    ) else {
        return failure::answer(Failure::NotUnderstood, &records.pages, reader);
    };
    let usual = match profile::preferences(&records.context, given.member()).await {
        Ok(usual) => usual,
        Err(error) => return failure::answer(error.into(), &records.pages, reader),
    };
    let text = typed.text.replace("\r\n", "\n");
    let complaint = match PostContent::new(&text, "", false, language) {
        Ok(content) => {
            let post = Post {
                content,
                visibility,
                in_reply_to: None,
                media: Vec::new(),
                poll: None,
                quote_policy: usual.quote_policy,
            };
            records.federation.find_mentioned(&post.content.handles()).await;
            match status::write(&records.context, given.member(), &post, Some(&once)).await {
                Ok(_) => return response::see_other(&reader.locale.path(PATH)),
                Err(Error::Refused(refusal)) => reader.locale.refusal(&refusal),
                Err(error) => return failure::answer(error.into(), &records.pages, reader),
            }
        }
        Err(error) => wrong(error, &reader.locale),
    };
    let position = Position { before: None };
    match load(&records, given.member(), &given.browser, position).await {
        Ok(mut view) => {
            let mut complaints = Complaints::default();
            complaints.add("text", complaint);
            view.writing = Some(Writing {
                text,
                visibility,
                language: typed.language.clone(),
                once: typed.once.clone(),
                complaints,
            });
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(StatusCode::UNPROCESSABLE_ENTITY, rendered, reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

fn language(tag: &str) -> Result<Option<evidence::Language>, Failure> {
    let tag = Some(tag.trim()).filter(|tag| !tag.is_empty());
    let language = tag.map(str::parse::<evidence::Language>).transpose();
    language.map_err(|_| Failure::NotUnderstood)
}

fn wrong(error: PostError, locale: &Locale) -> Phrase {
    match error {
        PostError::Blank => locale.say("write-blank"),
        PostError::TooLong => locale.say("write-too-long").text("most", locale.number(LONGEST)),
        PostError::TooManyMentions => locale.say("write-mentions").text("most", locale.number(MENTIONS)),
        PostError::TooManyHashtags => locale.say("write-hashtags"),
    }
}
