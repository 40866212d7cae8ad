//! `vouchwell account`: members and their tokens.

use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Read as _};

use clap::Subcommand;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::audit::Act;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::member::Role;
use vouchwell_domain::place::{InvalidPlace, Place};
use vouchwell_domain::token::Scopes;
use vouchwell_service::administration::audit;
use vouchwell_service::deletion::{self, Consequences};
use vouchwell_service::member::NewMember;
use vouchwell_service::{Context, Error, key, member, new_password, place, second_factor, session, token};

use super::failure::Failure;
use crate::answer::answer;
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
        /// The password; without this it is asked for, or read from stdin
        #[arg(long)]
        password: Option<String>,
        /// What the member may do: user, moderator or admin
        #[arg(long, default_value = "user", value_parser = role)]
        role: Role,
    },
    /// Changes what an account says
    Set {
        /// The name of the member
        name: MemberName,
        /// Where she is, coarsely, such as "Ghent, Belgium"; "" takes it back
        #[arg(long)]
        place: String,
    },
    /// Makes a bearer token and prints it; it cannot be shown again
    Token {
        /// The name of the member
        name: MemberName,
        /// What the token may do, such as "read write follow push"
        #[arg(long)]
        scopes: Scopes,
    },
    /// Signs a member out everywhere and removes her passkeys: browsers, apps and tokens have to be let in anew
    SignOut {
        /// The name of the member
        name: MemberName,
    },
    /// Prints a link by which a member chooses a new password; it works once, for an hour
    NewPassword {
        /// The name of the member
        name: MemberName,
    },
    /// Ends the second factor of a member who has lost her device and her recovery codes
    EndSecondFactor {
        /// The name of the member
        name: MemberName,
    },
    /// Signs the requests of a member, or of everybody, with a new key, as after somebody could have read the old ones.
    /// What was signed about people stays as it is: that is another key
    RotateKey {
        /// The name of the member
        #[arg(required_unless_present = "everybody")]
        name: Option<MemberName>,
        /// All members, and the instance itself
        #[arg(long, conflicts_with = "name")]
        everybody: bool,
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
                language: None,
                quarantine_exempt: true,
            };
            create(configuration, new).await
        }
        Command::Set { name, place } => {
            let place = match place.trim() {
                "" => None,
                place => Some(
                    place
                        .parse()
                        .map_err(|error: InvalidPlace| Failure::Wrong(error.to_string()))?,
                ),
            };
            set(configuration, &name, place.as_ref()).await
        }
        Command::Delete { name, yes } => delete(configuration, &name, yes).await,
        Command::Token { name, scopes } => issue(configuration, &name, &scopes).await,
        Command::NewPassword { name } => offer_password(configuration, &name).await,
        Command::EndSecondFactor { name } => end_second_factor(configuration, &name).await,
        Command::RotateKey { name, .. } => rotate_key(configuration, name.as_ref()).await,
        Command::SignOut { name } => sign_out(configuration, &name).await,
    }
}

async fn create(configuration: &Configuration, new: NewMember) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let role = new.role.as_str().to_owned();
    let member = member::create(&context, new).await?;
    let made = member.account.name.clone();
    audit::record_command(&context, Act::CreateAccount, made, role).await?;
    eprintln!("{} is made: {}", member.account.name, member.account.profile.url);
    context.store.close().await;
    Ok(())
}

async fn set(configuration: &Configuration, name: &MemberName, place: Option<&Place>) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let member = known(name, member::by_name(&context, name).await)?;
    place::set(&context, member.id, place).await?;
    let place = place.map(ToString::to_string).unwrap_or_default();
    audit::record_command(&context, Act::SetPlace, name.to_string(), place).await?;
    eprintln!("{name} is changed: {}", member.account.profile.url);
    context.store.close().await;
    Ok(())
}

