//! Search: Mastodon's call.

use axum::Json;
use axum::extract::State;
use vouchwell_domain::account::Handle;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::member::Member;
use vouchwell_federation::client::FetchBudget;
use vouchwell_service::account::{self, AccountSearch, AccountView};
use vouchwell_service::followed_tag;
use vouchwell_service::timeline::{self, StatusSearch, StatusView};

use super::ApiError;
use super::authentication::Visitor;
use super::entity::{Account, FollowedTag, Search, Status};
use super::parameters::{PageParameters, Parameters};
use crate::application::Application;
use crate::named;

/// What a search finds at the most, of each kind.
const MOST: u32 = 40;
/// What is for members alone, in Mastodon's words.
const RESOLVING: &str =
    "Search queries that resolve remote resources are not supported without authentication";
const PAGING: &str = "Search queries pagination is not supported without authentication";
/// The longest text that is searched for, in characters.
const LONGEST: usize = 500;

/// Accounts, statuses and hashtags. With `resolve`, an exact handle or address is asked for at its server, for members
/// alone; only they go on with `offset`, and find statuses by words. Parameters and words of Mastodon's search that are
/// not known here have no effect.
#[utoipa::path(get, path = "/api/v2/search",
    params(PageParameters, ("q" = String, Query), ("type" = Option<String>, Query),
        ("resolve" = Option<bool>, Query), ("following" = Option<bool>, Query),
        ("account_id" = Option<String>, Query), ("offset" = Option<u32>, Query)),
    responses((status = 200, body = Search)))]
pub(super) async fn search(
    State(application): State<Application>,
    Visitor(reader): Visitor,
    parameters: Parameters,
) -> Result<Json<Search>, ApiError> {
    let text = text(&parameters)?;
    let reader = reader.as_deref();
    if reader.is_none() {
        if parameters.flag("resolve")? {
            return Err(ApiError::NeedsMember(RESOLVING));
        }
        if offset(&parameters)? > 0 {
            return Err(ApiError::NeedsMember(PAGING));
        }
    }
    let wanted = parameters.get("type");
    let wants = |kind: &str| wanted.is_none_or(|wanted| wanted == kind);
    let site = &application.site;
    let mut found = Search::default();
    if wants("statuses") {
        let views = statuses(&application, reader, &parameters, text).await?;
        found.statuses = views.iter().map(|view| Status::new(view, site)).collect();
    }
    let is_status = !found.statuses.is_empty() && text.parse::<ObjectUri>().is_ok();
    if wants("accounts") && !is_status {
        let views = accounts(&application, reader, &parameters, 20).await?;
        found.accounts = views.iter().map(|view| Account::new(view, site)).collect();
    }
    if wants("hashtags") {
        let part = (offset(&parameters)?, parameters.limit(20, MOST)?);
        let tags = followed_tag::search(&application.context, reader, text, part).await?;
        found.hashtags = tags
            .into_iter()
            .map(|view| FollowedTag::new(view, site))
            .collect();
    }
    Ok(Json(found))
}

fn text(parameters: &Parameters) -> Result<&str, ApiError> {
    let text = parameters.get("q");
    let text = text.ok_or_else(|| ApiError::invalid("`q` is missing: write what to search for"))?;
    if text.chars().count() > LONGEST {
        return Err(ApiError::invalid(format!("`q` has at most {LONGEST} characters")));
    }
    Ok(text.trim())
}

fn offset(parameters: &Parameters) -> Result<u32, ApiError> {
    Ok(parameters.parse("offset", "a whole number")?.unwrap_or(0))
}

/// The statuses that a search finds: the one at an address, or those with the words.
async fn statuses(
    application: &Application,
    reader: Option<&Member>,
    parameters: &Parameters,
    text: &str,
) -> Result<Vec<StatusView>, ApiError> {
    let context = &application.context;
    let resolve = parameters.flag("resolve")?;
    if let Ok(address) = text.parse::<ObjectUri>() {
        let known = timeline::at_address(context, reader, &address).await?;
        if known.is_some() || !resolve {
            return Ok(known.into_iter().collect());
        }
        let budget = FetchBudget::default();
        return match application.federation.resolve_note(&address, &budget).await {
            Ok(id) => Ok(timeline::at_address(context, reader, &id)
                .await?
                .into_iter()
                .collect()),
            Err(error) => {
                tracing::info!(%error, "an address that was searched for leads to no post");
                Ok(Vec::new())
            }
        };
    }
    let Some(member) = reader else {
        return Ok(Vec::new());
    };
    let is_own = text.split_whitespace().any(|word| word == "from:me");
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !is_operator(word))
        .collect();
    let author = parameters.parse("account_id", "an id that the API gave")?;
    let wanted = StatusSearch {
        text: &words.join(" "),
        author: author.or(is_own.then_some(member.account.id)),
        page: parameters.page(20, MOST)?,
        offset: offset(parameters)?,
    };
    Ok(timeline::search(context, member, wanted).await?)
}

/// Whether a word says something about the search, as in Mastodon, and not what is searched for.
fn is_operator(word: &str) -> bool {
    const OPERATORS: [&str; 8] = ["from", "has", "is", "in", "language", "before", "after", "during"];
    let name = word
        .trim_start_matches(['-', '+'])
        .split_once(':')
        .map(|(name, _)| name);
    name.is_some_and(|name| OPERATORS.contains(&name))
}

/// The accounts that a search finds. Somebody who is named exactly comes first, whatever the caller thinks of her.
pub(super) async fn accounts(
    application: &Application,
    reader: Option<&Member>,
    parameters: &Parameters,
    usual: u32,
) -> Result<Vec<AccountView>, ApiError> {
    let context = &application.context;
    let text = text(parameters)?;
    let (resolve, only_followed) = (parameters.flag("resolve")?, parameters.flag("following")?);
    let (offset, limit) = (offset(parameters)?, parameters.limit(usual, 80)?);
    let asking = resolve.then_some(&*application.federation);
    if let Ok(uri) = text.parse::<ActorUri>() {
        return Ok(named::actor(context, asking, &uri).await?.into_iter().collect());
    }
    let mut found = Vec::new();
    if let Ok(handle) = text.parse::<Handle>() {
        found.extend(named::handle(context, asking, &handle).await?);
        if handle.host.is_some() && !found.is_empty() {
            return Ok(found);
        }
    }
    if offset > 0 {
        found.clear();
    }
    let wanted = AccountSearch {
        text,
        only_followed,
        offset,
        limit,
    };
    let exact = found.first().map(|view| view.account.id);
    let others = account::search(context, reader, wanted).await?;
    found.extend(others.into_iter().filter(|view| Some(view.account.id) != exact));
    found.truncate(wanted.limit as usize);
    Ok(found)
}
