//! Lists of servers, as Mastodon and those who share such lists write them.

use std::collections::{HashMap, HashSet};

use vouchwell_domain::account::Host;
use vouchwell_domain::instance_domain::{COMMENT_LENGTH, InstanceDomain, Severity};
use vouchwell_storage::instance_domain::{self, Ties};
use vouchwell_storage::{Transaction, domain_without_media, lock};

use super::{Administrator, leave_out_media, restrict};
use crate::{Context, Result};

/// Servers in one transaction, so that nobody waits long for it.
const AT_ONCE: usize = 50;

/// What came of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Servers about which something is decided now.
    pub decided: usize,
    /// Servers about which as much was decided before.
    pub known: usize,
    /// What stands in the list in the place of a server and is none, or names this one, or says something unknown of it.
    pub left_out: Vec<String>,
}

/// What taking over a list would decide, and what would disappear by that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// How many servers would be limited.
    pub limited: usize,
    /// How many would be blocked.
    pub blocked: usize,
    /// How many would be left without pictures.
    pub without_media: usize,
    /// The servers to be blocked of which somebody is known here, with what a block ends, in the order of their names.
    pub cut: Vec<(Host, Ties)>,
    /// Servers about which as much was decided before.
    pub known: usize,
    /// What of the list would be left out.
    pub left_out: Vec<String>,
}

impl Plan {
    /// Whether nothing would be decided.
    pub const fn is_empty(&self) -> bool {
        self.limited + self.blocked + self.without_media == 0
    }
}

/// What a list says of a server.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    host: Host,
    severity: Option<Severity>,
    is_without_media: bool,
    comment: String,
}

/// Decides about the servers of a list. What was decided more strictly before stays, and so does every reason that was
/// given before.
///
/// # Errors
/// The database is away.
pub async fn import(context: &Context, administrator: Administrator<'_>, list: &str) -> Result<Imported> {
    let (listed, left_out) = of_others(context, list);
    let mut imported = Imported {
        left_out,
        ..Imported::default()
    };
    for part in listed.chunks(AT_ONCE) {
        let mut transaction = context.store.begin().await?;
        lock::instance(&mut transaction).await?;
        let decided = decided_about(&mut transaction, part).await?;
        for one in part {
            let before = decided.get(&one.host);
            let is_new = one.severity.filter(|severity| is_stricter(*severity, before));
            if let Some(severity) = is_new {
                let reason = before
                    .map(|before| &before.comment)
                    .filter(|reason| !reason.is_empty());
                let reason = reason.unwrap_or(&one.comment).clone();
                let what = (&one.host, severity);
                restrict(context, &mut transaction, administrator, what, reason).await?;
            }
            let is_without_media = one.is_without_media
                && leave_out_media(context, &mut transaction, administrator, &one.host).await?;
            if is_new.is_some() || is_without_media {
                imported.decided += 1;
            } else {
                imported.known += 1;
            }
        }
        transaction.commit().await?;
    }
    Ok(imported)
}

/// What [`import`] would do, without doing it.
///
/// # Errors
/// The database is away.
pub async fn plan(context: &Context, _: Administrator<'_>, list: &str) -> Result<Plan> {
    let (listed, left_out) = of_others(context, list);
    let mut snapshot = context.store.snapshot().await?;
    let decided = decided_about(&mut snapshot, &listed).await?;
    let without_media = domain_without_media::list(&mut snapshot).await?;
    let without_media: HashSet<Host> = without_media.into_iter().collect();
    let mut plan = Plan {
        left_out,
        ..Plan::default()
    };
    let mut blocked = Vec::new();
    for one in listed {
        let new = one
            .severity
            .filter(|severity| is_stricter(*severity, decided.get(&one.host)));
        let is_without_media = one.is_without_media && !without_media.contains(&one.host);
        plan.without_media += usize::from(is_without_media);
        match new {
            Some(Severity::Limit) => plan.limited += 1,
            Some(Severity::Block) => blocked.push(one.host),
            None => plan.known += usize::from(!is_without_media),
        }
    }
    plan.blocked = blocked.len();
    let ties = instance_domain::ties_of_each(&mut snapshot, &blocked).await?;
    plan.cut = ties.into_iter().collect();
    plan.cut
        .sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
    Ok(plan)
}

/// What a list says of other servers than this one, and what is left out of it.
fn of_others(context: &Context, list: &str) -> (Vec<Listed>, Vec<String>) {
    let (mut listed, mut left_out) = read(list);
    let own = context.address.host().domains();
    listed.retain(|one| {
        let is_own = own.contains(&one.host);
        if is_own {
            left_out.push(one.host.to_string());
        }
        !is_own
    });
    (listed, left_out)
}

async fn decided_about(
    transaction: &mut Transaction,
    listed: &[Listed],
) -> Result<HashMap<Host, InstanceDomain>> {
    let hosts: Vec<Host> = listed.iter().map(|one| one.host.clone()).collect();
    let decided = instance_domain::among(transaction, &hosts).await?.into_iter();
    Ok(decided.map(|one| (one.host.clone(), one)).collect())
}

fn is_stricter(severity: Severity, before: Option<&InstanceDomain>) -> bool {
    match before.map(|before| before.severity) {
        None => true,
        Some(Severity::Limit) => severity == Severity::Block,
        Some(Severity::Block) => false,
    }
}

/// Which column says what. A list without a head has names alone; of one with more, nobody knows what it says of them.
#[derive(Debug, Default)]
struct Columns {
    host: usize,
    severity: Option<usize>,
    reject_media: Option<usize>,
    comment: Option<usize>,
}

