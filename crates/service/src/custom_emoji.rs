//! Pictures that stand for names, in what people of other servers write and are called.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vouchwell_domain::account::{Account, Home, Host};
use vouchwell_domain::custom_emoji::{CustomEmoji, Shortcode, shortcodes_in};
use vouchwell_domain::status::Status;
use vouchwell_storage::{Transaction, custom_emoji, domain_without_media};

use crate::{Context, Result};

/// Keeps pictures that the servers of authors name, unless those of a server are left out. Most are known, and what is
/// known is only read.
///
/// # Errors
/// The database is away.
pub(crate) async fn keep(
    context: &Context,
    transaction: &mut Transaction,
    named: &[(&Account, &[CustomEmoji])],
) -> Result<()> {
    // In one order, so that two transactions do not wait for each other.
    let mut by_server: BTreeMap<&Host, BTreeMap<&Shortcode, &CustomEmoji>> = BTreeMap::new();
    for (author, emojis) in named {
        if let Some(host) = elsewhere(author) {
            let of_server = by_server.entry(host).or_default();
            of_server.extend(emojis.iter().map(|emoji| (&emoji.shortcode, emoji)));
        }
    }
    for (host, emojis) in by_server {
        let emojis: Vec<&CustomEmoji> = emojis.into_values().collect();
        let differing = custom_emoji::differing(transaction, host, &emojis).await?;
        if !differing.is_empty() && !domain_without_media::covers(transaction, host).await? {
            custom_emoji::save(transaction, host, differing, context.now()).await?;
        }
    }
    Ok(())
}

/// Texts with the server whose pictures are meant in them.
pub(crate) struct Texts<'a> {
    /// The server; none where it is this one, which has no such pictures.
    host: Option<&'a Host>,
    texts: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    /// What an account shows of itself.
    pub(crate) fn of_account(account: &'a Account) -> Self {
        let profile = &account.profile;
        let fields = profile
            .fields
            .iter()
            .flat_map(|field| [field.name.as_str(), field.value.as_str()]);
        Self {
            host: elsewhere(account),
            texts: [profile.display_name.as_str(), profile.summary.as_str()]
                .into_iter()
                .chain(fields)
                .collect(),
        }
    }

    /// What an author wrote, and what it asks.
    pub(crate) fn of_status(status: &'a Status, author: &'a Account, options: Vec<&'a str>) -> Self {
        let words = [status.spoiler.as_str(), status.content.as_str()];
        Self {
            host: elsewhere(author),
            texts: words.into_iter().chain(options).collect(),
        }
    }

    fn names(&self) -> BTreeSet<Shortcode> {
        self.texts.iter().flat_map(|text| shortcodes_in(text)).collect()
    }
}

fn elsewhere(account: &Account) -> Option<&Host> {
    match &account.home {
        Home::Elsewhere(host) => Some(host),
        Home::Here => None,
    }
}

/// The pictures in each of these, in the order of their names, in one statement for all.
///
/// # Errors
/// The database is away.
pub(crate) async fn in_each(
    transaction: &mut Transaction,
    all: &[Texts<'_>],
) -> Result<Vec<Vec<CustomEmoji>>> {
    let names: Vec<BTreeSet<Shortcode>> = all
        .iter()
        .map(|texts| texts.host.map(|_| texts.names()).unwrap_or_default())
        .collect();
    let wanted: BTreeSet<(Host, Shortcode)> = all
        .iter()
        .zip(&names)
        .flat_map(|(texts, names)| {
            let host = texts.host;
            names
                .iter()
                .filter_map(move |name| Some((host?.clone(), name.clone())))
        })
        .collect();
    let known: HashMap<Host, HashMap<Shortcode, CustomEmoji>> =
        custom_emoji::among(transaction, &wanted).await?;
    let found = |(texts, names): (&Texts<'_>, BTreeSet<Shortcode>)| {
        let known = texts.host.and_then(|host| known.get(host));
        let found = names.iter().filter_map(|name| known?.get(name).cloned());
        found.collect()
    };
    Ok(all.iter().zip(names).map(found).collect())
}
