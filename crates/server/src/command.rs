//! The commands of the program, one file each.

mod account;
mod backup;
mod demo;
mod doctor;
mod failure;
mod migrate;
mod restore;
mod serve;
mod verify;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use self::failure::Failure;
use crate::configuration::{self, Configuration, ConfigurationError};

/// Recommendations of people that anybody can check.
#[derive(Debug, Parser)]
#[command(name = "vouchwell", version, arg_required_else_help = true)]
struct Arguments {
    /// Reads settings from this file instead of vouchwell.toml; variables VOUCHWELL_* count before it
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server; without any configuration at http://localhost:8080, with its data under ./data
    Serve,
    /// Shows two servers on this machine and a recommendation that travels between them
    Demo(demo::Arguments),
    /// Makes accounts and tokens; works beside a running server
    #[command(subcommand)]
    Account(account::Command),
    /// Brings the tables of the database up to date (serve does it by itself)
    Migrate,
    /// Checks a recommendation from its file alone
    Verify(verify::Arguments),
    /// Checks configuration, data, certificate, names and whether the instance can be reached
    Doctor,
    /// Writes everything to one file, beside a running server; keep it secret
    Backup {
        /// The file to write
        file: PathBuf,
    },
    /// Brings a backup back, where no instance is yet
    Restore {
        /// The file that `backup` wrote
        file: PathBuf,
    },
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr();
    match run(arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("vouchwell: {failure}");
            failure.exit_code()
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let load = || Configuration::load(arguments.config.as_deref(), environment()?);
    match arguments.command {
        Command::Serve => finish(serve::run(load()?)),
        Command::Demo(demo) => finish(demo::run(&demo)),
        Command::Account(command) => finish(account::run(&load()?, command)),
        Command::Migrate => finish(migrate::run(&load()?)),
        Command::Verify(verify) => verify::run(&verify),
        Command::Doctor => finish(doctor::run(&load()?)),
        Command::Backup { file } => finish(backup::run(&load()?, &file)),
        Command::Restore { file } => finish(restore::run(&load()?, &file)),
    }
}

fn finish(work: impl Future<Output = Result<(), Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::Failed(format!("no threads can be started: {error}")))?;
    runtime.block_on(work).map(|()| ExitCode::SUCCESS)
}

/// A variable whose name is not UTF-8 is none of ours; one of ours that is not is wrong.
fn environment() -> Result<Vec<(String, String)>, ConfigurationError> {
    let mut variables = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => variables.push((name, value)),
            Err(_) if name.starts_with(configuration::PREFIX) => {
                return Err(ConfigurationError::NotUnicode(name));
            }
            Err(_) => {}
        }
    }
    Ok(variables)
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hickory_proto=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        // Where nothing can be written, nothing can be written about it either, and to try it would panic.
        .log_internal_errors(false)
        .init();
}