async fn issue(configuration: &Configuration, name: &MemberName, scopes: &Scopes) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let issued = known(name, token::issue(&context, name, scopes).await)?;
    audit::record_command(&context, Act::IssueToken, name.to_string(), scopes.to_string()).await?;
    answer(issued)?;
    context.store.close().await;
    Ok(())
}

async fn sign_out(configuration: &Configuration, name: &MemberName) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let member = known(name, member::by_name(&context, name).await)?;
    session::end_everything(&context, &member).await?;
    note(&context, Act::SignOut, name).await?;
    eprintln!("{name} is signed out everywhere and has no passkeys");
    context.store.close().await;
    Ok(())
}

async fn offer_password(configuration: &Configuration, name: &MemberName) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let secret = known(name, new_password::offer(&context, name).await)?;
    note(&context, Act::OfferPassword, name).await?;
    answer(format_args!("{}/password/{secret}", context.address.origin()))?;
    context.store.close().await;
    Ok(())
}

async fn end_second_factor(configuration: &Configuration, name: &MemberName) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    let member = known(name, member::by_name(&context, name).await)?;
    second_factor::remove(&context, &member).await?;
    note(&context, Act::EndSecondFactor, name).await?;
    eprintln!("{name} signs in by the password alone");
    context.store.close().await;
    Ok(())
}

async fn rotate_key(configuration: &Configuration, name: Option<&MemberName>) -> Result<(), Failure> {
    let context = opening::open(configuration).await?;
    match name {
        Some(name) => {
            known(name, key::ask_to_rotate(&context, name).await)?;
            note(&context, Act::ChangeRequestKey, name).await?;
            eprintln!("the running server makes a new key for the requests of {name}");
        }
        None => {
            let count = key::ask_to_rotate_all(&context).await?;
            let everybody = context.address.host().to_string();
            audit::record_command(&context, Act::ChangeRequestKey, everybody, String::new()).await?;
            eprintln!("the running server makes new keys for the requests of {count} accounts, one a second");
        }
    }
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
    } = known(name, deletion::consequences(&context, name).await)?;
    if !yes {
        context.store.close().await;
        return Err(Failure::Wrong(format!(
            "nothing was deleted. With --yes, {name} would be gone for good: {written} public recommendations by \
             {name} and {received} about {name} would be withdrawn, {acquaintances} acquaintances would end, \
             posts, drafts, address and password would be erased, {told} inboxes of other servers would be \
             told, and nobody could have the name again"
        )));
    }
    known(name, deletion::delete(&context, name).await)?;
    note(&context, Act::DeleteAccount, name).await?;
    eprintln!("{name} is deleted. The running server tells {told} inboxes of other servers");
    context.store.close().await;
    Ok(())
}

/// Writes into the log what was done.
async fn note(context: &Context, act: Act, name: &MemberName) -> Result<(), Failure> {
    audit::record_command(context, act, name.to_string(), String::new()).await?;
    Ok(())
}

fn known<T>(name: &MemberName, found: vouchwell_service::Result<T>) -> Result<T, Failure> {
    match found {
        Err(Error::NotFound) => Err(Failure::Wrong(format!(
            "there is no member {name}: make one with `vouchwell account create {name} --email …`"
        ))),
        found => Ok(found?),
    }
}

/// Asks for the password without showing it, or takes the first line of what another program writes.
fn read_password() -> Result<String, Failure> {
    let stdin = io::stdin();
    let typed = if stdin.is_terminal() {
        rpassword::prompt_password("Password (it is not shown while you type): ")
    } else {
        let mut line = String::new();
        BufReader::new(stdin.take(LONGEST_INPUT))
            .read_line(&mut line)
            .map(|_| line)
    };
    let typed = typed.map_err(|_| {
        Failure::Wrong(
            "the password cannot be read: give it with --password, or write it as UTF-8 to stdin".to_owned(),
        )
    })?;
    match typed.trim_end_matches(['\r', '\n']) {
        "" => Err(Failure::Wrong(
            "no password: give --password, or write it to stdin".to_owned(),
        )),
        password => Ok(password.to_owned()),
    }
}
