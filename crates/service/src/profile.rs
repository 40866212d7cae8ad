//! Profiles of members: what they type of themselves, and what everybody sees of it.

use vouchwell_domain::account::{
    Account, AccountKind, AttributionDomains, Profile, ProfileField, ProfileTabs,
};
use vouchwell_domain::evidence::Language;
use vouchwell_domain::identifier::{AccountId, ObjectUri};
use vouchwell_domain::job::Job;
use vouchwell_domain::media::Description;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Message};
use vouchwell_domain::place::Place;
use vouchwell_domain::preference::Preferences;
use vouchwell_domain::profile::{FIELD_LENGTH, FIELDS, NAME_LENGTH, NOTE_LENGTH, ProfileSource, SourceField};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_domain::text;
use vouchwell_storage::{Transaction, account, follow, lock, member as stored, preference, profile};

use crate::account::{AccountView, known, view};
use crate::error::Refusal;
use crate::follow::accept_waiting;
use crate::media::{NewPortraits, Portraits};
use crate::{Context, Error, Result, outbox};

/// What a member changes of her profile; nothing stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileChange {
    /// The name that is shown.
    pub display_name: Option<String>,
    /// The note, plain text.
    pub note: Option<String>,
    /// Where she is, coarsely; nothing within takes it away.
    pub place: Option<Option<Place>>,
    /// The labelled lines, plain text. Those without label and value are left out.
    pub fields: Option<Vec<SourceField>>,
    /// Whether follow requests are answered by hand.
    pub locked: Option<bool>,
    /// Whether nobody but a program writes here.
    pub bot: Option<bool>,
    /// Whether directories and search engines may show it.
    pub discoverable: Option<bool>,
    /// Whether public posts may be found by their words.
    pub indexable: Option<bool>,
    /// Whether she keeps to herself whom she follows and who follows her.
    pub hides_collections: Option<bool>,
    /// Who may read her posts unless she says otherwise.
    pub visibility: Option<Visibility>,
    /// Whether media in her posts are hidden at first.
    pub sensitive: Option<bool>,
    /// The language of her posts; nothing within for none in particular.
    pub language: Option<Option<Language>>,
    /// Who may quote her posts unless she says otherwise.
    pub quote_policy: Option<QuotePolicy>,
    /// What her picture shows. A new picture without one has none.
    pub avatar_description: Option<Description>,
    /// What the header shows, likewise.
    pub header_description: Option<Description>,
    /// Whether apps show the media that she posted.
    pub shows_media: Option<bool>,
    /// Among them those in answers.
    pub shows_media_replies: Option<bool>,
    /// Whether apps show what she features.
    pub shows_featured: Option<bool>,
    /// Sites that may name her as an author.
    pub attribution_domains: Option<AttributionDomains>,
    /// Pictures of herself.
    pub portraits: NewPortraits,
}

/// A member's profile as she sees it herself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnProfile {
    /// What everybody sees.
    pub view: AccountView,
    /// What she typed.
    pub source: ProfileSource,
    /// What her posts are like unless she says otherwise.
    pub preferences: Preferences,
    /// How many wait for her answer to their follow.
    pub follow_requests: i64,
}

/// A member's own profile.
///
/// # Errors
/// The database is away.
pub async fn own(context: &Context, member: &Member) -> Result<OwnProfile> {
    let mut snapshot = context.store.snapshot().await?;
    let account = account::by_id(&mut snapshot, member.account.id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(OwnProfile {
        view: view(&mut snapshot, account).await?,
        source: profile::source(&mut snapshot, member.id).await?,
        preferences: preference::of(&mut snapshot, member.id).await?,
        follow_requests: follow::count_requests(&mut snapshot, member.id).await?,
    })
}

/// What a member's posts are like unless she says otherwise.
///
/// # Errors
/// The database is away.
pub async fn preferences(context: &Context, member: &Member) -> Result<Preferences> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(preference::of(&mut snapshot, member.id).await?)
}

