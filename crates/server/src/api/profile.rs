//! One's own profile: Mastodon's calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::account::AttributionDomains;
use vouchwell_domain::evidence::Language;
use vouchwell_domain::media::Description;
use vouchwell_domain::member::Member;
use vouchwell_domain::profile::SourceField;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::featured_tag;
use vouchwell_service::media::NewPortraits;
use vouchwell_service::profile::{self, ProfileChange};

use super::authentication::SignedIn;
use super::body::{Files, Upload, or_default};
use super::entity::{CredentialAccount, Preferences, Profile};
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What the caller changes of her profile. What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProfileForm {
    display_name: Option<String>,
    /// Plain text; addresses, handles and hashtags become links.
    note: Option<String>,
    /// All lines, in their order.
    fields_attributes: Option<Vec<FieldForm>>,
    locked: Option<bool>,
    bot: Option<bool>,
    discoverable: Option<bool>,
    indexable: Option<bool>,
    hide_collections: Option<bool>,
    /// What the avatar shows. A new avatar without it has none.
    avatar_description: Option<String>,
    /// What the header shows. A new header without it has none.
    header_description: Option<String>,
    /// Whether apps show the media that she posted.
    show_media: Option<bool>,
    /// Whether apps show among them those in answers.
    show_media_replies: Option<bool>,
    /// Whether apps show what she features.
    show_featured: Option<bool>,
    /// All sites that may name her as an author, as `blog.example`.
    attribution_domains: Option<Vec<String>>,
    #[serde(default, deserialize_with = "or_default")]
    source: SourceForm,
    /// A picture, in a multipart form.
    #[serde(skip)]
    #[schema(value_type = Option<String>, format = Binary)]
    #[allow(dead_code, reason = "files are read apart")]
    avatar: (),
    /// A wide picture, in a multipart form.
    #[serde(skip)]
    #[schema(value_type = Option<String>, format = Binary)]
    #[allow(dead_code, reason = "files are read apart")]
    header: (),
}

/// A line of a profile, plain text.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FieldForm {
    #[serde(default, deserialize_with = "or_default")]
    name: String,
    #[serde(default, deserialize_with = "or_default")]
    value: String,
}

/// What posts are like unless they say otherwise.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct SourceForm {
    /// `public`, `unlisted` or `private`.
    #[schema(value_type = Option<String>)]
    privacy: Option<Visibility>,
    sensitive: Option<bool>,
    /// A tag such as `en`, or nothing for none in particular.
    language: Option<String>,
    /// `public`, `followers` or `nobody`.
    #[schema(value_type = Option<String>)]
    quote_policy: Option<QuotePolicy>,
}

impl TryFrom<ProfileForm> for ProfileChange {
    type Error = ApiError;

    fn try_from(form: ProfileForm) -> Result<Self, ApiError> {
        let described = |words: Option<String>| {
            let words = words.map(|words| words.parse::<Description>());
            words.transpose().map_err(ApiError::invalid)
        };
        let attributed = form
            .attribution_domains
            .map(|domains| AttributionDomains::typed(domains.iter().map(String::as_str)));
        let language = form.source.language.map(|tag| match tag.as_str() {
            "" => Ok(None),
            tag => tag.parse::<Language>().map(Some),
        });
        let fields = form.fields_attributes.map(|fields| {
            let typed = fields.into_iter().map(|field| SourceField {
                name: field.name,
                value: field.value,
            });
            typed.collect()
        });
        Ok(Self {
            display_name: form.display_name,
            note: form.note,
            place: None,
            fields,
            locked: form.locked,
            bot: form.bot,
            discoverable: form.discoverable,
            indexable: form.indexable,
            hides_collections: form.hide_collections,
            visibility: form.source.privacy,
            sensitive: form.source.sensitive,
            quote_policy: form.source.quote_policy,
            avatar_description: described(form.avatar_description)?,
            header_description: described(form.header_description)?,
            shows_media: form.show_media,
            shows_media_replies: form.show_media_replies,
            shows_featured: form.show_featured,
            attribution_domains: attributed.transpose().map_err(ApiError::invalid)?,
            portraits: NewPortraits::default(),
            language: language.transpose().map_err(|_| {
                ApiError::invalid("`source[language]` does not fit: write a tag such as en or de-AT")
            })?,
        })
    }
}

