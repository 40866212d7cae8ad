//! `vouchwell account`: members and their tokens.

use std::io::{IsTerminal as _, Read as _};

use clap::Subcommand;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::member::Role;
use vouchwell_domain::token::Scopes;
use vouchwell_service::deletion::{self, Consequences};
use vouchwell_service::member::NewMember;
use vouchwell_service::{Error, member, token};

use super::failure::Failure;
use crate::configuration::Configuration;
use crate::opening;

/// Longer input is no password.
const LONGEST_INPUT: u64 = 4_096;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes an account
    Create {
        /// The name in its address: a to z, digits and underscores
        name: MemberName,
        /// Where mail reaches the person
        #[arg(long)]
        email: EmailAddress,
        /// The password; without this it is read from stdin
        #[arg(long)]
        password: Option<String>,
        /// What the member may do: user, moderator or admin
        #[arg(long, default_value = "user", value_parser = role)]
        role: Role,
    },
    /// Makes a bearer token and prints it; it cannot be shown again
    Token {
        /// The name of the member
        name: MemberName,
        /// What the token may do, such as "read write follow push"
        #[arg(long)]
        scopes: Scopes,
    },
    /// Deletes an account for good: withdraws all that it signed, tells every server that was sent something of
    /// it, and erases what is known of the person. Nobody gets the name again
    Delete {
        /// The name of the member
        name: MemberName,
        /// Really deletes it; without this it is only said what would happen
        #[arg(long)]
        yes: bool,
    },
}

fn role(text: &str) -> Result<Role, &'static str> {
    text.parse().map_err(|_| "a role is user, moderator or admin")
}

pub(crate) async fn run(configuration: &Configuration, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create {
            name,
            email,
            password,
            role,
        } => {
            let password = match password {
                Some(password) => password,
                None => read_password()?,
            };
            let new = NewMember {
                name,
                email,
                password,
                role,
                quarantine_exempt: true,
            };
            create(configuration, new).await
        }
        Command::Delete { name, yes } => delete(configuration, &name, yes).await,
        Command::Token { name, scopes } => issue(configuration, &name, &scopes).await,
    }
}

async fn create(configuration: &Configuration, new: NewMember) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let member = member::create(&context, new).await?;
    eprintln!("{} is made: {}", member.account.name, member.account.profile.url);
    context.store.close().await;
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the token is what the command answers")]
async fn issue(configuration: &Configuration, name: &MemberName, scopes: &Scopes) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let token = token::issue(&context, name, scopes)
        .await
        .map_err(|error| named(name, error))?;
    println!("{token}");
    context.store.close().await;
    Ok(())
}

async fn delete(configuration: &Configuration, name: &MemberName, yes: bool) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let Consequences {
        written,
        received,
        acquaintances,
        told,
    } = deletion::consequences(&context, name)
        .await
        .map_err(|error| named(name, error))?;
    if !yes {
        context.store.close().await;
        return Err(Failure::Wrong(format!(
            "nothing was deleted. With --yes, {name} would be gone for good: {written} public recommendations by \
             {name} and {received} about {name} would be withdrawn, {acquaintances} acquaintances would end, \
             posts, drafts, address and password would be erased, {told} inboxes of other servers would be \
             told, and nobody could have the name again"
        )));
    }
    deletion::delete(&context, name)
        .await
        .map_err(|error| named(name, error))?;
    eprintln!("{name} is deleted. The running server tells {told} inboxes of other servers");
    context.store.close().await;
    Ok(())
}

fn named(name: &MemberName, error: Error) -> Failure {
    match error {
        Error::NotFound => Failure::Wrong(format!(
            "there is no member {name}: make one with `vouchwell account create {name} --email …`"
        )),
        error => error.into(),
    }
}

fn read_password() -> Result<String, Failure> {
    if std::io::stdin().is_terminal() {
        eprint!("Password (it is shown while you type; end with Enter and Ctrl-D): ");
    }
    let mut typed = String::new();
    std::io::stdin()
        .take(LONGEST_INPUT)
        .read_to_string(&mut typed)
        .map_err(|_| Failure::Wrong("the password on stdin cannot be read as UTF-8".to_owned()))?;
    match typed.lines().next() {
        Some(password) if !password.is_empty() => Ok(password.to_owned()),
        _ => Err(Failure::Wrong(
            "no password: give --password, or write it to stdin".to_owned(),
        )),
    }
}