/// A member changes her profile. Her followers' servers are told, and the pages that her lines lead to are
/// asked whether they lead back.
///
/// # Errors
/// Something is too long, with a sentence that says what; or the database is away.
pub async fn change(context: &Context, member: &Member, change: ProfileChange) -> Result<()> {
    check(&change)?;
    let avatar_description = description(change.avatar_description, change.portraits.avatar.as_ref());
    let header_description = description(change.header_description, change.portraits.header.as_ref());
    let portraits = Portraits::write(context, member, change.portraits).await?;
    let mut transaction = context.store.begin().await?;
    lock::account(&mut transaction, member.account.id).await?;
    let before = stored::by_account(&mut transaction, member.account.id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut source = profile::source(&mut transaction, member.id).await?;
    if let Some(note) = change.note {
        source.note = note.replace("\r\n", "\n").trim().to_owned();
    }
    if let Some(fields) = change.fields {
        let filled = fields.into_iter().filter(is_filled);
        source.fields = filled.map(SourceField::trimmed).collect();
    }
    let (avatar, header) = portraits.take(context, &mut transaction, &before.account).await?;
    let shown = &before.account.profile;
    let after = Profile {
        avatar,
        avatar_description: avatar_description.unwrap_or_else(|| shown.avatar_description.clone()),
        header,
        header_description: header_description.unwrap_or_else(|| shown.header_description.clone()),
        tabs: ProfileTabs {
            media: change.shows_media.unwrap_or(shown.tabs.media),
            media_replies: change.shows_media_replies.unwrap_or(shown.tabs.media_replies),
            featured: change.shows_featured.unwrap_or(shown.tabs.featured),
        },
        attribution_domains: change
            .attribution_domains
            .unwrap_or_else(|| shown.attribution_domains.clone()),
        display_name: change.display_name.map_or_else(
            || before.account.profile.display_name.clone(),
            |name| name.trim().to_owned(),
        ),
        summary: html(context, &mut transaction, &source.note, text::html).await?,
        fields: fields(context, &mut transaction, &source, &before.account).await?,
        place: change
            .place
            .unwrap_or_else(|| before.account.profile.place.clone()),
        locked: change.locked.unwrap_or(before.account.profile.locked),
        discoverable: change.discoverable.unwrap_or(before.account.profile.discoverable),
        indexable: change.indexable.unwrap_or(before.account.profile.indexable),
        hides_collections: change
            .hides_collections
            .unwrap_or(before.account.profile.hides_collections),
        ..before.account.profile.clone()
    };
    let kind = match change.bot {
        Some(true) => AccountKind::Service,
        Some(false) => AccountKind::Person,
        None => before.account.kind,
    };
    profile::save(&mut transaction, member.id, &source, &after, kind).await?;
    account::set_place(&mut transaction, member.account.id, after.place.as_ref()).await?;
    let preferences = preference::of(&mut transaction, member.id).await?;
    let preferences = Preferences {
        visibility: change.visibility.unwrap_or(preferences.visibility),
        sensitive: change.sensitive.unwrap_or(preferences.sensitive),
        language: change.language.unwrap_or(preferences.language),
        quote_policy: change.quote_policy.unwrap_or(preferences.quote_policy),
    };
    preference::save(&mut transaction, member.id, &preferences).await?;
    if before.account.profile.locked && !after.locked {
        accept_waiting(context, &mut transaction, &before).await?;
    }
    if (&after, kind) != (&before.account.profile, before.account.kind) {
        let audience = Audience::followers(member.id);
        outbox::send(
            context,
            &mut transaction,
            &before,
            Message::UpdateAccount,
            audience,
        )
        .await?;
    }
    if after.fields.iter().any(|field| unverified_link(field).is_some()) {
        let job = Job::VerifyLinks {
            account: member.account.id,
        };
        outbox::schedule(context, &mut transaction, &job, context.now()).await?;
    }
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// The pages that a member's lines lead to and that have not been seen to lead back.
///
/// # Errors
/// The database is away.
pub async fn unverified_links(context: &Context, id: AccountId) -> Result<Option<(Account, Vec<ObjectUri>)>> {
    let mut snapshot = context.store.snapshot().await?;
    let account = account::by_id(&mut snapshot, id).await?;
    Ok(account
        .filter(|account| account.is_local() && account.gone_at.is_none())
        .map(|account| {
            let links = account
                .profile
                .fields
                .iter()
                .filter_map(unverified_link)
                .collect();
            (account, links)
        }))
}

/// Notes that pages lead back to a member's profile, as far as her lines still lead to them.
///
/// # Errors
/// The database is away.
pub async fn links_verified(context: &Context, id: AccountId, pages: &[ObjectUri]) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let Some(account) = account::by_id(&mut transaction, id).await? else {
        return Ok(());
    };
    let mut fields = account.profile.fields;
    for field in &mut fields {
        if unverified_link(field).is_some_and(|page| pages.contains(&page)) {
            field.verified_at = Some(context.now());
        }
    }
    profile::set_fields(&mut transaction, id, &fields).await?;
    transaction.commit().await?;
    Ok(())
}

/// Where a line leads that is a web address and nothing else, and has not been seen to lead back.
fn unverified_link(field: &ProfileField) -> Option<ObjectUri> {
    let address = field.value.strip_prefix("<a href=\"")?.split('"').next()?;
    let is_alone = field.value.ends_with("</a>") && field.value.matches("<a ").count() == 1;
    let address = address.replace("&#39;", "'").replace("&amp;", "&");
    let is_page = is_alone && field.verified_at.is_none() && field.value.contains(" rel=\"me ");
    address.parse().ok().filter(|_| is_page)
}

fn check(change: &ProfileChange) -> Result<()> {
    let longer = |text: &Option<String>, most| {
        text.as_ref()
            .is_some_and(|text| text.trim().chars().count() > most)
    };
    let sentence = if longer(&change.display_name, NAME_LENGTH) {
        format!("a name has at most {NAME_LENGTH} characters")
    } else if change
        .display_name
        .as_ref()
        .is_some_and(|name| name.chars().any(char::is_control))
    {
        "a name has no line breaks".to_owned()
    } else if longer(&change.note, NOTE_LENGTH) {
        format!("the text about yourself has at most {NOTE_LENGTH} characters")
    } else if change.visibility == Some(Visibility::Direct) {
        "posts are public, unlisted or private unless you say otherwise; choose one of these".to_owned()
    } else {
        let filled: Vec<&SourceField> = change
            .fields
            .iter()
            .flatten()
            .filter(|field| is_filled(field))
            .collect();
        let is_long = |text: &str| text.chars().count() > FIELD_LENGTH;
        if filled.len() > FIELDS {
            format!("a profile has at most {FIELDS} lines")
        } else if filled
            .iter()
            .any(|field| is_long(&field.name) || is_long(&field.value))
        {
            format!("the lines of a profile have at most {FIELD_LENGTH} characters on each side")
        } else if filled.iter().any(|field| field.name.trim().is_empty()) {
            "every line of a profile needs a label".to_owned()
        } else {
            return Ok(());
        }
    };
    Err(Refusal::Invalid(sentence).into())
}

/// What a picture shows, if that changes: words do not outlast the picture that they describe.
fn description(said: Option<Description>, picture: Option<&Option<Vec<u8>>>) -> Option<Description> {
    match picture {
        Some(None) => Some(Description::default()),
        Some(Some(_)) => Some(said.unwrap_or_default()),
        None => said,
    }
}

fn is_filled(field: &SourceField) -> bool {
    !(field.name.trim().is_empty() && field.value.trim().is_empty())
}

async fn html(
    context: &Context,
    transaction: &mut Transaction,
    typed: &str,
    write: impl Fn(&str, &str, &[text::Mentioned]) -> String,
) -> Result<String> {
    let mentioned = known(context, transaction, &text::handles(typed)).await?;
    Ok(write(typed, context.address.origin(), &mentioned))
}

/// A line that is the same as before stays verified.
async fn fields(
    context: &Context,
    transaction: &mut Transaction,
    source: &ProfileSource,
    before: &Account,
) -> Result<Vec<ProfileField>> {
    let mut fields = Vec::new();
    for typed in &source.fields {
        let value = html(context, transaction, &typed.value, text::html_of_line).await?;
        let same = before.profile.fields.iter().find(|field| field.value == value);
        fields.push(ProfileField {
            name: typed.name.clone(),
            verified_at: same.and_then(|field| field.verified_at),
            value,
        });
    }
    Ok(fields)
}