/// One's own account.
#[utoipa::path(get, path = "/api/v1/accounts/verify_credentials",
    responses((status = 200, body = CredentialAccount), (status = 401, body = Problem)))]
pub(super) async fn verify_credentials(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<CredentialAccount>, ApiError> {
    let own = profile::own(&application.context, &member).await?;
    Ok(Json(CredentialAccount::new(&own, &member, &application.site)))
}

/// Changes one's own profile.
#[utoipa::path(patch, path = "/api/v1/accounts/update_credentials", request_body = ProfileForm,
    responses((status = 200, body = CredentialAccount), (status = 422, body = Problem)))]
pub(super) async fn update_credentials(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Upload(form, mut files): Upload<ProfileForm>,
) -> Result<Json<CredentialAccount>, ApiError> {
    let change = with_portraits(form, &mut files)?;
    changed(&application, &member, change).await
}

fn with_portraits(form: ProfileForm, files: &mut Files) -> Result<ProfileChange, ApiError> {
    let mut change: ProfileChange = form.try_into()?;
    change.portraits = NewPortraits {
        avatar: files.take("avatar").map(Some),
        header: files.take("header").map(Some),
    };
    Ok(change)
}

/// One's own profile as it was typed.
#[utoipa::path(get, path = "/api/v1/profile", responses((status = 200, body = Profile)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Profile>, ApiError> {
    shown(&application, &member).await
}

/// Changes one's own profile.
#[utoipa::path(patch, path = "/api/v1/profile", request_body = ProfileForm,
    responses((status = 200, body = Profile), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Upload(form, mut files): Upload<ProfileForm>,
) -> Result<Json<Profile>, ApiError> {
    let change = with_portraits(form, &mut files)?;
    profile::change(&application.context, &member, change).await?;
    shown(&application, &member).await
}

async fn shown(application: &Application, member: &Member) -> Result<Json<Profile>, ApiError> {
    let own = profile::own(&application.context, member).await?;
    let tags = featured_tag::list(&application.context, member.account.id).await?;
    Ok(Json(Profile::new(&own, tags, &application.site)))
}

/// Takes away one's avatar.
#[utoipa::path(delete, path = "/api/v1/profile/avatar", responses((status = 200, body = CredentialAccount)))]
pub(super) async fn remove_avatar(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<CredentialAccount>, ApiError> {
    let none = NewPortraits {
        avatar: Some(None),
        ..NewPortraits::default()
    };
    remove(&application, &member, none).await
}

/// Takes away the header of one's profile.
#[utoipa::path(delete, path = "/api/v1/profile/header", responses((status = 200, body = CredentialAccount)))]
pub(super) async fn remove_header(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<CredentialAccount>, ApiError> {
    let none = NewPortraits {
        header: Some(None),
        ..NewPortraits::default()
    };
    remove(&application, &member, none).await
}

async fn remove(
    application: &Application,
    member: &Member,
    portraits: NewPortraits,
) -> Result<Json<CredentialAccount>, ApiError> {
    let change = ProfileChange {
        portraits,
        ..ProfileChange::default()
    };
    changed(application, member, change).await
}

async fn changed(
    application: &Application,
    member: &Member,
    change: ProfileChange,
) -> Result<Json<CredentialAccount>, ApiError> {
    profile::change(&application.context, member, change).await?;
    let own = profile::own(&application.context, member).await?;
    Ok(Json(CredentialAccount::new(&own, member, &application.site)))
}

/// What one's posts are like unless one says otherwise, and how apps show those of others.
#[utoipa::path(get, path = "/api/v1/preferences", responses((status = 200, body = Preferences)))]
pub(super) async fn preferences(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Preferences>, ApiError> {
    let preferences = profile::preferences(&application.context, &member).await?;
    Ok(Json(Preferences::new(&preferences)))
}