impl Columns {
    fn of_head(head: &[String]) -> Option<Self> {
        let place = |name: &str| {
            let is_it = |column: &String| column.trim_start_matches('#').eq_ignore_ascii_case(name);
            head.iter().position(is_it)
        };
        Some(Self {
            host: place("domain")?,
            severity: place("severity"),
            reject_media: place("reject_media"),
            comment: place("public_comment"),
        })
    }

    /// What a line says; what stands in the place of the server if nothing can be read of it.
    fn read(&self, line: &[String]) -> std::result::Result<Listed, String> {
        let field = |place: Option<usize>| place.and_then(|place| line.get(place)).map_or("", String::as_str);
        let name = field(Some(self.host));
        let unread = || name.to_owned();
        if self.severity.is_none() && line.len() > 1 {
            return Err(unread());
        }
        let severity = match field(self.severity).to_ascii_lowercase().as_str() {
            "" | "suspend" | "block" => Some(Severity::Block),
            "silence" | "limit" => Some(Severity::Limit),
            "noop" | "none" => None,
            _ => return Err(unread()),
        };
        // What is left of a name that was made unreadable on purpose is none.
        let host: Option<Host> = name.trim_start_matches("*.").parse().ok();
        Ok(Listed {
            host: host
                .filter(|host: &Host| !host.as_str().contains('*'))
                .ok_or_else(unread)?,
            severity,
            is_without_media: matches!(field(self.reject_media), "true" | "True" | "TRUE" | "1"),
            comment: field(self.comment).chars().take(COMMENT_LENGTH).collect(),
        })
    }
}

/// What a list says of servers, each once, and what of it cannot be read. What has no effect here is left out in silence.
fn read(list: &str) -> (Vec<Listed>, Vec<String>) {
    let mut columns = None;
    let (mut listed, mut left_out) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for line in lines(list.trim_start_matches('\u{feff}')) {
        if columns.is_none() {
            columns = Columns::of_head(&line);
            if columns.is_some() {
                continue;
            }
        }
        let is_empty = line.iter().all(String::is_empty);
        let is_comment = line.first().is_some_and(|first| first.starts_with('#'));
        if is_empty || is_comment {
            continue;
        }
        match columns.get_or_insert_default().read(&line) {
            Ok(one) if one.severity.is_none() && !one.is_without_media => {}
            Ok(one) if seen.insert(one.host.clone()) => listed.push(one),
            Ok(_) => {}
            Err(name) => left_out.push(name),
        }
    }
    (listed, left_out)
}

/// The fields of each line, without the space around them (RFC 4180).
fn lines(list: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' if is_quoted || field.trim().is_empty() => is_quoted = !is_quoted,
            ',' if !is_quoted => line.push(std::mem::take(&mut field).trim().to_owned()),
            '\n' if !is_quoted => {
                line.push(std::mem::take(&mut field).trim().to_owned());
                lines.push(std::mem::take(&mut line));
            }
            other => field.push(other),
        }
    }
    line.push(field.trim().to_owned());
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(host: &str, severity: Option<Severity>, is_without_media: bool, comment: &str) -> Listed {
        Listed {
            host: host.parse().unwrap(),
            severity,
            is_without_media,
            comment: comment.to_owned(),
        }
    }

    #[test]
    fn a_list_that_mastodon_wrote_says_what_is_decided_about_each() {
        let list = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\r\n\
            bad.example,suspend,false,true,\"Spam, and \"\"offers\"\"\r\nof stars\",false\r\n\
            loud.example,silence,true,false,,false\r\n\
            pictures.example,noop,true,false,,false\r\n\
            harmless.example,noop,false,true,,false\r\n\
            b*d.example,suspend,false,false,,true\r\n\
            odd.example,perhaps,false,false,,false\r\n\
            bad.example,silence,false,false,,false\r\n";
        let expected = vec![
            listed(
                "bad.example",
                Some(Severity::Block),
                false,
                "Spam, and \"offers\"\r\nof stars",
            ),
            listed("loud.example", Some(Severity::Limit), true, ""),
            listed("pictures.example", None, true, ""),
        ];
        assert_eq!(
            read(list),
            (expected, vec!["b*d.example".to_owned(), "odd.example".to_owned()])
        );
    }

    #[test]
    fn a_list_of_names_alone_blocks_them() {
        let expected = vec![
            listed("bad.example", Some(Severity::Block), false, ""),
            listed("worse.example", Some(Severity::Block), false, ""),
        ];
        let list = "\u{feff}# collected by ada\n\nbad.example\n*.worse.example\n";
        assert_eq!(read(list), (expected, Vec::new()));
        assert_eq!(read(""), (Vec::new(), Vec::new()));
    }

    #[test]
    fn nobody_is_blocked_by_a_list_whose_head_was_lost() {
        for list in [
            "loud.example,silence,false\nharmless.example,noop,false",
            "domain,action\nloud.example,silence",
        ] {
            let (listed, left_out) = read(list);
            assert!(listed.is_empty(), "{list}");
            assert_eq!(left_out[0], "loud.example");
        }
    }

    #[test]
    fn columns_are_known_by_their_names() {
        let expected = vec![listed("bad.example", Some(Severity::Limit), false, "why")];
        assert_eq!(
            read("severity,domain,public_comment\nsilence,bad.example,why").0,
            expected
        );
    }
}
